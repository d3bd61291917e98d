import type { AttachmentFacts, TestRailCase, TestRailProject, Page } from '../testrail/index.js';
import type { Catalogue, Section, Side, SuiteName } from '../compare/index.js';
import type { SuitePaging } from './suite-paging.js';

/** What is still to fetch. What a work depends on is what gives birth to it: a project its suites, a suite its pages. */
export type Work = ProjectWork | SuiteWork | PageWork | SectionsWork | AttachmentWork | RecheckWork;

/** A project and its list of suites. */
export interface ProjectWork {
  kind: 'project';
  side: Side;
}

/** The first page of a suite. */
export interface SuiteWork extends PageFacts {
  kind: 'suite';
}

/** A page that is known to exist, or may exist; which of the two is asked anew at each admission. */
export interface PageWork extends PageFacts {
  kind: 'page';
}

/** The list of a suite's sections, all its pages. */
export interface SectionsWork {
  kind: 'sections';
  side: Side;
  suite: SuitePaging;
  /** Asked for once more, at the end of the run, after it was lost: one attempt. */
  again: boolean;
}

/** Size and hash of an attachment that some text refers to. */
export interface AttachmentWork {
  kind: 'attachment';
  side: Side;
  /** The first that refers to it. */
  suite: SuitePaging;
  id: string;
  /** Asked for once more, at the end of the run, after it was lost: one attempt. */
  again: boolean;
}

/** What was changed in a suite since its side was begun to be read, when all of that is in. */
export interface RecheckWork {
  kind: 'recheck';
  side: Side;
  suite: SuitePaging;
  /** Asked for once more, at the end of the run, after it was lost: one attempt. */
  again: boolean;
}

interface PageFacts {
  side: Side;
  suite: SuitePaging;
  offset: number;
  limit: number;
  /** Asked for once more, at the end of the run, after it was lost: one attempt. */
  again: boolean;
  /** It is a part of a page that could not be read as a whole, which may come to so many more. */
  piece?: { left: number; blind: number };
  /** It was read before, and is asked for again since the list has shifted: nothing that is kept of it answers it. */
  fresh?: true;
  /** Two records that were read apart, to see whether they stand side by side. */
  proof?: true;
  /**
   * It is asked for in pieces. Each has a state of its own by then, so that nobody else would ask for it: the page is no guess
   * any more, and is not taken back.
   */
  inPieces?: true;
}

/** What happens to a work. */
export type WorkEvent =
  | ProjectOpened
  | WorkAdmitted
  | GuessOutlasts
  | PageAnswered
  | PageFailed
  | PageWithdrawn
  | SectionsAnswered
  | SectionsFailed
  | AttachmentAnswered
  | AttachmentFailed
  | RecheckAnswered
  | RecheckFailed;

export interface ProjectOpened {
  type: 'opened';
  work: ProjectWork;
  project: TestRailProject;
  suites: SuiteName[];
  leftOut: SuiteName[];
  catalogue?: Catalogue;
}

/** A request for it goes out. */
export interface WorkAdmitted {
  type: 'admitted';
  work: Work;
}

/** A guess is on the wire for so long that its page is believed in, and the next may be guessed at. */
export interface GuessOutlasts {
  type: 'outlasts';
  work: Work;
}

export interface PageAnswered {
  type: 'page';
  work: SuiteWork | PageWork;
  page: Page<TestRailCase>;
  attempts: number;
  /** Milliseconds from asking first, admission included, to the answer. */
  ms: number;
}

/** Its attempts are used up, or would be of no use. */
export interface PageFailed {
  type: 'failed';
  work: SuiteWork | PageWork;
  error: unknown;
  attempts: number;
  ms: number;
}

/** It went out, is to be asked for anew, and is not wanted any more: no answer will come. */
export interface PageWithdrawn {
  type: 'withdrawn';
  work: SuiteWork | PageWork;
}

export interface SectionsAnswered {
  type: 'sections';
  work: SectionsWork;
  sections: Section[];
}

/** Its attempts are used up, or would be of no use. */
export interface SectionsFailed {
  type: 'sectionsFailed';
  work: SectionsWork;
  error: unknown;
}

export interface AttachmentAnswered extends AttachmentFacts {
  type: 'attachment';
  work: AttachmentWork;
}

/** Its attempts are used up, or would be of no use. */
export interface AttachmentFailed {
  type: 'attachmentFailed';
  work: AttachmentWork;
  error: unknown;
}

export interface RecheckAnswered {
  type: 'rechecked';
  work: RecheckWork;
  /** Those that were changed. */
  cases: TestRailCase[];
  /** Why these are not all, or why none are known. */
  error?: string;
  /** That goes for every suite of its side. */
  useless?: true;
  /** Nothing was asked, since nothing was read. */
  skipped?: true;
}

/** Its attempts are used up, or would be of no use. */
export interface RecheckFailed {
  type: 'recheckFailed';
  work: RecheckWork;
  error: unknown;
}

/** It is a part of a page, and shares no record with its neighbours where it is a single one. */
export const isPiece = ({ piece, limit, suite }: SuiteWork | PageWork): boolean =>
  piece !== undefined || limit < suite.limit;

/** It is a piece of a page, or a page that is asked for in pieces. */
export const isCutUp = ({ piece, inPieces }: SuiteWork | PageWork): boolean =>
  piece !== undefined || inPieces === true;

/** Names a work: the same for all its attempts. */
export function workKey(work: Work): string {
  switch (work.kind) {
    case 'project':
      return `${work.side}/project`;
    case 'sections':
    case 'recheck':
      return `${work.side}/${work.suite.id}/${work.kind}`;
    case 'attachment':
      return `${work.side}/attachment ${work.id}`;
    default:
      return `${work.side}/${work.suite.id}/${work.offset}${isPiece(work) ? `+${work.limit}` : ''}`;
  }
}
