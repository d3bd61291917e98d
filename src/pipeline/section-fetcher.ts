import {
  catchError,
  concat,
  defer,
  EMPTY,
  expand,
  filter,
  ignoreElements,
  map,
  observeOn,
  of,
  shareReplay,
  tap,
  toArray,
  type MonoTypeOperatorFunction,
  type Observable,
  type Subject,
} from 'rxjs';
import { isDeleted } from '../compare/index.js';
import { admit, type AdmissionSignals } from '../operators/index.js';
import type { KeptSection, TestRailCase, TestRailSection, Written } from '../testrail/index.js';
import { logLoss } from './fetch-log.js';
import type { Plan } from './plan.js';
import type { SuitePaging } from './suite-paging.js';
import {
  workKey,
  type PageAnswered,
  type SectionsAnswered,
  type SectionsFailed,
  type SectionsWork,
  type Work,
  type WorkEvent,
} from './work.js';

/** Lets a request of a work through the gate. */
export type Admitted = <T>(signals?: AdmissionSignals) => MonoTypeOperatorFunction<T>;
export type Ask<T> = (written: Written) => Observable<T>;
/** One request of a work, beside those that have its name. */
export interface RequestFacts {
  /** Of the API, where a work is several of them. */
  method?: string;
  offset?: number;
  onSent?: (attempt: number) => void;
}
/** A request with its retries. */
type Attempts = <T>(
  work: Work,
  request: Ask<T>,
  admitted: Admitted,
  admissions: Subject<WorkEvent>,
  facts?: RequestFacts,
) => Observable<T>;
type Answered = SectionsAnswered | SectionsFailed;

/**
 * Reads the lists of sections.
 *
 * A page that names a section which the list of its suite does not hold is newer than the list: a section was added since
 * the list was read, in this run or by an earlier one. The list is then asked for once more, once a suite, and goes before
 * the page. A server that never lists the section is asked no third time.
 */
export class SectionFetcher {
  private readonly listed = new Map<SuitePaging, ReadonlySet<number>>();
  private readonly again = new Map<SuitePaging, Observable<Answered>>();

  constructor(
    private readonly plan: Plan,
    private readonly attempts: Attempts,
  ) {}

  /** The list of a suite; what an earlier run has kept of it is not asked for. */
  fetch(work: SectionsWork, admitted: Admitted, admissions: Subject<WorkEvent>): Observable<WorkEvent> {
    const { gate } = this.plan.instanceOf(work);
    const { record } = this.plan.target(work.side);
    const kept = () => (work.again ? undefined : record?.sections?.(work.suite.id));
    if (!kept()) return this.ask(work, admitted, admissions);
    return of(work).pipe(
      observeOn(gate.scheduler),
      // A page may have had it read anew by now.
      map((): WorkEvent => ({ type: 'sections', work, sections: kept()! })),
    );
  }

  /**
   * A page, and before it the list of its suite where that is older. Others of the suite that come meanwhile wait for the
   * same answer.
   */
  before(page: PageAnswered, admissions: Subject<WorkEvent>): Observable<WorkEvent> {
    const { side, suite } = page.work;
    if (!this.plan.readsSections || this.plan.target(side).snapshot) return of(page);
    const listed = this.listOf(suite);
    if (!listed || !page.page.items.some((item) => isElsewhere(item, listed))) return of(page);
    const asked = this.again.get(suite);
    if (asked) return concat(asked.pipe(ignoreElements()), of(page));
    const work: SectionsWork = { kind: 'sections', side, suite, again: false };
    const { gate } = this.plan.instanceOf(work);
    const answer = defer(() =>
      this.ask(work, (signals) => admit(gate, { key: workKey(work), ...signals }), admissions),
    ).pipe(shareReplay({ bufferSize: 1, refCount: true }));
    this.again.set(suite, answer);
    return concat(answer, of(page));
  }

  /** Ids of the sections that are listed, whoever told them; undefined where nobody did. */
  private listOf(suite: SuitePaging): ReadonlySet<number> | undefined {
    if (!this.listed.has(suite)) {
      const kept = this.plan.target(suite.side).record?.sections?.(suite.id);
      if (kept) this.note(suite, kept);
    }
    return this.listed.get(suite);
  }

  private note(suite: SuitePaging, sections: readonly KeptSection[]): void {
    this.listed.set(suite, new Set(sections.map(({ id }) => id)));
  }

  /** All pages of the list, one after the other: hardly any suite has two. */
  private ask(work: SectionsWork, admitted: Admitted, admissions: Subject<WorkEvent>): Observable<Answered> {
    const { client, gate, logger } = this.plan.instanceOf(work);
    const { projectId, record } = this.plan.target(work.side);
    const suiteId = work.suite.id;
    const since = gate.scheduler.now();
    let attempts = 0;
    const page = (offset: number) =>
      this.attempts(
        work,
        (written) => client.sections({ projectId, suiteId, offset }, written),
        admitted,
        admissions,
        { offset, onSent: (attempt) => (attempts = attempt) },
      );
    return page(0).pipe(
      expand(({ next }) => (next === null ? EMPTY : page(next))),
      toArray(),
      // One that is withdrawn has no answer.
      filter((pages) => pages.length > 0),
      map((pages) => pages.flatMap(({ items }) => items.map(keptSection))),
      tap((sections) => {
        this.note(work.suite, sections);
        record?.keepSections?.(suiteId, sections);
      }),
      map((sections): SectionsAnswered => ({ type: 'sections', work, sections })),
      catchError((error: unknown) => {
        logLoss(logger, work, { attempts, ms: gate.scheduler.now() - since, error });
        return of<SectionsFailed>({ type: 'sectionsFailed', work, error });
      }),
    );
  }
}

const keptSection = ({ id, name, parent_id }: TestRailSection): KeptSection => ({
  id,
  name,
  parentId: parent_id ?? null,
});

const isElsewhere = (item: TestRailCase, listed: ReadonlySet<number>): boolean =>
  typeof item.section_id === 'number' && !listed.has(item.section_id) && !isDeleted(item);
