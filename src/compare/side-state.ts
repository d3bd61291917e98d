import type { Opened } from './arrivals.js';
import { SIDES, type Side, type SideEvent } from './events.js';
import type { HeldCase } from './held-case.js';
import type { KeyReader } from './key.js';
import { groupSuites } from './pair-suites.js';
import { Place } from './place.js';
import { RecheckState } from './recheck-state.js';
import { SuiteState } from './suite-state.js';
import { UnsettledIndex } from './unsettled-index.js';

export type Sides = Record<Side, SideState>;

/** One side while it is read: its suites, and those of its cases whose partner is not certain. */
export class SideState {
  readonly suites: readonly SuiteState[];
  /** The place of each suite, by the suite's index. */
  readonly places: Place[] = [];
  /** Cases that their settled place has left over, and of which nothing is told yet. */
  readonly leftovers = new Set<HeldCase>();
  private readonly bySuiteId = new Map<number | null, SuiteState>();
  private index: UnsettledIndex | undefined;
  private told: SideEvent | undefined;
  /** Undefined where what has changed meanwhile is not asked for. */
  readonly recheck: RecheckState | undefined;

  constructor(
    readonly opened: Opened,
    readsSections: boolean,
  ) {
    this.suites = opened.suites.map(
      ({ id, name }, index) => new SuiteState(opened.side, index, id, name, readsSections),
    );
    opened.suites.forEach(({ id }, index) => this.bySuiteId.set(id, this.suites[index]!));
    if (opened.recheck) this.recheck = new RecheckState(this.suites);
  }

  /** @throws RangeError when `opened` did not name it */
  suite(id: number | null): SuiteState {
    const suite = this.bySuiteId.get(id);
    if (!suite) throw new RangeError(`the ${this.opened.side} project was opened without a suite ${id}`);
    return suite;
  }

  placeOf(suite: SuiteState): Place {
    return this.places[suite.index]!;
  }

  /** All of it was read, and what has come to it meanwhile is known as far as it can be. */
  isComplete(): boolean {
    return this.isRead() && (this.recheck?.isOver() ?? true);
  }

  /** All suites are complete, and rechecked where that is awaited, or one of them is given up: then none is rechecked. */
  canEnd(): boolean {
    return (
      this.suites.every((suite) => suite.ended && suite.canEnd()) && (this.isComplete() || !this.isRead())
    );
  }

  /** It is told as complete. */
  get ended(): boolean {
    return this.told?.complete === true;
  }

  /** Its event; undefined where what was told still holds. */
  tell(): SideEvent | undefined {
    const cases = this.suites.reduce((sum, suite) => sum + suite.cases, 0);
    const complete = this.isComplete();
    if (this.told?.cases === cases && this.told.complete === complete) return undefined;
    this.told = { type: 'side', side: this.opened.side, suites: this.suites.length, cases, complete };
    if (complete) this.index = new UnsettledIndex(this.unsettled());
    return this.told;
  }

  /** What a case of the other side could yet be paired with; undefined while more of it may come. */
  free(): UnsettledIndex | undefined {
    return this.index && this.isComplete() ? this.index : undefined;
  }

  /** Nothing more is asked. A side that is not whole by then was not to be rechecked. */
  endRecheck(reason: string): void {
    if (this.isRead()) this.recheck?.end(reason);
  }

  /** A partner was found for this case, or it is certain to have none. */
  settled(held: HeldCase): void {
    this.index?.remove(held);
  }

  private isRead(): boolean {
    return this.suites.every((suite) => suite.isComplete());
  }

  /** Its left-overs, and all cases of the places that are not settled. */
  private unsettled(): HeldCase[] {
    const open = this.places.filter((place) => !place.isSettled());
    return [...this.leftovers, ...open.flatMap((place) => place.cases(this.opened.side))];
  }
}

export interface SideOptions {
  /** The sections of each suite arrive as well: they say where a case stands. Defaults to false. */
  sections?: boolean;
  /**
   * Suites that are called otherwise on the right, right names by left ones. Several names with one partner, or `*` for all
   * others, are sections of it.
   */
  suiteMap?: ReadonlyMap<string, string>;
}

/** Both sides, their suites put into places: two paired suites, several folded into one, or one without a partner. */
export function sidesOf(
  left: Opened,
  right: Opened,
  keys: KeyReader,
  { sections: readsSections = false, suiteMap }: SideOptions,
): { sides: Sides; places: readonly Place[] } {
  const sides: Sides = {
    left: new SideState(left, readsSections),
    right: new SideState(right, readsSections),
  };
  const places: Place[] = [];
  const remembers = left.recheck === true || right.recheck === true;
  const add = (suites: Place['suites']): Place => {
    const place = new Place(places.length, suites, keys, remembers);
    places.push(place);
    return place;
  };
  for (const group of groupSuites(left.suites, right.suites, suiteMap)) {
    const suitesOf = (side: Side): SuiteState[] => group[side].map((index) => sides[side].suites[index]!);
    const place = add({ left: suitesOf('left'), right: suitesOf('right') });
    for (const side of SIDES) for (const index of group[side]) sides[side].places[index] = place;
    if (group.folded) for (const suite of place.suites[group.folded]) suite.fold();
  }
  for (const side of SIDES) {
    const { suites, places: own } = sides[side];
    for (const suite of suites) own[suite.index] ??= add({ left: [], right: [], [side]: [suite] });
  }
  return { sides, places };
}
