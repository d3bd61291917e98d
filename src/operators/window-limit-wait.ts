/** When the next request may go, and how many now. Nothing here changes a state. */
import {
  expiry,
  live,
  served,
  shareOf,
  usableLimit,
  type Entry,
  type WindowLimitConfig,
  type WindowLimitState,
} from './window-limit-state.js';

/** Requests that the window still allows now; Infinity without a limit. */
export function tokensLeft(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  if (state.limit === Infinity) return Infinity;
  if (state.pausedUntil > now) return 0;
  const entries = live(state, config, now);
  const ofRate = shareOf(config.rate, config) - entries.length;
  return Math.max(0, Math.min(ofRate, usableLimit(state, config) - served(entries).length));
}

/** Milliseconds until the next request may go; Infinity when only an answer can tell. */
export function windowLimitWait(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  if (state.pausedUntil > now) return state.pausedUntil - now;
  if (typeof state.trial === 'number') return Infinity;
  return Math.max(windowWait(state, config, now), spacingWait(state, config, now));
}

function windowWait(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  if (state.limit === Infinity) return 0;
  const entries = live(state, config, now);
  return Math.max(
    freeIn(entries, shareOf(config.rate, config), config, now),
    learnedWait(served(entries), state, config, now),
  );
}

function learnedWait(
  entries: readonly Entry[],
  state: WindowLimitState,
  config: WindowLimitConfig,
  now: number,
): number {
  const free = freeIn(entries, usableLimit(state, config), config, now);
  if (free === 0 || entries.length > state.limit || !mayProbe(state, config, now)) return free;
  return Math.min(free, Math.max(0, state.probeAfter - now));
}

/** Below a stated number a crowded limit grows with time; and what is beyond a share is asked for in one window only. */
function mayProbe(state: WindowLimitState, config: WindowLimitConfig, now: number): boolean {
  if (state.probe !== undefined || state.limit >= config.rate) return false;
  if (state.spaced && state.limit < (state.stated ?? 0)) return false;
  return config.share === 1 || now < state.probeAfter + config.windowMs;
}

/** Milliseconds until fewer than `limit` of the entries are left in the window. */
function freeIn(entries: readonly Entry[], limit: number, config: WindowLimitConfig, now: number): number {
  const tooMany = entries.length - limit + 1;
  if (tooMany <= 0) return 0;
  return entries.map((entry) => expiry(entry, config)).sort((a, b) => a - b)[tooMany - 1]! - now;
}

function spacingWait(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  const burst = state.spaced ? 1 : config.burst;
  const limit = usableLimit(state, config);
  if (burst === Infinity || limit === Infinity) return 0;
  return Math.max(0, state.spacedUntil - (Math.min(burst, limit) - 1) * (config.windowMs / limit) - now);
}

/** Milliseconds until `count` requests more may have gone, if all goes well and the limit stays. */
export function windowLimitDrain(
  state: WindowLimitState,
  config: WindowLimitConfig,
  count: number,
  now: number,
): number {
  const limit = usableLimit(state, config);
  const begin = Math.max(now, state.pausedUntil);
  if (limit === Infinity || count <= 0) return begin - now;
  const ends = served(live(state, config, now))
    .map((entry) =>
      Math.max(begin, Math.min(expiry(entry, config), now + config.deliveryMs + config.windowMs)),
    )
    .sort((a, b) => a - b)
    .slice(-limit);
  const last = count - 1;
  // Each place in the window is free once, those that nobody holds at once, and again a window after each use.
  const place = (last % limit) - (limit - ends.length);
  const byWindow =
    (place < 0 ? begin : ends[place]!) + Math.floor(last / limit) * (config.windowMs + config.marginMs);
  const bySpacing = state.spaced ? begin + last * (config.windowMs / limit) : begin;
  return Math.max(byWindow, bySpacing) - now;
}
