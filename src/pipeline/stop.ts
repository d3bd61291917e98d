import { fromEvent, map, merge, NEVER, of, take, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { Status } from '../compare/index.js';

/** Why a run ends before all is read. */
export interface Stop {
  status: Exclude<Status, 'complete'>;
  reason: string;
}

/** Thrown when a run is stopped before `start`: there is nothing to summarise yet. */
export class StoppedError extends Error {
  readonly code: string;
  constructor(readonly stop: Stop) {
    super(stop.reason);
    this.name = 'StoppedError';
    this.code = stop.status === 'interrupted' ? 'ERR_INTERRUPTED' : 'ERR_DEADLINE';
  }
}

export interface StopOptions {
  signal?: AbortSignal;
  deadlineMs?: number;
  /** How much of the deadline is used up already. Defaults to 0. */
  spentMs?: number;
  /** What the deadline is measured by. */
  scheduler: SchedulerLike;
}

/** Emits once, when the signal aborts, the deadline is reached, or the run itself says so. */
export function stopOf(
  { signal, scheduler, ...times }: StopOptions,
  own: Observable<Stop>,
): Observable<Stop> {
  return merge(own, aborted(signal), deadline(times, scheduler)).pipe(take(1));
}

function aborted(signal: AbortSignal | undefined): Observable<Stop> {
  if (!signal) return NEVER;
  const stop = (): Stop => ({ status: 'interrupted', reason: 'the run was interrupted' });
  return signal.aborted ? of(stop()) : fromEvent(signal, 'abort').pipe(map(stop));
}

const deadline = (
  { deadlineMs, spentMs = 0 }: Pick<StopOptions, 'deadlineMs' | 'spentMs'>,
  scheduler: SchedulerLike,
): Observable<Stop> =>
  deadlineMs === undefined
    ? NEVER
    : timer(Math.max(0, deadlineMs - spentMs), scheduler).pipe(map(() => deadlineReached(deadlineMs)));

/** @param ms of the whole run, milliseconds */
export const deadlineReached = (ms: number): Stop => ({
  status: 'partial',
  reason: `the deadline of ${ms / 1000} s was reached`,
});
