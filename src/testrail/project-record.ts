import type { AttachmentFacts } from './attachments.js';
import type { Page } from './page.js';
import type { TestRailCase, TestRailProject, TestRailSuite } from './schemas.js';

export interface KeptProject {
  project: TestRailProject;
  /** All of them, as the server listed them. */
  suites: TestRailSuite[];
  /** What its ids mean, where that was asked for. */
  catalogue?: KeptCatalogue;
}

/** The look-ups of a project, as JSON keeps them. */
export interface KeptCatalogue {
  names: Record<string, [number, string][]>;
  fields?: [string, { typeId: number; label: string; options?: [string, string][] }][];
  sharedSteps?: [number, object[]][];
  missing: { lookup: string; why: string; settled?: boolean }[];
}

/** A section as it is kept. */
export interface KeptSection {
  id: number;
  name: string;
  /** Null for one that stands in no other. */
  parentId: number | null;
}

/** What is kept of an attachment: what it is, or why it cannot be read. */
export type KeptAttachment = AttachmentFacts | { error: string };

export type KeptPage = Page<TestRailCase>;

/** A page by what is asked for. */
export interface PageAsked {
  /** Null for the only suite of an old single-suite server, which has no id. */
  suiteId: number | null;
  offset: number;
  limit: number;
}

/**
 * What is kept of a project, by an earlier run or for a later one. It is asked before the server is, and handed what the
 * server answered, before anybody else is told of it.
 */
export interface ProjectRecord {
  opened(): KeptProject | undefined;
  page(asked: PageAsked): KeptPage | undefined;
  /** Whether `page` would give one. */
  holds(asked: PageAsked): boolean;
  keepOpened(kept: KeptProject): void;
  keepPage(asked: PageAsked, page: KeptPage): void;
  /** All sections of a suite. Without these two they are asked for each time. */
  sections?(suiteId: number | null): KeptSection[] | undefined;
  keepSections?(suiteId: number | null, sections: KeptSection[]): void;
  /** An attachment of the project's instance. Without these two they are asked for each time. */
  attachment?(id: string): KeptAttachment | undefined;
  keepAttachment?(id: string, kept: KeptAttachment): void;
  /**
   * When it was begun, milliseconds since 1970 by the clock of this machine, and whether a run has read all of it to a good
   * end. Without it, what came to a project since is not asked for where pages are kept.
   */
  age?(): { begunAt: number; complete: boolean };
  /**
   * What was read of a suite contradicts itself. What is kept of it by now must answer no later run: it would contradict
   * itself for ever.
   */
  keepUnsettled?(suiteId: number | null, reason: string): void;
}
