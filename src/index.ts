/**
 * raildiff: compares the test cases of two TestRail projects, as a reactive stream.
 *
 * The operators are public on their own: `import { … } from 'raildiff/operators'`.
 */
export {
  aggregatePages,
  compareProjects,
  Comparison,
  createInstance,
  fetchPage,
  fetchProjectCases,
  fetchSuiteCases,
  offlineInstance,
  StoppedError,
  type CasesEvent,
  type CompareOptions,
  type FetchCasesOptions,
  type Instance,
  type InstanceOptions,
  type Stop,
  type SuiteResult,
  type Target,
} from './pipeline/index.js';
export {
  Aggregate,
  type AggregateOptions,
  type Arrival,
  type Aspect,
  type CaseSummary,
  type CompareEvent,
  type DifferenceEvent,
  type EventType,
  type FailedPage,
  type FieldDifference,
  type Finished,
  type Kind,
  type Opened,
  type PageEvent,
  type PageLost,
  type PageRead,
  type ProgressEvent,
  type Side,
  type SideEvent,
  type SideSummary,
  type StartEvent,
  type Status,
  type SuiteEvent,
  type SuiteGivenUp,
  type SummaryEvent,
  type TestCase,
  type ThrottleEvent,
} from './compare/index.js';
export { Journal, JournalError, readRecord, type JournaledProject } from './journal/index.js';
export {
  AddressError,
  CertificateError,
  TestRailError,
  ThrottledError,
  type Logger,
  type PageAsked,
  type ProjectRecord,
} from './testrail/index.js';
