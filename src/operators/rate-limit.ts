import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { admit } from './admit.js';
import { Gate } from './gate.js';
import type { Ticket } from './ticket.js';
import type { Classify } from './outcome.js';
import { windowLimiter, type WindowLimiterOptions } from './window-limiter.js';

export interface RateLimitOptions extends WindowLimiterOptions {
  /** Tells which errors are refusals, with what they state. Without it none is. */
  classify?: Classify;
  /** Defaults to a monotonic one. */
  scheduler?: SchedulerLike;
}

/**
 * *Lets no more than `rate` subscriptions to its sources happen in any window, over all streams that use it.*
 *
 * Call it once and use the operator it returns wherever requests go to that server: the window is one value that all
 * of them share. A source that fails with what `classify` calls throttled goes back into the queue, and all wait for as
 * long as it states.
 *
 * @example
 * ```ts
 * const limited = rateLimit({ rate: 180 });
 * from(urls).pipe(mergeMap((url) => defer(() => get(url)).pipe(limited()))).subscribe();
 * ```
 * @see {@link admit} to have slots, a breaker and priorities beside it
 * @return a function from an optional ticket (rank, written) to the operator
 * @throws RangeError when a number is out of range
 */
export function rateLimit(
  options: RateLimitOptions,
): <T>(ticket?: Partial<Ticket>) => MonoTypeOperatorFunction<T> {
  const { classify, scheduler, ...window } = options;
  const gate = new Gate({ guards: [windowLimiter(window)], classify, scheduler });
  return (ticket) => admit(gate, { key: '', ...ticket });
}
