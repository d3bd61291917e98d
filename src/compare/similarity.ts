/**
 * Pairs cases whose contents are nearly the same.
 *
 * **The score** of two cases is the Jaccard similarity of their bags of words (`tokens.ts`): the words that both hold, of
 * those that either holds, 0 to 1. 17 words of 20 give 0.85.
 *
 * **The pairing** takes the highest score first; among pairs of one score, the one with the lowest id in it, then the one
 * whose other id is the lowest, whatever the side. Each case is paired once. So the order of the input does not count, and
 * with the sides swapped the same cases are paired.
 *
 * All pairs that reach the threshold are found by an index, not by comparing all with all (`similarity-join.ts`). There can
 * be more of them than memory holds, where thousands of cases are nearly the same: then those of the lowest scores are let
 * go, and what was let go is told.
 */
import { joinSimilar } from './similarity-join.js';
import { ScoreClasses, type GroupPairs } from './score-classes.js';
import { similarityGroups, type SimilarityCase, type SimilarityGroups } from './similarity-groups.js';

export type { SimilarityCase } from './similarity-groups.js';

export interface SimilarPair {
  left: number;
  right: number;
  score: number;
  /** Ids that it was picked among with the same score, where there were several; no more than the first hundred. */
  candidates?: { left: number[]; right: number[] };
}

export interface SimilarPairs {
  pairs: SimilarPair[];
  /** Pairs of this score and of lower ones were not looked at, since there were too many; undefined where all were. */
  letGo?: number;
}

/** Groups of equal cases that are kept as pairs: 64 MB of them. */
const MOST_PAIRS = 4_000_000;
const MOST_CANDIDATES = 100;

/**
 * @param threshold the least score, in (0, 1]
 * @param mostPairs pairs of groups of equal cases that are kept
 */
export function pairBySimilarity(
  left: readonly SimilarityCase[],
  right: readonly SimilarityCase[],
  threshold: number,
  mostPairs = MOST_PAIRS,
): SimilarPairs {
  const groups = similarityGroups(left, right);
  const classes = new ScoreClasses(threshold, mostPairs);
  joinSimilar(groups, classes);
  const pairing = new Pairing(groups);
  for (const [score, pairs] of classes.descending()) pairing.pairOff(score, pairs);
  return {
    pairs: pairing.pairs.sort((a, b) => a.left - b.left),
    ...(classes.letGo === undefined ? {} : { letGo: classes.letGo }),
  };
}

type Side = 'left' | 'right';

/** A case that may be paired at the score that is dealt with. */
interface Free {
  side: Side;
  group: number;
  id: number;
}

/** Which groups of the other side a group reaches, at one score. */
type Reach = Record<Side, Map<number, number[]>>;

class Pairing {
  readonly pairs: SimilarPair[] = [];
  /** By side and group, how many of its cases are paired: always the lowest ids. */
  private readonly taken: Record<Side, Uint32Array>;

  constructor(private readonly groups: SimilarityGroups) {
    this.taken = { left: new Uint32Array(groups.count), right: new Uint32Array(groups.count) };
  }

  /**
   * Cases by ascending id, of both sides: each takes its partner of the lowest id. None of these is below its own: that one
   * came before, and would have taken this.
   */
  pairOff(score: number, pairs: GroupPairs): void {
    const reach = reachOf(pairs);
    const free = [...this.freeOf('left', reach), ...this.freeOf('right', reach)].sort((a, b) => a.id - b.id);
    const candidates = this.candidatesOf(reach);
    for (const each of free) {
      if (this.isTaken(each)) continue;
      const partner = this.lowestPartner(each, reach);
      if (!partner) continue;
      const [l, r] = each.side === 'left' ? [each, partner] : [partner, each];
      this.taken.left[l.group]!++;
      this.taken.right[r.group]!++;
      const among = { left: candidates.right(r.group), right: candidates.left(l.group) };
      const several = among.left.length > 1 || among.right.length > 1;
      this.pairs.push({ left: l.id, right: r.id, score, ...(several && { candidates: among }) });
    }
  }

  private freeOf(side: Side, reach: Reach): Free[] {
    return [...reach[side].keys()].flatMap((group) =>
      this.groups.members[side][group]!.slice(this.taken[side][group]!).map((id) => ({ side, group, id })),
    );
  }

  private isTaken({ side, group, id }: Free): boolean {
    const first = this.firstFree(side, group);
    return first === undefined || id < first;
  }

  private firstFree(side: Side, group: number): number | undefined {
    return this.groups.members[side][group]![this.taken[side][group]!];
  }

  private lowestPartner({ side, group }: Free, reach: Reach): Free | undefined {
    const other: Side = side === 'left' ? 'right' : 'left';
    let best: Free | undefined;
    for (const each of reach[side].get(group)!) {
      const id = this.firstFree(other, each);
      if (id !== undefined && (!best || id < best.id)) best = { side: other, group: each, id };
    }
    return best;
  }

  /** Of a group, the cases it might have been paired with at this score, before any of it was. */
  private candidatesOf(reach: Reach): Record<Side, (group: number) => number[]> {
    const before = { left: this.taken.left.slice(), right: this.taken.right.slice() };
    const of = (side: Side, other: Side) => {
      const known = new Map<number, number[]>();
      return (group: number): number[] => {
        let ids = known.get(group);
        if (!ids) {
          const all = reach[side]
            .get(group)!
            .flatMap((each) => this.groups.members[other][each]!.slice(before[other][each]!));
          known.set(group, (ids = all.sort((a, b) => a - b).slice(0, MOST_CANDIDATES)));
        }
        return ids;
      };
    };
    return { left: of('left', 'right'), right: of('right', 'left') };
  }
}

function reachOf(pairs: GroupPairs): Reach {
  const reach: Reach = { left: new Map(), right: new Map() };
  const add = (side: Side, from: number, to: number): void => {
    const known = reach[side].get(from);
    if (known) known.push(to);
    else reach[side].set(from, [to]);
  };
  for (let n = 0; n < pairs.length; n++) {
    add('left', pairs.left(n), pairs.right(n));
    add('right', pairs.right(n), pairs.left(n));
  }
  return reach;
}
