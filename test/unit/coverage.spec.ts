import { coverageOf } from '../../src/compare/coverage.js';

const page = (offset: number, next: number | null) => ({ offset, next });

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
    expect(coverageOf([page(750, null), page(250, null), page(0, 250)]).reach).toEqual([0, 250]);
  });
});
