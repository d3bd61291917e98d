/**
 * Which part of a suite has been read. A page covers the records from its offset to the offset that its `next` names;
 * a page without `next` covers all the rest. A suite is complete when the pages reach without a gap from 0 to such a
 * page, whatever the order they came in.
 */
export interface ReadPage {
  offset: number;
  /** Null where nothing follows. */
  next: number | null;
}

export interface Coverage {
  /** Where the first gap begins; null when there is none: complete. */
  gapAt: number | null;
  /** The offsets of the pages that reach from 0 to the gap or the end. */
  reach: readonly number[];
}

export function coverageOf(pages: Iterable<ReadPage>): Coverage {
  const byOffset = [...pages].sort((a, b) => a.offset - b.offset || reachOf(b) - reachOf(a));
  const reach: number[] = [];
  let at = 0;
  for (const page of byOffset) {
    if (page.offset > at) break;
    if (reachOf(page) <= at) continue;
    reach.push(page.offset);
    if (page.next === null) return { gapAt: null, reach };
    at = page.next;
  }
  return { gapAt: at, reach };
}

const reachOf = (page: ReadPage): number => page.next ?? Infinity;
