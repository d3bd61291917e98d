import type { FetchFlags } from './flags.js';
import { MAX_RATE } from '../pipeline/max-rate.js';
import { UsageError } from './usage-error.js';

/** How fast a server is asked. */
export interface CliPace {
  /** Requests in any window; Infinity for none. */
  rate: number;
  windowMs: number;
  /** How many may go at once, the others evenly spaced; undefined for the whole rate. */
  burst?: number;
}

/**
 * The pace that `--rate`, `--burst` and `--window` ask for. A number a second is told of a server that counts in seconds:
 * it is spread evenly, and the window stays the one that a 429 states its limit in.
 *
 * @throws UsageError when less than one request fits into the window, or more than anybody keeps count of
 */
export function paceOf({
  rate: { count, per },
  window: windowMs,
  burst,
}: Pick<FetchFlags, 'rate' | 'window' | 'burst'>): CliPace {
  const unitMs = { window: windowMs, s: 1_000, min: 60_000 }[per];
  const rate = count === Infinity ? count : Math.floor((count * windowMs) / unitMs);
  if (rate < 1)
    throw new UsageError(
      `--rate ${count}/${per} is less than one request in a --window of ${windowMs / 1_000} s; make the window longer`,
    );
  if (count !== Infinity && rate > MAX_RATE)
    throw new UsageError(
      `--rate ${count}/${per} is more than ${MAX_RATE} requests in a --window of ${windowMs / 1_000} s; use --rate none for no limit`,
    );
  return { rate, windowMs, burst: burst ?? (per === 's' ? 1 : undefined) };
}
