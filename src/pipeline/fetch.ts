import {
  catchError,
  defer,
  EMPTY,
  expand,
  finalize,
  forkJoin,
  map,
  merge,
  mergeMap,
  of,
  Subject,
  tap,
  throwError,
  timeout,
  toArray,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { admit, retryWhenTransient, type AdmissionSignals } from '../operators/index.js';
import { selectSuites } from './select-suites.js';
import {
  TestRailError,
  ThrottledError,
  type Page,
  type TestRailCase,
  type TestRailSuite,
  type Written,
} from '../testrail/index.js';
import { messageOf } from './failure.js';
import type { Plan } from './plan.js';
import type { RequestCounts } from './request-counts.js';
import { workKey, type ProjectWork, type SuiteWork, type Work, type WorkEvent } from './work.js';

export interface FetchOptions {
  /** The longest an attempt may take, milliseconds. */
  timeoutMs: number;
  /** Attempts of a page. */
  attempts: number;
  /** The back-off's first ceiling, milliseconds. */
  retryBaseMs: number;
}

type Admitted = <T>(signals?: AdmissionSignals) => MonoTypeOperatorFunction<T>;
type Ask<T> = (written: Written) => Observable<T>;

/** Does the works of a plan: admit → timeout → request, and around them retryWhenTransient. */
export class Fetcher {
  constructor(
    private readonly plan: Plan,
    private readonly options: FetchOptions,
    private readonly counts: RequestCounts,
  ) {}

  /** One work: `admitted` each time a request goes out, then its answer or, for a page, its failure. */
  fetch(work: Work, admitted: Admitted): Observable<WorkEvent> {
    const admissions = new Subject<WorkEvent>();
    const events =
      work.kind === 'project'
        ? this.project(work, admitted, admissions)
        : this.page(work, admitted, admissions);
    return merge(admissions, events.pipe(finalize(() => admissions.complete())));
  }

  /** One page that no plan knows of, through the gate like all others. */
  fetchAlone(work: SuiteWork): Observable<WorkEvent> {
    const { gate } = this.plan.instanceOf(work);
    return this.fetch(work, (signals) => admit(gate, { key: workKey(work), ...signals })).pipe(
      tap((event) => {
        if (event.type === 'page') work.suite.pageRead(work.offset, event.page);
        if (event.type === 'failed') work.suite.lost(work.offset, messageOf(event.error));
      }),
    );
  }

  private project(
    work: ProjectWork,
    admitted: Admitted,
    admissions: Subject<WorkEvent>,
  ): Observable<WorkEvent> {
    const { client } = this.plan.instanceOf(work);
    const { projectId } = this.plan.target(work.side);
    const ask = <T>(request: Ask<T>) => this.attempts(work, request, admitted, admissions);
    const suites = (offset: number) => ask((written) => client.suites(projectId, offset, written));
    return forkJoin({
      project: ask((written) => client.project(projectId, written)),
      suites: suites(0).pipe(
        expand((page: Page<TestRailSuite>) => (page.next === null ? EMPTY : suites(page.next))),
        mergeMap((page) => page.items),
        toArray(),
      ),
    }).pipe(
      map(({ project, suites: listed }): WorkEvent => ({
        type: 'opened',
        work,
        project,
        ...selectSuites(project, listed, this.plan.target(work.side).suites),
      })),
    );
  }

  private page(
    work: Exclude<Work, ProjectWork>,
    admitted: Admitted,
    admissions: Subject<WorkEvent>,
  ): Observable<WorkEvent> {
    const { client, gate } = this.plan.instanceOf(work);
    const { projectId } = this.plan.target(work.side);
    const { suite, offset, limit } = work;
    const since = gate.scheduler.now();
    const request: Ask<Page<TestRailCase>> = (written) =>
      client.cases({ projectId, suiteId: suite.id, offset, limit }, written);
    let attempts = 0;
    const ended = () => ({ work, attempts, ms: Math.round(gate.scheduler.now() - since) });
    return this.attempts(work, request, admitted, admissions, () => attempts++).pipe(
      map((page): WorkEvent => ({ type: 'page', page, ...ended() })),
      catchError((error: unknown) => of<WorkEvent>({ type: 'failed', error, ...ended() })),
    );
  }

  private attempts<T>(
    work: Work,
    request: Ask<T>,
    admitted: Admitted,
    admissions: Subject<WorkEvent>,
    onAttempt: () => void = () => {},
  ): Observable<T> {
    const { gate, logger, random } = this.plan.instanceOf(work);
    const { timeoutMs, retryBaseMs } = this.options;
    const name = workKey(work);
    let attempt = 0;
    // Each subscription, and so each retry, is an attempt; to be throttled and admitted anew is none.
    return defer(() => {
      const written = new Subject<void>();
      attempt++;
      onAttempt();
      return defer(() => request(written)).pipe(
        timeout({
          first: timeoutMs,
          with: () => throwError(() => timedOut(name, timeoutMs)),
          scheduler: gate.scheduler,
        }),
        tap({ error: (error) => error instanceof ThrottledError && this.counts.throttled() }),
        admitted({
          written,
          onAdmitted: (report) => {
            const guess = this.plan.sent(work);
            this.counts.sent(guess);
            logger.debug('admitted', { work: work.kind, name, known: !guess, attempt, ...report });
            admissions.next({ type: 'admitted', work });
          },
        }),
      );
    }).pipe(
      retryWhenTransient({
        attempts: work.kind !== 'project' && work.again ? 1 : this.options.attempts,
        baseMs: retryBaseMs,
        isTransient: (error) => isTransient(error) && !this.plan.isGuess(work),
        random,
        scheduler: gate.scheduler,
        onRetry: (error, failures, waitMs) => {
          this.counts.retried();
          logger.info('retry', { name, failures, waitMs: Math.round(waitMs), error: String(error) });
        },
      }),
    );
  }
}

const isTransient = (error: unknown): boolean => error instanceof TestRailError && error.kind === 'transient';

const timedOut = (name: string, ms: number): TestRailError =>
  new TestRailError(`no answer within ${ms / 1000} s`, { kind: 'transient', code: 'ERR_TIMEOUT', url: name });
