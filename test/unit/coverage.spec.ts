import { coverageOf, isWhole, keepPage, type ReadPage } from '../../src/compare/coverage.js';

/** A page of a list in which the record at place n has the id n. */
const page = (offset: number, next: number | null, size = (next ?? offset + 10) - offset): ReadPage =>
  holding(
    offset,
    next,
    Array.from({ length: size }, (_, n) => offset + n),
  );

const holding = (
  offset: number,
  next: number | null,
  ids: number[],
  stamps = ids.map(() => 1),
): ReadPage => ({
  offset,
  limit: ids.length,
  next,
  ids,
  stamps,
});

describe('coverageOf', () => {
  it.each([
    ['nothing read: the gap begins at 0', [], 0],
    ['one page without a successor is all', [page(0, null)], null],
    ['pages in any order', [page(500, null), page(0, 250), page(250, 500)], null],
    ['the last page is missing', [page(0, 250), page(250, 500)], 500],
    ['a page in the middle is missing', [page(0, 250), page(500, null)], 250],
    ['the first page is missing', [page(250, null)], 0],
    ['a guess beyond the end closes no gap', [page(0, 250), page(1_000, null)], 250],
    ['pages that overlap leave no gap', [page(0, 250), page(200, 450), page(450, null)], null],
    ['a page read twice', [page(0, 250), page(0, 250), page(250, null)], null],
    ['a page of another size on the way', [page(0, 100), page(100, 350), page(350, null)], null],
  ])('%s', (_, pages, gapAt) => {
    expect(coverageOf(pages).gapAt).toBe(gapAt);
  });

  it('names the pages that reach to the end, and not those beyond it', () => {
    const { reach } = coverageOf([page(750, null), page(250, null), page(0, 250)]);
    expect(reach.map(({ offset }) => offset)).toEqual([0, 250]);
  });
});

describe('a seam', () => {
  const tornAt = (...pages: ReadPage[]): number[][] =>
    coverageOf(pages).torn.map(([before, after]) => [before.offset, after.offset]);

  it('holds where both pages hold the same record', () => {
    expect(tornAt(holding(0, 3, [1, 2, 3]), holding(2, 5, [3, 4, 5]), holding(4, null, [5]))).toEqual([]);
  });

  it.each([
    ['a case before it was deleted', [4, 5, 6]],
    ['a case before it was added', [2, 3, 4]],
    ['the list has become shorter', []],
  ])('is torn where %s', (_, ids) => {
    expect(tornAt(holding(0, 3, [1, 2, 3]), holding(2, null, ids))).toEqual([[0, 2]]);
  });

  it('is torn where the shared record was edited between', () => {
    const before = holding(0, 3, [1, 2, 3], [1, 1, 1]);
    expect(tornAt(before, holding(2, null, [3, 4], [9, 1]))).toEqual([[0, 2]]);
  });

  it('is looked at in all records that two pages share', () => {
    expect(tornAt(holding(0, 4, [1, 2, 3, 4]), holding(1, null, [2, 3, 5]))).toEqual([[0, 1]]);
  });

  it('holds where a record that is not shared was edited between', () => {
    const before = holding(0, 3, [1, 2, 3], [1, 1, 1]);
    expect(tornAt(before, holding(2, null, [3, 4], [1, 9]))).toEqual([]);
  });

  it('is torn where the dates of a record that both hold differ, be it the first or the last of them', () => {
    const before = holding(0, 4, [1, 2, 3, 4], [1, 1, 1, 1]);
    expect(tornAt(before, holding(2, null, [3, 4, 5], [9, 1, 1]))).toEqual([[0, 2]]);
    expect(tornAt(before, holding(2, null, [3, 4, 5], [1, 9, 1]))).toEqual([[0, 2]]);
  });

  it('is torn only where the list has changed between two readings, and nowhere else', () => {
    const pages = [
      holding(0, 3, [1, 2, 3]),
      holding(2, 5, [3, 4, 5]),
      // 4 was deleted from here on.
      holding(4, 7, [6, 7, 8]),
      holding(6, null, [8, 9]),
    ];
    expect(tornAt(...pages)).toEqual([[2, 4]]);
    // The page before it is read again: now it is the one before that which does not know.
    pages[1] = holding(2, 5, [3, 5, 6]);
    expect(tornAt(...pages)).toEqual([]);
  });

  it('moves to the page before where the list was changed before both', () => {
    const later = [holding(4, null, [6, 7])];
    const before = holding(0, 3, [1, 2, 3]);
    expect(tornAt(before, holding(2, 5, [3, 4, 5]), ...later)).toEqual([[2, 4]]);
    // 2 was deleted.
    expect(tornAt(before, holding(2, 5, [4, 5, 6]), ...later)).toEqual([[0, 2]]);
    expect(tornAt(holding(0, 3, [1, 3, 4]), holding(2, 5, [4, 5, 6]), ...later)).toEqual([]);
  });

  it('is named for each two pages that do not fit, in the order of the list', () => {
    const pages = [holding(4, null, [9]), holding(0, 3, [1, 2, 3]), holding(2, 5, [7, 8, 10])];
    expect(tornAt(...pages)).toEqual([
      [0, 2],
      [2, 4],
    ]);
  });

  it('is looked for up to the first gap, and told though there is one', () => {
    const coverage = coverageOf([
      holding(0, 3, [1, 2, 3]),
      holding(2, 5, [9, 4, 5]),
      holding(8, 11, [1, 2, 3]),
      holding(10, null, [9]),
    ]);
    expect(coverage.gapAt).toBe(5);
    expect(coverage.torn.map(([{ offset }]) => offset)).toEqual([0]);
  });

  it('tells nothing where a server leaves records out', () => {
    expect(tornAt(holding(0, 4, [1, 2, 3]), holding(3, null, [9]))).toEqual([]);
    expect(tornAt(holding(0, 3, [1, 2, 3]), holding(2, 6, [7, 8]))).toEqual([]);
  });

  it('tells nothing where pages only touch', () => {
    expect(tornAt(holding(0, 2, [1, 2]), holding(2, null, [3]))).toEqual([]);
  });

  it('that is torn leaves the list not whole, though it is covered', () => {
    const coverage = coverageOf([holding(0, 3, [1, 2, 3]), holding(2, null, [4])]);
    expect([coverage.gapAt, isWhole(coverage)]).toEqual([null, false]);
  });
});

describe('keepPage', () => {
  it('takes a page that is read again in the place of its earlier copy', () => {
    const pages = new Map([[0, holding(0, 3, [1, 2, 3])]]);
    expect(keepPage(pages, holding(0, 3, [1, 2, 4]))).toBe(true);
    expect(pages.get(0)!.ids).toEqual([1, 2, 4]);
  });

  it('takes a whole page in the place of a piece that begins with it', () => {
    const pages = new Map([[0, holding(0, 1, [1])]]);
    expect(keepPage(pages, holding(0, 3, [1, 2, 3]))).toBe(true);
    expect(pages.get(0)!.ids).toEqual([1, 2, 3]);
  });

  it('takes a page that was asked for as long, though it has become shorter', () => {
    const pages = new Map([[0, holding(0, 3, [1, 2, 3])]]);
    expect(keepPage(pages, { ...holding(0, null, [1]), limit: 3 })).toBe(true);
    expect(pages.get(0)!.ids).toEqual([1]);
  });

  it('keeps the pieces of a page beside each other, so that together they leave no gap', () => {
    const pages = new Map<number, ReadPage>();
    for (const each of [holding(2, 4, [3, 4]), holding(0, 3, [1, 2, 3]), holding(3, null, [4, 5])])
      expect(keepPage(pages, each)).toBe(true);
    expect(isWhole(coverageOf(pages.values()))).toBe(true);
  });

  it('keeps the longer one of a page and a piece of it', () => {
    const pages = new Map([[0, holding(0, 3, [1, 2, 3])]]);
    expect(keepPage(pages, holding(0, 1, [1]))).toBe(false);
    expect(pages.get(0)!.ids).toEqual([1, 2, 3]);
  });
});
