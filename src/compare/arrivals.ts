import type { Catalogue } from './catalogue.js';
import type { Side, Status, SuiteName, SummaryEvent } from './events.js';
import type { Section } from './sections.js';
import type { TestCase } from './test-case.js';

/**
 * What the aggregate is fed with, from any stream. `opened` of both sides may come at any time: what arrives before the
 * second of them waits for it.
 */
export type Arrival =
  | Opened
  | Guessed
  | PageRead
  | PageLost
  | SectionsRead
  | SectionsLost
  | AttachmentRead
  | AttachmentUnread
  | SuiteGivenUp
  | Rechecked
  | Finished;

/** A project and the suites that will be read. */
export interface Opened {
  type: 'opened';
  side: Side;
  /** The instance's base URL. */
  url: string;
  projectId: number;
  name: string;
  suites: SuiteName[];
  leftOut?: SuiteName[];
  /** It is read from a snapshot that was taken then, ISO 8601. */
  snapshot?: { takenAt: string };
  /** What its ids mean, where that was read. */
  catalogue?: Catalogue;
  /** `rechecked` follows of each of its suites: nothing is said to be missing here before. Defaults to false. */
  recheck?: boolean;
}

/**
 * A page that may not exist is asked for, or gets no answer. While one is out its suite is not complete, since it may hold
 * cases: what is told then does not depend on which answer comes first. `page` ends it too.
 */
export interface Guessed {
  type: 'guessed';
  side: Side;
  suiteId: number | null;
  offset: number;
  /** No answer will come. Defaults to false. */
  ended?: boolean;
}

export interface PageRead {
  type: 'page';
  side: Side;
  /** As `opened` named the suite, null for the one without an id. */
  suiteId: number | null;
  offset: number;
  limit: number;
  /** The offset of the page that follows, null on the last one. */
  next: number | null;
  cases: TestCase[];
  /** Defaults to 1. */
  attempts?: number;
  /** Milliseconds. Defaults to 0. */
  ms?: number;
  /** It was asked for without knowing that it exists, and lies beyond the end if it is empty. */
  guess?: boolean;
  /** It is a part of a page that could not be read as a whole: where it shares no record with its neighbour, that proves nothing. */
  piece?: boolean;
}

/** A page that is known to exist, and could not be read. */
export interface PageLost {
  type: 'lost';
  side: Side;
  suiteId: number | null;
  offset: number;
  limit: number;
  /** Pages after it may exist and are unknown. */
  open: boolean;
  error: string;
  attempts?: number;
  ms?: number;
}

/** All sections of a suite. */
export interface SectionsRead {
  type: 'sections';
  side: Side;
  suiteId: number | null;
  sections: readonly Section[];
}

/** The sections of a suite could not be read. */
export interface SectionsLost {
  type: 'sectionsLost';
  side: Side;
  suiteId: number | null;
  error: string;
}

/** An attachment that texts of this side refer to, with `verifyAttachments`. */
export interface AttachmentRead {
  type: 'attachment';
  side: Side;
  id: string;
  /** Its size. */
  bytes: number;
  /** Of its bytes, in hexadecimal digits. */
  sha256: string;
}

/** An attachment that could not be read: it is compared by its place alone. */
export interface AttachmentUnread {
  type: 'attachmentUnread';
  side: Side;
  id: string;
  error: string;
  /** It may be read another time: what it could change is undetermined. */
  lost: boolean;
}

/** Nothing more will be read of this suite. */
export interface SuiteGivenUp {
  type: 'givenUp';
  side: Side;
  suiteId: number | null;
  error: string;
}

/**
 * After all pages of a side: what was changed in a suite since the first of them was asked for, as it stands now. Of cases
 * that were read there nothing new is taken; it shows those that were read nowhere, or in another suite.
 */
export interface Rechecked {
  type: 'rechecked';
  side: Side;
  suiteId: number | null;
  cases: TestCase[];
  /** Why that is not all, or why nothing is known. */
  error?: string;
  /** There was nothing to ask: all of the side was read by a run that came to a good end. */
  skipped?: boolean;
}

/** Nothing more arrives. Suites that are not complete by now are given up. */
export interface Finished {
  type: 'finished';
  /** How the run ended for another cause than lost pages; `partial` follows from these by itself. */
  status?: Exclude<Status, 'complete'>;
  reason?: string;
  requests?: SummaryEvent['requests'];
  elapsedMs?: number;
}
