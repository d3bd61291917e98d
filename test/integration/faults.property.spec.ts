import fc from 'fast-check';
import { compareProjects } from '../../src/index.js';
import type { Fault, World } from '../../src/simulator/index.js';
import { worldOf } from '../../src/simulator/index.js';
import { bothSides, instanceAt, ofType, QUICK, runToEnd, saidOf, simulate, type Run } from './support/run.js';

/** Few titles, so that many cases share one; few texts, so that contents do too. */
const caseOf = fc.record({
  title: fc.constantFrom('Log in', 'Log out', 'Pay', 'Refund', 'Search', 'Zahlung prüfen'),
  custom_preconds: fc.constantFrom('', 'a shop', 'a basket with two items'),
  priority_id: fc.constantFrom(1, 2),
  is_deleted: fc.constantFrom<0 | 1>(0, 0, 0, 0, 1),
});

const suitesOf = (projectId: number) =>
  fc
    .array(
      fc.record({
        name: fc.constantFrom('Alpha', 'Beta', 'Gamma'),
        cases: fc.array(caseOf, { maxLength: 12 }),
        filler: fc.constantFrom(0, 0, 240, 260, 510),
      }),
      { maxLength: 4 },
    )
    .map((suites) =>
      suites.map(({ name, cases, filler }, n) => ({
        id: projectId * 10 + n,
        name,
        // What fills whole pages is the same on both sides.
        cases: [
          ...cases,
          ...Array.from({ length: filler }, (_, k) => ({
            title: `Filler ${k}`,
            custom_preconds: `step ${k}`,
          })),
        ],
      })),
    );

const worlds: fc.Arbitrary<World> = fc
  .record({ left: suitesOf(30), right: suitesOf(34) })
  .map(({ left, right }) =>
    worldOf([
      { id: 30, suites: left },
      { id: 34, suites: right },
    ]),
  );

const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc.record(
    {
      kind: fc.constantFrom<Fault['kind']>(
        'status',
        'reset',
        'truncate',
        'invalidJson',
        'html',
        'wrongShape',
        'hang',
      ),
      status: fc.constantFrom(500, 503, 409),
      match: fc.record(
        {
          suiteId: fc.constantFrom(300, 301, 302, 303, 340, 341, 342, 343),
          offset: fc.constantFrom(0, 249, 498),
        },
        { requiredKeys: ['suiteId'] },
      ),
      times: fc.constantFrom(1, 2, 3, 7, 1_000),
      probability: fc.constantFrom(0.5, 1),
    },
    { requiredKeys: ['kind', 'match', 'times', 'probability'] },
  ),
  { maxLength: 4 },
);

/** Refusals give a suite up. */
const refusals: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({
    kind: fc.constant<Fault['kind']>('status'),
    status: fc.constantFrom(400, 403),
    match: fc.record({ suiteId: fc.constantFrom(300, 301, 340, 341), offset: fc.constantFrom(0, 249) }),
    times: fc.constant(1_000),
    probability: fc.constant(1),
  }),
  { maxLength: 1 },
);

describe('random faults on random worlds', () => {
  it('count every case once, and end complete and right, or partial without a false statement', async () => {
    let partial = 0;
    await fc.assert(
      fc.asyncProperty(
        worlds,
        faults,
        refusals,
        fc.integer({ min: 1, max: 20 }),
        async (world, struck, refused, concurrency) => {
          const simulator = await simulate({ world });
          const compare = (timeoutMs: number): Promise<Run> =>
            runToEnd(
              compareProjects({
                ...bothSides(
                  instanceAt(simulator, {
                    concurrency,
                    breaker: { threshold: 5, resetMs: 1, maxResetMs: 5 },
                    maxWaitMs: 3_000,
                  }),
                ),
                retryBaseMs: 1,
                timeoutMs,
              }),
            );
          // `runToEnd` checks that every case counts once, whatever the faults.
          const whole = await compare(QUICK.timeoutMs);
          expect(whole.summary.status).toBe('complete');
          simulator.setFaults([...struck, ...refused]);
          const run = await compare(struck.some(({ kind }) => kind === 'hang') ? 150 : 3_000);
          if (run.summary.status === 'complete') {
            expect(run.differences.map(saidOf).sort()).toEqual(whole.differences.map(saidOf).sort());
            expect(run.summary.counts).toEqual(whole.summary.counts);
          } else {
            partial++;
            expect(run.summary.status).toBe('partial');
            expect([...run.summary.left.failedPages, ...run.summary.right.failedPages]).not.toEqual([]);
            expect(ofType(run.events, 'suite').some(({ complete }) => !complete)).toBe(true);
            const said = new Set(whole.differences.map(saidOf));
            const wrong = run.differences.filter(
              (each) => each.kind !== 'undetermined' && !said.has(saidOf(each)),
            );
            expect(wrong).toEqual([]);
          }
          await simulator.close();
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
    expect(partial).toBeGreaterThan(3);
  });
});
