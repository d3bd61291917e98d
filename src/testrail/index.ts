/** The HTTP edge: addresses, requests, what comes in, and what errors mean. */
export { AddressError, caseUrl, normaliseBaseUrl, parseProjectAddress, shown } from './addresses.js';
export {
  createClient,
  MAX_PAGE,
  type ClientOptions,
  type PageRequest,
  type SectionsRequest,
  type TestRailClient,
  type Written,
} from './client.js';
export { TestRailError, ThrottledError, type ErrorKind } from './errors.js';
export { silentLogger, type Logger } from './logger.js';
export type { Page } from './page.js';
export type { KeptPage, KeptProject, KeptSection, PageAsked, ProjectRecord } from './project-record.js';
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
export { CertificateError, readCertificates } from './trust.js';
