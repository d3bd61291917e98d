/**
 * How likely it is that a suite has a page, given what is known of it, and which pages are worth asking for unknown.
 *
 * Sizes of suites are spread over orders of magnitude, so that of the suites with k pages about k / n have n
 * (a Pareto law with exponent 1): one that is known to have k pages probably has more than k + 1, hardly 2 k. The
 * partner on the other side is the best hint there is, and what some servers call `size` the next.
 *
 * Of two partners only the one that is ahead leaps into the unknown, since both would be wrong together; the other
 * follows to where its partner was proven to reach. By this law a leap over any distance wins, for each request that it
 * loses, k pages: so it is the largest suites that leap, and they leap far, since a page that exists proves all before it.
 */
export interface PagingFacts {
  /** Pages known to exist. */
  known: number;
  /** Pages as good as known: the answer to the last of them takes longer than one without cases would. */
  believed: number;
  /** Lowest number of pages it is known not to have; Infinity while nothing is known. */
  atMost: number;
  /** Pages the partner is known or believed to have, and whether these are all. */
  partner?: { pages: number; all: boolean };
  /** Pages that the envelope's `size` amounts to, where it is more than one page. */
  sized?: number;
  /** Of two partners it is the one that is ahead. */
  leads: boolean;
}

/** How far a hint is believed, and an answer that is slow to come. */
const HINT = 0.92;
const BELIEF = 0.97;
/** How far a leap goes: the best of those tried (1.4, 1.5, 1.6, 1.75, 2, 2.5, 3) over eight worlds of the bench. */
const LEAP = 1.4;

/** The likelihood that it has at least `pages` pages. */
export function likelihoodOf(pages: number, facts: PagingFacts): number {
  if (pages <= facts.known) return 1;
  if (pages >= facts.atMost) return 0;
  if (pages <= facts.believed) return BELIEF;
  const hint = hintOf(facts);
  if (pages <= hint.pages) return HINT;
  const from = Math.min(promised(facts), facts.atMost - 1);
  const ends = hint.all && hint.pages === from ? 1 - HINT : 1;
  return likelihoodOf(from, facts) * ends * survival(pages, from, facts.atMost);
}

/** P(N ≥ pages | known ≤ N < atMost) for P(N ≥ n) = 1 / n. */
function survival(pages: number, known: number, atMost: number): number {
  const tail = 1 / atMost;
  const given = 1 / Math.max(1, known) - tail;
  return given <= 0 ? 0 : Math.max(0, (1 / pages - tail) / given);
}

/** What a guess at this page wins, in pages proven to exist, for each request that it loses. */
export function worthOf(pages: number, facts: PagingFacts): number {
  const likelihood = likelihoodOf(pages, facts);
  return ((pages - facts.known) * likelihood) / (1 - Math.min(likelihood, BELIEF));
}

/** How many pages it will probably have: what the hints say, else half as many again as are known. */
export function expectedPages(facts: PagingFacts): number {
  const hint = hintOf(facts);
  const from = promised(facts);
  return Math.min(hint.all && hint.pages === from ? from : from * 1.5, facts.atMost - 1);
}

/** The standard deviation of that, in pages: of the law's tail, or of a number anywhere between two bounds. */
export function deviationOf(facts: PagingFacts): number {
  if (facts.atMost !== Infinity) return (facts.atMost - 1 - facts.known) / Math.sqrt(12);
  return Math.max(0.5, expectedPages(facts) - facts.believed);
}

/**
 * The pages worth guessing at, the best first: those that are believed in; then the last one that a hint promises; then,
 * for the one that leads, a leap, which goes to the middle of what is open once there is an upper bound.
 *
 * @param free requests cost nothing but slots: then all between may be asked for as well, and one leap further
 */
export function* guessesAt(facts: PagingFacts, free: boolean): Generator<number> {
  const { known, believed, atMost } = facts;
  for (let pages = known + 1; pages < Math.min(believed, atMost); pages++) yield pages;
  const hint = Math.min(hintOf(facts).pages, atMost - 1);
  const from = Math.max(known, believed);
  if (hint > from) yield hint;
  const leap = leapFrom(Math.max(from, hint), atMost);
  if (leap < atMost && (free || (facts.leads && hint <= from))) yield leap;
  if (!free) return;
  for (let pages = from + 1; pages < Math.min(leap, atMost); pages++) yield pages;
  if (leapFrom(leap, atMost) < atMost) yield leapFrom(leap, atMost);
}

const leapFrom = (pages: number, atMost: number): number =>
  atMost === Infinity
    ? Math.ceil((pages + 0.1) * LEAP)
    : pages + Math.max(1, Math.ceil((atMost - 1 - pages) / 2));

/** Pages that are known, believed in, or promised by a hint. */
const promised = (facts: PagingFacts): number => Math.max(facts.known, facts.believed, hintOf(facts).pages);

const hintOf = ({ sized, partner }: PagingFacts): { pages: number; all: boolean } =>
  sized === undefined ? (partner ?? { pages: 0, all: false }) : { pages: sized, all: true };
