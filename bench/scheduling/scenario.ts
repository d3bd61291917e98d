import type { Side } from '../../src/compare/index.js';
import type { ProjectRecord } from '../../src/testrail/index.js';
import type { PagedWorld } from './paged-world.js';

/** What a scheduler has to cope with. */
export interface Scenario {
  world: PagedWorld;
  /** Latency of a full page, milliseconds. */
  pageMs: number;
  /** Requests in flight. */
  slots: number;
  /** Requests in any minute; Infinity for none. */
  limit: number;
  /** What an answer takes beyond its latency, milliseconds. Defaults to nothing. */
  unevenMs?: () => number;
  /** What an earlier run has kept of each side. Defaults to nothing. */
  records?: Record<Side, ProjectRecord>;
}

/** What became of a run, on the virtual clock. */
export interface Outcome {
  /** Until the last answer, milliseconds. */
  ms: number;
  /** Requests sent, those of the plan (projects and suite lists) included. */
  requests: number;
}

export const WINDOW_MS = 60_000;

/** Requests for the two projects and their lists of suites. */
export const PLAN_REQUESTS = 4;

/** An answer without cases, as the simulator has it. */
export const baseMs = (pageMs: number): number => pageMs * 0.05;

export const latencyMs = (pageMs: number, cases: number): number =>
  baseMs(pageMs) + ((pageMs - baseMs(pageMs)) * cases) / 250;

/** Windows that so many requests need; one where there is no limit. */
export const windows = (requests: number, limit: number): number =>
  limit === Infinity ? 1 : Math.ceil(requests / limit);
