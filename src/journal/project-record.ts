import type { PageAsked, ProjectRecord } from '../testrail/index.js';

export type { KeptPage, KeptProject } from '../testrail/index.js';

/** What a journal keeps of one project. */
export interface JournalRecord extends Required<ProjectRecord> {
  /** A page that could not be read as a whole is kept in part. */
  holdsPieceOf(asked: PageAsked): boolean;
}
