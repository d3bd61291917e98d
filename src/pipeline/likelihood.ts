/**
 * How likely it is that a suite has a page, given what is known of it.
 *
 * Sizes of suites are spread over orders of magnitude, so that of the suites with k pages about k / n have n
 * (a Pareto law with exponent 1): one that is known to have k pages probably has more than k + 1, hardly 2 k. The
 * partner on the other side is the best hint there is, and what some servers call `size` the next.
 */
export interface PagingFacts {
  /** Pages known to exist. */
  known: number;
  /** Lowest number of pages it is known not to have; Infinity while nothing is known. */
  atMost: number;
  /** Pages the partner is known to have, and whether these are all. */
  partner?: { pages: number; all: boolean };
  /** Pages that the envelope's `size` amounts to, where it is more than one page. */
  sized?: number;
}

/** How far a hint is believed. */
const BELIEF = 0.92;

/** The likelihood that it has at least `pages` pages. */
export function likelihoodOf(pages: number, facts: PagingFacts): number {
  if (pages <= facts.known) return 1;
  if (pages >= facts.atMost) return 0;
  const hint = facts.sized ?? facts.partner?.pages;
  const told = hint !== undefined && hint > facts.known;
  if (told && pages <= hint) return BELIEF;
  const all = facts.sized !== undefined || facts.partner?.all === true;
  const beyondHint = told || (hint !== undefined && hint === facts.known);
  const base = beyondHint && all ? 1 - BELIEF : 1;
  return base * survival(pages, told ? Math.min(hint, facts.atMost - 1) : facts.known, facts.atMost);
}

/** P(N ≥ pages | known ≤ N < atMost) for P(N ≥ n) = 1 / n. */
function survival(pages: number, known: number, atMost: number): number {
  const tail = atMost === Infinity ? 0 : 1 / atMost;
  const given = 1 / Math.max(1, known) - tail;
  return given <= 0 ? 0 : Math.max(0, (1 / pages - tail) / given);
}

/** How many pages it will probably have: what the hints say, else half as many again as are known. */
export function expectedPages(facts: PagingFacts): number {
  const hint = facts.sized ?? facts.partner?.pages;
  if (facts.atMost === facts.known + 1) return facts.known;
  if (hint !== undefined && hint >= facts.known) return Math.min(hint, facts.atMost - 1);
  return Math.min(facts.known * 1.5, facts.atMost - 1);
}
