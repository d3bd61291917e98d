/**
 * Brings what was read of a project up to date with few requests.
 *
 * A suite costs two: the cases that were changed or added since (`updated_after`), and the page that begins at the last of
 * the cases that there should be by now. If it holds that one and nothing follows, as many are there as should be, so that
 * none was deleted. If not, or if there is more than a page of changes, the suite is read anew.
 *
 * What the server changes without a new date (an order, a section that was renamed) is not seen.
 */
import { defer, from, map, mergeMap, of, toArray, type Observable } from 'rxjs';
import {
  MAX_PAGE,
  type Page,
  type ProjectRecord,
  type TestRailCase,
  type TestRailClient,
  type TestRailSuite,
} from '../testrail/index.js';
import { strideOf } from '../compare/index.js';
import { ask, wholeList } from './ask.js';
import type { FetchOptions } from './attempt.js';
import type { Target } from './plan.js';

/** What is known of a suite from before. */
export interface KnownSuite {
  suiteId: number | null;
  /** By ascending id. */
  cases: readonly TestRailCase[];
  /** All of its cases. */
  complete: boolean;
}

export interface RefreshedSuite {
  suiteId: number | null;
  name: string;
  /** `readAnew`: it is still to be read. */
  how: 'upToDate' | 'merged' | 'readAnew';
  /** Cases that were changed or added since. */
  updates: number;
}

export interface RefreshOptions extends Partial<FetchOptions> {
  /** UNIX seconds: what was changed before is known. */
  since: number;
}

/**
 * Asks for the list of suites and what has changed in each, and keeps in the target's record what needs not be read anew:
 * `fetchProjectCases` of the same target then asks for the rest.
 *
 * @throws TestRailError when something cannot be read after its attempts
 */
export function refreshProject(
  target: Target & { record: ProjectRecord },
  known: readonly KnownSuite[],
  options: RefreshOptions,
): Observable<RefreshedSuite[]> {
  const { instance, projectId, record } = target;
  const asked = asking(target, options);
  return defer(() =>
    asked('project', (client) => client.project(projectId)).pipe(
      mergeMap((project) => allSuites(asked, projectId).pipe(map((suites) => ({ project, suites })))),
      mergeMap((opened) => {
        record.keepOpened(opened);
        return from(opened.suites).pipe(
          mergeMap((suite) => refreshSuite(suite, known, target, options.since, asked), instance.concurrency),
          toArray(),
        );
      }),
    ),
  );
}

const allSuites = (asked: Ask, projectId: number): Observable<TestRailSuite[]> =>
  wholeList((offset) => asked(`suites/${offset}`, (client) => client.suites(projectId, offset)));

function refreshSuite(
  { id, name }: TestRailSuite,
  known: readonly KnownSuite[],
  { projectId, record }: Target & { record: ProjectRecord },
  since: number,
  asked: Ask,
): Observable<RefreshedSuite> {
  const before = known.find(({ suiteId }) => suiteId === id);
  const readAnew: RefreshedSuite = { suiteId: id, name, how: 'readAnew', updates: 0 };
  if (!before?.complete) return of(readAnew);
  const byId = new Map(before.cases.map((each) => [each.id, each]));
  const changed = { projectId, suiteId: id, offset: 0, limit: MAX_PAGE, updatedAfter: since };
  return asked(`${id}/updates`, (client) => client.cases(changed)).pipe(
    mergeMap((updates) => {
      if (updates.next !== null || !updates.paged) return of(readAnew);
      const merged = mergedCases(byId, updates.items);
      const last = { projectId, suiteId: id, offset: Math.max(0, merged.length - 1), limit: 2 };
      return asked(`${id}/end`, (client) => client.cases(last)).pipe(
        map((end): RefreshedSuite => {
          if (!endsWith(end, merged)) return readAnew;
          for (const page of pagesOf(merged))
            record.keepPage({ suiteId: id, offset: page.offset, limit: MAX_PAGE }, page);
          const news = updates.items.filter((item) => isNews(byId, item)).length;
          return { suiteId: id, name, how: news > 0 ? 'merged' : 'upToDate', updates: news };
        }),
      );
    }),
  );
}

/**
 * Its last case stands where it should, as it should, and nothing follows it. A case that came without a newer date, as one
 * that was moved or restored does, may stand in the place of another that is gone: at the end of the list it is seen here.
 */
function endsWith({ next, items }: Page<TestRailCase>, merged: readonly TestRailCase[]): boolean {
  const last = merged[merged.length - 1];
  const [found] = items;
  return (
    next === null &&
    items.length === Math.min(1, merged.length) &&
    found?.id === last?.id &&
    (found?.updated_on ?? null) === (last?.updated_on ?? null)
  );
}

/** `since` lies some time back, so that most of what it brings is known. */
const isNews = (known: ReadonlyMap<number, TestRailCase>, { id, updated_on }: TestRailCase): boolean =>
  !known.has(id) || known.get(id)!.updated_on !== updated_on;

function mergedCases(
  before: ReadonlyMap<number, TestRailCase>,
  updates: readonly TestRailCase[],
): TestRailCase[] {
  const byId = new Map([...before, ...updates.map((each): [number, TestRailCase] => [each.id, each])]);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** The pages that a server would give of these cases, overlapping as they are asked for. */
function pagesOf(cases: readonly TestRailCase[]): Page<TestRailCase>[] {
  const pages: Page<TestRailCase>[] = [];
  for (let offset = 0; ; offset += strideOf(MAX_PAGE)) {
    const end = offset + MAX_PAGE;
    const next = end < cases.length ? end : null;
    pages.push({ items: cases.slice(offset, end), offset, limit: MAX_PAGE, next, paged: true });
    if (next === null) return pages;
  }
}

type Ask = <T>(name: string, request: (client: TestRailClient) => Observable<T>) => Observable<T>;

const asking =
  ({ instance, projectId }: Target, options: Partial<FetchOptions>): Ask =>
  (name, request) =>
    ask(instance, `${projectId}/${name}`, () => request(instance.client), options);
