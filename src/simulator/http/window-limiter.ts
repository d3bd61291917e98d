import type { Limit } from '../options.js';

/**
 * Counts accepted requests in a sliding window. A refused request does not count: who is told to wait and does, gets
 * in. Time is handed in, in milliseconds of any clock that never goes back.
 *
 * Others may take some of each window, and requests may be smoothed by a shorter window within; both are told by nothing
 * but a refusal that states the whole limit.
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
    private readonly taken = 0,
    private readonly smoothing?: { requests: number; windowMs: number },
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
    const { limit, smoothing } = this;
    if (limit === 'none') return this.accept(now);
    const waitMs = Math.max(
      this.waitMs(now, Math.max(1, limit - this.taken), this.windowMs),
      smoothing ? this.waitMs(now, smoothing.requests, smoothing.windowMs) : 0,
    );
    return waitMs > 0 ? { ok: false, limit, waitMs } : this.accept(now);
  }

  private accept(now: number): { ok: true } {
    this.accepted.push(now);
    return { ok: true };
  }

  /** A place is free once fewer than `most` are left; after the limit was lowered that takes more than the oldest's end. */
  private waitMs(now: number, most: number, windowMs: number): number {
    const leaves = this.accepted[this.accepted.length - most];
    return leaves === undefined ? 0 : Math.max(0, leaves + windowMs - now);
  }
}
