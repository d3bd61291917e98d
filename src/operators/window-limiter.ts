import { Subject } from 'rxjs';
import type { Guard, GuardChange } from './guard.js';
import {
  initialWindowLimit,
  tokensLeft,
  windowLimitAdmitted,
  windowLimitRefused,
  windowLimitSettled,
  windowLimitWait,
  windowLimitWritten,
  type WindowLimitConfig,
  type WindowLimitState,
} from './window-limit.js';

export interface WindowLimiterOptions {
  /** Requests in any window, as the other side sees them arrive. Infinity for none. */
  rate: number;
  /** Milliseconds. Defaults to 60,000. */
  windowMs?: number;
  /** How many of them may go at once, the others evenly spaced. Defaults to the whole rate. */
  burst?: number;
  /** The longest a written request may be on its way, milliseconds. Defaults to 500. */
  deliveryMs?: number;
  /** Kept between two windows for the grain of timers and clocks, milliseconds. Defaults to 25. */
  marginMs?: number;
  /** Jitter, in [0, 1). Defaults to Math.random. */
  random?: () => number;
}

/** The limiter as a guard, with what a scheduler wants to know of it. */
export interface WindowLimiter extends Guard {
  /** Requests the window still allows; Infinity without a limit. */
  tokensLeft(now: number): number;
  /** Requests a window, now; Infinity without a limit. */
  limit(): number;
  readonly windowMs: number;
}

/**
 * At most `rate` requests in any window; learns a lower limit from refusals and recovers. The algorithm is told in
 * `window-limit.ts`.
 *
 * @throws RangeError when rate, burst or window are not positive
 */
export function windowLimiter(options: WindowLimiterOptions): WindowLimiter {
  const config = configOf(options);
  const changes = new Subject<GuardChange>();
  let state = initialWindowLimit(config);
  const tell = (
    next: WindowLimitState,
    change: (before: WindowLimitState) => GuardChange | undefined,
  ): void => {
    const before = state;
    state = next;
    const told = change(before);
    if (told) changes.next(told);
  };
  return {
    windowMs: config.windowMs,
    changes,
    name: 'token',
    reason: (now) => {
      if (state.pausedUntil > now) return 'the pause that the server asked for';
      if (typeof state.trial === 'number') return 'the first request after a pause';
      return `the rate limit, ${state.limit} requests in ${config.windowMs / 1000} s`;
    },
    limit: () => state.limit,
    tokensLeft: (now) => tokensLeft(state, config, now),
    wait: (now) => windowLimitWait(state, config, now),
    admitted: (id, _key, now) => {
      state = windowLimitAdmitted(state, config, id, now);
    },
    written: (id, now) => {
      state = windowLimitWritten(state, config, id, now);
    },
    settled: (id, _key, outcome, now) => {
      if (outcome.kind === 'throttled') {
        const refused = windowLimitRefused(state, config, id, outcome, now);
        tell(refused, (before) => pauseChange(before, refused, outcome.limit, now));
        return true;
      }
      const settled = windowLimitSettled(
        state,
        config,
        id,
        outcome.kind === 'ok' || outcome.kind === 'permanent',
        now,
      );
      tell(settled, (before) =>
        settled.limit > before.limit
          ? {
              what: 'recovered',
              why: `a probe was answered: ${settled.limit} requests in ${config.windowMs / 1000} s`,
            }
          : undefined,
      );
      return false;
    },
  };
}

/** One telling a wave: the requests that were on the wire with the first refused one add nothing new. */
function pauseChange(
  before: WindowLimitState,
  after: WindowLimitState,
  stated: number | undefined,
  now: number,
): GuardChange | undefined {
  const newWave = after.waveBefore !== before.waveBefore;
  const slower = after.limit < before.limit;
  if (!newWave && !slower) return undefined;
  const said = stated === undefined ? 'the server refused a request' : `the server allows ${stated}`;
  return { what: slower ? 'slowed' : 'paused', why: said, pauseMs: Math.max(0, after.pausedUntil - now) };
}

function configOf(options: WindowLimiterOptions): WindowLimitConfig {
  const config: WindowLimitConfig = {
    // Two and a half in any window are two.
    rate: Math.floor(options.rate),
    windowMs: options.windowMs ?? 60_000,
    burst: options.burst ?? Infinity,
    deliveryMs: options.deliveryMs ?? 500,
    marginMs: options.marginMs ?? 25,
    random: options.random ?? Math.random,
  };
  if (!(config.rate >= 1)) throw new RangeError(`rate is a number of 1 or more, not ${config.rate}`);
  if (!(config.burst >= 1)) throw new RangeError(`burst is a number of 1 or more, not ${config.burst}`);
  if (!(config.windowMs > 0)) throw new RangeError(`windowMs is a positive number, not ${config.windowMs}`);
  return config;
}
