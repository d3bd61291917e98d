import { LEFT_PROJECT, planWorld, RIGHT_PROJECT, type WorldOptions } from '../../src/simulator/index.js';
import type { Side } from '../../src/compare/index.js';

/** What scheduling sees of a world: the suites of both sides, by name and number of cases. */
export interface PagedSuite {
  id: number;
  name: string;
  cases: number;
}

export type PagedWorld = Record<Side, PagedSuite[]>;

/** Records a page. */
export const PAGE = 250;

/** Records from the beginning of one page to that of the next: they share one, for whoever reads them. */
export const STRIDE = PAGE - 1;

/** A suite without cases still costs the page that says so. */
export const pagesOf = ({ cases }: Pick<PagedSuite, 'cases'>): number =>
  Math.max(1, Math.ceil((cases - 1) / STRIDE));

/** Where its pages begin. */
export const offsetsOf = (suite: Pick<PagedSuite, 'cases'>): number[] =>
  Array.from({ length: pagesOf(suite) }, (_, n) => n * STRIDE);

export const suitesOf = (world: PagedWorld): PagedSuite[] => [...world.left, ...world.right];

export const pagesIn = (world: PagedWorld): number =>
  suitesOf(world).reduce((sum, suite) => sum + pagesOf(suite), 0);

/** The sizes of the simulator's world, in the order its server lists them. */
export function planSizes(options?: WorldOptions): PagedWorld {
  const { projects } = planWorld(options);
  const side = (id: number): PagedSuite[] =>
    projects.get(id)!.suites.map((suite) => ({ id: suite.id, name: suite.name, cases: suite.length }));
  return { left: side(LEFT_PROJECT), right: side(RIGHT_PROJECT) };
}

/** Sizes in cases; where one list is longer than the other its last suites have no partner. */
export function worldOfSizes(left: readonly number[], right: readonly number[]): PagedWorld {
  const side = (sizes: readonly number[], first: number): PagedSuite[] =>
    sizes.map((cases, n) => ({ id: first + n, name: `Suite ${n + 1}`, cases }));
  return { left: side(left, 1), right: side(right, 1_000_001) };
}
