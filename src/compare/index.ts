/** Matching and comparing, without I/O, clock or streams. */
export { Aggregate, type AggregateOptions } from './aggregate.js';
export type { Arrival, Finished, Opened, PageLost, PageRead, SuiteGivenUp } from './arrivals.js';
export { LEFT_OUT_BETWEEN_INSTANCES } from './content.js';
export {
  coverageOf,
  isWhole,
  keepPage,
  overlapOf,
  readPageOf,
  strideOf,
  type Coverage,
  type ReadPage,
  type Seam,
} from './coverage.js';
export * from './events.js';
export { pairSuites } from './pair-suites.js';
export { isDeleted, type TestCase } from './test-case.js';
