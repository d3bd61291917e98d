/**
 * Two paired suites, several that are folded into one, or one that has no partner: the cases of both by key, until both are
 * complete and it is certain who belongs to whom.
 */
import { doubtGroup } from './doubt.js';
import { otherSide, SIDES, type Side } from './events.js';
import type { HeldCase } from './held-case.js';
import type { KeyReader } from './key.js';
import { KeySet } from './key-set.js';
import { matchGroup, type Matching } from './match.js';
import type { SuiteState } from './suite-state.js';

type Group = Record<Side, HeldCase[]>;

/** Shared by all groups that have no case on a side: there are as many groups as titles. */
const NOBODY: HeldCase[] = [];

/** Where cases of both sides meet. */
export class Place {
  private settled = false;
  private groups = new Map<string, Group>();
  /** Those that have no key, and so no partner here. */
  private keyless: Group = { left: [], right: [] };
  /** Keys of the pairs that are told, where a case may come after that. */
  private readonly told: KeySet | undefined;

  constructor(
    /** What tells it from all other places. */
    readonly index: number,
    readonly suites: Record<Side, readonly SuiteState[]>,
    private readonly keys: KeyReader,
    /** Whether cases may come after its pairs are told. Defaults to false. */
    remembers = false,
  ) {
    if (remembers) this.told = new KeySet();
  }

  /** A case of the other side with this key of which the fields are kept: most likely an equal one. */
  opposite(side: Side, key: string | undefined): HeldCase | undefined {
    const others = key === undefined ? undefined : this.groups.get(key)?.[otherSide(side)];
    return others?.length === 1 ? others[0] : undefined;
  }

  add(side: Side, held: HeldCase): void {
    if (held.key === undefined) {
      this.keyless[side].push(held);
      return;
    }
    let group = this.groups.get(held.key);
    if (!group) this.groups.set(held.key, (group = { left: NOBODY, right: NOBODY }));
    // An array that is born empty and pushed to takes room for seventeen.
    if (group[side].length === 0) group[side] = [held];
    else group[side].push(held);
    // Whom a case is paired with by its section is known only in the end, and may be one of other contents.
    if (this.keys.hasSection) return;
    // Nor are two of one text equal before it is known what they refer to.
    if (held.references) return;
    const twin = group[otherSide(side)].find((other) => other.fields && other.digest === held.digest);
    // Whichever of several equal ones is paired in the end: each side keeps as many contents as it can have left over.
    if (twin) twin.fields = held.fields = undefined;
  }

  remove(side: Side, held: HeldCase): void {
    const group = held.key === undefined ? this.keyless : this.groups.get(held.key);
    if (group) group[side] = group[side].filter((other) => other !== held);
  }

  /** Its pairs are told, and no case came after that. */
  isSettled(): boolean {
    return this.settled && this.groups.size === 0 && SIDES.every((side) => this.keyless[side].length === 0);
  }

  /** Some pairs of it are told. */
  wasSettled(): boolean {
    return this.settled;
  }

  /** Gives a case the key that it has by its section, where the key asks for that and the list is read. */
  putInSection(suite: SuiteState, held: HeldCase): void {
    if (!suite.hasSections()) return;
    held.path = suite.pathOf(held.sectionId);
    if (held.key !== undefined) held.key = this.keys.withSection(held.key, held.path);
    if (held.spareKey !== undefined) held.spareKey = this.keys.withSection(held.spareKey, held.path);
  }

  /** A case that comes after its pairs are told: whether it could make one of them another. */
  couldChange(held: HeldCase): boolean {
    return held.key !== undefined && (this.told?.has(held.key) ?? false);
  }

  /**
   * Takes left-overs back that a case which came after the others may belong to. Where its key has paired nobody, the cases of
   * it can be paired as if all had come at once.
   */
  takeBack(leftovers: Record<Side, Set<HeldCase>>): void {
    if (!this.told || this.isSettled()) return;
    const keys = new Set(SIDES.flatMap((side) => this.cases(side).map(({ key }) => key)));
    for (const side of SIDES) {
      const own = new Set(this.suites[side].map(({ index }) => index));
      for (const held of leftovers[side]) {
        if (held.key === undefined || !keys.has(held.key) || !own.has(held.suite)) continue;
        if (this.told.has(held.key)) continue;
        leftovers[side].delete(held);
        this.add(side, held);
      }
    }
  }

  /** Its suites are complete, so no case still to come can change a pair of this place. */
  isCertain(): boolean {
    return this.all().every((suite) => suite.isComplete());
  }

  /** Where its cases stand is known, or does not count. */
  knowsSections(): boolean {
    return this.all().every((suite) => suite.knowsSections());
  }

  /** What was read of a suite contradicts itself. */
  isContradicted(): boolean {
    return this.all().some((suite) => suite.isContradicted());
  }

  cases(side: Side): HeldCase[] {
    return [...[...this.groups.values()].flatMap((group) => group[side]), ...this.keyless[side]];
  }

  /** Who belongs to whom, and what is kept of it gone. */
  settle(): Matching {
    for (const side of SIDES) this.putInSections(side);
    const result: Matching = {
      identical: [],
      pairs: [],
      left: this.keyless.left,
      right: this.keyless.right,
    };
    for (const { left, right } of this.finalGroups()) {
      const matching = matchGroup(left, right, this.keys.title);
      doubtGroup(left, right, matching);
      lendFields(left);
      lendFields(right);
      // One by one: all cases of a suite may be of one key, and a call takes only so many arguments.
      for (const pair of matching.identical) result.identical.push(pair);
      for (const pair of matching.pairs) result.pairs.push(pair);
      for (const side of SIDES) for (const held of matching[side]) result[side].push(held);
    }
    if (this.told) remember(result, this.told);
    this.settled = true;
    this.groups = new Map();
    this.keyless = { left: [], right: [] };
    for (const suite of this.all()) suite.held.clear();
    return result;
  }

  private all(): SuiteState[] {
    return SIDES.flatMap((side) => this.suites[side]);
  }

  private putInSections(side: Side): void {
    const suites = new Map(this.suites[side].map((suite) => [suite.index, suite]));
    for (const held of this.cases(side)) {
      this.putInSection(suites.get(held.suite)!, held);
    }
  }

  /** By key as it is in the end: the section may part what was one group. */
  private finalGroups(): Iterable<Group> {
    if (!this.keys.hasSection) return this.groups.values();
    const groups = new Map<string, Group>();
    for (const side of SIDES) {
      for (const held of [...this.groups.values()].flatMap((group) => group[side])) {
        const group = groups.get(held.key!) ?? { left: [], right: [] };
        groups.set(held.key!, group);
        group[side].push(held);
      }
    }
    return groups.values();
  }
}

/** What is paired has a key on both sides, and it is the same. */
function remember({ identical, pairs }: Matching, keys: KeySet): void {
  for (const some of [identical, pairs])
    for (const { left } of some) if (left.key !== undefined) keys.add(left.key);
}

/**
 * Where equal cases were let go in pairs as they came, the one left over by its id may not be the one that still has its
 * fields. It takes them from its equal.
 */
function lendFields(group: readonly HeldCase[]): void {
  if (group.length < 2) return;
  const lent = new Map(group.flatMap(({ digest, fields }) => (fields ? [[digest, fields] as const] : [])));
  for (const held of group) held.fields ??= lent.get(held.digest);
}
