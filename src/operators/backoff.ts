/**
 * Exponential back-off with full jitter: anything from nothing to `baseMs` doubled with each attempt, at most `maxMs`.
 * M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: of the variants, full jitter does the
 * least work for about the same time.
 */
export interface BackoffConfig {
  /** Milliseconds. */
  baseMs: number;
  /** Milliseconds. */
  maxMs: number;
  /** In [0, 1). */
  random: () => number;
}

/** Milliseconds to wait after the `failures`-th failure (1 for the first). */
export function backoffMs(failures: number, { baseMs, maxMs, random }: BackoffConfig): number {
  return random() * Math.min(maxMs, baseMs * 2 ** (failures - 1));
}
