/**
 * How one attempt ended, in the words that the guards of a gate decide by. What an error means is the caller's
 * knowledge (`classify`): the operators know nothing of HTTP.
 */
export type Outcome =
  /** A good answer. */
  | { kind: 'ok' }
  /** Refused for going too fast: neither an attempt nor a failure. */
  | { kind: 'throttled'; retryAfterMs?: number; limit?: number }
  /** The other side or the way to it is in trouble; the same request may succeed later. `said`: what failed, in words. */
  | { kind: 'transient'; said?: string }
  /** Answered, and the answer is no, or of no use: the other side is alive. */
  | { kind: 'permanent' }
  /** Unsubscribed before it ended. */
  | { kind: 'cancelled' };

/** Sorts an error into an outcome. */
export type Classify = (error: unknown) => Outcome;

/** Without knowledge of the errors every one of them is transient. */
export const everyErrorIsTransient: Classify = () => ({ kind: 'transient' });
