import { otherSide, type Side } from './events.js';
import type { HeldCase } from './held-case.js';
import { matchGroup, type Matching } from './match.js';
import type { SuiteState } from './suite-state.js';

type Group = Record<Side, HeldCase[]>;

/** Shared by all groups that have no case on a side: there are as many groups as titles. */
const NOBODY: HeldCase[] = [];

/**
 * Two paired suites, or one that has no partner: the cases of both by key, until both are complete and it is certain who
 * belongs to whom.
 */
export class Place {
  private settled = false;
  private groups = new Map<string, Group>();

  constructor(readonly suites: Partial<Record<Side, SuiteState>>) {}

  add(side: Side, held: HeldCase): void {
    let group = this.groups.get(held.title);
    if (!group) this.groups.set(held.title, (group = { left: NOBODY, right: NOBODY }));
    // An array that is born empty and pushed to takes room for seventeen.
    if (group[side].length === 0) group[side] = [held];
    else group[side].push(held);
    const twin = group[otherSide(side)].find((other) => other.fields && other.digest === held.digest);
    // Whichever of several equal ones is paired in the end: each side keeps as many contents as it can have left over.
    if (twin) twin.fields = held.fields = undefined;
  }

  remove(side: Side, held: HeldCase): void {
    const group = this.groups.get(held.title);
    if (group) group[side] = group[side].filter((other) => other !== held);
  }

  /** Its pairs are told, and no case came after that. */
  isSettled(): boolean {
    return this.settled && this.groups.size === 0;
  }

  /** Both suites are complete, so no case still to come can change a pair of this place. */
  isCertain(): boolean {
    return Object.values(this.suites).every((suite) => suite.isComplete());
  }

  /** What was read of a suite contradicts itself. */
  isContradicted(): boolean {
    return Object.values(this.suites).some((suite) => suite.isContradicted());
  }

  cases(side: Side): HeldCase[] {
    return [...this.groups.values()].flatMap((group) => group[side]);
  }

  /** Who belongs to whom, and what is kept of it gone. */
  settle(): Matching {
    const result: Matching = { identical: [], pairs: [], left: [], right: [] };
    for (const { left, right } of this.groups.values()) {
      const matching = matchGroup(left, right);
      lendFields(left, matching);
      lendFields(right, matching);
      result.identical.push(...matching.identical);
      result.pairs.push(...matching.pairs);
      result.left.push(...matching.left);
      result.right.push(...matching.right);
    }
    this.settled = true;
    this.groups = new Map();
    for (const suite of Object.values(this.suites)) suite.held.clear();
    return result;
  }
}

/**
 * Where equal cases were let go in pairs as they came, the one left over by its id may not be the one that still has its
 * fields. It takes them from its equal.
 */
function lendFields(group: readonly HeldCase[], { pairs, left, right }: Matching): void {
  if (group.length < 2) return;
  const needing = [...pairs.flatMap((pair) => [pair.left, pair.right]), ...left, ...right];
  for (const held of needing) {
    if (held.fields || !group.includes(held)) continue;
    held.fields = group.find((other) => other.fields && other.digest === held.digest)?.fields;
  }
}
