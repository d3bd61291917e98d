/** Pages that are too much for one answer are asked for in halves: what cannot be read is one case, and named. */
import fc from 'fast-check';
import { runVirtually, type Heavy, type Ran } from '../support/shifting-client.js';

const runs = fc.record({
  size: fc.integer({ min: 1, max: 60 }),
  heavy: fc.array(
    fc.record({
      projectId: fc.constantFrom<number>(1, 2),
      index: fc.integer({ min: 0, max: 59 }),
      fits: fc.constantFrom<number>(0, 0, 1, 3),
      by: fc.constantFrom<Heavy['by']>('size', 'time'),
    }),
    { maxLength: 3 },
  ),
  cap: fc.constantFrom(2, 3, 5, 8, 13),
  concurrency: fc.integer({ min: 1, max: 8 }),
});

const run = ({ size, heavy, cap, concurrency }: typeof runs extends fc.Arbitrary<infer R> ? R : never): Ran =>
  runVirtually(
    { sizes: { 1: size, 2: size }, heavy, cap, latency: (n) => ({ ms: 10 + (n % 7), looksAfter: 0.5 }) },
    // What becomes of a server of which nearly every page is too slow is told elsewhere.
    { concurrency, breaker: { threshold: 1_000 }, maxWaitMs: Infinity },
    { timeoutMs: 1_000 },
  );

/** Where no answer is in time whatever is asked for, since nothing else is answered meanwhile. */
const unreadable = (heavy: readonly Heavy[], projectId: number, size: number): number[] =>
  [
    ...new Set(
      heavy
        .filter((each) => each.projectId === projectId && each.index < size && each.fits === 0)
        .map(({ index }) => index),
    ),
  ].sort((a, b) => a - b);

describe('a page that is too much', () => {
  it('for its size loses nothing but the cases that cannot be read, each named by its offset', () => {
    fc.assert(
      fc.property(runs, (options) => {
        const heavy = options.heavy.map((each): Heavy => ({ ...each, by: 'size' }));
        const { summary } = run({ ...options, heavy });
        for (const [side, projectId] of [
          ['left', 1],
          ['right', 2],
        ] as const) {
          const lost = unreadable(heavy, projectId, options.size);
          const failed = summary[side].failedPages;
          // What comes after a lost end is not known to exist: `open` says so.
          const named = failed[failed.length - 1]?.open ? lost.slice(0, failed.length) : lost;
          expect(failed.map(({ offset, limit }) => [offset, limit])).toEqual(
            named.map((index) => [index, 1]),
          );
          expect(summary[side].cases).toBe(options.size - lost.length);
        }
        const whole = summary.left.failedPages.length + summary.right.failedPages.length === 0;
        // A record that can be read alone, and with no other, may be another one than stood there: nothing proves it.
        const proven = heavy.every(({ fits, index }) => fits !== 1 || index >= options.size);
        if (whole && !proven) expect(['complete', 'partial']).toContain(summary.status);
        else expect(summary.status).toBe(whole ? 'complete' : 'partial');
      }),
      {
        numRuns: 250,
        // The last record but one, and a piece and a page that begin at the same record: both were found by chance.
        examples: [
          [{ size: 58, heavy: [{ projectId: 1, index: 56, fits: 0, by: 'size' }], cap: 3, concurrency: 4 }],
          // Pieces that the server gives less of than is asked for, since its page is smaller than a piece.
          [{ size: 16, heavy: [{ projectId: 1, index: 0, fits: 3, by: 'size' }], cap: 8, concurrency: 1 }],
          [
            {
              size: 57,
              heavy: [
                { projectId: 1, index: 32, fits: 1, by: 'size' },
                { projectId: 2, index: 54, fits: 0, by: 'size' },
              ],
              cap: 3,
              concurrency: 3,
            },
          ],
        ],
      },
    );
  });

  it.each([1, 2])('for its time, wherever it stands: %i cases in a row are all that is lost', (inRow) => {
    const size = 40;
    for (const cap of [8, 13] as const)
      for (let index = 0; index + inRow <= size; index++) {
        const heavy = Array.from({ length: inRow }, (_, n) => ({
          projectId: 1,
          index: index + n,
          fits: 0,
          by: 'time' as const,
        }));
        const { failedPages, cases } = run({ size, heavy, cap, concurrency: 4 }).summary.left;
        const lost = heavy.map(({ index: at }) => [at, 1]);
        // What comes after a lost end is not known to exist: `open` says so.
        const named = failedPages.at(-1)?.open ? lost.slice(0, failedPages.length) : lost;
        expect([index, cap, failedPages.map(({ offset, limit }) => [offset, limit])]).toEqual([
          index,
          cap,
          named,
        ]);
        expect(cases).toBe(size - inRow);
      }
  });

  it('for its time as well, as long as others are answered; and counts every case once', () => {
    let named = 0;
    fc.assert(
      fc.property(runs, (options) => {
        const { summary, events } = run(options);
        for (const [side, projectId] of [
          ['left', 1],
          ['right', 2],
        ] as const) {
          const lost = unreadable(options.heavy, projectId, options.size);
          // All that cannot be read is named, by itself or by a page that stands for it.
          for (const index of lost) {
            expect(
              summary[side].failedPages.some(
                ({ offset, limit, open }) => offset <= index && (open || index < offset + limit),
              ),
            ).toBe(true);
          }
          named += summary[side].failedPages.filter(({ limit }) => limit === 1).length;
          const ids = events.flatMap((event) =>
            event.type === 'difference' && event[side] ? [event[side].id] : [],
          );
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.length).toBe(summary[side].cases);
        }
      }),
      {
        numRuns: 200,
        // A piece of which nothing but the one after it tells that it exists.
        examples: [
          [
            {
              size: 8,
              heavy: [
                { projectId: 2, index: 0, fits: 0, by: 'time' },
                { projectId: 2, index: 4, fits: 0, by: 'time' },
              ],
              cap: 2,
              concurrency: 2,
            },
          ],
        ],
      },
    );
    expect(named).toBeGreaterThan(50);
  });
});
