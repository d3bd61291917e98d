/**
 * What can be said of the cases by now, and no sooner.
 *
 * - A pair of one place is certain when its suites are complete.
 * - A left-over is alone when the other side is complete and nothing free there shares its key or content. That may be
 *   while its own side is still being read: cases still to come there can only take partners away. Its own suite is
 *   waited for, since a later copy of the case itself could still come.
 * - A case for which the map names a partner that never came waits for both sides (`strays.ts`).
 * - The rest is paired over the whole project when both sides are complete: moved, changed and moved, renamed.
 * - Where cases that are nearly the same are paired as well, any left-over may yet be some other's partner: all of them
 *   wait for both sides, and none is certain where a page is lost.
 * - With losses, whatever a lost page could change is `undetermined` at the end. An identical pair stays identical: the
 *   two are equal whatever was lost, and of each set of equal cases at least so many pairs exist. A lost page could only
 *   put another equal case of a lower id in the place of one of them.
 */
import { doubtfulAmong } from './doubt.js';
import { otherSide, SIDES, type Side } from './events.js';
import type { HeldCase } from './held-case.js';
import type { KeyReader } from './key.js';
import { matchLeftovers, type Matching, type Pair } from './match.js';
import { matchSimilar, type Similarity } from './match-similar.js';
import type { Place } from './place.js';
import type { Sides } from './side-state.js';
import type { Statements } from './statements.js';
import type { Teller } from './teller.js';
import { pairStrays } from './strays.js';
import { UnsettledIndex } from './unsettled-index.js';

export class Verdicts {
  constructor(
    private readonly sides: Sides,
    private readonly places: readonly Place[],
    private readonly statements: Statements,
    private readonly teller: Teller,
    private readonly keys: KeyReader,
    private readonly similarity?: Similarity,
  ) {}

  /** Scores up to this one were not looked at, since there were too many pairs; undefined where all were. */
  letGo: number | undefined;

  /** Tells the pairs of a place whose suites are complete. */
  settleIfCertain(place: Place): void {
    if (place.isCertain()) this.settle(place);
  }

  /** Tells the left-overs that nothing of a complete other side can be paired with any more. */
  tellTheAlone(): void {
    if (this.similarity !== undefined) return;
    for (const side of SIDES) {
      const free = this.sides[otherSide(side)].free();
      if (!free) continue;
      for (const held of this.sides[side].leftovers) {
        if (held.late || held.doubtful || free.couldPair(held)) continue;
        this.sides[side].leftovers.delete(held);
        this.sides[side].settled(held);
        this.teller.tell({ [side]: held }, () => this.statements.single(side, held, true));
      }
    }
  }

  /** Tells all that is left, when both sides are complete or nothing more arrives. */
  tellTheRest(): void {
    const { left, right } = this.sides;
    const open = this.places.filter((place) => !place.isSettled());
    // Where what was read contradicts itself, or where its cases stand is not known, any pair may be another one.
    const contested = open.filter((place) => place.isContradicted() || !place.knowsSections());
    const free = {
      left: new UnsettledIndex(contested.flatMap((place) => place.cases('left'))),
      right: new UnsettledIndex(contested.flatMap((place) => place.cases('right'))),
    };
    for (const place of open) {
      place.takeBack({ left: left.leftovers, right: right.leftovers });
      this.settle(place);
    }
    for (const side of SIDES) for (const held of this.sides[side].leftovers) free[side].add(held);
    const doubtful = doubtfulAmong([...left.leftovers], [...right.leftovers]);
    const complete = left.isComplete() && right.isComplete();
    const isCertain = (pair: Pair): boolean => complete && !this.isDoubtful(doubtful, pair.left, pair.right);
    this.tellStrays(isCertain);
    const matching = this.match([...left.leftovers], [...right.leftovers]);
    for (const pair of matching.pairs)
      this.teller.tell(pair, () => this.statements.pair(pair, isCertain(pair)));
    for (const side of SIDES) {
      for (const held of matching[side]) {
        const others = free[otherSide(side)];
        const mayHavePartner =
          held.doubtful ||
          (this.isDoubtful(doubtful, held) && (this.similarity !== undefined || others.couldPair(held)));
        const alone = !mayHavePartner && this.isAlone(side, held, others);
        this.teller.tell({ [side]: held }, () => this.statements.single(side, held, alone));
      }
      this.sides[side].leftovers.clear();
    }
  }

  /** Where a page is lost, the partner that the map names may be on it. */
  private tellStrays(isCertain: (pair: Pair) => boolean): void {
    const { left, right } = this.sides;
    const { identical, pairs } = pairStrays(
      { left: left.leftovers, right: right.leftovers },
      this.keys,
      (side, held) => this.sides[side].places[held.suite]!.index,
    );
    for (const pair of identical)
      this.teller.tell(pair, () => this.statements.identical(pair, isCertain(pair)));
    for (const pair of pairs) this.teller.tell(pair, () => this.statements.pair(pair, isCertain(pair)));
    for (const pair of [...identical, ...pairs])
      for (const side of SIDES) this.sides[side].leftovers.delete(pair[side]);
  }

  /** Where cases that are nearly the same are paired, any may be another's. */
  private isDoubtful(doubtful: ReadonlySet<HeldCase>, ...cases: HeldCase[]): boolean {
    return this.similarity === undefined ? cases.some((held) => doubtful.has(held)) : doubtful.size > 0;
  }

  private match(left: readonly HeldCase[], right: readonly HeldCase[]): Matching {
    const matching = matchLeftovers(left, right);
    if (this.similarity === undefined) return matching;
    const similar = matchSimilar(matching, this.similarity);
    this.letGo = similar.letGo;
    return similar;
  }

  private settle(place: Place): void {
    const certain = place.isCertain();
    const knowsSections = place.knowsSections();
    const matching = place.settle();
    for (const pair of matching.identical) {
      const isSettled = !pair.doubtful && !SIDES.some((side) => this.isContested(side, pair[side]));
      this.teller.tell(pair, () => this.statements.identical(pair, knowsSections && isSettled));
    }
    for (const pair of matching.pairs)
      this.teller.tell(pair, () => this.statements.pair(pair, certain && !pair.doubtful));
    for (const pairs of [matching.identical, matching.pairs]) {
      for (const pair of pairs) for (const side of SIDES) this.sides[side].settled(pair[side]);
    }
    for (const side of SIDES) for (const held of matching[side]) this.sides[side].leftovers.add(held);
  }

  /**
   * Whether it is certain that a case without a partner has none. On a page that the other side lost there might be one.
   * Cases lost on its own side can only take left-overs of the other side away; but that may leave exactly one of several
   * that share its key or content.
   *
   * @param free the other side's left-overs, and its cases where any pair may be another one
   */
  private isAlone(side: Side, held: HeldCase, free: UnsettledIndex): boolean {
    if (held.late || !this.sides[otherSide(side)].isComplete()) return false;
    if (this.isContested(side, held)) return false;
    if (this.similarity !== undefined) return this.isUnlike(side, held) && this.sides[side].isComplete();
    return this.sides[side].isComplete() || !free.couldPair(held);
  }

  /** Without its fields, which went with those of an equal case that has changed since, nobody knows whom it resembles. */
  private isUnlike(side: Side, held: HeldCase): boolean {
    if (!held.fields) this.sides[side].suites[held.suite]!.miss(held.id);
    return held.fields !== undefined;
  }

  private isContested(side: Side, held: HeldCase): boolean {
    return this.sides[side].suites[held.suite]!.isContested(held.id);
  }
}
