/**
 * How long it takes to pair what is left over by its contents: 20,000 cases on each side, of about 1 kB, in an ordinary
 * world and in two that are hard on the algorithm. `npm run bench:similarity`.
 */
import { pairBySimilarity, type SimilarityCase } from '../../src/compare/similarity.js';
import { tokensOf, Vocabulary } from '../../src/compare/tokens.js';

const CASES = 20_000;
const WORDS = 150;
const THRESHOLD = 0.85;

/** Mulberry32. */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type World = (side: 'left' | 'right', n: number, draw: (below: number) => number) => string[];

/** As often as words of a language are: the n-th of them in inverse proportion to n. */
const word = (draw: (below: number) => number): string => `w${Math.floor(8_000 ** (draw(1e6) / 1e6))}`;
const text = (length: number, draw: (below: number) => number): string[] =>
  Array.from({ length }, () => word(draw));
/** The same for both sides. */
const textOf = (n: number, length: number): string[] => text(length, drawer(n + 1));
const edited = (words: string[], edits: number, draw: (below: number) => number): string[] => {
  for (let n = 0; n < edits; n++) words[draw(words.length)] = `edit${draw(1e6)}`;
  return words;
};

const WORLDS: Record<string, World> = {
  'ordinary: half were edited in a few words': (side, n, draw) =>
    edited(textOf(n % 2 === 0 ? n : side === 'left' ? n : n + CASES, WORDS), side === 'left' ? 0 : 5, draw),
  'boilerplate: four words of five are the same in all': (_, n, draw) => [
    ...textOf(0, WORDS * 0.8),
    ...edited(textOf(n, WORDS * 0.2), 2, draw),
  ],
  'clusters: a hundred times two hundred that are nearly the same': (_, n, draw) =>
    edited(textOf(n % 100, WORDS), 4, draw),
};

function sides(world: World): [SimilarityCase[], SimilarityCase[]] {
  const vocabulary = new Vocabulary();
  const draw = drawer(7);
  const side = (name: 'left' | 'right'): SimilarityCase[] =>
    Array.from({ length: CASES }, (_, n) => ({
      id: n + 1,
      tokens: tokensOf({ id: n + 1, title: world(name, n, draw).join(' ') }, vocabulary),
    }));
  return [side('left'), side('right')];
}

for (const [name, world] of Object.entries(WORLDS)) {
  const since = performance.now();
  const [left, right] = sides(world);
  const tokenized = performance.now();
  const { pairs, letGo } = pairBySimilarity(left, right, THRESHOLD);
  const done = performance.now();
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  console.log(
    `${name}: ${pairs.length} pairs in ${seconds(done - tokenized)} s, after ${seconds(tokenized - since)} s for the words, ${memory} MB${letGo === undefined ? '' : `, none of ${letGo.toFixed(3)} and below`}`,
  );
}
