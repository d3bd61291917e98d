/**
 * Lists that shift while a page of them is read in pieces: single records share nothing with their neighbours, so that a
 * shift between two of them shows nowhere by itself.
 */
import fc from 'fast-check';
import { expectNothingSilent } from '../support/nothing-silent.js';
import { runVirtually, type Edit, type Heavy, type Ran } from '../support/shifting-client.js';

const runs = fc.record({
  size: fc.integer({ min: 2, max: 60 }),
  heavy: fc.array(
    fc.record({
      projectId: fc.constantFrom<number>(1, 2),
      index: fc.integer({ min: 0, max: 59 }),
      fits: fc.constantFrom<number>(0, 0, 1, 3),
      by: fc.constant<Heavy['by']>('size'),
      until: fc.integer({ min: 10, max: 60 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  edits: fc.array(
    fc.record({
      atRequest: fc.integer({ min: 0, max: 60 }),
      projectId: fc.constantFrom(1, 2),
      kind: fc.constantFrom<Edit['kind']>('delete', 'insert'),
      at: fc.integer({ min: 0, max: 999 }),
      to: fc.constant(0),
    }),
    { maxLength: 1 },
  ),
  // Of two records a page an empty guess may stand right behind the last page, and looks like its end: nobody pages so.
  cap: fc.constantFrom(3, 5, 8, 13),
  concurrency: fc.integer({ min: 1, max: 8 }),
  looksAfter: fc.constantFrom(0, 0.5, 1),
});

const run = ({
  size,
  heavy,
  edits,
  cap,
  concurrency,
  looksAfter,
}: typeof runs extends fc.Arbitrary<infer R> ? R : never): Ran =>
  runVirtually(
    { sizes: { 1: size, 2: size }, heavy, edits, cap, latency: (n) => ({ ms: 10 + (n % 7), looksAfter }) },
    { concurrency, breaker: { threshold: 1_000 }, maxWaitMs: Infinity },
    { timeoutMs: 1_000, attempts: 1 },
  );

describe('a list that shifts while its pieces are read', () => {
  it('loses and doubles no case in silence, and nothing false is said of those that nobody touched', () => {
    fc.assert(
      fc.property(runs, (options) => expectNothingSilent(run(options))),
      {
        numRuns: 500,
        // Of 4,000 runs one found it, while pieces of one record were taken for neighbours.
        examples: [
          [
            {
              size: 9,
              heavy: [
                { projectId: 2, index: 8, fits: 0, by: 'size', until: 17 },
                { projectId: 1, index: 0, fits: 0, by: 'size', until: 10 },
              ],
              edits: [{ atRequest: 17, projectId: 2, kind: 'delete', at: 0, to: 0 }],
              cap: 8,
              concurrency: 8,
              looksAfter: 0,
            },
          ],
        ],
      },
    );
  });

  it('and one that does not is told whole, once all of it can be read', () => {
    let [complete, all] = [0, 0];
    fc.assert(
      fc.property(runs, (options) => {
        const heavy = options.heavy.map((each) => ({ ...each, fits: 0, until: 25 }));
        const { summary } = run({ ...options, heavy, edits: [] });
        all++;
        if (summary.status === 'complete') complete++;
        expect(summary.left.cases + summary.right.cases).toBeLessThanOrEqual(2 * options.size);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(complete / all).toBeGreaterThan(0.9);
  });
});
