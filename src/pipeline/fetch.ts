/**
 * How one work is done: admit → timeout → request, and around them retryWhenTransient, so that each attempt passes the gate
 * anew and a back-off holds no slot. What an earlier run has kept is not asked for; a page that is too much for one answer is
 * asked for in halves (`halving.ts`).
 */
import {
  catchError,
  defaultIfEmpty,
  defer,
  delay,
  EMPTY,
  expand,
  filter,
  finalize,
  forkJoin,
  from,
  map,
  merge,
  mergeMap,
  observeOn,
  of,
  Subject,
  switchMap,
  takeUntil,
  tap,
  throwError,
  timeout,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import { admit, retryWhenTransient, type Gate } from '../operators/index.js';
import { SectionFetcher, type Admitted, type Ask, type RequestFacts } from './section-fetcher.js';
import { SuiteChoice } from './suite-choice.js';
import {
  TestRailError,
  ThrottledError,
  type KeptProject,
  type OnWire,
  type Page,
  type TestRailCase,
  type TestRailSuite,
} from '../testrail/index.js';
import { isTransient, timedOut, type FetchOptions } from './attempt.js';
import { fetchAttachment } from './fetch-attachment.js';
import { fetchRecheck } from './fetch-recheck.js';
import { messageOf } from './failure.js';
import { logAdmission, logAgain, logHalves, logLoss, logRetry, requestName } from './fetch-log.js';
import type { Instance } from './instance.js';
import { catalogueFrom, keptCatalogue } from './kept-catalogue.js';
import { LookUps, type AskDirectory } from './look-ups.js';
import { Halving } from './halving.js';
import type { Plan } from './plan.js';
import type { RequestCounts } from './request-counts.js';
import {
  workKey,
  type PageAnswered,
  type PageWork,
  type ProjectWork,
  type SuiteWork,
  type Work,
  type WorkEvent,
} from './work.js';

/** Does the works of a plan. */
export class Fetcher {
  private readonly halvings = new Map<Gate, Halving>();
  private readonly sections: SectionFetcher;
  private readonly suiteChoice: SuiteChoice;

  constructor(
    private readonly plan: Plan,
    readonly options: FetchOptions,
    readonly counts: RequestCounts,
    /** To be shared by those who want it asked once what is the same for all projects of an instance. */
    private readonly lookUps = new Map<Instance, LookUps>(),
  ) {
    this.suiteChoice = new SuiteChoice(plan.suiteScopes, plan.suiteMap);
    this.sections = new SectionFetcher(plan, (...asked) => this.attempts(...asked));
  }

  /**
   * One work: `admitted` each time a request goes out, then its answer or, for a page, its failure. A page that is too
   * much for one answer is asked for in halves, down to the case that cannot be read: then it is several of these.
   */
  fetch(work: Work, admitted: Admitted): Observable<WorkEvent> {
    logAgain(this.plan.instanceOf(work).logger, work);
    const admissions = new Subject<WorkEvent>();
    const ended = new Subject<void>();
    const outlasts = admissions.pipe(switchMap(() => this.outlasts(work)));
    const beside = merge(admissions, outlasts).pipe(takeUntil(ended));
    const events = this.events(work, admitted, admissions);
    return merge(beside, events.pipe(finalize(() => ended.next())));
  }

  /**
   * Tells when a guess is on the wire for so long that its page is believed in: the next need not wait for any answer. Once, by
   * what is known when it goes out; should an answer without cases turn out to take longer, the next event decides.
   */
  private outlasts(work: Work): Observable<WorkEvent> {
    const ms = this.plan.believedAfterMs(work);
    if (ms === undefined) return EMPTY;
    const { scheduler } = this.plan.instanceOf(work).gate;
    // A timer may be early by a part of a millisecond; and where it is late, the answer may have come, and is heard of first.
    return timer(Math.ceil(ms) + 1, scheduler).pipe(
      delay(0, scheduler),
      map(() => ({ type: 'outlasts', work })),
    );
  }

  /** One page that no plan knows of, through the gate like all others. */
  fetchAlone(work: SuiteWork): Observable<WorkEvent> {
    const { gate } = this.plan.instanceOf(work);
    return this.fetch(work, (signals) => admit(gate, { key: workKey(work), ...signals })).pipe(
      tap((event) => {
        if (event.type === 'page') work.suite.pageRead(event.work.offset, event.work.limit, event.page);
        if (event.type === 'failed')
          work.suite.lost(event.work.offset, event.work.limit, messageOf(event.error));
      }),
    );
  }

  private events(work: Work, admitted: Admitted, admissions: Subject<WorkEvent>): Observable<WorkEvent> {
    switch (work.kind) {
      case 'project':
        return this.project(work, admitted, admissions);
      case 'sections':
        return this.sections.fetch(work, admitted, admissions);
      case 'attachment':
        return fetchAttachment(work, this.plan, (request) =>
          this.attempts(work, request, admitted, admissions),
        );
      case 'recheck':
        return fetchRecheck(work, this.plan, (request, onSent) =>
          this.attempts(work, request, admitted, admissions, { onSent }),
        );
      default:
        return this.page(work, admitted, admissions);
    }
  }

  private project(
    work: ProjectWork,
    admitted: Admitted,
    admissions: Subject<WorkEvent>,
  ): Observable<WorkEvent> {
    const { client } = this.plan.instanceOf(work);
    const { projectId, record } = this.plan.target(work.side);
    const kept = record?.opened();
    const ask = <T>(method: string, request: Ask<T>, offset?: number) =>
      this.attempts(work, request, admitted, admissions, { method, offset });
    const suites = (offset: number) =>
      ask('get_suites', (written) => client.suites(projectId, offset, written), offset);
    if (kept) return this.fromRecord(kept, work, ask);
    return forkJoin({
      project: ask('get_project', (written) => client.project(projectId, written)),
      suites: suites(0).pipe(
        expand((page: Page<TestRailSuite>) => (page.next === null ? EMPTY : suites(page.next))),
        mergeMap((page) => page.items),
        toArray(),
      ),
    }).pipe(
      // Not before it is known that the credentials are good, and that there is such a project.
      mergeMap((answer: KeptProject) => this.withCatalogue(answer, work, ask)),
      tap((answer) => record?.keepOpened(answer)),
      mergeMap((answer) => this.opened(work, answer)),
    );
  }

  /** What an earlier run kept, with the names that it did not ask for. */
  private fromRecord(kept: KeptProject, work: ProjectWork, ask: AskDirectory): Observable<WorkEvent> {
    const { record, snapshot } = this.plan.target(work.side);
    const { gate } = this.plan.instanceOf(work);
    const whole =
      kept.catalogue || snapshot
        ? of(kept)
        : this.withCatalogue(kept, work, ask).pipe(
            tap((answer) => answer.catalogue && record?.keepOpened(answer)),
          );
    return whole.pipe(
      mergeMap((answer) => this.opened(work, answer)),
      observeOn(gate.scheduler),
    );
  }

  private withCatalogue(opened: KeptProject, work: ProjectWork, ask: AskDirectory): Observable<KeptProject> {
    const instance = this.plan.instanceOf(work);
    const { lookup } = instance.client;
    if (!this.plan.readsNames || !lookup) return of(opened);
    const lookUps = this.lookUps.get(instance) ?? new LookUps(lookup);
    this.lookUps.set(instance, lookUps);
    return lookUps
      .of(this.plan.target(work.side).projectId, ask)
      .pipe(map((catalogue) => ({ ...opened, catalogue: keptCatalogue(catalogue) })));
  }

  private opened(work: ProjectWork, { project, suites, catalogue }: KeptProject): Observable<WorkEvent> {
    return this.suiteChoice.of(work.side, { project, suites }).pipe(
      map((selected) => ({
        type: 'opened',
        work,
        project,
        ...selected,
        ...(catalogue && this.plan.readsNames && { catalogue: catalogueFrom(catalogue) }),
      })),
    );
  }

  private page(
    work: SuiteWork | PageWork,
    admitted: Admitted,
    admissions: Subject<WorkEvent>,
  ): Observable<WorkEvent> {
    const { client, gate, logger } = this.plan.instanceOf(work);
    const { projectId, record } = this.plan.target(work.side);
    const { suite, offset, limit } = work;
    const asked = { suiteId: suite.id, offset, limit };
    const halving = this.halvingOf(gate);
    const kept = work.fresh ? undefined : record?.page(asked);
    if (kept) {
      halving.keptAnswer(work);
      const event: PageAnswered = { type: 'page', work, page: kept, attempts: 0, ms: 0 };
      return of(event).pipe(
        observeOn(gate.scheduler),
        mergeMap((answered) => this.sections.before(answered, admissions)),
      );
    }
    const inPieces = (halves: readonly PageWork[]): Observable<WorkEvent> => {
      work.inPieces = true;
      return from(suite.askedInPieces(halves)).pipe(
        mergeMap((half) => this.page(half, admitted, admissions)),
      );
    };
    // It was too much for one answer before, and would be again.
    const knownHalves = halving.knownHalvesOf(work, record);
    if (knownHalves.length > 0) return inPieces(knownHalves);
    const since = gate.scheduler.now();
    const request: Ask<Page<TestRailCase>> = (written) => client.cases({ projectId, ...asked }, written);
    let attempts = 0;
    let firstSentAt: number | undefined;
    const ended = () => ({ work, attempts, ms: Math.round(gate.scheduler.now() - since) });
    const onSent = (attempt: number): void => {
      attempts = attempt;
      firstSentAt ??= gate.scheduler.now();
    };
    return this.attempts(work, request, admitted, admissions, { onSent }).pipe(
      tap((page) => {
        halving.answered(work, gate.scheduler.now());
        record?.keepPage(asked, page);
      }),
      map((page): PageAnswered => ({ type: 'page', page, ...ended() })),
      mergeMap((answered) => this.sections.before(answered, admissions)),
      defaultIfEmpty<WorkEvent, WorkEvent>({ type: 'withdrawn', work }),
      // Of what never went out nobody was told.
      filter(({ type }) => type !== 'withdrawn' || attempts > 0),
      catchError((error: unknown) => {
        const guess = this.plan.isGuess(work);
        const halves = guess ? [] : halving.halvesOf(work, error, firstSentAt);
        if (halves.length === 0) {
          logLoss(logger, work, { ...ended(), error }, guess);
          return of<WorkEvent>({ type: 'failed', error, ...ended() });
        }
        logHalves(logger, work, halves, error);
        return inPieces(halves);
      }),
    );
  }

  private halvingOf(gate: Gate): Halving {
    const halving = this.halvings.get(gate) ?? new Halving();
    this.halvings.set(gate, halving);
    return halving;
  }

  private attempts<T>(
    work: Work,
    request: Ask<T>,
    admitted: Admitted,
    admissions: Subject<WorkEvent>,
    { onSent, ...facts }: RequestFacts = {},
  ): Observable<T> {
    const { gate, logger, random, url } = this.plan.instanceOf(work);
    const { timeoutMs, retryBaseMs } = this.options;
    const name = requestName(work, facts);
    let attempt = 0;
    // Once more at the end: the page was asked for before. However often it is throttled and admitted anew, it is one.
    let isUncounted = work.kind !== 'project' && work.again === true;
    // Each subscription, and so each retry, is an attempt; to be throttled and admitted anew is none.
    return defer(() => {
      const written = new Subject<OnWire>();
      attempt++;
      return defer(() => request(written)).pipe(
        timeout({
          first: timeoutMs,
          with: () => throwError(() => timedOut(url, timeoutMs)),
          scheduler: gate.scheduler,
        }),
        tap({ error: (error) => error instanceof ThrottledError && this.counts.throttled() }),
        admitted({
          written,
          onAdmitted: (report) => {
            onSent?.(attempt);
            if (isUncounted) this.counts.retried();
            isUncounted = false;
            const guess = this.plan.sent(work);
            this.counts.sent(guess);
            logAdmission(logger, work, name, { known: !guess, attempt, ...report });
            admissions.next({ type: 'admitted', work });
          },
        }),
      );
    }).pipe(
      retryWhenTransient({
        attempts: work.kind !== 'project' && work.again ? 1 : this.options.attempts,
        baseMs: retryBaseMs,
        isTransient: (error) => isTransient(error) && !isSettled(error, work) && !this.plan.isGuess(work),
        random,
        scheduler: gate.scheduler,
        onRetry: (error, failures, waitMs) => {
          this.counts.retried();
          logRetry(logger, name, { failures, waitMs, error });
        },
      }),
    );
  }
}

/** To ask for the same once more would be of no use: too large, not in the snapshot, or too slow as a larger page already. */
const isSettled = (error: unknown, work: Work): boolean =>
  error instanceof TestRailError &&
  (error.code === 'ERR_TESTRAIL_TOO_LARGE' ||
    error.code === 'ERR_SNAPSHOT' ||
    ((error.code === 'ERR_TIMEOUT' || error.code === 'ERR_TESTRAIL_RECORD') &&
      work.kind === 'page' &&
      work.piece !== undefined &&
      work.limit > 1));
