/** What the limiter knows: its settings, the requests that count, and what it has learnt. The story is in `window-limit.ts`. */
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

export interface Entry {
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
export type Trial = 'none' | 'wanted' | number;

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
export const firstProbeWindows = ({ share }: WindowLimitConfig): number => (share < 1 ? 10 : 1);

/** What is used of a limit; a small number more for what floating point takes from a whole one. */
export const shareOf = (limit: number, { share }: WindowLimitConfig): number =>
  Math.max(1, Math.floor(limit * share + 1e-9));

/** Requests a window that may be used, now; Infinity without a limit. */
export const usableLimit = (state: WindowLimitState, config: WindowLimitConfig): number =>
  shareOf(state.limit, config);

export const expiry = (entry: Entry, config: WindowLimitConfig): number =>
  entry.seenBy === undefined ? Infinity : entry.seenBy + config.windowMs + config.marginMs;

export const live = (state: WindowLimitState, config: WindowLimitConfig, now: number): Entry[] =>
  state.entries.filter((entry) => expiry(entry, config) > now);

/**
 * Besides those in the window, those that were in it when a request went out that has no answer yet. They are looked through
 * once in a while, when an eighth of them may have gone: without a limit there are thousands in a window, and each request
 * would cost as much as all before it.
 */
export function kept(state: WindowLimitState, config: WindowLimitConfig, now: number): readonly Entry[] {
  const { entries } = state;
  const eighth = entries[entries.length >> 3];
  if (eighth && eighth.from + config.windowMs + config.marginMs > now) return entries;
  const oldest = state.entries.reduce(
    (least, { settled, from }) => (settled ? least : Math.min(least, from)),
    now,
  );
  return live(state, config, oldest);
}

export const served = (entries: readonly Entry[]): Entry[] => entries.filter(({ refused }) => !refused);

export function change(
  state: WindowLimitState,
  id: number,
  by: (entry: Entry) => Partial<Entry>,
): WindowLimitState {
  const at = indexOf(state.entries, id);
  if (at < 0) return state;
  const entries = [...state.entries];
  entries[at] = { ...entries[at]!, ...by(entries[at]!) };
  return { ...state, entries };
}

/** They stand in the order of their admission, and so of their ids. */
function indexOf(entries: readonly Entry[], id: number): number {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (entries[middle]!.id < id) from = middle + 1;
    else to = middle;
  }
  return entries[from]?.id === id ? from : -1;
}
