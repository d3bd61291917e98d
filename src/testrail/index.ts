/** The HTTP edge: addresses, requests, what comes in, and what errors mean. */
export { type AttachmentClient, type AttachmentFacts } from './attachments.js';
export { AddressError, caseUrl, normaliseBaseUrl, parseProjectAddress, shown } from './addresses.js';
export {
  createClient,
  type ClientOptions,
  type HttpTestRailClient,
  type PageRequest,
  type SectionsRequest,
  type TestRailClient,
  type Written,
} from './client.js';
export { fieldDefinitions, type CaseField } from './field-definitions.js';
export { TestRailError, ThrottledError, type ErrorKind } from './errors.js';
export {
  LOOKUPS,
  type DirectoryClient,
  type ListedProject,
  type LookupName,
  type LookupScope,
} from './lookups.js';
export { silentLogger, type Logger } from './logger.js';
export { MAX_PAGE, type Page } from './page.js';
export type { OnWire } from './transport.js';
export { proxyFor } from './proxy.js';
export type {
  KeptAttachment,
  KeptCatalogue,
  KeptPage,
  KeptProject,
  KeptSection,
  PageAsked,
  ProjectRecord,
} from './project-record.js';
export {
  isUsualCase,
  projectSchema,
  sectionSchema,
  suiteSchema,
  type TestRailCase,
  type TestRailProject,
  type TestRailSection,
  type TestRailSuite,
} from './schemas.js';
export type { ServerClock } from './server-clock.js';
export { CertificateError, readCertificates } from './trust.js';
