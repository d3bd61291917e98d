import type { ProjectRecord } from '../testrail/index.js';

export type { KeptPage, KeptProject } from '../testrail/index.js';

/** What a journal keeps of one project. */
export type JournalRecord = Required<ProjectRecord>;
