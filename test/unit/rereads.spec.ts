import { coverageOf, keepPage } from '../../src/compare/coverage.js';
import { Rereads, type PagingPage } from '../../src/pipeline/rereads.js';

/** Reads pages of three records of whatever list there is by then, and tells which are to be read again. */
class Reading {
  readonly rereads = new Rereads();
  readonly pages = new Map<number, PagingPage>();

  read(offset: number, list: readonly number[], stamp?: number | null): PagingPage {
    const items = list.slice(offset, offset + 3).map((id) => ({ id, updated_on: stamp }));
    const page = this.rereads.noted(
      { offset, limit: 3 },
      { items, next: offset + 3 < list.length ? offset + 3 : null },
    );
    keepPage(this.pages, page);
    return page;
  }

  again(): number[] {
    return this.rereads.of(coverageOf(this.pages.values())).map(({ offset }) => offset);
  }
}

const LIST = [1, 2, 3, 4, 5, 6, 7];
const WITHOUT_2 = LIST.filter((id) => id !== 2);

describe('a page that was read', () => {
  it('is noted with its ids and dates, its turn, and how often it was read', () => {
    const reading = new Reading();
    reading.read(0, LIST, 7);
    expect(reading.read(2, LIST, 8)).toEqual({
      offset: 2,
      limit: 3,
      next: 5,
      ids: [3, 4, 5],
      stamps: [8, 8, 8],
      times: 1,
      turn: 1,
    });
    expect(reading.read(2, LIST)).toMatchObject({ times: 2, turn: 2 });
  });

  it.each([undefined, null])('has no date where the server tells %s', (stamp) => {
    expect(new Reading().read(0, LIST, stamp).stamps).toEqual([0, 0, 0]);
  });
});

describe('to be read again', () => {
  it('is nothing while all fit together, or nothing is read', () => {
    const reading = new Reading();
    expect(reading.again()).toEqual([]);
    for (const offset of [0, 2, 4]) reading.read(offset, LIST);
    expect(reading.again()).toEqual([]);
  });

  it('is of two pages the one that was read earlier, whichever stands first', () => {
    const forwards = new Reading();
    forwards.read(0, LIST);
    forwards.read(2, WITHOUT_2);
    expect(forwards.again()).toEqual([0]);

    const backwards = new Reading();
    backwards.read(2, LIST);
    backwards.read(0, WITHOUT_2);
    expect(backwards.again()).toEqual([2]);
  });

  it('is a page between two that it does not fit once only', () => {
    const reading = new Reading();
    reading.read(2, LIST);
    reading.read(0, WITHOUT_2);
    reading.read(4, WITHOUT_2);
    expect(reading.again()).toEqual([2]);
  });

  it('is a page where the record it shares was edited between', () => {
    const reading = new Reading();
    reading.read(0, LIST, 1);
    reading.read(2, LIST, 2);
    expect(reading.again()).toEqual([0]);
    reading.read(0, LIST, 2);
    expect(reading.again()).toEqual([]);
  });

  it('is a page four times, and then no more', () => {
    const reading = new Reading();
    reading.read(0, LIST);
    reading.read(2, WITHOUT_2);
    let times = 0;
    for (; reading.again().length > 0 && times < 20; times++) {
      expect(reading.again()).toEqual([0]);
      // The other page is always the later one, and never fits.
      reading.read(0, LIST);
      reading.pages.get(2)!.turn = Infinity;
    }
    expect(times).toBe(4);
  });
});

it('lets go of what the pages held when all is read, but for the end of the list', () => {
  const reading = new Reading();
  for (const offset of [0, 2, 4]) reading.read(offset, LIST, 1);
  reading.rereads.done(coverageOf(reading.pages.values()));
  expect(reading.pages.get(0)).toMatchObject({ ids: [], stamps: [], next: 3 });
  expect([2, 4].map((offset) => reading.pages.get(offset)!.ids)).toEqual([
    [3, 4, 5],
    [5, 6, 7],
  ]);
});
