import { retry, throwError, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { backoffMs } from './backoff.js';
import { monotonicScheduler } from './monotonic-scheduler.js';
import { isDuration } from './numbers.js';

export interface RetryWhenTransientOptions {
  /** How often it is tried in all, the first time included; Infinity for no end. Defaults to 3. */
  attempts?: number;
  /** The back-off's first ceiling, milliseconds. Defaults to 500. */
  baseMs?: number;
  /** The back-off's last ceiling, milliseconds. Defaults to 30,000. */
  maxMs?: number;
  /** Whether to try again after this error. Defaults to always. */
  isTransient?: (error: unknown) => boolean;
  /** A wait that the other side asked for, which goes before the back-off, milliseconds. */
  retryAfterMs?: (error: unknown) => number | undefined;
  /** Jitter, in [0, 1). Defaults to Math.random. */
  random?: () => number;
  /** Told before each wait: the error, how many attempts have failed, and the wait in milliseconds. */
  onRetry?: (error: unknown, failures: number, waitMs: number) => void;
  /** Defaults to a monotonic one. */
  scheduler?: SchedulerLike;
}

/**
 * *Subscribes to the source again when it failed with an error that may pass, after an exponential back-off with full
 * jitter; gives the error on when it may not pass or the attempts are used up.*
 *
 * Wrap one request in it and nothing larger, or a late failure asks for everything again; and put admission inside, so
 * that each attempt passes the limiter. It stands on `retry({ delay })`: a notifier that completes would end the stream
 * without a word, so giving up throws.
 *
 * @example
 * ```ts
 * defer(() => get(url)).pipe(timeout(30_000), admit(gate, { key: url }), retryWhenTransient({ attempts: 3 }));
 * ```
 * @see backoff.ts for the delays and their source
 * @throws RangeError at once when a number is out of range; the last error of the source when it gives up
 */
export function retryWhenTransient<T>(options: RetryWhenTransientOptions = {}): MonoTypeOperatorFunction<T> {
  const {
    attempts = 3,
    baseMs = 500,
    maxMs = 30_000,
    isTransient = () => true,
    retryAfterMs = () => undefined,
    random = Math.random,
    onRetry,
    scheduler = monotonicScheduler,
  } = options;
  if (!(attempts === Infinity || (Number.isInteger(attempts) && attempts >= 1)))
    throw new RangeError(`attempts is a whole number of 1 or more, not ${attempts}`);
  for (const [name, ms] of Object.entries({ baseMs, maxMs }))
    if (!isDuration(ms)) throw new RangeError(`${name} is a number of 0 or more, not ${ms}`);
  return retry({
    delay: (error: unknown, failures) => {
      if (failures >= attempts || !isTransient(error)) return throwError(() => error);
      const waitMs = retryAfterMs(error) ?? backoffMs(failures, { baseMs, maxMs, random });
      onRetry?.(error, failures, waitMs);
      return timer(waitMs, scheduler);
    },
  });
}
