import type { Side } from './events.js';
import type { HeldCase } from './held-case.js';
import type { Matching, Pair } from './match.js';
import { pairBySimilarity, type SimilarityCase } from './similarity.js';
import type { TestCase } from './test-case.js';
import { tokensOf, Vocabulary } from './tokens.js';

export interface SimilarMatching extends Matching {
  /** Scores up to this one were not looked at: there were too many pairs. */
  letGo?: number;
}

export interface Similarity {
  /** The least score, in (0, 1]. */
  least: number;
  /** What of a case is looked at. */
  prose(side: Side, testCase: TestCase): TestCase;
}

/**
 * Of what no key and no equal content has paired over the whole project, those whose contents are nearly the same.
 */
export function matchSimilar(
  { pairs, left, right }: Matching,
  { least, prose }: Similarity,
): SimilarMatching {
  const vocabulary = new Vocabulary();
  // Without its fields, of which two copies contradict each other, nothing can be said of a case.
  const wordsOf = (side: Side, cases: readonly HeldCase[]): SimilarityCase[] =>
    cases.flatMap(({ id, fields }) =>
      fields ? [{ id, tokens: tokensOf(prose(side, fields), vocabulary) }] : [],
    );
  const found = pairBySimilarity(wordsOf('left', left), wordsOf('right', right), least);
  const [lefts, rights] = [byId(left), byId(right)];
  const similar = found.pairs.map((pair): Pair => ({
    left: lefts.get(pair.left)!,
    right: rights.get(pair.right)!,
    by: 'similarity',
    score: pair.score,
    candidates: pair.candidates,
  }));
  const taken = new Set(similar.flatMap((pair) => [pair.left, pair.right]));
  const free = (held: HeldCase): boolean => !taken.has(held);
  return {
    identical: [],
    pairs: [...pairs, ...similar],
    left: left.filter(free),
    right: right.filter(free),
    ...(found.letGo !== undefined && { letGo: found.letGo }),
  };
}

const byId = (cases: readonly HeldCase[]): Map<number, HeldCase> =>
  new Map(cases.map((held) => [held.id, held]));
