import type { Guesses } from './guesses.js';
import type { Instance } from './instance.js';
import type { PurseFacts } from './purse.js';
import type { SuitePaging } from './suite-paging.js';

/**
 * What the purse of an instance is told.
 *
 * @param suites all that are read from it
 * @param beside requests to come that are for no pages
 */
export function purseFacts(
  { limiter }: Instance,
  suites: readonly SuitePaging[],
  beside: number,
  guesses: Guesses,
  now: number,
): PurseFacts {
  let known = 0;
  let toCome = 0;
  let variance = 0;
  for (const suite of suites) {
    known += suite.pagesKnown();
    toCome += suite.expectedPages() - suite.pagesAsked();
    // What two partners deviate by is the same: together it is twice as much, and so four times the variance.
    variance += suite.deviation() ** 2 * (suite.partner ? 2 : 1);
  }
  return {
    limit: limiter.limit(),
    windowMs: limiter.windowMs,
    tokensLeft: limiter.tokensLeft(now),
    known,
    toCome: Math.max(0, toCome) + beside,
    deviation: Math.sqrt(variance),
    wasted: guesses.wasted,
    open: guesses.open(),
    pageMs: guesses.pageMs,
  };
}
