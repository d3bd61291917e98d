/**
 * How long a run will still take, from what is left to ask of one server. Four things may take longest:
 *
 * - **the window**: until it has let through all that is known to be left, and then the last answer. A window more is a
 *   minute, too much to tell on a guess, unless all that fits into it is expected; where requests go evenly spaced each
 *   page that is expected takes its time.
 * - **the slots**: so many answers at a time, each as long as a full page has taken lately, for what is left holds mostly
 *   such; and one round more for those that are on the wire.
 * - **a chain**: pages of which each is known by the one before it, but for those that are guessed at: two of three.
 * - **what is waited for now**, and then an answer.
 */
const GUESSED_AHEAD = 3;

export interface LeftToAsk {
  /** Pages known to exist, and lists, that no answer has come for. */
  known: number;
  /** The same with pages that there probably are. */
  expected: number;
  inFlight: number;
  /** Requests that wait at the gate now. */
  waiting: number;
  /** What the gate waits for, milliseconds; Infinity where only an event can tell. */
  waitingForMs: number;
  /** The most pages of one suite that are expected, and neither known nor asked for. */
  longestChain: number;
  slots: number;
  /** How long an answer takes, milliseconds; undefined before there were enough. */
  answerMs: number | undefined;
  /** Requests in a window; Infinity without a limit. */
  limit: number;
  isSpaced: boolean;
  /** Milliseconds until the window has let so many through. */
  drainMs: (requests: number) => number;
}

/** Milliseconds; undefined while nothing can be told. */
export function timeLeftMs(left: LeftToAsk): number | undefined {
  const { answerMs, waitingForMs, slots, inFlight } = left;
  if (left.expected <= 0 && left.waiting === 0 && inFlight === 0) return 0;
  const byWindow = windowMs(left);
  if (answerMs === undefined) return byWindow > 0 ? Math.max(byWindow, finite(waitingForMs)) : undefined;
  const toSend = Math.max(left.waiting, left.expected - inFlight, 0);
  const bySlots = (toSend * answerMs) / slots + answerMs;
  const byChain = (left.longestChain / GUESSED_AHEAD + 1) * answerMs;
  const byWait = waitingForMs > 0 ? finite(waitingForMs) + answerMs : 0;
  return Math.max(byWindow > 0 ? byWindow + answerMs : 0, bySlots, byChain, byWait);
}

/** 0 where the window holds nothing up. */
function windowMs({ known, expected, inFlight, waiting, limit, isSpaced, drainMs }: LeftToAsk): number {
  if (limit === Infinity) return 0;
  if (isSpaced) return drainMs(Math.max(waiting, expected - inFlight));
  const left = Math.max(waiting, known - inFlight);
  const windows = Math.floor(Math.max(0, expected - Math.max(known, left)) / limit);
  return drainMs(left + windows * limit);
}

const finite = (ms: number): number => (ms === Infinity ? 0 : ms);
