/**
 * The decision of the rate limiter: a pure `(state, event) → state` over a sliding window, without a clock.
 *
 * **The window.** The other side allows `limit` requests in any `windowMs`, as *it* sees them arrive. A request arrives
 * at some moment between being written to its connected socket and being answered, and never later than `deliveryMs`
 * after it was written. It is taken to arrive at the latest of these moments, and the next one at the earliest (when it
 * is admitted), so that slow connections, late first bytes and a busy server never make two windows overlap. Until it
 * is written it holds its place without end.
 *
 * **A refusal** (429) pauses all, takes over the number it states, and lets one request try before the others follow.
 * Requests that were on the wire when it came belong to the same wave: they lengthen the pause, and do no more.
 *
 * **Recovery.** When windows have passed without a refusal, one single request beyond the limit probes; if it is
 * answered the limit grows by a tenth. A refused probe costs nothing but the pause, and doubles the time to the next.
 *
 * Pacing inside the window (`burst`) is the generic cell rate algorithm, ITU-T I.371.
 */
export interface WindowLimitConfig {
  /** Requests in a window, never exceeded, a whole number; Infinity for none. */
  rate: number;
  /** Milliseconds. */
  windowMs: number;
  /** How many may go at once; the others follow evenly spaced. Infinity: as fast as the window allows. */
  burst: number;
  /** The longest that a written request may be on its way, milliseconds. */
  deliveryMs: number;
  /** Kept between two windows for the grain of timers and clocks, milliseconds. */
  marginMs: number;
  /** In [0, 1): the jitter of a pause for which no length was stated. */
  random: () => number;
}

interface Entry {
  id: number;
  /** When the other side has seen it at the latest; undefined while it is not written. */
  seenBy?: number;
  /** It was not served: it counts against the rate, which every attempt costs, and not against what was learnt. */
  refused?: true;
}

/** A trial after a pause: wanted, or under way as this admission. */
type Trial = 'none' | 'wanted' | number;

export interface WindowLimitState {
  /** Requests a window, now. */
  limit: number;
  entries: readonly Entry[];
  pausedUntil: number;
  /** Admissions below this id belong to the wave that was refused last. */
  waveBefore: number;
  nextId: number;
  trial: Trial;
  /** Consecutive refusals that stated no length. */
  untold: number;
  /** No probe before this moment, and how many windows were waited for the last. */
  probeAfter: number;
  probeWindows: number;
  probe: number | undefined;
  /** Theoretical arrival time of the cell rate algorithm. */
  spacedUntil: number;
}

export const initialWindowLimit = (config: WindowLimitConfig): WindowLimitState => ({
  limit: config.rate,
  entries: [],
  pausedUntil: -Infinity,
  waveBefore: 0,
  nextId: 0,
  trial: 'none',
  untold: 0,
  probeAfter: Infinity,
  probeWindows: 1,
  probe: undefined,
  spacedUntil: -Infinity,
});

const expiry = (entry: Entry, config: WindowLimitConfig): number =>
  entry.seenBy === undefined ? Infinity : entry.seenBy + config.windowMs + config.marginMs;

const live = (state: WindowLimitState, config: WindowLimitConfig, now: number): Entry[] =>
  state.entries.filter((entry) => expiry(entry, config) > now);

/** Requests that the window still allows now; Infinity without a limit. */
export function tokensLeft(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  if (state.limit === Infinity) return Infinity;
  if (state.pausedUntil > now) return 0;
  const entries = live(state, config, now);
  return Math.max(0, Math.min(config.rate - entries.length, state.limit - served(entries).length));
}

const served = (entries: readonly Entry[]): Entry[] => entries.filter(({ refused }) => !refused);

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
    freeIn(entries, config.rate, config, now),
    learnedWait(served(entries), state, config, now),
  );
}

function learnedWait(
  entries: readonly Entry[],
  state: WindowLimitState,
  config: WindowLimitConfig,
  now: number,
): number {
  const free = freeIn(entries, state.limit, config, now);
  if (free === 0 || entries.length > state.limit || state.probe !== undefined || state.limit >= config.rate)
    return free;
  return Math.min(free, Math.max(0, state.probeAfter - now));
}

/** Milliseconds until fewer than `limit` of the entries are left in the window. */
function freeIn(entries: readonly Entry[], limit: number, config: WindowLimitConfig, now: number): number {
  const tooMany = entries.length - limit + 1;
  if (tooMany <= 0) return 0;
  return entries.map((entry) => expiry(entry, config)).sort((a, b) => a - b)[tooMany - 1]! - now;
}

function spacingWait(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  if (config.burst === Infinity || state.limit === Infinity) return 0;
  const interval = config.windowMs / state.limit;
  return Math.max(0, state.spacedUntil - (Math.min(config.burst, state.limit) - 1) * interval - now);
}

export function windowLimitAdmitted(
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  now: number,
): WindowLimitState {
  const entries = live(state, config, now);
  const probe = state.limit !== Infinity && served(entries).length >= state.limit ? id : state.probe;
  const spacedUntil = Math.max(state.spacedUntil, now) + config.windowMs / state.limit;
  return {
    ...state,
    entries: [...entries, { id }],
    nextId: id + 1,
    trial: state.trial === 'wanted' ? id : state.trial,
    probe,
    spacedUntil,
  };
}

const restamp = (
  state: WindowLimitState,
  id: number,
  seenBy: (entry: Entry) => number,
): WindowLimitState => ({
  ...state,
  entries: state.entries.map((entry) => (entry.id === id ? { ...entry, seenBy: seenBy(entry) } : entry)),
});

export const windowLimitWritten = (
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  now: number,
): WindowLimitState => restamp(state, id, () => now + config.deliveryMs);

/**
 * The attempt ended. An answer proves that the other side has seen it; one that was given up may still be on its way.
 * A refusal is told by `windowLimitRefused`.
 */
export function windowLimitSettled(
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  answered: boolean,
  now: number,
): WindowLimitState {
  const seen = restamp(state, id, ({ seenBy = now }) => (answered ? Math.min(seenBy, now) : seenBy));
  const proven = answered && state.probe === id;
  return {
    ...seen,
    untold: answered ? 0 : seen.untold,
    // Whoever tried first and got no answer leaves the trial to the next.
    trial: seen.trial === id ? (answered ? 'none' : 'wanted') : seen.trial,
    probe: seen.probe === id ? undefined : seen.probe,
    limit: proven ? Math.min(config.rate, grown(seen.limit)) : seen.limit,
    probeWindows: proven ? 1 : seen.probeWindows,
  };
}

const grown = (limit: number): number => limit + Math.max(1, Math.floor(limit / 10));

/** The attempt was refused for going too fast. */
export function windowLimitRefused(
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  told: { retryAfterMs?: number; limit?: number },
  now: number,
): WindowLimitState {
  const wasProbe = state.probe === id;
  const sameWave = id < state.waveBefore;
  const untold = told.retryAfterMs === undefined && !sameWave ? state.untold + 1 : state.untold;
  const pausedUntil = Math.max(state.pausedUntil, now + pauseMs(told.retryAfterMs, untold, config));
  const entries = live(state, config, now).map((entry) =>
    entry.id === id ? { id, seenBy: Math.min(entry.seenBy ?? now, now), refused: true as const } : entry,
  );
  const probeWindows = sameWave ? state.probeWindows : wasProbe ? state.probeWindows * 2 : 1;
  return {
    ...state,
    entries,
    pausedUntil,
    untold,
    trial: 'wanted',
    waveBefore: sameWave ? state.waveBefore : state.nextId,
    limit:
      wasProbe && told.limit === undefined
        ? state.limit
        : lowered(state, told.limit, sameWave, served(entries).length),
    probe: wasProbe ? undefined : state.probe,
    probeWindows,
    probeAfter: Math.max(pausedUntil, now) + probeWindows * config.windowMs,
  };
}

/** Without a stated number the half of what went through in the window, once a wave. A statement only ever lowers. */
function lowered(
  state: WindowLimitState,
  stated: number | undefined,
  sameWave: boolean,
  through: number,
): number {
  if (stated !== undefined) return Math.max(1, Math.min(state.limit, Math.floor(stated)));
  if (sameWave) return state.limit;
  return Math.max(1, Math.floor(Math.min(state.limit, through) / 2));
}

/** The server's word first; without it a twentieth of the window, doubling, with full jitter above a half. */
function pauseMs(retryAfterMs: number | undefined, untold: number, config: WindowLimitConfig): number {
  if (retryAfterMs !== undefined) return Math.max(0, retryAfterMs);
  const ceiling = Math.min(config.windowMs, (config.windowMs / 20) * 2 ** Math.max(0, untold - 1));
  return ceiling * (0.5 + config.random() / 2);
}
