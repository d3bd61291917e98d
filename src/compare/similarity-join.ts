/**
 * All pairs of groups, one with cases on the left and one with cases on the right, whose score reaches a threshold: a set
 * similarity join with an inverted index over prefixes. It misses none, and looks at few others.
 *
 * - S. Chaudhuri, V. Ganti, R. Kaushik: A primitive operator for similarity joins in data cleaning, ICDE 2006: the prefix
 *   filter. With all sets in one order of tokens, two that share much share one of their first few; with the rarest first
 *   these lead to few others.
 * - R. J. Bayardo, Y. Ma, R. Srikant: Scaling up all pairs similarity search, WWW 2007: sets by ascending size, each looked
 *   for in an index of those before it. So a set that is too short is never met again, and fewer tokens need be indexed.
 * - C. Xiao, W. Wang, X. Lin, J. X. Yu: Efficient similarity joins for near duplicate detection, WWW 2008 (PPJoin): where a
 *   shared token stands bounds what can be shared after it.
 */
import type { Side } from './events.js';
import { jaccard, leastOverlap, leastSize } from './jaccard.js';
import type { ScoreClasses } from './score-classes.js';
import type { SimilarityGroups } from './similarity-groups.js';

/** @param into where the pairs go; its threshold may rise meanwhile */
export function joinSimilar(groups: SimilarityGroups, into: ScoreClasses): void {
  const indexes = {
    left: new PrefixIndex(groups, 'left', into.threshold),
    right: new PrefixIndex(groups, 'right', into.threshold),
  };
  const search = new Search(groups);
  for (let group = 0; group < groups.count; group++) {
    const hasLeft = groups.members.left[group]!.length > 0;
    const hasRight = groups.members.right[group]!.length > 0;
    if (hasLeft && hasRight) addWithItself(groups, group, into);
    if (hasLeft) search.find(group, indexes.right, into, (score, other) => into.add(score, group, other));
    if (hasRight) search.find(group, indexes.left, into, (score, other) => into.add(score, other, group));
    if (hasLeft) indexes.left.add(group);
    if (hasRight) indexes.right.add(group);
  }
}

/** Its cases on the two sides share the tokens that both sides have, and none of the rest. */
function addWithItself(groups: SimilarityGroups, group: number, into: ScoreClasses): void {
  const size = groups.sizes[group]!;
  const score = jaccard(groups.starts[group + 1]! - groups.starts[group]!, size, size);
  if (score >= into.threshold) into.add(score, group, group);
}

/**
 * How many of a set's tokens must be looked at, of those that both sides have: of `size` tokens, one among the first
 * `size - overlap + 1` is shared where `overlap` are. Those that only one side has are the rarest, stand before all others,
 * and are shared with none.
 */
function prefixLength(groups: SimilarityGroups, group: number, overlap: number): number {
  const held = groups.starts[group + 1]! - groups.starts[group]!;
  const size = groups.sizes[group]!;
  const before = size - held;
  return Math.min(held, Math.max(0, size - overlap + 1 - before));
}

/** Which groups of one side hold a token among their first, and where; by ascending size. */
class PrefixIndex {
  readonly groupAt: Uint32Array;
  readonly positionAt: Uint32Array;
  /** Where the postings of a token start: those of groups that are too small by now are passed over. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
  private readonly lengths: Uint32Array;

  constructor(
    private readonly groups: SimilarityGroups,
    side: Side,
    threshold: number,
  ) {
    const { count, sizes, starts, tokens, vocabulary, members } = groups;
    this.lengths = new Uint32Array(count);
    this.first = new Uint32Array(vocabulary + 1);
    for (let group = 0; group < count; group++) {
      if (members[side][group]!.length === 0) continue;
      // Whoever asks is at least as large.
      const overlap = leastOverlap(sizes[group]!, sizes[group]!, threshold);
      const length = (this.lengths[group] = prefixLength(groups, group, overlap));
      for (let at = starts[group]!; at < starts[group]! + length; at++) this.first[tokens[at]! + 1]!++;
    }
    for (let token = 0; token < vocabulary; token++) this.first[token + 1]! += this.first[token]!;
    this.end = this.first.slice(0, vocabulary);
    this.groupAt = new Uint32Array(this.first[vocabulary]!);
    this.positionAt = new Uint32Array(this.first[vocabulary]!);
  }

  add(group: number): void {
    const start = this.groups.starts[group]!;
    for (let position = 0; position < this.lengths[group]!; position++) {
      const posting = this.end[this.groups.tokens[start + position]!]!++;
      this.groupAt[posting] = group;
      this.positionAt[posting] = position;
    }
  }
}

/** Not a candidate, whatever else it shares. */
const RULED_OUT = -1;

/** Looks for the partners of one group after the other, in notes that all of these searches share. */
class Search {
  /** By group: how many tokens it is known to share, 0 for one that was not met, or `RULED_OUT`. */
  private readonly shared: Int32Array;
  private readonly needed: Uint32Array;
  /** Where the last shared token stands, in the group that is looked for and in the other. */
  private readonly lastHere: Uint32Array;
  private readonly lastThere: Uint32Array;
  private readonly met: Uint32Array;

  constructor(private readonly groups: SimilarityGroups) {
    this.shared = new Int32Array(groups.count);
    this.needed = new Uint32Array(groups.count);
    this.lastHere = new Uint32Array(groups.count);
    this.lastThere = new Uint32Array(groups.count);
    this.met = new Uint32Array(groups.count);
  }

  /** Tells all groups of the index that reach the threshold with `group`, which is as large as any of them. */
  find(
    group: number,
    index: PrefixIndex,
    limit: { threshold: number },
    tell: (score: number, other: number) => void,
  ): void {
    const met = this.meet(group, index, limit.threshold);
    const { sizes } = this.groups;
    for (let n = 0; n < met; n++) {
      const other = this.met[n]!;
      if (this.shared[other]! > 0) {
        const overlap = this.overlap(group, other);
        if (overlap >= this.needed[other]!) tell(jaccard(overlap, sizes[group]!, sizes[other]!), other);
      }
      this.shared[other] = 0;
    }
  }

  /** @return how many groups were met: they share a token of the prefixes */
  private meet(group: number, index: PrefixIndex, threshold: number): number {
    const { shared, needed, lastHere, lastThere } = this;
    const { sizes, starts, tokens } = this.groups;
    const { first, end, groupAt, positionAt } = index;
    const size = sizes[group]!;
    const start = starts[group]!;
    const held = starts[group + 1]! - start;
    const least = leastSize(size, threshold);
    const prefix = prefixLength(this.groups, group, least);
    let met = 0;
    for (let here = 0; here < prefix; here++) {
      const token = tokens[start + here]!;
      const last = end[token]!;
      let posting = first[token]!;
      while (posting < last && sizes[groupAt[posting]!]! < least) posting++;
      first[token] = posting;
      for (; posting < last; posting++) {
        const other = groupAt[posting]!;
        const known = shared[other]!;
        if (known === RULED_OUT) continue;
        if (known === 0) {
          this.met[met++] = other;
          needed[other] = leastOverlap(size, sizes[other]!, threshold);
        }
        const there = positionAt[posting]!;
        const rest = Math.min(held - here, starts[other + 1]! - starts[other]! - there);
        if (known + rest < needed[other]!) {
          shared[other] = RULED_OUT;
          continue;
        }
        shared[other] = known + 1;
        lastHere[other] = here;
        lastThere[other] = there;
      }
    }
    return met;
  }

  /** What the two share; less than needed, where that is all that is certain. */
  private overlap(group: number, other: number): number {
    const { starts, tokens } = this.groups;
    const needed = this.needed[other]!;
    const [hereEnd, thereEnd] = [starts[group + 1]!, starts[other + 1]!];
    let here = starts[group]! + this.lastHere[other]! + 1;
    let there = starts[other]! + this.lastThere[other]! + 1;
    let overlap = this.shared[other]!;
    // How many tokens of each may still turn out not to be shared.
    let spareHere = overlap + hereEnd - here - needed;
    let spareThere = overlap + thereEnd - there - needed;
    while (here < hereEnd && there < thereEnd) {
      const [a, b] = [tokens[here]!, tokens[there]!];
      if (a === b) {
        overlap++;
        here++;
        there++;
      } else if (a < b) {
        if (--spareHere < 0) return 0;
        here++;
      } else {
        if (--spareThere < 0) return 0;
        there++;
      }
    }
    return overlap;
  }
}
