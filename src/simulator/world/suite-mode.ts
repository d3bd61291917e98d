import type { SimSuite } from './types.js';

/** 1 a single suite, 2 a master with baselines, 3 several suites: the `suite_mode` of a project. */
export type SuiteMode = 1 | 2 | 3;

/** Suites that a planned world has on each side where nothing else is asked for. */
export const PLANNED_SUITES: Record<SuiteMode, { left: number; right: number }> = {
  1: { left: 1, right: 1 },
  2: { left: 2, right: 2 },
  3: { left: 10, right: 21 },
};

/** @throws RangeError where a mode has no room for so many suites */
export function checkSuites(mode: SuiteMode, suites: number): void {
  if (![1, 2, 3].includes(mode)) throw new RangeError(`suiteMode must be 1, 2 or 3, not ${mode}`);
  if (mode === 1 && suites > 1) throw new RangeError(`suiteMode 1 has a single suite a side, not ${suites}`);
}

/**
 * The suites of a project as its mode has them: of a single suite, and of one with baselines, one is the master.
 *
 * @param master its name: the same on both sides, or two masters would have nothing in common
 */
export const suitesInMode = (suites: SimSuite[], mode: SuiteMode, master: string | undefined): SimSuite[] =>
  mode === 3
    ? suites
    : suites.map((suite) => ({
        ...suite,
        is_master: suite.name === master,
        is_baseline: suite.name !== master,
      }));
