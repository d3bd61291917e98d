import type { Rank } from './ticket.js';

/** A request that waits for its admission. */
export interface Waiter {
  rank: () => Rank;
  since: number;
  /** Probes of it that failed since the last good answer: whoever has failed less goes before it. */
  failedProbes: number;
  blockedAtArrival: readonly number[];
  admit(rank: number): void;
  withdraw(): void;
  fail(error: unknown): void;
}

/**
 * All that wait at one gate. Scanned, not kept sorted: a priority that changes while its request waits must be asked at the
 * moment of admission. They are as many as there are streams, not requests.
 */
export class Waiters {
  private all: Waiter[] = [];

  get size(): number {
    return this.all.length;
  }

  add(waiter: Waiter): void {
    this.all.push(waiter);
  }

  /** False where it did not wait. */
  remove(waiter: Waiter): boolean {
    const index = this.all.indexOf(waiter);
    if (index >= 0) this.all.splice(index, 1);
    return index >= 0;
  }

  /** Those that their own rank does not hold back. */
  ready(): number {
    return this.all.filter((waiter) => typeof waiter.rank() === 'number').length;
  }

  /** The next to be admitted. Those that withdraw, and those whose rank fails, have left by then. */
  best(): { waiter: Waiter; rank: number } | undefined {
    let best: { waiter: Waiter; rank: number } | undefined;
    const leaving: (() => void)[] = [];
    for (const waiter of this.all) {
      try {
        const rank = waiter.rank();
        if (rank === 'withdraw') leaving.push(() => waiter.withdraw());
        else if (rank !== 'hold' && (!best || goesBefore(waiter, rank, best))) best = { waiter, rank };
      } catch (error) {
        leaving.push(() => waiter.fail(error));
      }
    }
    for (const leave of leaving) leave();
    // To end one's stream may have had whoever listens change the queue.
    return leaving.length > 0 ? this.best() : best;
  }

  /** After a good answer. */
  forgetFailedProbes(): void {
    for (const waiter of this.all) waiter.failedProbes = 0;
  }

  failAll(error: unknown): void {
    for (const waiter of this.all.splice(0)) waiter.fail(error);
  }
}

/** One work that always fails must not be the only one that ever probes, however good its rank. */
const goesBefore = (waiter: Waiter, rank: number, best: { waiter: Waiter; rank: number }): boolean =>
  waiter.failedProbes === best.waiter.failedProbes
    ? rank < best.rank
    : waiter.failedProbes < best.waiter.failedProbes;
