import type { Limit } from '../options.js';

/**
 * Counts accepted requests in a sliding window. A refused request does not count: who is told to wait and does, gets
 * in. Time is handed in, in milliseconds of any clock that never goes back.
 */
export class WindowLimiter {
  /** When the requests of the last window were accepted, ascending. */
  private accepted: number[] = [];
  private firstAt: number | undefined;
  private readonly changes: { afterMs: number; limit: Limit }[];

  constructor(
    private limit: Limit,
    private readonly windowMs: number,
    changes: readonly { afterMs: number; limit: Limit }[],
  ) {
    this.changes = [...changes].sort((a, b) => a.afterMs - b.afterMs);
  }

  setLimit(limit: Limit): void {
    this.limit = limit;
  }

  /** Accepts a request that arrives `now`, or says how long to wait (ms) and which limit was reached. */
  arrive(now: number): { ok: true } | { ok: false; limit: number; waitMs: number } {
    this.firstAt ??= now;
    while (this.changes[0] && now - this.firstAt >= this.changes[0].afterMs) {
      this.limit = (this.changes.shift() as { limit: Limit }).limit;
    }
    const gone = this.accepted.findIndex((at) => at > now - this.windowMs);
    this.accepted.splice(0, gone < 0 ? this.accepted.length : gone);
    const { limit, accepted } = this;
    if (limit === 'none' || accepted.length < limit) {
      accepted.push(now);
      return { ok: true };
    }
    // A slot is free once fewer than `limit` are left; after the limit was lowered that takes more than the oldest's end.
    const leaves = accepted[accepted.length - limit] ?? now;
    return { ok: false, limit, waitMs: leaves + this.windowMs - now };
  }
}
