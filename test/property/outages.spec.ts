/** Whatever the order in which requests come and answers go: an outage loses nothing, and a broken suite is no outage. */
import fc from 'fast-check';
import { failingClient, type Came } from '../support/failing-client.js';
import { runVirtually, type Ran } from '../support/shifting-client.js';

const PAGE = 5;
const STRIDE = PAGE - 1;

const times = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 5, maxLength: 23 });

const networks = fc.record({
  sizes: fc.tuple(fc.integer({ min: 1, max: 45 }), fc.integer({ min: 1, max: 45 })),
  ways: times(8),
  answers: times(60),
  failures: times(60),
  concurrency: fc.integer({ min: 1, max: 20 }),
  attempts: fc.integer({ min: 1, max: 3 }),
});
type Network = typeof networks extends fc.Arbitrary<infer N> ? N : never;

/** The n-th of these, over and over again. */
const turn = (values: readonly number[]) => (n: number) => values[n % values.length]!;

function run(
  { sizes, ways, answers, failures, concurrency, attempts }: Network,
  fails: (request: Came) => boolean,
  resetMs: number,
): Ran {
  return runVirtually(
    {
      sizes: { 1: sizes[0], 2: sizes[1] },
      cap: PAGE,
      latency: (n) => ({ ms: turn(answers)(n), looksAfter: 0.5 }),
      behind: (client, scheduler) =>
        failingClient(client, {
          ...{ scheduler, fails },
          arrivesAfterMs: turn(ways),
          failsAfterMs: turn(failures),
        }),
    },
    { concurrency, breaker: { resetMs, maxResetMs: resetMs }, maxWaitMs: 10_000 },
    { retryBaseMs: 1, attempts },
  );
}

it('an outage loses nothing, whichever answers to what was asked before it come late', () => {
  fc.assert(
    fc.property(
      networks,
      fc.integer({ min: 4, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (network, after, failing) => {
        const { summary } = run(network, ({ n }) => n >= after && n < after + failing, 20);
        expect([summary.status, summary.left.cases, summary.right.cases]).toEqual([
          'complete',
          ...network.sizes,
        ]);
      },
    ),
    { numRuns: 200 },
  );
});

it('a suite that fails from some page on opens no breaker, and is named from there on', () => {
  fc.assert(
    fc.property(networks, fc.integer({ min: 0, max: 9 }), (network, page) => {
      const from = page * STRIDE;
      const fails = ({ method, projectId, offset }: Came) =>
        method === 'cases' && projectId === 2 && offset >= from;
      const { events, summary } = run(network, fails, 60_000);
      expect(events.filter(({ type }) => type === 'throttle')).toEqual([]);
      const isReached = from === 0 || network.sizes[1] > from + 1;
      expect(summary.right.failedPages.map(({ offset, open }) => [offset, open])).toEqual(
        isReached ? [[from, true]] : [],
      );
      expect(summary.left.cases).toBe(network.sizes[0]);
    }),
    { numRuns: 200 },
  );
});
