/**
 * The plan's sizes: 36,000 cases, 10 + 21 suites, 157 pages of 250.
 *
 * Ten suites stand on both sides under one name. On the left they hold 17,480 cases, as listed: 23 + 18 + 13 + 9 + 5
 * pages of large suites and five small suites of one page, 73 pages. Their partners on the right hold as many, a
 * handful more or fewer each, and eleven small suites of the right alone hold 1,040 cases on 11 pages: all of these
 * are only on the right. The third suite is a whole number of pages: its last page is full, and still the last.
 */
const PAIRED_SIZES: readonly number[] = [5_700, 4_380, 3_250, 2_140, 1_120, 230, 220, 190, 150, 100];
const SINGLE_SIZES: readonly number[] = [150, 140, 130, 120, 110, 90, 80, 70, 60, 50, 40];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const SINGLE_TOTAL = sum(SINGLE_SIZES);
const RIGHT_TOTAL = sum(PAIRED_SIZES) + SINGLE_TOTAL;
/** Cases of the plan's world on both sides. */
export const PLAN_TOTAL = sum(PAIRED_SIZES) + RIGHT_TOTAL;

/** Shares `total` out in proportion to `weights`; whole numbers that add up to it exactly (largest remainders). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const all = sum(weights);
  const exact = weights.map((weight) => (total * weight) / all);
  const shares = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, n) => ({ n, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.n - b.n);
  let left = total - sum(shares);
  for (const { n } of byRemainder) {
    if (left-- <= 0) break;
    shares[n] = (shares[n] as number) + 1;
  }
  return shares;
}

/** Weights of `count` suites: the plan's, and beyond them its small ones again. */
function weights(table: readonly number[], count: number): number[] {
  const small = table.slice(-5);
  return Array.from({ length: count }, (_, n) => table[n] ?? (small[n % small.length] as number));
}

/** Cases in suites that only this side has. */
function inSingles(own: number, other: number, singles: number): number {
  if (singles === 0) return 0;
  // A lopsided pair: two thirds stand in suites of their own, as long as the other side's cases still find partners.
  if (own > 1.5 * other) return Math.min(own - other, Math.round((own * 2) / 3));
  return Math.min(own, Math.max(own - other, Math.round((own * SINGLE_TOTAL) / RIGHT_TOTAL)));
}

/** How many cases each suite holds. `core` are on both sides (but for planned differences), tails on one side only. */
export interface Sizes {
  core: number[];
  leftTails: number[];
  rightTails: number[];
  leftSingles: number[];
  rightSingles: number[];
}

/** Sides of the plan's world when only the total is known. */
export function splitTotal(cases: number): { left: number; right: number } {
  const left = Math.floor((cases - Math.round((cases * SINGLE_TOTAL) / PLAN_TOTAL)) / 2);
  return { left, right: cases - left };
}

export function suiteSizes(left: number, right: number, leftSuites: number, rightSuites: number): Sizes {
  const pairs = Math.min(leftSuites, rightSuites);
  const paired = weights(PAIRED_SIZES, pairs);
  const leftAlone = inSingles(left, right, leftSuites - pairs);
  const rightAlone = inSingles(right, left, rightSuites - pairs);
  const core = Math.min(left - leftAlone, right - rightAlone);
  return {
    core: apportion(core, paired),
    leftTails: apportion(left - leftAlone - core, paired),
    rightTails: apportion(right - rightAlone - core, paired),
    leftSingles: apportion(leftAlone, weights(SINGLE_SIZES, leftSuites - pairs)),
    rightSingles: apportion(rightAlone, weights(SINGLE_SIZES, rightSuites - pairs)),
  };
}
