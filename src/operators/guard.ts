import type { Observable } from 'rxjs';
import type { Outcome } from './outcome.js';
import type { Wire } from './ticket.js';

/** A change of a guard's pace or state, for whoever watches. */
export interface GuardChange {
  what: 'paused' | 'slowed' | 'recovered' | 'breakerOpened' | 'breakerHalfOpen' | 'breakerClosed';
  /** Why, in words a person reads. */
  why: string;
  /** How long nothing is admitted, milliseconds, where that is known. */
  pauseMs?: number;
}

/**
 * One condition of admission: a free slot, a token of the rate limit, a closed circuit, a reader that keeps up.
 * A guard holds state and no clock; every call tells it the time, in milliseconds of the gate's scheduler.
 * `id` names one admission; `key` names the work, which several admissions may try;
 * without one its failure tells nothing of the other side.
 */
export interface Guard {
  /** One word for logs: `slot`, `token`, `breaker`, `reader`. */
  readonly name: string;
  /** What is waited for now, in words a person reads. Defaults to the name. */
  reason?(now: number): string;
  /** Milliseconds until the next admission may be possible: 0 now, Infinity when only an event can tell. */
  wait(now: number): number;
  admitted?(id: number, key: string | undefined, now: number): void;
  /** The request is on the wire: the earliest moment the other side can see it. */
  written?(id: number, now: number, wire: Wire): void;
  /** The attempt ended. True asks for it to be queued again, behind its equals, without an error. */
  settled?(id: number, key: string | undefined, outcome: Outcome, now: number): boolean | void;
  /** What it waits for is on our side of the wire, so that it costs no patience with the other one. Defaults to false. */
  readonly ours?: boolean;
  /** The other side has refused to be asked now: to wait for that costs patience, whatever was answered before. */
  refuses?(now: number): boolean;
  /** Hot: changes of pace or state, as they happen. */
  readonly changes?: Observable<GuardChange>;
}

/** The guard that holds the next admission back for longest, by its place, and for how long. */
export function longestWait(guards: readonly Guard[], now: number): { ms: number; guard: number } {
  let longest = { ms: 0, guard: -1 };
  guards.forEach((guard, index) => {
    const ms = guard.wait(now);
    if (ms > longest.ms) longest = { ms, guard: index };
  });
  return longest;
}
