import type { Page, TestRailCase, TestRailProject, TestRailSuite } from '../testrail/index.js';

export interface KeptProject {
  project: TestRailProject;
  /** All of them, as the server listed them. */
  suites: TestRailSuite[];
}

export type KeptPage = Page<TestRailCase>;

/** A page by what was asked for. */
export interface PageAsked {
  suiteId: number | null;
  offset: number;
  limit: number;
}

/** What is kept of one project. The pipeline asks it before it asks the server, and hands to it what the server answered. */
export interface ProjectRecord {
  opened(): KeptProject | undefined;
  page(asked: PageAsked): KeptPage | undefined;
  /** Whether `page` would give one. */
  holds(asked: PageAsked): boolean;
  /** A page that could not be read as a whole is kept in part. */
  holdsPieceOf(asked: PageAsked): boolean;
  keepOpened(kept: KeptProject): void;
  keepPage(asked: PageAsked, page: KeptPage): void;
}
