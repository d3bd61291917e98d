import type { Step } from './step-diff.js';

/** Pairs of steps that are looked at; beyond it they are paired one after the other. */
const MAX_PAIRS = 40_000;

/** How much two steps have in common that are taken for one wherever they stand. */
const MUCH = 0.6;

/** Less than any likeness, so that it decides only between alignments that are equally alike: more pairs are better. */
const PAIRED = 1e-6;

const wordsOf = (step: Step): Set<string> =>
  new Set(
    Object.values(step)
      .flatMap((part) => (typeof part === 'string' ? part.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) : null))
      .filter((word) => word !== null),
  );

/** How much two sets of words have in common, 0 to 1 (Sørensen–Dice). */
const likeness = (left: ReadonlySet<string>, right: ReadonlySet<string>): number => {
  const size = left.size + right.size;
  if (size === 0) return 0;
  let common = 0;
  for (const word of left) if (right.has(word)) common++;
  return (2 * common) / size;
};

/**
 * *Pairs two stretches of steps in order: the most alike, and of equally alike pairings that with the most pairs.*
 *
 * @returns pairs of indices, rising on both sides
 */
export const alignAlike = (left: readonly Step[], right: readonly Step[]): [number, number][] => {
  const shorter = Math.min(left.length, right.length);
  if (shorter === 0) return [];
  if (left.length === right.length && shorter === 1) return [[0, 0]];
  if (left.length * right.length > MAX_PAIRS) return Array.from({ length: shorter }, (_, n) => [n, n]);
  const words = { left: left.map(wordsOf), right: right.map(wordsOf) };
  // best[l][r]: the likeness of the best alignment of the steps from l and from r on.
  const best = Array.from({ length: left.length + 1 }, () => new Float64Array(right.length + 1));
  const pairedAt = (l: number, r: number): number =>
    likeness(words.left[l]!, words.right[r]!) + PAIRED + best[l + 1]![r + 1]!;
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      best[l]![r] = Math.max(best[l + 1]![r]!, best[l]![r + 1]!, pairedAt(l, r));
    }
  }
  const pairs: [number, number][] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    if (best[l]![r] === pairedAt(l, r)) pairs.push([l++, r++]);
    else if (best[l]![r] === best[l + 1]![r]) l++;
    else r++;
  }
  return pairs;
};

/**
 * *Pairs steps that say much the same, wherever they stand:* each on the right, in order, with the most alike on the left.
 *
 * @returns pairs of indices, rising on the right
 */
export const pairAlike = (left: readonly Step[], right: readonly Step[]): [number, number][] => {
  if (left.length * right.length > MAX_PAIRS) return [];
  const free = new Map(left.map((step, l) => [l, wordsOf(step)]));
  return right.flatMap((step, r): [number, number][] => {
    const words = wordsOf(step);
    let best: { l: number; likeness: number } | undefined;
    for (const [l, others] of free) {
      const alike = likeness(others, words);
      if (alike >= MUCH && alike > (best?.likeness ?? 0)) best = { l, likeness: alike };
    }
    if (!best) return [];
    free.delete(best.l);
    return [[best.l, r]];
  });
};
