/** Similarity held to its definition, worked out over all pairs. */
import fc from 'fast-check';
import { pairBySimilarity, type SimilarPair, type SimilarityCase } from '../../src/compare/similarity.js';
import { tokensOf, Vocabulary } from '../../src/compare/tokens.js';
import type { TestCase } from '../../src/compare/test-case.js';

interface Said {
  id: number;
  words: string[];
}

const wordArb = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const sideArb = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 9 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.array(wordArb, { maxLength: 9 }).map((words): Said => ({ id, words })))),
  );
const thresholdArb = fc.constantFrom(0.1, 0.25, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.85, 0.9, 1);

const asCase = ({ id, words }: Said): TestCase => ({ id, title: words.join(' ') });

const tokenized = (left: readonly Said[], right: readonly Said[]): [SimilarityCase[], SimilarityCase[]] => {
  const vocabulary = new Vocabulary();
  const of = (said: Said): SimilarityCase => ({ id: said.id, tokens: tokensOf(asCase(said), vocabulary) });
  return [left.map(of), right.map(of)];
};

const pair = (left: readonly Said[], right: readonly Said[], threshold: number): SimilarPair[] =>
  pairBySimilarity(...tokenized(left, right), threshold).pairs;

/** Words that both hold, of those that either holds, with how often. */
function fractionOf(a: readonly string[], b: readonly string[]): [number, number] {
  const rest = [...b];
  let shared = 0;
  for (const word of a) {
    const at = rest.indexOf(word);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared++;
  }
  return [shared, a.length + b.length - shared];
}

function naively(left: readonly Said[], right: readonly Said[], threshold: number) {
  const all = left
    .flatMap((l) =>
      right.map((r) => {
        const [shared, either] = fractionOf(l.words, r.words);
        return { left: l.id, right: r.id, score: either === 0 ? 0 : shared / either };
      }),
    )
    .filter(({ score }) => score > 0 && score >= threshold)
    .sort(
      (a, b) =>
        b.score - a.score ||
        Math.min(a.left, a.right) - Math.min(b.left, b.right) ||
        Math.max(a.left, a.right) - Math.max(b.left, b.right),
    );
  const [lefts, rights] = [new Set<number>(), new Set<number>()];
  return all
    .filter(({ left: l, right: r }) => {
      if (lefts.has(l) || rights.has(r)) return false;
      lefts.add(l);
      rights.add(r);
      return true;
    })
    .sort((a, b) => a.left - b.left);
}

const plain = (pairs: readonly SimilarPair[]) =>
  pairs.map(({ left, right, score }) => ({ left, right, score }));

it('the pairs are those worked out over all pairs', () => {
  fc.assert(
    fc.property(sideArb, sideArb, thresholdArb, (left, right, threshold) => {
      expect(plain(pair(left, right, threshold))).toEqual(naively(left, right, threshold));
    }),
    { numRuns: 4_000 },
  );
});

it('whatever the order of the cases, and mirrored when the sides are swapped', () => {
  const keys = fc.array(fc.nat(99), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(sideArb, sideArb, thresholdArb, keys, (left, right, threshold, order) => {
      const shuffled = (side: readonly Said[]): Said[] =>
        side
          .map((said, n) => ({ said, key: order[n]! }))
          .sort((a, b) => a.key - b.key)
          .map(({ said }) => said);
      const pairs = pair(left, right, threshold);
      expect(pair(shuffled(left), shuffled(right), threshold)).toEqual(pairs);
      const back = pair(right, left, threshold).map(({ left: l, right: r, score, candidates }) => ({
        left: r,
        right: l,
        score,
        ...(candidates && { candidates: { left: candidates.right, right: candidates.left } }),
      }));
      expect(back.sort((a, b) => a.left - b.left)).toEqual(pairs);
    }),
    { numRuns: 1_500 },
  );
});

it('candidates are those of the same score, and named where there were several', () => {
  const said = (id: number, words: string): Said => ({ id, words: words.split(' ') });
  const pairs = pair(
    [said(1, 'a b c d'), said(2, 'x y')],
    [said(11, 'a b c e'), said(12, 'a b c f'), said(13, 'x y z')],
    0.5,
  );
  expect(pairs).toEqual([
    { left: 1, right: 11, score: 0.6, candidates: { left: [1], right: [11, 12] } },
    { left: 2, right: 13, score: 2 / 3 },
  ]);
});

it('where there are more pairs than are kept, the lowest scores are let go, and it says so', () => {
  const side = (first: number): Said[] =>
    Array.from({ length: 30 }, (_, n) => ({
      id: first + n,
      words: ['a', 'b', 'c', 'd', `w${n % 10}`, `x${n}`],
    }));
  const [left, right] = tokenized(side(1), side(101));
  const { pairs, letGo } = pairBySimilarity(left, right, 0.1, 60);
  expect(letGo).toBeDefined();
  expect(pairs.every(({ score }) => score > letGo!)).toBe(true);
  expect(pairs).toHaveLength(30);
  expect(pairBySimilarity(left, right, 0.1).letGo).toBeUndefined();
});

describe('words', () => {
  const words = (testCase: Partial<TestCase>): number =>
    tokensOf({ id: 1, title: '', ...testCase }, new Vocabulary()).length;

  it.each<[string, Partial<TestCase>, number]>([
    [
      'of title, texts and steps',
      { title: 'Pay now', custom_a: 'one', custom_s: [{ content: 'two', expected: 'three' }] },
      5,
    ],
    [
      'not of refs and numbers',
      { title: 'Pay', refs: 'R1', custom_n: 5, custom_s: [{ content: 'a', refs: 'R2' }] },
      2,
    ],
    ['each as often as it is there', { title: 'a a a b' }, 4],
    ['of scripts without spaces, each two characters', { title: '東京都' }, 2],
    ['none', { title: ' … ' }, 0],
  ])('%s', (_, testCase, count) => {
    expect(words(testCase)).toBe(count);
  });
});
