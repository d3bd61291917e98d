import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { admit } from './admit.js';
import { circuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.js';
import { Gate } from './gate.js';
import type { Classify } from './outcome.js';

export interface BreakCircuitOptions extends CircuitBreakerOptions {
  /** Tells which errors are trouble of the server, and which are answers. Without it all are trouble. */
  classify?: Classify;
  /** What an error says, for the reasons that are told. Defaults to its message. */
  describe?: (error: unknown) => string;
  /** How long to wait for a server that does not come back, milliseconds. Defaults to Infinity. */
  maxWaitMs?: number;
  /** Defaults to a monotonic one. */
  scheduler?: SchedulerLike;
}

/**
 * *Stops subscribing to its sources once several different ones, or two of them often enough, have failed in a row, and tries one at a time until
 * the server answers again.*
 *
 * Those that come meanwhile wait; they are not failed. Call it once and use the operator it returns wherever requests
 * go to that server. The name of a work tells its attempts from failures of others.
 *
 * @example
 * ```ts
 * const guarded = breakCircuit({ threshold: 5, resetMs: 2_000 });
 * from(urls).pipe(mergeMap((url) => defer(() => get(url)).pipe(guarded(url), retry(2)))).subscribe();
 * ```
 * @return a function from a work's name to the operator
 * @throws RangeError when the threshold is no whole number of 1 or more, or a duration negative or none
 */
export function breakCircuit(
  options: BreakCircuitOptions = {},
): <T>(key: string) => MonoTypeOperatorFunction<T> {
  const { classify, describe, scheduler, maxWaitMs, ...breaker } = options;
  const gate = new Gate({ guards: [circuitBreaker(breaker)], classify, describe, scheduler, maxWaitMs });
  return (key) => admit(gate, { key });
}
