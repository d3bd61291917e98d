import { JournalError, readRecords, type JournalRecord, type KeptRecords } from '../../journal/index.js';
import { MAX_PAGE, type Page, type TestRailCase } from '../../testrail/index.js';
import type { Directory } from '../open-directory.js';
import { pagesOf, type SuitePages } from './estimate.js';

/** A suite of which no end is known: how many pages it likely has is for whoever knows all suites. */
export const openSuite = (known = 1, cases = 0): SuitePages => ({
  known,
  likely: known,
  basis: 'assumed',
  cases,
});

/** What journals and snapshots of earlier runs tell of how many pages there are. */
export class KeptPages {
  private readonly files: KeptRecords[];

  /** @throws JournalError when one is none */
  constructor(files: readonly string[]) {
    this.files = files.map(readRecords);
  }

  /** @throws JournalError when the files are of other projects alone */
  check(projects: readonly { url: string; projectId: number }[]): void {
    this.files.forEach(({ contents }) => {
      const isMeant = contents.projects.some((kept) => projects.some((project) => isSame(kept, project)));
      if (isMeant) return;
      const named = contents.projects.map(({ url, projectId }) => `project ${projectId} of ${url}`);
      throw new JournalError(
        `--journal: a file of ${named.join(' and ')} tells nothing of these two; name another`,
      );
    });
  }

  /** What was kept of a suite; undefined where nothing was. Of several files the first that holds all of it. */
  pagesOf(project: { url: string; projectId: number }, suiteId: number | null): SuitePages | undefined {
    const found = this.files.flatMap(({ contents, records }) => {
      const n = contents.projects.findIndex((kept) => isSame(kept, project));
      return n < 0 ? [] : keptPages(contents, records[n]!, n, suiteId);
    });
    return found.find(({ basis }) => basis === 'kept') ?? found[0];
  }

  close(): void {
    for (const { close } of this.files) close();
  }
}

const isSame = (a: { url: string; projectId: number }, b: { url: string; projectId: number }): boolean =>
  a.url === b.url && a.projectId === b.projectId;

/** How far the list reaches by the pages that hold something: guesses beyond its end were kept as well. */
function keptPages(
  { pages: spans }: KeptRecords['contents'],
  record: JournalRecord,
  n: number,
  suiteId: number | null,
): SuitePages[] {
  const asked = [...spans.values()].filter((span) => span.n === n && span.suiteId === suiteId);
  const kept = asked.flatMap((span) => record.page(span) ?? []);
  if (kept.length === 0) return [];
  const reach = kept.reduce((far, page) => (reachOf(page) > reachOf(far) ? page : far));
  const cases = reachOf(reach);
  const pages = reach.paged ? pagesOf(cases) : 1;
  if (reach.next === null) return [{ known: pages, likely: pages, basis: 'kept', cases }];
  return [openSuite(pages + 1, cases)];
}

const reachOf = ({ offset, items }: Page<unknown>): number =>
  items.length === 0 ? 0 : offset + items.length;

/** What a suite's first page tells, and how long it took, milliseconds. */
export interface Probe {
  pages: SuitePages;
  ms: number;
}

/** Reads the first page of a suite. @throws TestRailError */
export async function probe(directory: Directory, projectId: number, suiteId: number | null): Promise<Probe> {
  let since = 0;
  const page = await directory.ask(`${projectId}/${suiteId}/probe`, (client) => {
    since = performance.now();
    return client.cases({ projectId, suiteId, offset: 0, limit: MAX_PAGE });
  });
  return { pages: pagesByFirst(page), ms: performance.now() - since };
}

/** Some servers tell in `size` how many records there are in all: a hint, where it is more than those on the page. */
export function pagesByFirst({ items, next, size = 0 }: Page<TestRailCase>): SuitePages {
  const cases = items.length;
  if (next === null) return { known: 1, likely: 1, basis: 'whole', cases };
  if (size > cases) return { known: 2, likely: Math.max(2, pagesOf(size)), basis: 'size', cases: size };
  return openSuite(2, cases);
}
