import { Guesses } from '../../src/pipeline/guesses.js';
import { SuitePaging } from '../../src/pipeline/suite-paging.js';
import type { PageWork, Work } from '../../src/pipeline/work.js';

const suite = new SuitePaging('left', 1, 'Cart', 0, 250);
const guess = (offset: number): PageWork => ({
  kind: 'page',
  side: 'left',
  suite,
  offset,
  limit: 250,
  again: false,
});
const project: Work = { kind: 'project', side: 'left' };

/** An answer without cases takes 100 ms here. */
function learned(): Guesses {
  const guesses = new Guesses();
  guesses.sent(project, false, 0);
  guesses.answered(project, 0, Infinity, 100);
  return guesses;
}

describe('guesses on the wire', () => {
  it('are open, and then wasted or not', () => {
    const guesses = new Guesses();
    const [good, bad] = [guess(500), guess(750)];
    for (const each of [good, bad]) guesses.sent(each, true, 0);
    expect([guesses.open(), guesses.wasted]).toEqual([2, 0]);
    guesses.answered(bad, 0, 250, 10);
    guesses.answered(good, 250, 250, 10);
    expect([guesses.open(), guesses.wasted]).toEqual([0, 1]);
  });

  it('outlast an answer without cases when they take twice as long', () => {
    const guesses = learned();
    const work = guess(500);
    guesses.sent(work, true, 1_000);
    expect(guesses.outlasting(1_200)).toEqual([]);
    expect(guesses.outlasting(1_205)).toEqual([work]);
  });

  it('outlast nothing while nothing is known of how long that is', () => {
    const guesses = new Guesses();
    guesses.sent(guess(500), true, 0);
    expect(guesses.outlasting(1e9)).toEqual([]);
  });

  it('tell of a server that takes its time for nothing as well', () => {
    const guesses = learned();
    const wasted = guess(750);
    guesses.sent(wasted, true, 0);
    guesses.answered(wasted, 0, 250, 4_000);
    guesses.sent(guess(500), true, 5_000);
    expect(guesses.outlasting(8_000)).toEqual([]);
  });

  it('that wait to be sent once more outlast nothing', () => {
    const guesses = learned();
    const work = guess(500);
    guesses.sent(work, true, 0);
    guesses.waits(work);
    expect([guesses.outlasting(1e9), guesses.open()]).toEqual([[], 0]);
  });
});

it('measures full pages alone', () => {
  const guesses = new Guesses();
  const [partial, full] = [guess(0), guess(250)];
  for (const each of [partial, full]) guesses.sent(each, false, 0);
  guesses.answered(partial, 10, 250, 30);
  guesses.answered(full, 250, 250, 4_400);
  expect(guesses.pageMs).toBe(4_400);
});
