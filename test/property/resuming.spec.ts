/** Runs that go on where others have ended: what is in the record is never lost, and never looked for anew. */
import fc from 'fast-check';
import type { CompareEvent } from '../../src/index.js';
import { memoryRecord } from '../../src/journal/index.js';
import type { PageRequest, ProjectRecord } from '../../src/testrail/index.js';
import { runVirtually, type Heavy, type Ran } from '../support/shifting-client.js';

const worlds = fc.record({
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
  cap: fc.constantFrom<number>(3, 5, 8, 13),
  concurrency: fc.integer({ min: 1, max: 8 }),
  /** Milliseconds after which the first run ends, where it does not by itself. */
  endsAt: fc.option(fc.integer({ min: 5, max: 4_000 }), { nil: undefined }),
});
type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

/** A page that was missing in the end though nobody has asked for it. */
const wasNotAskedFor = (event: CompareEvent): boolean =>
  event.type === 'page' && event.error !== undefined && event.attempts === 0;

/** So many runs in a row over the same records. */
function runs({ size, heavy, cap, concurrency, endsAt }: World, count: number): Ran[] {
  const records = { left: memoryRecord(), right: memoryRecord() };
  const recordOf = (projectId: number): ProjectRecord => records[projectId === 1 ? 'left' : 'right'];
  return Array.from({ length: count }, (_, n) => {
    const askedThoughKept: PageRequest[] = [];
    const ran = runVirtually(
      {
        sizes: { 1: size, 2: size },
        heavy,
        cap,
        latency: (at) => ({ ms: 10 + (at % 7), looksAfter: 0.5 }),
        onAsked: (page) => {
          const holds = (offset: number, limit: number): boolean =>
            recordOf(page.projectId).holds({ suiteId: page.projectId, offset, limit });
          // Two records that were read apart are read together anew, to see how they stand now.
          const isProof = page.limit === 2 && holds(page.offset, 1) && holds(page.offset + 1, 1);
          if (!isProof && holds(page.offset, page.limit)) askedThoughKept.push(page);
        },
      },
      { concurrency, breaker: { threshold: 1_000 }, maxWaitMs: Infinity },
      { timeoutMs: 1_000, ...(n === 0 && endsAt !== undefined && { deadlineMs: endsAt }) },
      records,
    );
    expect(ran.summary.status).not.toBe('failed');
    expect(askedThoughKept).toEqual([]);
    if (n > 0 || endsAt === undefined) expect(ran.events.filter(wasNotAskedFor)).toEqual([]);
    return ran;
  });
}

/**
 * The last page of a resumed run was once guessed at while its pieces were kept: the guess was taken back for a better one,
 * and the piece that was missing with it.
 */
const guessedInPieces: World = {
  size: 14,
  heavy: [4, 12].map((index): Heavy => ({ projectId: 2, index, fits: 0, by: 'size' })),
  cap: 3,
  concurrency: 1,
  endsAt: undefined,
};

const casesOf = ({ summary }: Ran): [number, number] => [summary.left.cases, summary.right.cases];

describe('resuming', () => {
  it('never has fewer cases than the run before, asks for all that is missing, and for nothing that is kept', () => {
    let lost = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const all = runs(world, 4);
        all.slice(1).forEach((run, n) => {
          const [left, right] = casesOf(run);
          const [leftBefore, rightBefore] = casesOf(all[n]!);
          expect([left >= leftBefore, right >= rightBefore]).toEqual([true, true]);
        });
        if (all[3]!.summary.status !== 'complete') lost++;
      }),
      {
        numRuns: Number(process.env['RUNS'] ?? 100),
        ...(process.env['SEED'] && { seed: Number(process.env['SEED']) }),
        examples: [[guessedInPieces]],
      },
    );
    expect(lost).toBeGreaterThan(10);
  });

  it.each(['size', 'time'] as const)(
    'asks for the one case that cannot be read for its %s, and for no page that holds it',
    (by) => {
      for (const index of [0, 7, 20, 38, 39]) {
        const heavy = [{ projectId: 1, index, fits: 0, by }];
        const [first, second, third] = runs(
          { size: 40, heavy, cap: 13, concurrency: 4, endsAt: undefined },
          3,
        ) as [Ran, Ran, Ran];
        expect([index, casesOf(second), casesOf(third)]).toEqual([index, casesOf(first), casesOf(first)]);
        expect([...new Set(third.client.asked)]).toContain(`1/${index}+1`);
        expect(third.client.asked.filter((asked) => !/\+1$/.test(asked)).length).toBeLessThanOrEqual(2);
      }
    },
  );

  it('comes as far as a run that was not interrupted, where nothing is left but pages that are too late', () => {
    // One on each side, in pages of which those after them are kept: nobody else is answered.
    const heavy = [1, 2].map((projectId): Heavy => ({ projectId, index: 14, fits: 0, by: 'time' }));
    const world = { size: 40, heavy, cap: 13, concurrency: 8 };
    const [whole] = runs({ ...world, endsAt: undefined }, 1) as [Ran];
    const [, resumed] = runs({ ...world, endsAt: 900 }, 2) as [Ran, Ran];
    expect(casesOf(resumed)).toEqual(casesOf(whole));
  });
});
