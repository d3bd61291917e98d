/** The pipeline's own scheduling on a virtual clock: no noise, so a change of it is judged by a few per cent. */
import fc from 'fast-check';
import { memoryRecord, openedRecord } from '../../src/journal/index.js';
import {
  STRIDE,
  offsetsOf,
  pagesIn,
  pagesOf,
  planSizes,
  suitesOf,
  worldOfSizes,
  type PagedWorld,
} from '../../bench/scheduling/paged-world.js';
import { FIRST_SEED, sampleOfWorlds, worlds } from '../../bench/scheduling/random-worlds.js';
import { runRaildiff, type RaildiffOutcome } from '../../bench/scheduling/run-raildiff.js';
import { baseMs, latencyMs, PLAN_REQUESTS, windows, type Scenario } from '../../bench/scheduling/scenario.js';
import { rowOf, scenarios } from '../../bench/scheduling/table.js';
import { allKnowing, followingNext } from '../../bench/scheduling/yardsticks.js';

/** Guesses that may come to nothing, as a share of the pages. */
const SHARE = 0.08;

describe("the plan's world", () => {
  const rows = scenarios().map(rowOf);
  const name = ({ slots, limit, pageMs }: Scenario) =>
    `${slots} slots, ${limit} a minute, ${pageMs} ms a page`;

  it.each(rows.filter(({ slots }) => slots === 20).map((row) => [name(row), row]))(
    '%s: within 1.15 of one that knows all',
    (_, row) => expect(row.ratio).toBeLessThanOrEqual(1.15),
  );

  it.each(rows.filter(({ slots }) => slots === 40).map((row) => [name(row), row]))(
    '%s: as near as there are pages to know of',
    (_, row) => expect(row.ratio).toBeLessThanOrEqual({ 180: 1.5, Infinity: 1.25 }[row.limit] ?? 1.15),
  );

  it.each(rows.filter(({ limit }) => limit !== Infinity).map((row) => [name(row), row]))(
    '%s: at most 8 %% more requests, and no other window',
    (_, row) => {
      expect(row.extra).toBeLessThanOrEqual(SHARE);
      expect(row.windowsUsed).toBe(row.windowsNeeded);
    },
  );

  it.each([2, 3, 4, 5])('holds for another order of the suites (seed %i)', (seed) => {
    const row = rowOf({ world: planSizes({ seed }), pageMs: 4_400, slots: 20, limit: 180 });
    expect(row.ratio).toBeLessThanOrEqual(1.15);
    expect(row.windowsUsed).toBe(1);
  });
});

describe('one pair of large suites', () => {
  const scenario: Scenario = {
    world: worldOfSizes([12_000], [12_000]),
    pageMs: 4_400,
    slots: 20,
    limit: 180,
  };

  it('is read in a quarter of the time that following each page to the next one takes', () =>
    expect(runRaildiff(scenario).ms).toBeLessThan(followingNext(scenario).ms / 4));

  it('is guessed at while no answer comes: a guess that outlasts an empty answer is believed in', () => {
    const { sent } = runRaildiff(scenario);
    const answers = new Set(sent.map(({ at, cases }) => at + latencyMs(scenario.pageMs, cases)));
    const between = sent.filter(({ at }) => at > 0 && !answers.has(at));
    expect(between.length).toBeGreaterThan(10);
  });
});

const settings = fc.record({
  pageMs: fc.constantFrom(200, 1_000, 4_400),
  slots: fc.constantFrom(1, 5, 20, 40),
  limit: fc.constantFrom(20, 60, 180),
});

/** The pages that hold cases of their own, and the first one of each suite, were asked for once each. */
function expectEachPageOnce(world: PagedWorld, { sent, complete }: RaildiffOutcome): void {
  const asked = sent
    .filter(({ suiteId }) => suiteId !== undefined)
    .map(({ suiteId, offset }) => `${suiteId}/${offset}`);
  const needed = suitesOf(world).flatMap((suite) =>
    offsetsOf(suite).map((offset) => `${suite.id}/${offset}`),
  );
  expect(new Set(asked).size).toBe(asked.length);
  expect(needed.filter((page) => !asked.includes(page))).toEqual([]);
  expect(complete).toBe(true);
}

const requestsNeeded = (world: PagedWorld): number => pagesIn(world) + PLAN_REQUESTS;

describe('any world', () => {
  it('is read to its end, each page once, with at most 8 % more requests where there is a limit', () => {
    fc.assert(
      fc.property(worlds, settings, (world, setting) => {
        const outcome = runRaildiff({ world, ...setting });
        expectEachPageOnce(world, outcome);
        expect(outcome.requests - requestsNeeded(world)).toBeLessThanOrEqual(SHARE * pagesIn(world));
      }),
      { numRuns: 80 },
    );
  });

  it('is read so where an answer without cases takes up to three times as long as another', () => {
    fc.assert(
      fc.property(
        worlds,
        settings,
        fc.infiniteStream(fc.double({ min: 0, max: 2, noNaN: true })),
        (...drawn) => {
          const [world, setting, times] = drawn;
          const unevenMs = () => baseMs(setting.pageMs) * times.next().value;
          const outcome = runRaildiff({ world, ...setting, unevenMs });
          expectEachPageOnce(world, outcome);
          expect(outcome.requests - requestsNeeded(world)).toBeLessThanOrEqual(SHARE * pagesIn(world));
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 80) },
    );
  });

  it('is read so by a second run that knows the suites, and by one that knows the pages of one side as well', () => {
    fc.assert(
      fc.property(worlds, settings, fc.boolean(), (world, setting, knowsPages) => {
        const kept = knowsPages ? memoryRecord() : openedRecord();
        const records = { left: kept, right: openedRecord() };
        runRaildiff({ world, ...setting, records });
        const { sent, complete } = runRaildiff({ world, ...setting, records });
        const sides = knowsPages ? [world.right] : [world.left, world.right];
        const needed = sides.flat().reduce((pages, suite) => pages + pagesOf(suite), 0);
        expect(complete).toBe(true);
        // What is kept counts among the pages that are known.
        expect(sent.length - needed).toBeLessThanOrEqual(SHARE * pagesIn(world));
      }),
      { numRuns: Number(process.env['RUNS'] ?? 30) },
    );
  });

  it('is read to its end without a limit too', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expectEachPageOnce(world, runRaildiff({ world, pageMs: 1_000, slots: 20, limit: Infinity }));
      }),
      { numRuns: 40 },
    );
  });
});

describe('random worlds, 180 a minute, 4400 ms a page', () => {
  it('together take less than 0.45 of following each page to the next, and none takes a tenth more', () => {
    const times = sampleOfWorlds(FIRST_SEED)
      .map((world) => ({ world, pageMs: 4_400, slots: 20, limit: 180 }))
      .map((scenario) => ({ ours: runRaildiff(scenario).ms, next: followingNext(scenario).ms }));
    const sum = (of: 'ours' | 'next'): number => times.reduce((ms, each) => ms + each[of], 0);
    expect(sum('ours')).toBeLessThan(0.45 * sum('next'));
    expect(times.filter(({ ours, next }) => ours > 1.1 * next)).toEqual([]);
  });
});

/**
 * Where what is needed fills a window to the last few requests, no scheduler that guesses at all can be sure to stay
 * within it: that it is full is decided by pages nobody knows of when the guess is made. So this is counted, over worlds
 * that are the same each time, and must not become more.
 */
describe('another window because of a guess', () => {
  const sample = sampleOfWorlds(FIRST_SEED);

  it.each([
    [180, 4_400, 0.015],
    [180, 200, 0.015],
    [60, 4_400, 0.05],
    [20, 4_400, 0],
  ])('is rare: %i a minute, %i ms a page', (limit, pageMs, most) => {
    const exceeded = sample.filter((world) => {
      const { requests } = runRaildiff({ world, pageMs, slots: 20, limit });
      return windows(requests, limit) > windows(requestsNeeded(world), limit);
    });
    expect(exceeded.length / sample.length).toBeLessThanOrEqual(most);
  });
});

describe('a window that is full to the brim: 175 pages at 180 a minute', () => {
  const brim = (pages: number[], partners: number[]): PagedWorld =>
    worldOfSizes(
      pages.map((count) => count * STRIDE - 70),
      partners.map((count) => count * STRIDE - 70),
    );

  it('is not exceeded where there is nothing to guess', () => {
    const world = brim(Array<number>(87).fill(1), Array<number>(88).fill(1));
    expect(runRaildiff({ world, pageMs: 4_400, slots: 20, limit: 180 }).requests).toBe(requestsNeeded(world));
  });

  it.each([
    ['two suites a side', brim([43, 44], [44, 44])],
    ['one suite a side', brim([87], [88])],
    ['a single suite', brim([], [175])],
  ])('%s: faster than without guesses all the same', (_, world) => {
    const scenario = { world, pageMs: 4_400, slots: 20, limit: 180 };
    expect(runRaildiff(scenario).ms).toBeLessThan(followingNext(scenario).ms);
  });
});

describe('the yardsticks', () => {
  const scenario: Scenario = {
    world: worldOfSizes([499, 100], [499]),
    pageMs: 1_000,
    slots: 20,
    limit: Infinity,
  };

  it('know all: the lists, then the longest page', () => {
    expect(allKnowing(scenario)).toEqual({ ms: 50 + 1_000, requests: 5 + PLAN_REQUESTS });
  });

  it('follow next: one page after the other', () => {
    expect(followingNext(scenario)).toEqual({ ms: 50 + 2_000, requests: 5 + PLAN_REQUESTS });
  });

  it('keep to slots and windows', () => {
    expect(allKnowing({ ...scenario, slots: 1 }).ms).toBe(4 * 50 + 4 * 1_000 + 430);
    expect(allKnowing({ ...scenario, limit: 8 }).ms).toBeGreaterThan(60_000);
  });
});
