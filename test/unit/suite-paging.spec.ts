import { SuitePaging } from '../../src/pipeline/suite-paging.js';
import type { PageWork } from '../../src/pipeline/work.js';

const suite = (side: 'left' | 'right' = 'left'): SuitePaging => new SuitePaging(side, 1, 'Cart', 0, 250);

/** A page as the client hands it on. */
const page = (
  cases: number,
  next: number | null,
  more: { limit?: number; size?: number; paged?: boolean } = {},
) => ({
  // The same ids wherever it stands: what tears a seam is told in its own specs.
  items: Array.from({ length: cases }, (_, n) => ({ id: n === cases - 1 ? 1 : n + 1 })),
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
  paging.pageRead(0, 250, page(250, 250));
  return paging;
}

const offsets = (paging: SuitePaging): number[] => paging.wanted().map(({ offset }) => offset);

describe('pages known to exist', () => {
  it('are what next names', () => {
    expect(offsets(opened())).toEqual([249]);
  });

  it('are all before one that exists', () => {
    const paging = opened();
    ask(paging, 996);
    paging.pageRead(996, 250, page(250, 1_246));
    expect(offsets(paging)).toEqual([249, 498, 747, 1_245]);
    expect(paging.pagesKnown()).toBe(6);
  });

  it('are complete when they reach without a gap to one without next, in any order', () => {
    const paging = opened();
    paging.pageRead(498, 250, page(10, null));
    expect(paging.isComplete()).toBe(false);
    paging.pageRead(249, 250, page(250, 499));
    expect(paging.isComplete()).toBe(true);
    expect(offsets(paging)).toEqual([]);
    expect(paging.guess(false)).toBeUndefined();
  });

  it('have the size that the first envelope states', () => {
    const paging = suite();
    paging.pageRead(0, 250, page(100, 100, { limit: 100 }));
    paging.pageRead(99, 100, page(100, 199, { limit: 100 }));
    expect(paging.limit).toBe(100);
    expect(paging.pagesKnown()).toBe(3);
  });

  it('are one for a bare array, which holds everything', () => {
    const paging = suite();
    paging.pageRead(0, 250, page(900, null, { limit: 900, paged: false }));
    expect(paging.isComplete()).toBe(true);
  });
});

describe('a guess', () => {
  it('waits for the first page', () => {
    expect(suite().guess(false)).toBeUndefined();
  });

  it('that is empty refutes itself and all after it, and proves nothing', () => {
    const paging = opened();
    ask(paging, 996);
    paging.pageRead(996, 250, page(0, null));
    expect(paging.isBeyondTheEnd(996)).toBe(true);
    expect(paging.isBeyondTheEnd(1_245)).toBe(true);
    expect(paging.isBeyondTheEnd(747)).toBe(false);
    expect(paging.pagesKnown()).toBe(2);
    expect(offsets(paging)).toEqual([249]);
  });

  it('goes where the partner was proven to reach', () => {
    const [left, right] = [opened(), suite('right')];
    [left.partner, right.partner] = [right, left];
    left.pageRead(1_992, 250, page(250, 2_242));
    right.pageRead(0, 250, page(250, 250));
    expect(right.guess(false)).toBe(2_241);
  });

  it('of two that know as much is the left one’s', () => {
    const [left, right] = [opened(), suite('right')];
    [left.partner, right.partner] = [right, left];
    right.pageRead(0, 250, page(250, 250));
    expect(left.guess(false)).toBe(498);
    expect(right.guess(false)).toBeUndefined();
  });

  it('goes to the end that a total in `size` promises', () => {
    const paging = suite();
    paging.pageRead(0, 250, page(250, 250, { size: 2_600 }));
    expect(paging.guess(false)).toBe(2_490);
  });

  it('that is long in coming is believed in, until it is refuted', () => {
    const paging = opened();
    ask(paging, 996);
    paging.believe(996);
    expect([paging.isKnown(996), paging.isBelieved(996), paging.pagesBelieved()]).toEqual([false, true, 5]);
    expect(paging.guess(false)).toBe(498);
    paging.forget(996, true);
    expect([paging.isBelieved(996), paging.pagesBelieved()]).toEqual([false, 2]);
  });
});

describe('a lost page', () => {
  it('has those after it asked for all the same, a few at a time', () => {
    const paging = opened();
    ask(paging, 249);
    paging.lost(249, 250, 'no answer');
    expect(offsets(paging)).toEqual([498]);
    expect(paging.followsLost(498)).toBe(true);
  });

  it('is told at the end, with its error and whether pages may come after it', () => {
    const paging = opened();
    ask(paging, 249);
    paging.lost(249, 250, 'no answer');
    expect(paging.unread()).toEqual([{ offset: 249, limit: 250, error: 'no answer', open: true }]);
    paging.pageRead(498, 250, page(3, null));
    expect(paging.unread()).toEqual([{ offset: 249, limit: 250, error: 'no answer', open: false }]);
  });

  it('is none of a suite that was given up', () => {
    const paging = opened();
    paging.giveUp('refused');
    expect(offsets(paging)).toEqual([]);
    expect(paging.isExhausted()).toBe(true);
  });
});

/** A page that holds these ids, of the list that they are taken from. */
const holding = (offset: number, limit: number, list: readonly number[]) => ({
  items: list.slice(offset, offset + limit).map((id) => ({ id })),
  next: offset + limit < list.length ? offset + limit : null,
  limit,
  paged: true,
});

describe('a list that shifts', () => {
  const list = [1, 2, 3, 4, 5, 6, 7];
  const short = (): SuitePaging => new SuitePaging('left', 1, 'Cart', 0, 3);
  const read = (paging: SuitePaging, offset: number, of: readonly number[], limit = 3): void =>
    paging.pageRead(offset, limit, holding(offset, limit, of));

  it('has the earlier one of two pages that do not fit read again', () => {
    const paging = short();
    read(paging, 0, list);
    read(paging, 4, list);
    read(paging, 2, list.slice(1));
    expect(paging.isComplete()).toBe(false);
    expect(paging.wanted()).toEqual([
      { offset: 0, limit: 3, fresh: true },
      { offset: 4, limit: 3, fresh: true },
    ]);
  });

  it('is complete when the tear has come to where the list was changed', () => {
    const paging = short();
    const changed = list.filter((id) => id !== 2);
    read(paging, 0, list);
    read(paging, 2, list);
    read(paging, 4, changed);
    expect(paging.wanted()).toEqual([{ offset: 2, limit: 3, fresh: true }]);
    read(paging, 2, changed);
    expect(paging.wanted()).toEqual([{ offset: 0, limit: 3, fresh: true }]);
    read(paging, 0, changed);
    expect([paging.isComplete(), paging.wanted()]).toEqual([true, []]);
  });

  it('has one page read again that alone was read before a case was added', () => {
    const paging = short();
    const changed = [1, 8, ...list.slice(1)];
    read(paging, 2, list);
    read(paging, 0, changed);
    read(paging, 4, changed);
    read(paging, 6, changed);
    expect(paging.wanted()).toEqual([{ offset: 2, limit: 3, fresh: true }]);
    read(paging, 2, changed);
    expect([paging.isComplete(), paging.wanted()]).toEqual([true, []]);
  });

  it('has a page read again of which the shared record was edited between, and nothing for an edit elsewhere', () => {
    const paging = short();
    const stamped = (offset: number, edited: number): void => {
      const answer = holding(offset, 3, list);
      const items = answer.items.map(({ id }) => ({ id, updated_on: id === edited ? 9 : 1 }));
      paging.pageRead(offset, 3, { ...answer, items });
    };
    stamped(0, 0);
    stamped(4, 4);
    stamped(2, 3);
    expect(paging.wanted()).toEqual([{ offset: 0, limit: 3, fresh: true }]);
    stamped(0, 3);
    expect(paging.isComplete()).toBe(true);
  });

  it('has pages that are missing asked for as well as those that are to be read again', () => {
    const paging = short();
    read(paging, 0, list);
    read(paging, 2, list.slice(1));
    expect(paging.wanted()).toEqual([
      { offset: 4, limit: 3 },
      { offset: 0, limit: 3, fresh: true },
    ]);
  });

  it('asks for the piece again where the tear is at a piece', () => {
    const paging = new SuitePaging('left', 1, 'Cart', 0, 5);
    const changed = list.filter((id) => id !== 1);
    for (const [offset, limit] of [
      [0, 3],
      [2, 3],
    ] as const)
      read(paging, offset, list, limit);
    read(paging, 4, changed, 5);
    expect(paging.wanted()).toEqual([{ offset: 2, limit: 3, fresh: true }]);
  });

  it('has the further pages of a list asked for that has become longer', () => {
    const paging = short();
    const longer = [0, ...list];
    read(paging, 4, list);
    read(paging, 0, longer);
    read(paging, 2, longer);
    expect(paging.wanted()).toEqual([{ offset: 4, limit: 3, fresh: true }]);
    read(paging, 4, longer);
    expect([paging.isComplete(), paging.wanted()]).toEqual([false, [{ offset: 6, limit: 3 }]]);
    // Where it ended once tells nothing any more.
    expect([paging.isFrontier(6), paging.isBeyondTheEnd(8)]).toEqual([true, false]);
    read(paging, 6, longer);
    expect([paging.isComplete(), paging.wanted()]).toEqual([true, []]);
  });

  it('asks for a page that is asked for already no second time', () => {
    const paging = short();
    read(paging, 0, list);
    read(paging, 2, list.slice(1));
    ask(paging, 0);
    expect(paging.wanted().filter(({ fresh }) => fresh)).toEqual([]);
  });

  it('reads a page again four times, and then no more', () => {
    const paging = short();
    const asked: number[] = [];
    read(paging, 0, list);
    read(paging, 2, list);
    read(paging, 4, list.slice(1));
    for (let change = 1; paging.wanted().length > 0 && asked.length < 100; change++) {
      const { offset } = paging.wanted()[0]!;
      asked.push(offset);
      // Whenever it is looked at the list is another one, and none is like any before it.
      read(
        paging,
        offset,
        list.map((id) => 100 * change + id),
      );
    }
    const times = [0, 2, 4].map((offset) => asked.filter((each) => each === offset).length);
    expect(Math.max(...times)).toBe(4);
    expect([paging.isComplete(), paging.isExhausted(), paging.unread()]).toEqual([false, true, []]);
  });

  it('reads no page again for ever', () => {
    const paging = short();
    read(paging, 2, list);
    read(paging, 4, list);
    let reads = 0;
    for (; reads < 20; reads++) {
      read(paging, 0, [90 + reads, 91 + reads, 92 + reads, ...list]);
      const [wanted] = paging.wanted();
      if (!wanted) break;
      if (wanted.offset !== 0) read(paging, wanted.offset, list);
    }
    expect(reads).toBeLessThan(10);
    expect(paging.isComplete()).toBe(false);
  });
});

describe('a page in pieces', () => {
  const list = Array.from({ length: 9 }, (_, n) => n + 1);

  it('of which the last but one cannot be read leaves the last to be asked for, though the end is known', () => {
    const paging = new SuitePaging('left', 1, 'Cart', 0, 5);
    paging.pageRead(0, 5, holding(0, 5, list));
    paging.pageRead(12, 5, holding(12, 5, list));
    paging.pageRead(9, 5, holding(9, 5, list));
    for (const offset of [4, 5, 6]) paging.pageRead(offset, 1, holding(offset, 1, list));
    paging.lost(7, 1, 'too large');
    expect(paging.wanted()).toEqual([{ offset: 8, limit: 5 }]);
    paging.pageRead(8, 5, holding(8, 5, list));
    expect(paging.unread()).toEqual([{ offset: 7, limit: 1, error: 'too large', open: false }]);
  });

  it.each<[string, number, [number, number][], boolean]>([
    // Record 4 is on the page before as well.
    [
      'the first',
      5,
      [
        [4, 1],
        [6, 3],
      ],
      false,
    ],
    [
      'one in the middle',
      6,
      [
        [4, 2],
        [5, 1],
        [7, 1],
        [7, 2],
      ],
      false,
    ],
    [
      'the last, after which more may follow',
      8,
      [
        [4, 3],
        [6, 1],
        [7, 1],
      ],
      true,
    ],
  ])('of which %s cannot be read is told with that one, and nothing else', (_, lost, pieces, open) => {
    const paging = new SuitePaging('left', 1, 'Cart', 0, 5);
    paging.pageRead(0, 5, holding(0, 5, list));
    ask(paging, 4);
    paging.lost(lost, 1, 'too large');
    for (const [offset, limit] of pieces) paging.pageRead(offset, limit, holding(offset, limit, list));
    expect(paging.unread()).toEqual([{ offset: lost, limit: 1, error: 'too large', open }]);
    // What may follow is asked for, as after every lost page.
    expect(paging.wanted()).toEqual(open ? [{ offset: lost + 1, limit: 5 }] : []);
  });

  /** Asks for pieces of this page. @return those that nobody has asked for */
  function cutUp(page: PageWork, ...pieces: [number, number][]): [number, number][] {
    const all = pieces.map(([offset, limit]): PageWork => ({ ...page, offset, limit }));
    return page.suite.askedInPieces(all).map(({ offset, limit }) => [offset, limit]);
  }

  it('comes to each of them once, whichever others it shares a record with', () => {
    const page = ask(new SuitePaging('left', 1, 'Cart', 0, 5), 4);
    expect(cutUp(page, [4, 2], [5, 2])).toHaveLength(2);
    expect(cutUp(page, [5, 1], [6, 1])).toHaveLength(2);
    expect(cutUp(page, [5, 2], [6, 2])).toEqual([[6, 2]]);
    expect(cutUp(page, [6, 1], [7, 1])).toEqual([[7, 1]]);
  });

  it.each(['read', 'lost'] as const)('stands as the shortest does that begins there: %s', (end) => {
    const paging = new SuitePaging('left', 1, 'Cart', 0, 5);
    paging.pageRead(0, 5, holding(0, 5, list));
    const page = ask(paging, 4);
    cutUp(page, [4, 1]);
    if (end === 'read') paging.pageRead(4, 1, holding(4, 1, list));
    else paging.lost(4, 1, 'too large');
    // It is lost as well, after the shorter one has had its end, and is not asked for again.
    cutUp(page, [4, 2]);
    paging.lost(4, 2, 'no answer');
    const told = paging.unread().flatMap(({ offset, error }) => (offset === 4 ? [error] : []));
    expect(told).toEqual(end === 'read' ? [] : ['too large']);
    expect(paging.askedAgain({ ...page, limit: 2 })).toEqual([]);
    // And the shorter one once.
    expect(paging.askedAgain({ ...page, limit: 1 })).toHaveLength(end === 'read' ? 0 : 1);
    expect(paging.askedAgain({ ...page, limit: 1 })).toEqual([]);
  });
});
