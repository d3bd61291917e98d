/**
 * What may be spent on guesses. A request is scarce where a limit is in force, and a page that turns out not to exist
 * was one for nothing. Three questions are asked of a guess, for which no known page waits:
 *
 * 1. **Is it within the share?** Guesses that came to nothing, and those on the wire of which nothing is known, are
 *    together never more than 8 % of the pages known to exist. Since known pages only become more, this holds to the end,
 *    as long as those that are believed in exist: where answers take unevenly long, some may not, of those in flight.
 * 2. **Is it time?** While what is to come needs much more than this window, the limit sets the pace and not the length of
 *    a chain of pages: to know more would save nothing.
 * 3. **Is it worth the risk?** If it exists it saves about the time of the pages that it proves. If not, it may be the
 *    request that does not fit into the window any more and costs all of it: what is to come is an estimate with a
 *    deviation, and the density of it at the end of a window is the chance that one request more or less decides. With
 *    fast pages there is little to save, so guesses are few; with slow ones they are worth a lot.
 *
 * No rule could do without the third's word "chance": whether a window is left is decided by pages that nobody knows of.
 */
export interface Guess {
  /** That it exists, in [0, 1]. */
  likelihood: number;
  /** Pages that it proves to exist. */
  pages: number;
}

export interface PurseFacts {
  /** Requests in a window; Infinity without a limit. */
  limit: number;
  windowMs: number;
  /** Requests the window still allows. */
  tokensLeft: number;
  /** Pages known to exist. */
  known: number;
  /** Pages known or expected to exist that have not been asked for, and the deviation of this estimate. */
  toCome: number;
  deviation: number;
  /** Guesses that came to nothing. */
  wasted: number;
  /** Guesses on the wire of which nothing is known. */
  open: number;
  /** How long the answer with a full page takes, milliseconds. */
  pageMs: number;
}

/** Guesses that come to nothing, as a share of the pages that exist. */
const SHARE = 0.08;
/** Less likely ones are not worth a slot that would stay free. */
const LEAST_LIKELY = 0.2;
/** What is to come may exceed this window by so many of the next before it is time: the estimate is a high one. */
const NEAR = 0.5;
/**
 * How much a window that may be lost counts, at TestRail's usual limit; the smaller the limit, the more. There guesses
 * save next to nothing, and a few requests are a good part of a window. Of the exponents tried, 0 to 4, over 200 worlds,
 * the third loses the fewest windows without being slower where guesses pay.
 */
const caution = (limit: number): number => 0.5 * Math.max(1, 180 / limit) ** 3;
/** Windows ahead whose ends are looked at. */
const WINDOWS_AHEAD = 4;

/** Whether a guess may go out now. */
export function mayGuess({ likelihood, pages }: Guess, facts: PurseFacts): boolean {
  if (likelihood < LEAST_LIKELY) return false;
  if (facts.limit === Infinity) return true;
  if (facts.wasted + facts.open + 1 > facts.known * SHARE) return false;
  if (facts.toCome > facts.tokensLeft + facts.limit * NEAR) return false;
  const saved = likelihood * pages * facts.pageMs;
  const lost = (1 - likelihood) * chanceToDecide(facts) * facts.windowMs;
  return saved >= caution(facts.limit) * lost;
}

/** The chance that one request decides whether a window is exceeded: a Laplace density, summed over the windows' ends. */
function chanceToDecide({ limit, tokensLeft, toCome, deviation, open }: PurseFacts): number {
  const spread = Math.max(0.5, deviation);
  let density = 0;
  for (let ahead = 0; ahead < WINDOWS_AHEAD; ahead++) {
    const room = tokensLeft + ahead * limit - toCome - open;
    density += Math.exp(-Math.abs(room) / spread) / (2 * spread);
  }
  return Math.min(1, density);
}
