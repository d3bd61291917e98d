import { planWorld } from '../../src/simulator/index.js';

const PAGE = 250;
/** Two projects and their lists of suites. */
export const PLAN_REQUESTS = 4;

/** The pages of the plan's world, by their numbers of cases. */
export function pageSizes(cases = 36_000): number[] {
  const suites = [...planWorld({ cases }).projects.values()].flatMap((project) => project.suites);
  return suites.flatMap(({ length }) =>
    Array.from({ length: Math.max(1, Math.ceil(length / PAGE)) }, (_, n) =>
      Math.min(PAGE, length - n * PAGE),
    ),
  );
}

/** What the simulator takes for a page, milliseconds. */
const latency =
  (pageMs: number) =>
  (cases: number): number =>
    pageMs * 0.05 + (pageMs * 0.95 * cases) / PAGE;

/**
 * No client can be faster: the lists of suites, then the latencies of all pages spread evenly over the slots, and a window
 * more for each `limit` requests beyond the first.
 */
export function boundMs(pageMs: number, slots: number, limit: number): number {
  const sizes = pageSizes();
  const work = sizes.map(latency(pageMs)).reduce((a, b) => a + b, 0);
  const windows = limit === Infinity ? 0 : Math.ceil((sizes.length + PLAN_REQUESTS) / limit) - 1;
  return Math.max(pageMs * 0.05 + work / slots, windows * 60_000);
}

/** One page after the other, from what a page took that was measured, in proportion to the work of each. */
export function extrapolatedMs(pageMs: number, measuredMs: number, pages: number): number {
  const sizes = pageSizes();
  const work = sizes.map(latency(pageMs));
  const share = work.slice(0, pages).reduce((a, b) => a + b, 0) / work.reduce((a, b) => a + b, 0);
  return measuredMs / share;
}
