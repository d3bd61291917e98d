import { pagesIn, planSizes, type PagedWorld } from './paged-world.js';
import { runRaildiff } from './run-raildiff.js';
import { PLAN_REQUESTS, windows, type Scenario } from './scenario.js';
import { allKnowing, followingNext } from './yardsticks.js';

export interface Row extends Scenario {
  raildiffMs: number;
  allKnowingMs: number;
  nextOnlyMs: number;
  /** Times of the all-knowing scheduler. */
  ratio: number;
  /** Requests beyond those that pages and plan need, as a share of the pages. */
  extra: number;
  windowsUsed: number;
  windowsNeeded: number;
}

const PAGE_TIMES = [200, 1_000, 4_400];
export const SLOTS = [20, 40];
const LIMITS = [20, 60, 180, Infinity];

/** Page time × slots × limit, on one world. */
export const scenarios = (world: PagedWorld = planSizes()): Scenario[] =>
  SLOTS.flatMap((slots) =>
    LIMITS.flatMap((limit) => PAGE_TIMES.map((pageMs) => ({ world, pageMs, slots, limit }))),
  );

export function rowOf(scenario: Scenario): Row {
  const raildiff = runRaildiff(scenario);
  const best = allKnowing(scenario);
  const pages = pagesIn(scenario.world);
  return {
    ...scenario,
    raildiffMs: raildiff.ms,
    allKnowingMs: best.ms,
    nextOnlyMs: followingNext(scenario).ms,
    ratio: raildiff.ms / best.ms,
    extra: (raildiff.requests - pages - PLAN_REQUESTS) / pages,
    windowsUsed: windows(raildiff.requests, scenario.limit),
    windowsNeeded: windows(best.requests, scenario.limit),
  };
}
