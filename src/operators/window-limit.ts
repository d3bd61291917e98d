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
import {
  change,
  kept,
  live,
  served,
  usableLimit,
  type WindowLimitConfig,
  type WindowLimitState,
} from './window-limit-state.js';

export {
  initialWindowLimit,
  usableLimit,
  type WindowLimitConfig,
  type WindowLimitState,
} from './window-limit-state.js';
export { tokensLeft, windowLimitDrain, windowLimitWait } from './window-limit-wait.js';
export { windowLimitRefused, windowLimitSettled } from './window-limit-learning.js';

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

/** `first`: on a connection that may still have to be set up behind the front that took it. */
export const windowLimitWritten = (
  state: WindowLimitState,
  config: WindowLimitConfig,
  id: number,
  now: number,
  first = false,
): WindowLimitState =>
  change(state, id, () => (first ? { first: true } : { seenBy: now + config.deliveryMs }));
