import type { Kind, Side, Status } from '../../compare/events.js';

/**
 * What the HTML report holds: the only thing that its script reads. All texts are made harmless to look at (control
 * characters and those that turn the direction of writing are escapes); as markup they are not, and need not be.
 */
export interface PageData {
  /** `missing` where the run broke off without a summary. */
  status: Status | 'missing';
  /** How the run ended, in a sentence. */
  statusLine: string;
  sides: Record<Side, PageSide>;
  /** All that was compared, by kind; listed or not. */
  counts: { kind: Kind; count: number }[];
  /** What stands out beside the counts, a sentence each: fields of one side, attachments, what was not compared. */
  notes: string[];
  /** What is missing: pages and suites that were not read. */
  lost: string[];
  /** Names of suites and fields; differences hold their indices. */
  suites: string[];
  fields: string[];
  differences: PageDifference[];
}

export interface PageSide {
  name: string;
  projectId: number;
  url: string;
  /** ISO 8601, where the side was read from a snapshot. */
  takenAt?: string;
  /** Columns of the summary's table; none without a summary. */
  figures?: Record<'suites' | 'pages' | 'cases' | 'deleted' | 'undetermined', number>;
}

export interface PageCase {
  id: number;
  url: string;
  suite: number;
  section?: string;
  title: string;
}

export interface PageDifference {
  kind: Kind;
  left: PageCase | null;
  right: PageCase | null;
  /** What differs, in a few words. */
  changes: string;
  /** How sure it is, and whether it was accepted: "(one of 3)". */
  remarks: string;
  fields: PageField[];
}

/** A differing field: steps, or a text (of numbers and lists too). */
export type PageField = ({ field: number; text: PageText } | { field: number; steps: PageStep[] }) & {
  /** Which files and cases that it refers to are other ones. */
  files?: string[];
};

/** In both texts (0), only in the left (-1), only in the right (1), or characters left out of here, by their number. */
export type PagePart = [0 | -1 | 1, string] | ['leftOut', number];

export type PageText = PagePart[];

export interface PageStep {
  kind: 'same' | 'changed' | 'moved' | 'removed' | 'added';
  /** Numbers of the step, from 1. */
  left?: number;
  right?: number;
  /** Its members by API name. */
  parts: { name: string; text: PageText }[];
}
