import type { Side } from './events.js';

/** A case as `pairBySimilarity` takes it. */
export interface SimilarityCase {
  /** One of its own on its side. */
  id: number;
  /** What `tokensOf` gave: a set. */
  tokens: Uint32Array;
}

/**
 * Cases that no score can tell apart, as one entry: they have the same tokens of those that occur on both sides, and equally
 * many of the others. A token that only one side has is never shared, so only its number counts: "Order 17" and "Order 18"
 * of a thousand otherwise equal cases are one entry when the other side knows neither number.
 *
 * Entries are numbered by ascending size.
 */
export interface SimilarityGroups {
  count: number;
  /** Tokens of each of its cases, those that only one side has included. */
  sizes: Uint32Array;
  /** Where in `tokens` those of a group start; those of group n end where those of n + 1 start. */
  starts: Uint32Array;
  /** Tokens that both sides have, renumbered by ascending document frequency; each group's ascend. */
  tokens: Uint32Array;
  /** How many different ones `tokens` holds. */
  vocabulary: number;
  /** Of each group, the ids of its cases on a side, ascending. */
  members: Record<Side, readonly (readonly number[])[]>;
}

interface Group {
  size: number;
  shared: Uint32Array;
  left: number[];
  right: number[];
}

/** Cases without tokens are in no group. */
export function similarityGroups(
  left: readonly SimilarityCase[],
  right: readonly SimilarityCase[],
): SimilarityGroups {
  const ranks = ranksByFrequency(left, right);
  const groups = new GroupTable();
  for (const { id, tokens } of left) groups.take(tokens.length, sharedOf(tokens, ranks)).left.push(id);
  for (const { id, tokens } of right) groups.take(tokens.length, sharedOf(tokens, ranks)).right.push(id);
  return flattened(
    groups.all.filter(({ size }) => size > 0).sort((a, b) => a.size - b.size),
    ranks.count,
  );
}

interface Ranks {
  /** By token: 1 for the rarest that both sides have; 0 where only one has it. */
  of: Uint32Array;
  count: number;
}

function ranksByFrequency(left: readonly SimilarityCase[], right: readonly SimilarityCase[]): Ranks {
  const size = 1 + Math.max(highestToken(left), highestToken(right));
  const [inLeft, inRight] = [frequencies(left, size), frequencies(right, size)];
  // Frequency and token in one number: typed arrays sort numbers many times as fast as by a function.
  const keys: number[] = [];
  for (let token = 0; token < size; token++) {
    if (inLeft[token]! > 0 && inRight[token]! > 0)
      keys.push((inLeft[token]! + inRight[token]!) * size + token);
  }
  const of = new Uint32Array(size);
  Float64Array.from(keys)
    .sort()
    .forEach((key, n) => (of[key % size] = n + 1));
  return { of, count: keys.length };
}

const highestToken = (cases: readonly SimilarityCase[]): number =>
  cases.reduce((high, { tokens }) => tokens.reduce((a, b) => Math.max(a, b), high), 0);

function frequencies(cases: readonly SimilarityCase[], size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (const { tokens } of cases) for (const token of tokens) counts[token]!++;
  return counts;
}

/** Its tokens that both sides have, by their ranks from 0, the rarest first. */
const sharedOf = (tokens: Uint32Array, ranks: Ranks): Uint32Array =>
  tokens
    .map((token) => ranks.of[token]!)
    .filter((rank) => rank > 0)
    .map((rank) => rank - 1)
    .sort();

/** Finds the group of equal tokens by a hash, then by the tokens themselves. */
class GroupTable {
  readonly all: Group[] = [];
  private readonly byHash = new Map<number, Group[]>();

  take(size: number, shared: Uint32Array): Group {
    const hash = hashOf(size, shared);
    const alike = this.byHash.get(hash);
    const known = alike?.find((group) => group.size === size && sameTokens(group.shared, shared));
    if (known) return known;
    const group: Group = { size, shared, left: [], right: [] };
    this.all.push(group);
    if (alike) alike.push(group);
    else this.byHash.set(hash, [group]);
    return group;
  }
}

/** FNV-1a over whole tokens. */
function hashOf(size: number, tokens: Uint32Array): number {
  let hash = 0x811c9dc5 ^ size;
  for (const token of tokens) hash = Math.imul(hash ^ token, 0x01000193);
  return hash;
}

const sameTokens = (a: Uint32Array, b: Uint32Array): boolean =>
  a.length === b.length && a.every((token, n) => token === b[n]);

function flattened(groups: readonly Group[], vocabulary: number): SimilarityGroups {
  const starts = new Uint32Array(groups.length + 1);
  groups.forEach(({ shared }, n) => (starts[n + 1] = starts[n]! + shared.length));
  const tokens = new Uint32Array(starts[groups.length]!);
  groups.forEach(({ shared }, n) => tokens.set(shared, starts[n]));
  const ascending = (ids: number[]): number[] => ids.sort((a, b) => a - b);
  return {
    count: groups.length,
    sizes: Uint32Array.from(groups, ({ size }) => size),
    starts,
    tokens,
    vocabulary,
    members: {
      left: groups.map((group) => ascending(group.left)),
      right: groups.map((group) => ascending(group.right)),
    },
  };
}
