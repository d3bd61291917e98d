import { Subject } from 'rxjs';
import type { Guard, GuardChange } from './guard.js';
import { isDuration } from './numbers.js';
import {
  initialWindowLimit,
  tokensLeft,
  usableLimit,
  windowLimitAdmitted,
  windowLimitDrain,
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
  /** The longest a written request may be on its way, unless it is the first on its connection, milliseconds. Defaults to 500. */
  deliveryMs?: number;
  /** Kept between two windows for the grain of timers and clocks, milliseconds. Defaults to 25. */
  marginMs?: number;
  /** How much of whatever limit is in force is used, in (0, 1], at least one request; the rest is left to others. Defaults to 1. */
  share?: number;
  /** How long a pause is waited for, milliseconds: only told, it is the gate that gives up. Defaults to Infinity. */
  maxWaitMs?: number;
  /** Jitter, in [0, 1). Defaults to Math.random. */
  random?: () => number;
}

/** The limiter as a guard, with what a scheduler wants to know of it. */
export interface WindowLimiter extends Guard {
  /** Requests the window still allows; Infinity without a limit. */
  tokensLeft(now: number): number;
  /** Requests a window that may be used, now; Infinity without a limit. */
  limit(): number;
  /** Milliseconds until so many requests more may have gone, if the limit stays; 0 without one. */
  drainMs(count: number, now: number): number;
  /** Requests a window that it never goes beyond; Infinity for none. */
  readonly rate: number;
  readonly share: number;
  readonly windowMs: number;
  /** Requests that may go at once; Infinity for the whole rate. */
  readonly burst: number;
  /** Requests go one at a time, evenly spaced, since the limit is shared with others. */
  isSpaced(): boolean;
}

/**
 * At most `rate` requests in any window; learns a lower limit from refusals and recovers. The algorithm is told in
 * `window-limit.ts`.
 *
 * @throws RangeError when rate, burst or window are not positive, a duration is negative or none, or the share is not in
 *   (0, 1]
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
    rate: config.rate,
    share: config.share,
    burst: config.burst,
    isSpaced: () => state.spaced,
    changes,
    name: 'token',
    reason: (now) => {
      if (state.pausedUntil > now) return 'the pause that the server asked for';
      if (typeof state.trial === 'number') return 'the first request after a pause';
      // The wait follows it, in seconds too: the brackets keep the two apart.
      return `the rate limit (${usableLimit(state, config)} ${inWindow(state, config)})`;
    },
    refuses: (now) => state.pausedUntil > now,
    limit: () => usableLimit(state, config),
    drainMs: (count, now) => windowLimitDrain(state, config, count, now),
    tokensLeft: (now) => tokensLeft(state, config, now),
    wait: (now) => windowLimitWait(state, config, now),
    admitted: (id, _key, now) => {
      state = windowLimitAdmitted(state, config, id, now);
    },
    written: (id, now, { newConnection = false }) => {
      state = windowLimitWritten(state, config, id, now, newConnection);
    },
    settled: (id, _key, outcome, now) => {
      if (outcome.kind === 'throttled') {
        const refused = windowLimitRefused(state, config, id, outcome, now);
        const { maxWaitMs = Infinity } = options;
        tell(refused, (before) => pauseChange(before, refused, { ...outcome, maxWaitMs }, now));
        return true;
      }
      const answered = outcome.kind === 'ok' || outcome.kind === 'permanent';
      const wasProbe = state.probe === id;
      const settled = windowLimitSettled(state, config, id, answered, now);
      tell(settled, (before) => growthChange(before, settled, config, wasProbe));
      return false;
    },
  };
}

/** "30 requests in 60 s, evenly spaced" */
const pace = (state: WindowLimitState, config: WindowLimitConfig): string =>
  `${usableLimit(state, config)} requests ${inWindow(state, config)}`;

/** "in 60 s, evenly spaced" */
const inWindow = ({ spaced }: WindowLimitState, { windowMs }: WindowLimitConfig): string =>
  `in ${windowMs / 1000} s${spaced ? ', evenly spaced' : ''}`;

function growthChange(
  before: WindowLimitState,
  after: WindowLimitState,
  config: WindowLimitConfig,
  wasProbe: boolean,
): GuardChange | undefined {
  if (usableLimit(after, config) <= usableLimit(before, config)) return undefined;
  const why = wasProbe ? 'a probe was answered' : 'a window passed without a refusal';
  return { what: 'recovered', why: `${why}: ${pace(after, config)}` };
}

/** One telling a wave: the requests that were on the wire with the first refused one add nothing new. */
function pauseChange(
  before: WindowLimitState,
  after: WindowLimitState,
  told: { limit?: number; maxWaitMs: number },
  now: number,
): GuardChange | undefined {
  const newWave = after.waveBefore !== before.waveBefore;
  const slower = after.limit < before.limit;
  if (!newWave && !slower) return undefined;
  const pauseMs = Math.max(0, after.pausedUntil - now);
  const said = told.limit === undefined ? 'the server refused a request' : `the server allows ${told.limit}`;
  const crowd =
    after.halvedFor !== before.halvedFor ? ', and refused after fewer: requests go evenly spaced' : '';
  const absurd =
    pauseMs > told.maxWaitMs
      ? `; it asks for a pause of ${Math.round(pauseMs / 1000)} s, and ${told.maxWaitMs / 1000} s are waited at most`
      : '';
  return { what: slower ? 'slowed' : 'paused', why: said + crowd + absurd, pauseMs };
}

function configOf(options: WindowLimiterOptions): WindowLimitConfig {
  const config: WindowLimitConfig = {
    // Two and a half in any window are two.
    rate: Math.floor(options.rate),
    windowMs: options.windowMs ?? 60_000,
    burst: options.burst ?? Infinity,
    deliveryMs: options.deliveryMs ?? 500,
    marginMs: options.marginMs ?? 25,
    share: options.share ?? 1,
    random: options.random ?? Math.random,
  };
  if (!(config.rate >= 1)) throw new RangeError(`rate is a number of 1 or more, not ${config.rate}`);
  if (!(config.burst >= 1)) throw new RangeError(`burst is a number of 1 or more, not ${config.burst}`);
  if (!(config.windowMs > 0)) throw new RangeError(`windowMs is a positive number, not ${config.windowMs}`);
  for (const name of ['deliveryMs', 'marginMs'] as const)
    if (!isDuration(config[name]))
      throw new RangeError(`${name} is a number of 0 or more, not ${config[name]}`);
  if (!(config.share > 0 && config.share <= 1))
    throw new RangeError(`share is a number above 0 and at most 1, not ${config.share}`);
  return config;
}
