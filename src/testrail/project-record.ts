import type { Page } from './page.js';
import type { TestRailCase, TestRailProject, TestRailSuite } from './schemas.js';

export interface KeptProject {
  project: TestRailProject;
  /** All of them, as the server listed them. */
  suites: TestRailSuite[];
}

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
}
