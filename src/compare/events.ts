/**
 * The events of a comparison: what `compareProjects()` emits, and what `--format ndjson` prints one a line.
 *
 * Fields may be added; within a major version of the format none is changed or taken away.
 */

import type { LinkDifference } from './case-links.js';
import type { SchemaDifference } from './schema-differences.js';
import type { StepParts } from './step-parts.js';

/** Version of the event format, told in `start`. */
export const EVENT_FORMAT_VERSION = 1;

/** The two sides are never "old" and "new": nothing here knows which came first. */
export type Side = 'left' | 'right';

export const SIDES: readonly Side[] = ['left', 'right'];

export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** What may be said of a case or a pair of cases. A pair that differs in several aspects is counted once, under its kind. */
export type Kind = 'identical' | 'changed' | 'renamed' | 'moved' | 'onlyLeft' | 'onlyRight' | 'undetermined';

export const KINDS: readonly Kind[] = [
  'identical',
  'changed',
  'renamed',
  'moved',
  'onlyLeft',
  'onlyRight',
  'undetermined',
];

/** In what a pair differs: its compared fields, its title, or where it stands (its suite). */
export type Aspect = 'content' | 'title' | 'place';

export const ASPECTS: readonly Aspect[] = ['content', 'title', 'place'];

/** A suite as `start` lists it. `id` is null for the one nameless suite of an old single-suite server. */
export interface SuiteName {
  id: number | null;
  name: string;
}

export interface StartSide {
  /** The instance's base URL, normalised: no credentials, no trailing slash. */
  url: string;
  projectId: number;
  name: string;
  suites: SuiteName[];
  /** Suites that exist and are not read (baselines of a project with `suite_mode` 2). */
  leftOut?: SuiteName[];
  /** This side is read from a snapshot that was taken then, ISO 8601. */
  snapshot?: { takenAt: string };
}

/** Once, first: both projects and their suite lists are read. */
export interface StartEvent {
  type: 'start';
  version: number;
  left: StartSide;
  right: StartSide;
  /** The options in force, without secrets. */
  options: Record<string, unknown>;
  /** In what the two projects differ before any case is read: fields, their types and options, templates. */
  schema?: SchemaDifference[];
  /** Names that could not be read, and why: those ids are shown as the numbers they are. */
  namesMissing?: { side: Side; lookup: string; why: string }[];
}

/** One case of a difference. */
export interface CaseSummary {
  id: number;
  /** Where a person opens the case. */
  url: string;
  suiteId: number | null;
  suite: string;
  sectionId: number | null;
  /** The names of its sections from the outermost inwards, joined by ` > `; absent where sections are not read. */
  section?: string;
  title: string;
}

/** One compared field that differs. Values are as the API gave them (ids stay ids); absent and empty ones are null. */
export interface FieldDifference {
  /** The field by its API name; `title` and `suite` stand here too. */
  field: string;
  left: unknown;
  right: unknown;
  /** What a person calls the values where they are ids: "High" for priority 4. */
  leftName?: string;
  rightName?: string;
  /** With `verifyAttachments`: files that the texts refer to at the same place, and that are not the same. */
  attachments?: AttachmentDifference[];
  /** With a map: cases that both values link to, and that the map has under another number on the right. */
  links?: LinkDifference[];
  /**
   * Of two lists of steps in which some parts are written differently and count as the same, or the other way round: what each
   * part says, as a number.
   */
  stepParts?: StepParts;
}

/** What an attachment is: two are the same where size and hash are. */
export interface AttachmentDigest {
  /** A number, or a UUID on newer servers. */
  id: string;
  bytes: number;
  /** Hexadecimal digits. */
  sha256: string;
}

export interface AttachmentDifference {
  left: AttachmentDigest;
  right: AttachmentDigest;
}

/** Attachments of one side that could not be read for one reason. */
export interface UnreadAttachments {
  side: Side;
  error: string;
  /** They may be read another time: what they could change is undetermined, and the run is not complete. */
  lost: boolean;
  count: number;
  /** The first of them. */
  ids: string[];
}

/** What two cases became a pair by. */
export type MatchedBy = 'map' | 'key' | 'content' | 'similarity';

/** As soon as it is certain. */
export interface DifferenceEvent {
  type: 'difference';
  kind: Kind;
  /** Empty for a case that has no partner. */
  aspects: Aspect[];
  /** What the cases were matched by, `{title: "…"}`; the left one's where the two differ. */
  key: Record<string, string>;
  title: string;
  left: CaseSummary | null;
  right: CaseSummary | null;
  fields: FieldDifference[];
  /** Ids it was picked among, where there were several, itself included. */
  candidates?: { left: number[]; right: number[] };
  /** What the two became a pair by; absent for a case without a partner. */
  matchedBy?: MatchedBy;
  /** With `similarity`: how much of their contents is the same, 0 to 1. */
  score?: number;
  /** With `identical`: the texts are written differently, and say the same (`markup` is normalised). */
  formatting?: true;
  /**
   * The contents differ, and in which fields is not known: one of the two was let go with a case that equalled it, which was
   * changed while it was read. A new run tells.
   */
  fieldsUnknown?: true;
  /** It was reviewed and accepted before: a baseline holds it. */
  accepted?: true;
  /** A baseline holds a difference of these cases, and it says something else now. */
  altered?: true;
  /** With `undetermined`: the kind it would be if the pages that are lost held nothing. */
  likely?: Exclude<Kind, 'undetermined'>;
}

/** A suite is complete or given up. */
export interface SuiteEvent {
  type: 'suite';
  side: Side;
  suiteId: number | null;
  name: string;
  /** Distinct cases read, deleted ones included. */
  cases: number;
  /** Those of them with `is_deleted` 1. */
  deleted: number;
  /** Pages read. */
  pages: number;
  complete: boolean;
  error?: string;
  /** With a recheck: cases that have come to it, or left it, since it was read; absent for none. */
  found?: number;
}

/** All suites of a side are complete or given up. */
export interface SideEvent {
  type: 'side';
  side: Side;
  suites: number;
  cases: number;
  complete: boolean;
}

/** A page arrived or was given up. */
export interface PageEvent {
  type: 'page';
  side: Side;
  suiteId: number | null;
  offset: number;
  limit: number;
  /** Cases on the page; 0 where it was given up. */
  cases: number;
  attempts: number;
  /** Milliseconds from asking first (admission included) to the answer. */
  ms: number;
  error?: string;
  /** With `error`: pages after it may exist and are unknown. */
  open?: boolean;
}

/** One suite's share of the progress. */
export interface SuiteProgress {
  side: Side;
  suiteId: number | null;
  name: string;
  pagesDone: number;
  /** Pages known to exist so far. */
  pagesKnown: number;
  /** Pages there will probably be: an estimate where the end is not known. */
  pagesExpected?: number;
  cases: number;
  done: boolean;
}

export interface ProgressCounts {
  suitesDone: number;
  suitesKnown: number;
  pagesDone: number;
  /** Pages known to exist so far. */
  pagesKnown: number;
  /** Pages there will probably be: an estimate where the end of a suite is not known. */
  pagesExpected?: number;
  cases: number;
}

/** At most four a second. */
export interface ProgressEvent extends ProgressCounts {
  type: 'progress';
  left: ProgressCounts;
  right: ProgressCounts;
  /** Suites of three pages and more that are not done, the largest first. */
  largeSuites: SuiteProgress[];
  /** With `verifyAttachments`: those that are read or given up, of those known so far. */
  attachments?: { done: number; known: number };
  /** Requests on the wire. */
  inFlight: number;
  /** Requests that wait for admission. */
  waiting: number;
  /** Attempts beyond the first, so far. */
  retries: number;
  /** Requests put on the wire so far. */
  requests: number;
  /** Requests a minute, over the run so far. */
  ratePerMinute: number;
  elapsedMs: number;
  /** What admission waits for, in words a person reads: "the rate limit (180 in 60 s)", for how many ms. */
  waitingFor?: { reason: string; ms: number };
  /** Estimated milliseconds until all pages known so far are read; absent while nothing can be said. */
  etaMs?: number;
}

/** The limiter changed its pace, or the breaker its state. */
export interface ThrottleEvent {
  type: 'throttle';
  /** The instance's base URL. */
  instance: string;
  what: 'paused' | 'slowed' | 'recovered' | 'breakerOpened' | 'breakerHalfOpen' | 'breakerClosed';
  /** Why, in words a person reads. */
  why: string;
  /** The rate in force after the change, requests a window; null without a limit. */
  rate: number | null;
  /** The window the rate is counted in, milliseconds. */
  windowMs: number;
  /** For how long nothing is asked, milliseconds. */
  pauseMs?: number;
}

export interface FailedPage {
  suiteId: number | null;
  offset: number;
  limit: number;
  /** Pages after it may exist and are unknown. */
  open: boolean;
  error: string;
}

/** What became of asking for what has changed while a side was read. */
export interface RecheckSummary {
  /** Suites of which all is known. */
  suites: number;
  /** Cases that have come to one of its suites since it was read. */
  found: number;
  /** Suites of which it is not known, and why: a case that was moved meanwhile may be missing there. */
  failed: { suiteId: number | null; error: string }[];
}

export interface SideSummary {
  suites: number;
  /** Distinct cases read, deleted ones included. */
  cases: number;
  /** Pages read. */
  pages: number;
  /** Cases with `is_deleted` 1: left out of the comparison. */
  deleted: number;
  /** Cases of this side that an `undetermined` statement is about. */
  undetermined: number;
  /** Cases that nothing is told of, as neither they nor their partners are within the scope; absent where all are. */
  outOfScope?: number;
  failedPages: FailedPage[];
  /** Custom fields that only this side has, with the number of its cases that hold a value there. */
  fieldsOnlyHere: { field: string; cases: number }[];
  /** With `recheck`; absent for a snapshot. */
  recheck?: RecheckSummary;
}

export type Status = 'complete' | 'partial' | 'interrupted' | 'failed';

/** Once, always last. A fold over the events before it. */
export interface SummaryEvent {
  type: 'summary';
  status: Status;
  /** Why the status is not `complete`, one line. */
  reason?: string;
  /** Differences by kind; a pair counts once. */
  counts: Record<Kind, number>;
  /** Pairs (identical ones have none) by each aspect they differ in. */
  aspects: Record<Aspect, number>;
  left: SideSummary;
  right: SideSummary;
  /** Every attempt put on the wire; those after the first of a page; those answered 429; those for pages not known to exist. */
  requests: { sent: number; retried: number; throttled: number; guessed: number };
  elapsedMs: number;
  /** Of the identical pairs those whose texts are written differently, and say the same. */
  formatting?: number;
  /** Differences that a baseline holds, of those counted above; what it holds and is gone now. */
  accepted?: {
    counts: Record<Kind, number>;
    gone: number;
    altered: number;
    /** Options that were others when the baseline was written (`--fields`): some of what is altered may only differ for that. */
    optionsApart?: string[];
    /** Those that are gone, in the order of the baseline; absent where none is. */
    goneDifferences?: { kind: Kind; left: number | null; right: number | null; title: string }[];
  };
  /** References to attachments in the texts that were compared, and cases that hold some. */
  attachments?: {
    /** They were read and compared, as far as they could be. */
    verified: boolean;
    references: number;
    cases: number;
    /** Different files that were read. */
    read?: number;
    /** Those that were not, by reason: compared by their place alone. */
    unread?: UnreadAttachments[];
  };
  /** With similarity: pairs of this score and below were too many to be looked at. */
  similarityFrom?: number;
  /** Fields that an option names and no case has: most likely a slip. */
  unknownFields?: string[];
  /** Sections and filters of the scope that no case fulfils, as they were written: most likely slips. */
  scopeUnmet?: string[];
  /**
   * Pairs that were to be settled by hand, and of which a case was not read or is deleted: the first hundred, and how many
   * there are. The other case was matched like any other.
   */
  mapUnmet?: { rows: number; named: { left: number; right: number }[] };
  /** Lines of the value map that no case has used: most likely slips. */
  valueMapUnused?: { field: string; left: string; right: string }[];
  /** What no comparison was made of, in words: "results", "history". */
  notCompared?: string[];
}

export type CompareEvent =
  | StartEvent
  | DifferenceEvent
  | SuiteEvent
  | SideEvent
  | PageEvent
  | ProgressEvent
  | ThrottleEvent
  | SummaryEvent;

export type EventType = CompareEvent['type'];
