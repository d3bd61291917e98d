import type { Guard } from './guard.js';

/** Which guard was in the way, and for how long. Holds no clock. */
export class Blame {
  private readonly blockedMs: number[];
  private blocked: { guard: number; since: number } | undefined;

  constructor(private readonly guards: readonly Guard[]) {
    this.blockedMs = guards.map(() => 0);
  }

  /** From now on this one is. */
  begins(guard: number, now: number): void {
    this.blocked = { guard, since: now };
  }

  /** Nobody is any longer. The guard that was. */
  ends(now: number): Guard | undefined {
    if (!this.blocked) return undefined;
    const { guard, since } = this.blocked;
    this.blockedMs[guard]! += now - since;
    this.blocked = undefined;
    return this.guards[guard];
  }

  /** Until now, a number for each guard, milliseconds. */
  totals(now: number): number[] {
    return this.blockedMs.map((ms, index) =>
      this.blocked?.guard === index ? ms + now - this.blocked.since : ms,
    );
  }

  /** By name, since the totals were these. */
  since(before: readonly number[], now: number): Record<string, number> {
    const totals = this.totals(now);
    return Object.fromEntries(this.guards.map(({ name }, index) => [name, totals[index]! - before[index]!]));
  }
}
