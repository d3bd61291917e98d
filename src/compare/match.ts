/**
 * Which case is compared with which, level by level, within a level by ascending ids on both sides. What a level has
 * paired is gone for the next, and what no level pairs is only on its side. Both functions give the same pairs for the
 * same sets of cases, in whichever order they came.
 */
import { contentMark } from './attached.js';
import { byId, type HeldCase } from './held-case.js';

/** Two cases that are compared. */
export interface Pair {
  left: HeldCase;
  right: HeldCase;
  /** Ids of the same key that were free when it was picked, where there were several. */
  candidates?: { left: number[]; right: number[] };
  /** What made them one: their key, or that their contents are equal, or nearly so. */
  by: 'key' | 'content' | 'similarity';
  /** With `similarity`, in (0, 1]. */
  score?: number;
  /** It may depend on a lost attachment whether they are a pair, or in what they differ. */
  doubtful?: boolean;
}

export interface Matching {
  identical: Pair[];
  pairs: Pair[];
  left: HeldCase[];
  right: HeldCase[];
}

/** A part of a case by which others are found; undefined where it has none. */
type Mark = (held: HeldCase) => string | undefined;

const content: Mark = contentMark;
/** The same texts, whatever they refer to. */
const text: Mark = ({ digest }) => digest;
const section: Mark = ({ path }) => path?.mark ?? '';
const together =
  (...marks: Mark[]): Mark =>
  (held) => {
    const parts = marks.map((mark) => mark(held));
    return parts.includes(undefined) ? undefined : JSON.stringify(parts);
  };

/**
 * Cases of one key in two paired suites: those of the same content and section path, the same content, the same section
 * path, then whoever is left.
 *
 * @param title what of a title counts: of those alike in content and section, equal titles come first
 */
export function matchGroup(
  left: readonly HeldCase[],
  right: readonly HeldCase[],
  title: (held: HeldCase) => string,
): Matching {
  // Nearly every group is one case on each side, and identical: worth its own line.
  if (left.length === 1 && right.length === 1 && isSame(left[0]!, right[0]!, title))
    return { identical: [{ left: left[0]!, right: right[0]!, by: 'key' }], pairs: [], left: [], right: [] };
  if (left.length === 0 || right.length === 0)
    return { identical: [], pairs: [], left: [...left], right: [...right] };
  return matchSeveral(left, right, title);
}

/** Apart, since its closures would be allocated for each group that needs none of them. */
function matchSeveral(
  left: readonly HeldCase[],
  right: readonly HeldCase[],
  title: (held: HeldCase) => string,
): Matching {
  // All of them are of one key.
  const oneKey: Mark = () => '';
  const identical = zipBy(left, right, together(content, section, title), oneKey);
  const levels = [
    together(content, section),
    content,
    ...(hasAttached(left, right) ? [together(text, section), text] : []),
    together(section, title),
    section,
    oneKey,
  ];
  const rest = inLevels(
    identical,
    levels.map((mark) => (l, r) => zipBy(l, r, mark, oneKey)),
  );
  return { identical: identical.pairs, ...rest };
}

/** Of cases that refer to files that are not the same, or could not be read, those of the same texts belong together. */
const hasAttached = (...groups: (readonly HeldCase[])[]): boolean =>
  groups.some((group) => group.some(({ attached }) => attached));

const isSame = (left: HeldCase, right: HeldCase, title: (held: HeldCase) => string): boolean =>
  contentMark(left) === contentMark(right) &&
  section(left) === section(right) &&
  (left.title === right.title || title(left) === title(right));

/**
 * What the suites left over, over the whole project: the same key and content, those of the same section path first
 * (moved); the same key, where it is left exactly once on each side (changed and moved); the same content, holding some
 * text or steps, left exactly once on each side (renamed).
 */
export function matchLeftovers(left: readonly HeldCase[], right: readonly HeldCase[]): Matching {
  const key: Mark = (held) => held.key;
  const attached = hasAttached(left, right);
  const byKey = inLevels({ left: [...left], right: [...right] }, [
    (l, r) => zipBy(l, r, together(key, content, section), key),
    (l, r) => zipBy(l, r, together(key, content), key),
    ...(attached
      ? [
          (l: Some, r: Some) => zipBy(l, r, together(key, text, section), key),
          (l: Some, r: Some) => zipBy(l, r, together(key, text), key),
        ]
      : []),
    (l, r) => onlyOnes(l, r, key),
  ]);
  const renamed = inLevels(byKey, [
    (l, r) => onlyOnes(l, r, (held) => (held.hasText ? contentMark(held) : undefined)),
    ...(attached
      ? [(l: Some, r: Some) => onlyOnes(l, r, (held) => (held.hasText ? held.digest : undefined))]
      : []),
  ]);
  const byContent = renamed.pairs.map((pair): Pair => ({ ...pair, by: 'content' }));
  return { ...renamed, identical: [], pairs: [...byKey.pairs, ...byContent] };
}

type Halves = Pick<Matching, 'pairs' | 'left' | 'right'>;
type Some = readonly HeldCase[];
type Level = (left: Some, right: Some) => Halves;

/** One level after the other, each with what the one before it left. */
function inLevels(of: Pick<Halves, 'left' | 'right'>, levels: readonly Level[]): Halves {
  const result: Halves = { pairs: [], left: of.left, right: of.right };
  for (const level of levels) {
    if (result.left.length === 0 || result.right.length === 0) break;
    const halves = level(result.left, result.right);
    for (const pair of halves.pairs) result.pairs.push(pair);
    result.left = halves.left;
    result.right = halves.right;
  }
  return result;
}

/**
 * Pairs as many as both sides have of each mark; a case without a mark is left over.
 *
 * @param key what all have in common that a pair is picked among
 */
function zipBy(left: readonly HeldCase[], right: readonly HeldCase[], mark: Mark, key: Mark): Halves {
  const rights = groupBy(right, mark);
  const among = { left: groupBy(left, key), right: groupBy(right, key) };
  const known = new Map<string, Pair['candidates']>();
  const candidatesOf = (held: HeldCase): Pair['candidates'] => {
    const name = key(held)!;
    if (!known.has(name)) known.set(name, severalOf(among.left.get(name) ?? [], among.right.get(name) ?? []));
    return known.get(name);
  };
  const pairs: Pair[] = [];
  for (const [name, lefts] of groupBy(left, mark)) zip(lefts, rights.get(name) ?? [], candidatesOf, pairs);
  return without(pairs, left, right);
}

/** Pairs where a mark is borne by exactly one case on each side; a case without a mark is left over. */
function onlyOnes(left: readonly HeldCase[], right: readonly HeldCase[], mark: Mark): Halves {
  const lefts = groupBy(left, mark);
  const rights = groupBy(right, mark);
  const pairs: Pair[] = [];
  for (const [name, [only, ...more]] of lefts) {
    const partners = rights.get(name) ?? [];
    if (more.length === 0 && partners.length === 1)
      pairs.push({ left: only!, right: partners[0]!, by: 'key' });
  }
  return without(pairs, left, right);
}

function without(pairs: Pair[], left: readonly HeldCase[], right: readonly HeldCase[]): Halves {
  const taken = new Set(pairs.flatMap((pair) => [pair.left, pair.right]));
  const free = (held: HeldCase): boolean => !taken.has(held);
  return { pairs, left: left.filter(free), right: right.filter(free) };
}

/** One with one, by ascending ids. */
function zip(
  left: readonly HeldCase[],
  right: readonly HeldCase[],
  candidatesOf: (held: HeldCase) => Pair['candidates'],
  pairs: Pair[],
): void {
  if (right.length === 0) return;
  const [lefts, rights] = [[...left].sort(byId), [...right].sort(byId)];
  lefts.slice(0, rights.length).forEach((held, n) => {
    pairs.push({ left: held, right: rights[n]!, candidates: candidatesOf(held), by: 'key' });
  });
}

/** The ids that a pair is picked among; undefined where there is but one of each. */
function severalOf(left: readonly HeldCase[], right: readonly HeldCase[]): Pair['candidates'] {
  if (left.length < 2 && right.length < 2) return undefined;
  const ids = (cases: readonly HeldCase[]): number[] => cases.map(({ id }) => id).sort((a, b) => a - b);
  return { left: ids(left), right: ids(right) };
}

function groupBy(cases: readonly HeldCase[], mark: Mark): Map<string, HeldCase[]> {
  const groups = new Map<string, HeldCase[]>();
  for (const held of cases) {
    const name = mark(held);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(held);
    else groups.set(name, [held]);
  }
  return groups;
}
