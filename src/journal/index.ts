/** What was fetched, kept in a file: the journal of a run, and the snapshot of a project. */
export { readJournal, readRecord, readRecords, type Contents, type KeptRecords } from './contents.js';
export type { JournaledProject } from './entries.js';
export { Journal } from './journal.js';
export { lock } from './lock.js';
export { memoryRecord, openedRecord } from './memory-record.js';
export { JournalError } from './journal-error.js';
export { realFile } from './real-file.js';
export type { JournalRecord, KeptPage } from './project-record.js';
