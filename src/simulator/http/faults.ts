import type { ApiCall } from './api-call.js';
import { Strikes, type Trigger } from './strikes.js';

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
export interface Fault extends Trigger {
  kind: 'status' | 'reset' | 'hang' | 'truncate' | 'invalidJson' | 'html' | 'wrongShape' | 'slow';
  /** Status of the answer, where the kind has one. */
  status?: number;
  /** Milliseconds before it strikes, on top of the latency. Defaults to 0. */
  delayMs?: number;
  /** Body of the answer, where the kind has one. */
  body?: string;
  /** A `Retry-After` header, given as it is. */
  retryAfter?: string;
}

/** Decides which request is struck by which fault. */
export class FaultBox {
  private faults: { fault: Fault; strikes: Strikes }[] = [];

  constructor(faults: readonly Fault[]) {
    this.set(faults);
  }

  /** Replaces all faults; counts and chances begin anew. */
  set(faults: readonly Fault[]): void {
    this.faults = faults.map((fault, n) => ({ fault, strikes: new Strikes(fault, n + 1) }));
  }

  /**
   * The first fault that strikes this request, if any.
   *
   * @param before number of requests that arrived before it
   */
  strike(call: ApiCall | undefined, before: number): Fault | undefined {
    return this.faults.find(({ strikes }) => strikes.at(call, before))?.fault;
  }
}
