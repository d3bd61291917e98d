/** Lists that shift while they are read: no case is lost or doubled in silence. */
import fc from 'fast-check';
import { expectNothingSilent } from '../support/nothing-silent.js';
import { runVirtually, type Edit, type Ran } from '../support/shifting-client.js';

const CAP = 5;

const edits = (most: number): fc.Arbitrary<Edit[]> =>
  fc.array(
    fc.record({
      atRequest: fc.integer({ min: 0, max: 25 }),
      projectId: fc.constantFrom(1, 2),
      kind: fc.constantFrom<Edit['kind']>('delete', 'insert', 'update', 'move'),
      at: fc.integer({ min: 0, max: 999 }),
      to: fc.integer({ min: 0, max: 999 }),
    }),
    { maxLength: most },
  );

const runs = fc.record({
  size: fc.integer({ min: 0, max: 60 }),
  edits: edits(4),
  concurrency: fc.integer({ min: 1, max: 8 }),
  delays: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 }),
  looksAfter: fc.constantFrom(0, 0.5, 1),
});

const run = ({
  size,
  edits: made,
  concurrency,
  delays,
  looksAfter,
}: typeof runs extends fc.Arbitrary<infer R> ? R : never): Ran =>
  runVirtually(
    {
      sizes: { 1: size, 2: size },
      edits: made,
      cap: CAP,
      latency: (n) => ({ ms: delays[n % delays.length]!, looksAfter }),
    },
    { concurrency },
  );

describe('a list that shifts while it is read', () => {
  it('loses and doubles no case in silence, and nothing false is said of those that nobody touched', () => {
    fc.assert(
      fc.property(runs, (options) => expectNothingSilent(run(options))),
      { numRuns: 400 },
    );
  });

  it('is mended where it comes to rest', () => {
    let complete = 0;
    let all = 0;
    fc.assert(
      fc.property(runs, (options) => {
        const { summary } = run(options);
        all++;
        if (summary.status === 'complete') complete++;
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(complete / all).toBeGreaterThan(0.99);
  });
});
