import { drawFrom, type Draw } from '../world/random.js';
import type { ApiCall } from './api-call.js';

/**
 * A fault to inject.
 *
 * - `status`: answers `status` (500) with `body` (`{"error":"Injected fault."}`)
 * - `html`: answers `body` (a sign-in page) as HTML with `status` (200), as proxies do
 * - `invalidJson`: answers `body` (JSON cut off in the middle) as JSON with `status` (200)
 * - `wrongShape`: answers `body` (an envelope whose `cases` is null) with `status` (200)
 * - `reset`: cuts the connection before any header
 * - `truncate`: cuts it after half of the real answer's body
 * - `hang`: never answers, and needs no worker for it
 * - `slow`: answers as ever, `delayMs` later
 */
export interface Fault {
  /** The requests it can hit; a field left out matches all. */
  match?: {
    /** Name of the API method, such as `get_cases`. */
    method?: string;
    projectId?: number;
    suiteId?: number;
    /** Exactly this offset; a request without one has 0. */
    offset?: number;
    /** This offset and all after it. */
    offsetFrom?: number;
  };
  kind: 'status' | 'reset' | 'hang' | 'truncate' | 'invalidJson' | 'html' | 'wrongShape' | 'slow';
  /** Status of the answer, where the kind has one. */
  status?: number;
  /** How often it strikes. Defaults to always. */
  times?: number;
  /** Chance that it strikes a request it matches, 0 to 1, drawn from a fixed seed. Defaults to 1. */
  probability?: number;
  /** Requests of any kind, counted from the simulator's start, that come first and untouched. Defaults to 0. */
  afterRequests?: number;
  /** Milliseconds before it strikes, on top of the latency. Defaults to 0. */
  delayMs?: number;
  /** Body of the answer, where the kind has one. */
  body?: string;
  /** A `Retry-After` header, given as it is. */
  retryAfter?: string;
}

/** Decides which request is struck by which fault. */
export class FaultBox {
  private faults: { fault: Fault; struck: number; draw: Draw }[] = [];

  constructor(faults: readonly Fault[]) {
    this.set(faults);
  }

  /** Replaces all faults; counts and chances begin anew. */
  set(faults: readonly Fault[]): void {
    this.faults = faults.map((fault, n) => ({ fault, struck: 0, draw: drawFrom(n + 1) }));
  }

  /**
   * The first fault that strikes this request, if any.
   *
   * @param before number of requests that arrived before it
   */
  strike(call: ApiCall | undefined, before: number): Fault | undefined {
    for (const entry of this.faults) {
      const { times = Infinity, probability = 1, afterRequests = 0 } = entry.fault;
      if (before < afterRequests || entry.struck >= times || !matches(entry.fault, call)) continue;
      if (entry.draw(1_000_000) >= probability * 1_000_000) continue;
      entry.struck++;
      return entry.fault;
    }
    return undefined;
  }
}

function matches({ match = {} }: Fault, call: ApiCall | undefined): boolean {
  const offset = Number(call?.filters.get('offset') ?? 0);
  const suite = call?.method === 'get_suite' ? call.id : call?.filters.get('suite_id');
  return (
    (match.method === undefined || match.method === call?.method) &&
    (match.projectId === undefined || String(match.projectId) === call?.id) &&
    (match.suiteId === undefined || String(match.suiteId) === suite) &&
    (match.offset === undefined || match.offset === offset) &&
    (match.offsetFrom === undefined || offset >= match.offsetFrom)
  );
}
