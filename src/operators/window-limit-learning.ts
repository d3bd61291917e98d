/** What an answer and a refusal teach of the limit that is in force: see "A refusal", "Recovery" and "A crowd" in `window-limit.ts`. */
import {
  change,
  firstProbeWindows,
  live,
  served,
  type WindowLimitConfig,
  type WindowLimitState,
} from './window-limit-state.js';

/** A crowded limit grows by this part of the stated number with each window. */
const GROWTH = 1 / 10;

/** What is left of a limit that met a crowd: of one that was used in bursts, and of one that is spaced already. */
const LEFT_BY_CROWD = { bursts: 1 / 2, spaced: 0.7 };

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
