/**
 * Which part of a suite has been read, and whether what was read is one list.
 *
 * A page covers the records from its offset to the offset that its `next` names; a page without `next` covers all the
 * rest. A suite is covered when its pages reach without a gap from 0 to such a page, whatever the order they came in.
 *
 * A case that is added or deleted while the list is read moves every later offset, and a page that is read after it
 * begins somewhere else than the one before it ended. So pages overlap by a record, and where two of them meet they must
 * hold the same one, at the same place and of the same date: a **seam** where they do not is torn. The page on its older
 * side is to be read again; then it is the newest, and either the seam holds or the one before it is torn, until the
 * page is reached in which the list has changed. An edit that moves nothing is no tear.
 *
 * A page beyond the last one that holds records of its own is a tear as well: the list has grown since its end was read.
 * And a single record that was asked for as a piece of a page that was too much for one answer shares nothing with its
 * neighbours: until it is read together with them, it may be another one than stood there.
 */
export interface ReadPage {
  offset: number;
  /** Records it was asked for. */
  limit: number;
  /** Null where nothing follows. */
  next: number | null;
  /** Its records, in order: their ids, and when each was updated last. */
  ids: readonly number[];
  stamps: readonly number[];
  /** It is a part of a page that could not be read as a whole. */
  piece?: boolean;
}

/** Two pages that follow each other. */
export type Seam<P extends ReadPage> = readonly [before: P, after: P];

export interface Coverage<P extends ReadPage> {
  /** Where the first gap begins; null when there is none. */
  gapAt: number | null;
  /** The pages that reach from 0 to the gap or the end. */
  reach: readonly P[];
  /** Where they do not fit together. */
  torn: readonly Seam<P>[];
  /** Once there is no gap: where nothing tells whether they do, since they share no record. */
  unproven: readonly Seam<P>[];
}

/** How many records a page shares with the one before it: none where that would be all of it. */
export const overlapOf = (limit: number): number => (limit > 1 ? 1 : 0);

/** Records from the beginning of one page to that of the next. */
export const strideOf = (limit: number): number => limit - overlapOf(limit);

/** What is kept of a page to tell whether it fits. */
export const readPageOf = (
  { offset, limit, next, piece }: Pick<ReadPage, 'offset' | 'limit' | 'next' | 'piece'>,
  cases: readonly { id: number; updated_on?: number | null }[],
): ReadPage => ({
  offset,
  limit,
  next,
  ...(piece && { piece }),
  ids: cases.map(({ id }) => id),
  stamps: cases.map(({ updated_on }) => updated_on ?? 0),
});

export function coverageOf<P extends ReadPage>(pages: Iterable<P>): Coverage<P> {
  const byOffset = [...pages].sort((a, b) => a.offset - b.offset || reachOf(b) - reachOf(a));
  const reach: P[] = [];
  const torn: Seam<P>[] = [];
  const unproven: Seam<P>[] = [];
  let at = 0;
  for (const page of byOffset) {
    if (page.offset > at) break;
    if (reachOf(page) <= at) continue;
    const before = reach[reach.length - 1];
    if (before && !fits(before, page)) torn.push([before, page]);
    if (before && areApart(before, page)) unproven.push([before, page]);
    reach.push(page);
    if (page.next === null)
      return { gapAt: null, reach, torn: [...torn, ...grown(reach, byOffset)], unproven };
    at = page.next;
  }
  return { gapAt: at, reach, torn, unproven: [] };
}

/** The last page with each page beyond it that holds what no page of the list does. */
function grown<P extends ReadPage>(reach: readonly P[], pages: readonly P[]): Seam<P>[] {
  const last = reach[reach.length - 1]!;
  const beyond = pages.filter(({ offset, ids }) => offset > last.offset && ids.length > 0);
  if (beyond.length === 0) return [];
  const within = new Set(reach.flatMap(({ ids }) => ids));
  return beyond.filter(({ ids }) => ids.some((id) => !within.has(id))).map((page): Seam<P> => [last, page]);
}

/** They share no record, as all pages do but pieces of one record, and pieces that the server gave less of than was asked. */
const areApart = (before: ReadPage, after: ReadPage): boolean =>
  before.next === after.offset && (before.piece === true || after.piece === true);

/**
 * Keeps a page by its offset, in the place of an earlier copy. A piece that begins where a longer one does adds nothing.
 *
 * @return whether it was kept
 */
export function keepPage<P extends ReadPage>(pages: Map<number, P>, page: P): boolean {
  if ((pages.get(page.offset)?.limit ?? 0) > page.limit) return false;
  pages.set(page.offset, page);
  return true;
}

/** All pages are there and fit together. */
export const isWhole = ({ gapAt, torn, unproven }: Coverage<ReadPage>): boolean =>
  gapAt === null && torn.length === 0 && unproven.length === 0;

const reachOf = (page: ReadPage): number => page.next ?? Infinity;

/**
 * Whether both hold the same records where they overlap. Of a page that is shorter than its `next` says, since the server
 * leaves records out that one may not read, it is not known which record stands where: nothing can be told there.
 */
function fits(before: ReadPage, after: ReadPage): boolean {
  const end = before.next!;
  if (isShort(before) || isShort(after)) return true;
  for (let at = after.offset; at < end; at++) {
    const [left, right] = [at - before.offset, at - after.offset];
    if (before.ids[left] !== after.ids[right] || before.stamps[left] !== after.stamps[right]) return false;
  }
  return true;
}

const isShort = ({ offset, next, ids }: ReadPage): boolean => next !== null && ids.length !== next - offset;
