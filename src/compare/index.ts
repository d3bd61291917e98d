/** Matching and comparing, without I/O, clock or streams. */
export { Aggregate, type AggregateOptions } from './aggregate.js';
export type {
  Arrival,
  AttachmentRead,
  AttachmentUnread,
  Guessed,
  Finished,
  Opened,
  PageLost,
  PageRead,
  Rechecked,
  SectionsLost,
  SectionsRead,
  SuiteGivenUp,
} from './arrivals.js';
export type { Catalogue, FieldDefinition, MissingNames, NamedIds } from './catalogue.js';
export type { SchemaDifference } from './schema-differences.js';
export type { LinkDifference } from './case-links.js';
export type { StepParts } from './step-parts.js';
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
export {
  acceptedOf,
  BASELINE_VERSION,
  BaselineCheck,
  type AcceptedDifference,
  type Baseline,
  type ReviewScope,
} from './baseline.js';
export { COMPARED_FIELDS, neverCompared, type FieldRules } from './content-fields.js';
export * from './events.js';
export { ownFields } from './key.js';
export { loadVisibleText } from './load-visible-text.js';
export { NORMALIZATIONS, type Normalization, type TextRule } from './normalize.js';
export { ALL_OTHERS, groupSuites, pairSuites, type SuiteGroup } from './pair-suites.js';
export { isAttachmentId, ReferenceReader, type ReferenceRules } from './references.js';
export type { FieldFilter, ScopeRules } from './scope.js';
export type { Section } from './sections.js';
export { shortDigest } from './short-digest.js';
export { unsettledReason } from './suite-state.js';
export { isDeleted, type TestCase } from './test-case.js';
