/** What was fetched, kept in a file: the journal of a run, and the snapshot of a project. */
export { Journal, readJournal, readRecord, type Contents } from './journal.js';
export type { JournaledProject } from './entries.js';
export { JournalError } from './journal-error.js';
export type { KeptPage, KeptProject, PageAsked, ProjectRecord } from './project-record.js';
