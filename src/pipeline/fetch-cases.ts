import { concat, defer, from, mergeMap, Subject, takeUntil, tap, throwError, type Observable } from 'rxjs';
import { overlapOf, type Section, type TestCase } from '../compare/index.js';
import { MAX_PAGE } from '../testrail/index.js';
import { fetchOptions } from './attempt.js';
import { checkPage, checkTarget } from './check-options.js';
import { isAuth, messageOf } from './failure.js';
import { Fetcher } from './fetch.js';
import { Plan, type Target } from './plan.js';
import { readProjects } from './read-projects.js';
import { RequestCounts } from './request-counts.js';
import { SuitePaging } from './suite-paging.js';
import { UnsettledAlone } from './unsettled-suites.js';
import type { PageAnswered, PageFailed, WorkEvent } from './work.js';

export interface FetchCasesOptions {
  /** The longest an attempt may take, milliseconds. Defaults to 30,000. */
  timeoutMs?: number;
  /** Attempts of a page. Defaults to 3. */
  attempts?: number;
  /** The back-off's first ceiling between two attempts, milliseconds. Defaults to 500. */
  retryBaseMs?: number;
  /** Reads the sections of each suite as well; a suite is not complete without them. Defaults to false. */
  sections?: boolean;
  /** Reads what ids mean into the target's record as well, so that a later comparison can name them. Defaults to false. */
  names?: boolean;
  /**
   * Reads each attachment that a text refers to into the target's record as well: size and SHA-256, for a later comparison
   * that verifies them. A suite is not complete while one of its own is lost. Defaults to false.
   */
  verifyAttachments?: boolean;
}

/** A page as it arrives, in any order. */
export interface CasesPage {
  type: 'page';
  suiteId: number | null;
  offset: number;
  /** The offset of the page that follows, null on the last one. */
  next: number | null;
  cases: TestCase[];
  attempts: number;
  /** Milliseconds. */
  ms: number;
}

/** What was read of a suite, at the end. */
export interface SuiteResult {
  type: 'result';
  suiteId: number | null;
  name: string;
  /** Distinct, by ascending id. */
  cases: TestCase[];
  /** Where they were asked for, and read. */
  sections?: readonly Section[];
  /** All of it was read, and nothing in it contradicts the rest, as a comparison would see it. */
  complete: boolean;
  error?: string;
}

export type CasesEvent = CasesPage | SuiteResult;

/** The cases of each page of a suite, as it was read last. */
type CasesRead = Map<SuitePaging, Map<string, ReadCases>>;

type SectionsOf = Map<SuitePaging, readonly Section[]>;

interface ReadCases {
  offset: number;
  cases: readonly TestCase[];
}

/**
 * All cases of a project, or of those of its suites that `target.suites` names: each page as it arrives, then a result a
 * suite, by ascending suite id. Cold; unsubscribing aborts. Goes through the instance's limiter, beside all else that does.
 *
 * @throws RangeError at once when a number is out of range
 * @throws TestRailError when the project or one of the suites cannot be read at all, or the credentials are refused
 */
export const fetchProjectCases = (
  target: Target,
  options: FetchCasesOptions = {},
): Observable<CasesEvent> => {
  checkTarget('target', target);
  fetchOptions(options);
  return defer(() => {
    target.instance.gate.reopen();
    const attachments = options.verifyAttachments ? { compareIds: true } : undefined;
    const plan = new Plan({ left: target }, { ...options, attachments });
    const fetcher = new Fetcher(plan, fetchOptions(options), new RequestCounts());
    const unsettled = new UnsettledAlone(plan, options.sections ?? false);
    const events = readProjects(plan, fetcher, ['left'], { askAgain: true });
    return casesOf(
      events.pipe(tap((event) => unsettled.read(event))),
      plan,
      () => plan.suites.left,
      unsettled,
    );
  });
};

/** All cases of one suite; see `fetchProjectCases`. */
export const fetchSuiteCases = (
  target: Omit<Target, 'suites'>,
  suiteId: number,
  options: FetchCasesOptions = {},
): Observable<CasesEvent> => fetchProjectCases({ ...target, suites: [suiteId] }, options);

/**
 * One page of a suite: the page, then the suite's result, complete only if it is the only page. `suiteId` is null for the
 * only suite of an old server that knows none.
 */
export const fetchPage = (
  target: Omit<Target, 'suites'>,
  page: { suiteId: number | null; offset?: number; limit?: number },
  options: FetchCasesOptions = {},
): Observable<CasesEvent> => {
  checkTarget('target', target);
  checkPage(page);
  fetchOptions(options);
  return defer(() => {
    target.instance.gate.reopen();
    const plan = new Plan({ left: target });
    const fetcher = new Fetcher(plan, fetchOptions(options), new RequestCounts());
    const { offset = 0, limit = MAX_PAGE } = page;
    const suite = new SuitePaging('left', page.suiteId, '', 0, limit);
    return casesOf(
      fetcher.fetchAlone({ kind: 'suite', side: 'left', suite, offset, limit, again: false }),
      plan,
      () => [suite],
    );
  });
};

/** Of a page that is asked for alone no plan keeps why it was lost. */
const lose = ({ work, error }: PageFailed): void => work.suite.giveUp(messageOf(error));

/**
 * Pages as they come, then the results; what no suite can be read with ends it with an error.
 *
 * @param unsettled knows which suites have contradicted themselves; none of a page that is asked for alone
 */
function casesOf(
  events: Observable<WorkEvent>,
  plan: Plan,
  suites: () => readonly SuitePaging[],
  unsettled?: UnsettledAlone,
): Observable<CasesEvent> {
  const cases: CasesRead = new Map();
  const sections: SectionsOf = new Map();
  const refused = new Subject<unknown>();
  const pages = events.pipe(
    tap((event) => {
      if ('error' in event && isAuth(event.error)) refused.next(event.error);
      if (event.type === 'failed' && !unsettled) lose(event);
      if (event.type === 'sections') sections.set(event.work.suite, event.sections);
    }),
    mergeMap((event) =>
      event.type === 'page' && !isBeyondTheEnd(event, plan) ? [pageOf(event, cases)] : [],
    ),
    takeUntil(refused.pipe(mergeMap((error) => throwError(() => error)))),
  );
  return concat(
    pages,
    defer(() => {
      unsettled?.end();
      return from(resultsOf(suites(), cases, sections, plan, unsettled));
    }),
  );
}

/** A guess that hit nothing is no page. Asked before the plan learns from it. */
const isBeyondTheEnd = ({ work, page }: PageAnswered, plan: Plan): boolean =>
  page.items.length <= overlapOf(work.limit) && plan.isGuess(work);

function pageOf({ work, page, attempts, ms }: PageAnswered, cases: CasesRead): CasesPage {
  const known = cases.get(work.suite) ?? new Map<string, ReadCases>();
  cases.set(work.suite, known);
  const name = `${work.offset}+${work.limit}`;
  // One that is read again is the newest, and goes to the end.
  known.delete(name);
  known.set(name, { offset: work.offset, cases: page.items });
  return {
    type: 'page',
    suiteId: idOf(work.suite, page.items),
    offset: work.offset,
    next: page.next,
    cases: page.items,
    attempts,
    ms,
  };
}

/** The only suite of an old server is named by its cases alone. */
const idOf = (suite: SuitePaging, [first]: readonly TestCase[]): number | null =>
  suite.id ?? first?.suite_id ?? null;

/** Of two copies of a case, where pages overlap, the one that was read later; none of a page that the list has lost. */
const distinct = (suite: SuitePaging, pages: Iterable<ReadCases>): TestCase[] => {
  const byId = new Map<number, TestCase>();
  for (const { offset, cases } of pages) {
    if (suite.isInList(offset)) for (const testCase of cases) byId.set(testCase.id, testCase);
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
};

function resultsOf(
  suites: readonly SuitePaging[],
  cases: CasesRead,
  sections: SectionsOf,
  plan: Plan,
  unsettled: UnsettledAlone | undefined,
): SuiteResult[] {
  const withoutSections = new Map(plan.sectionLists.unread().map(({ suite, error }) => [suite, error]));
  const lostFiles = new Map(
    plan.attachments.unread().map(({ work, error }) => [work.suite, { ...work, error }]),
  );
  return [...suites]
    .sort((a, b) => (a.id ?? 0) - (b.id ?? 0))
    .map((suite) => {
      const read = distinct(suite, cases.get(suite)?.values() ?? []);
      const reason = unsettled?.reasonOf(suite);
      const isRead = suite.isComplete() && !withoutSections.has(suite);
      const file = lostFiles.get(suite);
      const complete = isRead && reason === undefined && !file;
      const error = isRead
        ? ((reason && `unsettled: ${reason}`) ??
          (file && `attachment ${file.id} could not be read: ${file.error ?? 'it was not asked for'}`))
        : errorOf(suite, withoutSections.get(suite));
      return {
        type: 'result',
        suiteId: idOf(suite, read),
        name: suite.name,
        cases: read,
        ...(sections.has(suite) && { sections: sections.get(suite) }),
        complete,
        ...(error && { error }),
      };
    });
}

function errorOf(suite: SuitePaging, sectionsError: string | undefined): string {
  if (suite.isComplete())
    return `its sections could not be read: ${sectionsError ?? 'they were not asked for'}`;
  return suite.givenUp ?? suite.unread()[0]?.error ?? 'not all of its pages were read';
}
