import { Guesses } from '../../src/pipeline/guesses.js';
import { SuitePaging } from '../../src/pipeline/suite-paging.js';
import type { PageWork, ProjectWork } from '../../src/pipeline/work.js';

const suite = new SuitePaging('left', 1, 'Cart', 0, 250);
const guess = (offset: number): PageWork => ({
  kind: 'page',
  side: 'left',
  suite,
  offset,
  limit: 250,
  again: false,
});
const page = (cases: number) => ({
  items: Array.from({ length: cases }, (_, n) => ({ id: n + 1 })),
  limit: 250,
  next: null,
  paged: true,
});
const project: ProjectWork = { kind: 'project', side: 'left' };

/** An answer without cases takes 100 ms here. */
function learned(): Guesses {
  const guesses = new Guesses();
  guesses.sent(project, false, 0);
  guesses.opened(project, 100);
  return guesses;
}

describe('guesses on the wire', () => {
  it('are open, and then wasted or not', () => {
    const guesses = new Guesses();
    const [good, bad] = [guess(500), guess(750)];
    for (const each of [good, bad]) guesses.sent(each, true, 0);
    expect([guesses.open(), guesses.wasted]).toEqual([2, 0]);
    // No more than the record that it shares with the page before it.
    guesses.answered(bad, page(1), 10);
    guesses.answered(good, page(250), 10);
    expect([guesses.open(), guesses.wasted]).toEqual([0, 1]);
  });

  it('outlast an answer without cases when they take three times as long', () => {
    const guesses = learned();
    const work = guess(500);
    guesses.sent(work, true, 1_000);
    expect(guesses.outlasting(1_304)).toEqual([]);
    expect(guesses.outlasting(1_305)).toEqual([work]);
  });

  it('learn nothing of the server from what an earlier run has kept', () => {
    const guesses = new Guesses();
    guesses.opened(project, 100);
    guesses.answered(guess(0), page(250), 200);
    expect([guesses.believedAfterMs(), guesses.answerMs()]).toEqual([undefined, undefined]);
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
    guesses.answered(wasted, page(0), 4_000);
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
  guesses.answered(partial, page(10), 30);
  guesses.answered(full, page(250), 4_400);
  expect(guesses.pageMs).toBe(4_400);
});
