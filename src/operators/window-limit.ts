/**
 * The decision of the rate limiter: a pure `(state, event) → state` over a sliding window, without a clock.
 *
 * **The window.** The other side allows `limit` requests in any `windowMs`, as *it* sees them arrive. A request arrives
 * at some moment between its admission and its answer, and, on a connection that stands, never later than `deliveryMs`
 * after it was written to it. It is taken to arrive at the latest of these moments, and the next one at the earliest (when it
 * is admitted), so that slow connections, late first bytes and a busy server never make two windows overlap. Until it
 * is written it holds its place without end.
 *
 * **The first request on a connection** holds its place until it is answered. Whatever stands in front of the other side
 * may take a connection at once and set its own up behind it, for as long as that takes: `deliveryMs` says nothing of it,
 * and only the answer proves that the request has arrived. All requests of the first wave are such, and few after it, so
 * that the price is one latency of the first wave's, and not one a window. To learn `deliveryMs` from the slowest of these
 * answers instead would add its latency to every window, and come too late for the wave that it is learnt from.
 *
 * **A refusal** (429) pauses all, takes over the number it states, and lets one request try before the others follow.
 * Requests that were on the wire when it came belong to the same wave: they lengthen the pause, and do no more. A pause
 * is as long as is stated; where nothing is, or what was stated turned out too short, it is a back-off with jitter.
 *
 * **Recovery.** When windows have passed without a refusal, one single request beyond the limit probes. If it is
 * answered although the other side must have counted as many as the limit before it, the limit grows by a tenth: an
 * answer that finds the window not full there proves nothing. A refused probe costs nothing but the pause, and doubles
 * the time to the next.
 *
 * **A crowd.** Whoever is refused at the stated number was alone. When fewer than that were served in the window, the
 * budget is shared with others, or the other side spreads requests out. Then the limit is halved, once a wave, and
 * requests go evenly spaced, so that the next refusal is that of one request and not of many; that one leaves seven
 * tenths. Who is refused before anything of its own was served has not met a crowd, but a window that was used up before
 * it came, by an earlier run for instance: it goes evenly spaced at the stated number. With each window without a refusal it grows by a tenth of the stated number, up to that number: lowered by
 * factors and grown by equal steps, several clients come to equal shares (D.-M. Chiu and R. Jain, "Analysis of the
 * Increase and Decrease Algorithms for Congestion Avoidance in Computer Networks", 1989). From the stated number on
 * probes go on; spacing ends at the whole rate.
 *
 * **A share** of whatever limit is in force, the stated ones included, may be left to others. Below the limit an answer
 * tells nothing of it: only after ten windows, then twice as many, for one window, requests go beyond the share, one at
 * a time, to find out whether the limit has risen.
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
  /** The longest that a written request may be on its way, if it is not the first on its connection, milliseconds. */
  deliveryMs: number;
  /** Kept between two windows for the grain of timers and clocks, milliseconds. */
  marginMs: number;
  /** In (0, 1]: how much of the limit is used. */
  share: number;
  /** In [0, 1): the jitter of a pause for which no length was stated. */
  random: () => number;
}

interface Entry {
  id: number;
  /**
   * When the other side can have seen it at the earliest: its admission. That it was written is told afterwards, by a busy
   * event loop long after the other side has seen it.
   */
  from: number;
  /** When the other side has seen it at the latest; undefined while nobody can say. */
  seenBy?: number;
  /** It was written, as the first on its connection. */
  first?: true;
  /** Its attempt has ended. */
  settled?: true;
  /** It was not served: it counts against the rate, which every attempt costs, and not against what was learnt. */
  refused?: true;
}

/** A trial after a pause: wanted, or under way as this admission. */
type Trial = 'none' | 'wanted' | number;

export interface WindowLimitState {
  /** Requests a window, now, of which the share is used. */
  limit: number;
  /** The number that was stated last, at most the rate. */
  stated: number | undefined;
  entries: readonly Entry[];
  pausedUntil: number;
  /** Admissions below this id belong to the wave that was refused last. */
  waveBefore: number;
  nextId: number;
  trial: Trial;
  /** Waves of refusals since the last answer. */
  inVain: number;
  /** No probe before this moment, and how many windows were waited for the last. */
  probeAfter: number;
  probeWindows: number;
  probe: number | undefined;
  /** Something was served. */
  answered: boolean;
  /** One at a time, since there is a crowd. */
  spaced: boolean;
  /** The wave that the limit was halved for, by its `waveBefore`. */
  halvedFor: number | undefined;
  /** A spaced limit does not grow before this moment. */
  growAfter: number;
  /** Theoretical arrival time of the cell rate algorithm. */
  spacedUntil: number;
}

export const initialWindowLimit = (config: WindowLimitConfig): WindowLimitState => ({
  limit: config.rate,
  stated: undefined,
  entries: [],
  pausedUntil: -Infinity,
  waveBefore: 0,
  nextId: 0,
  trial: 'none',
  inVain: 0,
  probeAfter: Infinity,
  probeWindows: firstProbeWindows(config),
  probe: undefined,
  answered: false,
  spaced: false,
  halvedFor: undefined,
  growAfter: Infinity,
  spacedUntil: -Infinity,
});

/** Windows before the first probe. With a share it costs others more than one request. */
const firstProbeWindows = ({ share }: WindowLimitConfig): number => (share < 1 ? 10 : 1);

/** A crowded limit grows by this part of the stated number with each window. */
const GROWTH = 1 / 10;

/** What is left of a limit that met a crowd: of one that was used in bursts, and of one that is spaced already. */
const LEFT_BY_CROWD = { bursts: 1 / 2, spaced: 0.7 };

/** What is used of a limit; a small number more for what floating point takes from a whole one. */
const shareOf = (limit: number, { share }: WindowLimitConfig): number =>
  Math.max(1, Math.floor(limit * share + 1e-9));

/** Requests a window that may be used, now; Infinity without a limit. */
export const usableLimit = (state: WindowLimitState, config: WindowLimitConfig): number =>
  shareOf(state.limit, config);

const expiry = (entry: Entry, config: WindowLimitConfig): number =>
  entry.seenBy === undefined ? Infinity : entry.seenBy + config.windowMs + config.marginMs;

const live = (state: WindowLimitState, config: WindowLimitConfig, now: number): Entry[] =>
  state.entries.filter((entry) => expiry(entry, config) > now);

/** Besides those in the window, those that were in it when a request went out that has no answer yet. */
function kept(state: WindowLimitState, config: WindowLimitConfig, now: number): Entry[] {
  const oldest = state.entries.reduce(
    (least, { settled, from }) => (settled ? least : Math.min(least, from)),
    now,
  );
  return live(state, config, oldest);
}

/** Requests that the window still allows now; Infinity without a limit. */
export function tokensLeft(state: WindowLimitState, config: WindowLimitConfig, now: number): number {
  if (state.limit === Infinity) return Infinity;
  if (state.pausedUntil > now) return 0;
  const entries = live(state, config, now);
  const ofRate = shareOf(config.rate, config) - entries.length;
  return Math.max(0, Math.min(ofRate, usableLimit(state, config) - served(entries).length));
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

export function windowLimitAdmitted(
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  now: number,
): WindowLimitState {
  const limit = usableLimit(state, config);
  const probe = limit !== Infinity && served(live(state, config, now)).length >= limit ? id : state.probe;
  // The window in which more than the share was asked for is over, and has proved nothing.
  const inVain = config.share < 1 && now >= state.probeAfter + config.windowMs;
  const probeWindows = inVain ? state.probeWindows * 2 : state.probeWindows;
  return {
    ...state,
    entries: [...kept(state, config, now), { id, from: now }],
    nextId: id + 1,
    trial: state.trial === 'wanted' ? id : state.trial,
    probe,
    probeWindows,
    probeAfter: inVain ? now + probeWindows * config.windowMs : state.probeAfter,
    spacedUntil: Math.max(state.spacedUntil, now) + config.windowMs / limit,
  };
}

const change = (
  state: WindowLimitState,
  id: number,
  by: (entry: Entry) => Partial<Entry>,
): WindowLimitState => ({
  ...state,
  entries: state.entries.map((entry) => (entry.id === id ? { ...entry, ...by(entry) } : entry)),
});

/** `first`: on a connection that may still have to be set up behind the front that took it. */
export const windowLimitWritten = (
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  now: number,
  first = false,
): WindowLimitState =>
  change(state, id, () => (first ? { first: true } : { seenBy: now + config.deliveryMs }));

/**
 * The attempt ended. An answer proves that the other side has seen it; one that was given up may still be on its way.
 * A refusal is told by `windowLimitRefused`.
 */
export function windowLimitSettled(
  before: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  answered: boolean,
  now: number,
): WindowLimitState {
  const state = change(
    before,
    id,
    ({ first, seenBy = first && !answered ? now + config.deliveryMs : now }) => ({
      seenBy: answered ? Math.min(seenBy, now) : seenBy,
      settled: true,
    }),
  );
  const ended = {
    ...state,
    answered: state.answered || answered,
    inVain: answered ? 0 : state.inVain,
    // Whoever tried first and got no answer leaves the trial to the next.
    trial: state.trial === id ? (answered ? 'none' : 'wanted') : state.trial,
    probe: state.probe === id ? undefined : state.probe,
  };
  if (!answered) return ended;
  if (state.probe === id && countedBefore(state, config, id, now) >= state.limit)
    return probed(ended, config, now);
  return now >= state.growAfter ? regrown(ended, config, now) : ended;
}

/** Requests that the other side must have counted in its window when the probe arrived. */
function countedBefore(
  state: WindowLimitState,
  config: WindowLimitConfig,
  probe: number,
  now: number,
): number {
  const { from: probeFrom } = state.entries.find(({ id }) => id === probe)!;
  return served(state.entries).filter(
    ({ id, from, seenBy = Infinity }) => id !== probe && from > now - config.windowMs && seenBy <= probeFrom,
  ).length;
}

/** More than the limit was served. */
function probed(state: WindowLimitState, config: WindowLimitConfig, now: number): WindowLimitState {
  const limit = state.limit + Math.max(1, Math.floor(state.limit / 10));
  return atMostRate(
    { ...state, probeWindows: firstProbeWindows(config), probeAfter: Math.min(state.probeAfter, now) },
    config,
    limit,
  );
}

/** A window without a refusal, in a crowd. */
function regrown(state: WindowLimitState, config: WindowLimitConfig, now: number): WindowLimitState {
  const { stated = 0 } = state;
  if (!state.spaced || state.limit >= stated) return state;
  const limit = Math.min(stated, state.limit + Math.max(1, Math.floor(stated * GROWTH)));
  const probeAfter = now + state.probeWindows * config.windowMs;
  return atMostRate({ ...state, growAfter: now + config.windowMs, probeAfter }, config, limit);
}

const atMostRate = (
  state: WindowLimitState,
  { rate }: WindowLimitConfig,
  limit: number,
): WindowLimitState => ({
  ...state,
  limit: Math.min(rate, limit),
  spaced: state.spaced && limit < rate,
});

/** The attempt was refused for going too fast. */
export function windowLimitRefused(
  before: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  told: { retryAfterMs?: number; limit?: number },
  now: number,
): WindowLimitState {
  const state = change(before, id, ({ seenBy = now }) => ({
    seenBy: Math.min(seenBy, now),
    settled: true,
    refused: true,
  }));
  const wasProbe = state.probe === id;
  const sameWave = id < state.waveBefore;
  const waveBefore = sameWave ? state.waveBefore : state.nextId;
  const inVain = sameWave ? state.inVain : state.inVain + 1;
  const pausedUntil = Math.max(state.pausedUntil, now + pauseMs(told.retryAfterMs, inVain, config));
  const probeWindows = sameWave
    ? state.probeWindows
    : wasProbe
      ? state.probeWindows * 2
      : firstProbeWindows(config);
  const stated = told.limit === undefined ? undefined : Math.max(1, Math.floor(told.limit));
  const through = servedBefore(state, config, id);
  const crowded = !wasProbe && stated !== undefined && through < stated && state.halvedFor !== waveBefore;
  const limit = wasProbe && stated === undefined ? state.limit : lowered(state, stated, sameWave, through);
  return {
    ...state,
    pausedUntil,
    inVain,
    trial: 'wanted',
    waveBefore,
    limit: crowded && state.answered ? afterCrowd(limit, state.spaced) : limit,
    stated: stated === undefined ? state.stated : Math.min(config.rate, stated),
    spaced: state.spaced || crowded,
    halvedFor: crowded ? waveBefore : state.halvedFor,
    growAfter: pausedUntil + config.windowMs,
    probe: wasProbe ? undefined : state.probe,
    probeWindows,
    probeAfter: pausedUntil + probeWindows * config.windowMs,
  };
}

const afterCrowd = (limit: number, spaced: boolean): number =>
  Math.max(1, Math.floor(limit * LEFT_BY_CROWD[spaced ? 'spaced' : 'bursts']));

/**
 * Requests that the other side may have served in the window in which it refused this one. While some have no answer
 * it is too many rather than too few, so that nobody is taken for a crowd.
 */
function servedBefore(state: WindowLimitState, config: WindowLimitConfig, id: number): number {
  const from = state.entries.find((entry) => entry.id === id)?.from ?? -Infinity;
  return served(live(state, config, from)).length;
}

/** Without a stated number the half of what went through in the window, once a wave. A statement only ever lowers. */
function lowered(
  state: WindowLimitState,
  stated: number | undefined,
  sameWave: boolean,
  through: number,
): number {
  if (stated !== undefined) return Math.min(state.limit, stated);
  if (sameWave) return state.limit;
  return Math.max(1, Math.floor(Math.min(state.limit, through) / 2));
}

/** The server's word first; without it, or after its word was too short, a twentieth of the window, doubling, with jitter above a half. */
function pauseMs(retryAfterMs: number | undefined, inVain: number, config: WindowLimitConfig): number {
  const backoffs = retryAfterMs === undefined ? inVain : inVain - 1;
  const stated = Math.max(0, retryAfterMs ?? 0);
  if (backoffs < 1) return stated;
  const ceiling = Math.min(config.windowMs, (config.windowMs / 20) * 2 ** (backoffs - 1));
  return Math.max(stated, ceiling * (0.5 + config.random() / 2));
}
