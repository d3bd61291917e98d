import { SuitePaging } from '../../src/pipeline/suite-paging.js';
import type { PageWork } from '../../src/pipeline/work.js';

const suite = (side: 'left' | 'right' = 'left'): SuitePaging => new SuitePaging(side, 1, 'Cart', 0, 250);

/** A page as the client hands it on. */
const page = (
  cases: number,
  next: number | null,
  more: { limit?: number; size?: number; paged?: boolean } = {},
) => ({
  items: Array<unknown>(cases).fill({}),
  next,
  limit: 250,
  paged: true,
  ...more,
});

function ask(paging: SuitePaging, offset: number): PageWork {
  const work: PageWork = {
    kind: 'page',
    side: paging.side,
    suite: paging,
    offset,
    limit: paging.limit,
    again: false,
  };
  paging.asked(work);
  return work;
}

/** Its first page was full, and has a successor. */
function opened(): SuitePaging {
  const paging = suite();
  ask(paging, 0);
  paging.pageRead(0, page(250, 250));
  return paging;
}

describe('pages known to exist', () => {
  it('are what next names', () => {
    expect(opened().wanted()).toEqual([250]);
  });

  it('are all before one that exists', () => {
    const paging = opened();
    ask(paging, 1_000);
    paging.pageRead(1_000, page(250, 1_250));
    expect(paging.wanted()).toEqual([250, 500, 750, 1_250]);
    expect(paging.pagesKnown()).toBe(6);
  });

  it('are complete when they reach without a gap to one without next, in any order', () => {
    const paging = opened();
    paging.pageRead(500, page(10, null));
    expect(paging.isComplete()).toBe(false);
    paging.pageRead(250, page(250, 500));
    expect(paging.isComplete()).toBe(true);
    expect(paging.wanted()).toEqual([]);
    expect(paging.guess(false)).toBeUndefined();
  });

  it('have the size that the first envelope states', () => {
    const paging = suite();
    paging.pageRead(0, page(100, 100, { limit: 100 }));
    paging.pageRead(100, page(100, 200, { limit: 100 }));
    expect(paging.limit).toBe(100);
    expect(paging.pagesKnown()).toBe(3);
  });

  it('are one for a bare array, which holds everything', () => {
    const paging = suite();
    paging.pageRead(0, page(900, null, { limit: 900, paged: false }));
    expect(paging.isComplete()).toBe(true);
  });
});

describe('a guess', () => {
  it('waits for the first page', () => {
    expect(suite().guess(false)).toBeUndefined();
  });

  it('that is empty refutes itself and all after it, and proves nothing', () => {
    const paging = opened();
    ask(paging, 1_000);
    paging.pageRead(1_000, page(0, null));
    expect(paging.isBeyondTheEnd(1_000)).toBe(true);
    expect(paging.isBeyondTheEnd(1_250)).toBe(true);
    expect(paging.isBeyondTheEnd(750)).toBe(false);
    expect(paging.pagesKnown()).toBe(2);
    expect(paging.wanted()).toEqual([250]);
  });

  it('goes where the partner was proven to reach', () => {
    const [left, right] = [opened(), suite('right')];
    [left.partner, right.partner] = [right, left];
    left.pageRead(2_000, page(250, 2_250));
    right.pageRead(0, page(250, 250));
    expect(right.guess(false)).toBe(2_250);
  });

  it('of two that know as much is the left one’s', () => {
    const [left, right] = [opened(), suite('right')];
    [left.partner, right.partner] = [right, left];
    right.pageRead(0, page(250, 250));
    expect(left.guess(false)).toBe(500);
    expect(right.guess(false)).toBeUndefined();
  });

  it('goes to the end that a total in `size` promises', () => {
    const paging = suite();
    paging.pageRead(0, page(250, 250, { size: 2_600 }));
    expect(paging.guess(false)).toBe(2_500);
  });

  it('that is long in coming is believed in, until it is refuted', () => {
    const paging = opened();
    ask(paging, 1_000);
    paging.believe(1_000);
    expect([paging.isKnown(1_000), paging.isBelieved(1_000), paging.pagesBelieved()]).toEqual([
      false,
      true,
      5,
    ]);
    expect(paging.guess(false)).toBe(500);
    paging.forget(1_000, true);
    expect([paging.isBelieved(1_000), paging.pagesBelieved()]).toEqual([false, 2]);
  });
});

describe('a lost page', () => {
  it('has those after it asked for all the same, a few at a time', () => {
    const paging = opened();
    ask(paging, 250);
    paging.lost(250, 'no answer');
    expect(paging.wanted()).toEqual([500]);
    expect(paging.followsLost(500)).toBe(true);
  });

  it('is told at the end, with its error and whether pages may come after it', () => {
    const paging = opened();
    ask(paging, 250);
    paging.lost(250, 'no answer');
    expect(paging.unread()).toEqual([{ offset: 250, error: 'no answer', open: true }]);
    paging.pageRead(500, page(3, null));
    expect(paging.unread()).toEqual([{ offset: 250, error: 'no answer', open: false }]);
  });

  it('is none of a suite that was given up', () => {
    const paging = opened();
    paging.giveUp('refused');
    expect(paging.wanted()).toEqual([]);
    expect(paging.isExhausted()).toBe(true);
  });
});
