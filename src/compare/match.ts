import { byId, type HeldCase } from './held-case.js';

/**
 * Which case is compared with which, level by level, within a level by ascending ids on both sides. What a level has
 * paired is gone for the next, and what no level pairs is only on its side. Both functions give the same pairs for the
 * same sets of cases, in whichever order they came.
 */
export interface Pair {
  left: HeldCase;
  right: HeldCase;
  /** Ids it was picked among, where there were several. */
  candidates?: { left: number[]; right: number[] };
}

export interface Matching {
  identical: Pair[];
  pairs: Pair[];
  left: HeldCase[];
  right: HeldCase[];
}

/** Cases of one key in two paired suites: those of the same content first, then whoever is left. */
export function matchGroup(left: readonly HeldCase[], right: readonly HeldCase[]): Matching {
  // Nearly every group is one case on each side, and identical: worth its own line.
  if (left.length === 1 && right.length === 1 && left[0]!.digest === right[0]!.digest) {
    return { identical: [{ left: left[0]!, right: right[0]! }], pairs: [], left: [], right: [] };
  }
  const equal = zipBy(left, right, (held) => held.digest);
  const rest = zip(equal.left.sort(byId), equal.right.sort(byId));
  return { identical: equal.pairs, pairs: rest.pairs, left: rest.left, right: rest.right };
}

/**
 * What the suites left over, over the whole project: the same key and content (moved); the same key, where it is left
 * exactly once on each side (changed and moved); the same content, holding some text or steps, left exactly once on
 * each side (renamed).
 */
export function matchLeftovers(left: readonly HeldCase[], right: readonly HeldCase[]): Matching {
  const moved = zipBy(left, right, (held) => JSON.stringify([held.title, held.digest]));
  const changed = onlyOnes(moved.left, moved.right, (held) => held.title);
  const renamed = onlyOnes(changed.left, changed.right, (held) => (held.hasText ? held.digest : undefined));
  return {
    identical: [],
    pairs: [...moved.pairs, ...changed.pairs, ...renamed.pairs],
    left: renamed.left,
    right: renamed.right,
  };
}

type Halves = Pick<Matching, 'pairs' | 'left' | 'right'>;

/** Pairs as many as both sides have of each mark. */
function zipBy(
  left: readonly HeldCase[],
  right: readonly HeldCase[],
  mark: (held: HeldCase) => string,
): Halves {
  if (left.length === 0 || right.length === 0) return { pairs: [], left: [...left], right: [...right] };
  const rights = groupBy(right, mark);
  const result: Halves = { pairs: [], left: [], right: [] };
  for (const [name, lefts] of groupBy(left, mark)) {
    const halves = zip(lefts, rights.get(name) ?? []);
    rights.delete(name);
    append(result, halves);
  }
  for (const rest of rights.values()) append(result, { pairs: [], left: [], right: rest });
  return result;
}

/** Pairs where a mark is borne by exactly one case on each side; a case without a mark is left over. */
function onlyOnes(
  left: readonly HeldCase[],
  right: readonly HeldCase[],
  mark: (held: HeldCase) => string | undefined,
): Halves {
  const lefts = groupBy(left, mark);
  const rights = groupBy(right, mark);
  const pairs: Pair[] = [];
  for (const [name, [only, ...more]] of lefts) {
    const partners = rights.get(name) ?? [];
    if (more.length === 0 && partners.length === 1) pairs.push({ left: only!, right: partners[0]! });
  }
  const taken = new Set(pairs.flatMap((pair) => [pair.left, pair.right]));
  const free = (held: HeldCase): boolean => !taken.has(held);
  return { pairs, left: left.filter(free), right: right.filter(free) };
}

function zip(left: readonly HeldCase[], right: readonly HeldCase[]): Halves {
  const [lefts, rights] = [[...left].sort(byId), [...right].sort(byId)];
  const count = Math.min(lefts.length, rights.length);
  const several = Math.max(lefts.length, rights.length) > 1;
  const candidates = several
    ? { left: lefts.map(({ id }) => id), right: rights.map(({ id }) => id) }
    : undefined;
  const pairs = lefts.slice(0, count).map((held, n): Pair => ({ left: held, right: rights[n]!, candidates }));
  return { pairs, left: lefts.slice(count), right: rights.slice(count) };
}

function groupBy(
  cases: readonly HeldCase[],
  mark: (held: HeldCase) => string | undefined,
): Map<string, HeldCase[]> {
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

function append(to: Halves, more: Halves): void {
  to.pairs.push(...more.pairs);
  to.left.push(...more.left);
  to.right.push(...more.right);
}
