/** Composes operators, TestRail and comparing into `compareProjects()` and its halves. */
export { ask, wholeList } from './ask.js';
export type { CompareOptions } from './compare-options.js';
export { compareProjects } from './compare-projects.js';
export { Comparison } from './comparison.js';
export {
  fetchPage,
  fetchProjectCases,
  fetchSuiteCases,
  type CasesEvent,
  type CasesPage,
  type FetchCasesOptions,
  type SuiteResult,
} from './fetch-cases.js';
export { offlineInstance } from './offline.js';
export { aggregatePages } from './aggregate-pages.js';
export { createInstance, type Instance, type InstanceOptions } from './instance.js';
export type { Target } from './plan.js';
export { refreshProject, type KnownSuite, type RefreshedSuite, type RefreshOptions } from './refresh.js';
export { selectSuitesOfBoth, type ScopedProject, type SuiteScope } from './select-suites.js';
export { openProjects } from './open-projects.js';
export { deadlineReached, StoppedError, type Stop } from './stop.js';
