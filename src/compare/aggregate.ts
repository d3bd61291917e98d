/**
 * The aggregate: `(state, arrival) → state`, what `scan` is given.
 *
 * 1. A page's cases are deduplicated by id and put, by key, into the place of their suite: two paired suites, or one
 *    without a partner. Of two equal cases of one key only ids and digest are kept.
 * 2. When both suites of a place are complete, in whichever order their pages came, its pairs are certain and go out:
 *    identical ones and changed ones. What is left over joins the left-overs of its side.
 * 3. A left-over is certain to be alone when the other side is complete and nothing unsettled there shares its key or
 *    content. It goes out then, while its own side is still being read.
 * 4. When both sides are complete the rest is paired over the whole project: moved, changed and moved, renamed.
 * 5. At the end, whatever a lost page could change is `undetermined`.
 *
 * The state is owned by one `scan`: a reducer that copied 36,000 cases for each page would be pure and useless. It takes
 * no clock, no randomness and no I/O, so the same arrivals always give the same events.
 */
import type { Arrival, Finished, Opened, PageLost, PageRead } from './arrivals.js';
import { ContentReader, type ContentRules } from './content.js';
import {
  EVENT_FORMAT_VERSION,
  otherSide,
  SIDES,
  type CompareEvent,
  type PageEvent,
  type Side,
  type StartSide,
} from './events.js';
import { FieldCensus } from './field-census.js';
import { laterCopy, sameCopy, type HeldCase } from './held-case.js';
import { matchLeftovers, type Matching } from './match.js';
import { pairSuites } from './pair-suites.js';
import { Place } from './place.js';
import { Statements } from './statements.js';
import { SuiteState } from './suite-state.js';
import { emptyTally, summaryOf, tally } from './summary.js';
import { isDeleted, type TestCase } from './test-case.js';
import { UnsettledIndex } from './unsettled-index.js';

export interface AggregateOptions extends ContentRules {
  /** What `start` tells of the options in force. */
  options?: Record<string, unknown>;
}

interface SideState {
  opened: Opened;
  suites: SuiteState[];
  places: Place[];
  /** The suite in which each id was met first. */
  seen: Map<number, SuiteState>;
  leftovers: Set<HeldCase>;
  /** What the other side's left-overs could yet be paired with; once this side is complete. */
  unsettled: UnsettledIndex | undefined;
  ended: boolean;
}

export class Aggregate {
  /** What the last arrival made certain. */
  events: CompareEvent[] = [];
  private readonly early: Exclude<Arrival, Opened>[] = [];
  private readonly opened: Partial<Record<Side, Opened>> = {};
  private sides: Record<Side, SideState> | undefined;
  private places: Place[] = [];
  private readonly reader: ContentReader;
  private readonly census = new FieldCensus();
  private readonly counted = emptyTally();
  private statements: Statements | undefined;
  /** An interrupted run counts what it still holds, without an event for each. */
  private silent = false;

  constructor(private readonly config: AggregateOptions) {
    this.reader = new ContentReader(config);
  }

  /** Takes one arrival in; `events` then holds what it made certain. */
  take(arrival: Arrival): this {
    this.events = [];
    if (arrival.type === 'opened') this.open(arrival);
    else if (this.sides) this.reduce(arrival);
    else this.early.push(arrival);
    return this;
  }

  private open(opened: Opened): void {
    this.opened[opened.side] = opened;
    const { left, right } = this.opened;
    if (!left || !right || this.sides) return;
    const sides = { left: sideState(left), right: sideState(right) };
    this.sides = sides;
    this.places = placesOf(sides);
    this.statements = new Statements(
      { left: { url: left.url, suites: sides.left.suites }, right: { url: right.url, suites: sides.right.suites } },
      this.reader,
      (l, r) => sides.left.places[l] === sides.right.places[r],
    );
    this.emit({
      type: 'start',
      version: EVENT_FORMAT_VERSION,
      left: startSide(left),
      right: startSide(right),
      options: this.config.options ?? {},
    });
    for (const side of SIDES) this.endSideIfDone(side);
    for (const arrival of this.early.splice(0)) this.reduce(arrival);
  }

  private reduce(arrival: Exclude<Arrival, Opened>): void {
    switch (arrival.type) {
      case 'page':
        return this.pageRead(arrival);
      case 'lost':
        return this.pageLost(arrival);
      case 'givenUp': {
        const suite = this.suite(arrival.side, arrival.suiteId);
        suite.giveUp(arrival.error);
        return this.endSuiteIfDone(suite);
      }
      case 'finished':
        return this.finish(arrival);
    }
  }

  private pageRead(page: PageRead): void {
    const suite = this.suite(page.side, page.suiteId);
    suite.id ??= page.cases[0]?.suite_id ?? null;
    for (const testCase of page.cases) this.caseRead(suite, testCase);
    suite.pageRead(page);
    const beyondTheEnd = page.guess && page.cases.length === 0;
    if (!beyondTheEnd) this.emit(pageEvent(page, suite));
    this.endSuiteIfDone(suite);
  }

  private pageLost(page: PageLost): void {
    const suite = this.suite(page.side, page.suiteId);
    suite.pageLost(page);
    this.emit({ ...pageEvent({ ...page, cases: [] }, suite), error: page.error, open: page.open });
  }

  private caseRead(suite: SuiteState, testCase: TestCase): void {
    const side = this.sides![suite.side];
    const first = side.seen.get(testCase.id);
    if (first && first !== suite) return this.caseInTwoSuites(testCase, first, suite);
    if (testCase.suite_id && suite.id && testCase.suite_id !== suite.id) {
      suite.unsettle(`case ${testCase.id} says that it belongs to suite ${testCase.suite_id}`);
    }
    // A page that is read once more, after its suite was settled, tells nothing new of its cases.
    if (first && suite.ended) return;
    const held = this.hold(suite, testCase);
    const deleted = isDeleted(testCase);
    if (first) return this.caseAgain(suite, held, deleted);
    side.seen.set(testCase.id, suite);
    suite.cases++;
    if (deleted) suite.deleted++;
    else this.keep(suite, held);
  }

  private hold(suite: SuiteState, testCase: TestCase): HeldCase {
    return {
      id: testCase.id,
      title: testCase.title,
      suite: suite.index,
      sectionId: testCase.section_id ?? null,
      updatedOn: testCase.updated_on ?? 0,
      fields: testCase,
      ...this.reader.read(testCase),
    };
  }

  private keep(suite: SuiteState, held: HeldCase): void {
    suite.held.set(held.id, held);
    this.census.add(suite.side, held.customFields);
    this.sides![suite.side].places[suite.index]!.add(suite.side, held);
  }

  private caseInTwoSuites(testCase: TestCase, first: SuiteState, second: SuiteState): void {
    for (const suite of [first, second]) suite.unsettle(`case ${testCase.id} was read in two suites`);
  }

  private caseAgain(suite: SuiteState, held: HeldCase, deleted: boolean): void {
    const before = suite.held.get(held.id);
    if (!before) {
      // It was deleted in the copy that was read first.
      if (!deleted) suite.unsettle(`two copies of case ${held.id} were read`);
      return;
    }
    if (!deleted && sameCopy(before, held)) return;
    suite.unsettle(`two different copies of case ${held.id} were read`);
    if (!deleted && laterCopy(before, held) === held) this.replace(suite, before, held);
  }

  private replace(suite: SuiteState, before: HeldCase, held: HeldCase): void {
    this.sides![suite.side].places[suite.index]!.remove(suite.side, before);
    this.census.add(suite.side, before.customFields, -1);
    this.keep(suite, held);
  }

  private endSuiteIfDone(suite: SuiteState): void {
    if (suite.ended || !suite.canEnd()) return;
    this.endSuite(suite);
    const place = this.sides![suite.side].places[suite.index]!;
    if (place.isCertain()) this.settle(place, true);
    this.endSideIfDone(suite.side);
    this.tellTheAlone();
  }

  private endSuite(suite: SuiteState): void {
    suite.ended = true;
    this.emit(suite.event());
  }

  private endSideIfDone(side: Side): void {
    const state = this.sides![side];
    if (state.ended || !state.suites.every((suite) => suite.ended)) return;
    state.ended = true;
    const cases = state.suites.reduce((sum, suite) => sum + suite.cases, 0);
    this.emit({ type: 'side', side, suites: state.suites.length, cases, complete: isComplete(state) });
    if (isComplete(state)) state.unsettled = new UnsettledIndex(unsettledOf(state, side));
    if (SIDES.every((each) => this.sides![each].unsettled)) this.pairTheRest();
  }

  private settle(place: Place, certain: boolean): void {
    const matching = place.settle();
    for (const pair of matching.identical) this.emit(this.statements!.identical(pair));
    for (const pair of matching.pairs) this.emit(this.statements!.pair(pair, certain));
    for (const pair of [...matching.identical, ...matching.pairs]) {
      for (const side of SIDES) this.sides![side].unsettled?.remove(pair[side]);
    }
    for (const side of SIDES) for (const held of matching[side]) this.sides![side].leftovers.add(held);
  }

  /** Left-overs that nothing of a complete other side can be paired with any more. */
  private tellTheAlone(): void {
    for (const side of SIDES) {
      const free = this.sides![otherSide(side)].unsettled;
      if (!free) continue;
      const { leftovers, unsettled } = this.sides![side];
      for (const held of leftovers) {
        if (free.couldPair(held)) continue;
        leftovers.delete(held);
        unsettled?.remove(held);
        this.emit(this.statements!.single(side, held, true));
      }
    }
  }

  private pairTheRest(): void {
    this.tellRest(matchLeftovers([...this.sides!.left.leftovers], [...this.sides!.right.leftovers]), () => true);
  }

  /** @param alone whether it is certain that a case without a partner has none */
  private tellRest(matching: Matching, alone: (side: Side, held: HeldCase) => boolean): void {
    const certain = SIDES.every((side) => isComplete(this.sides![side]));
    for (const pair of matching.pairs) this.emit(this.statements!.pair(pair, certain));
    for (const side of SIDES) {
      for (const held of matching[side]) this.emit(this.statements!.single(side, held, alone(side, held)));
      this.sides![side].leftovers.clear();
    }
  }

  private finish(finished: Finished): void {
    for (const suite of this.allSuites()) if (!suite.ended) this.endSuite(suite);
    for (const side of SIDES) this.endSideIfDone(side);
    this.silent = finished.status === 'interrupted' || finished.status === 'failed';
    this.tellWithLosses();
    this.silent = false;
    const complete = SIDES.every((side) => isComplete(this.sides![side]));
    const incomplete = this.allSuites().find((suite) => !suite.isComplete());
    const fieldsOnlyHere = { left: this.census.onlyOn('left'), right: this.census.onlyOn('right') };
    const reason = incomplete && `suite ${JSON.stringify(incomplete.name)}: ${incomplete.event().error}`;
    this.emit(summaryOf(this.counted, finished, complete, fieldsOnlyHere, reason));
  }

  /**
   * With pages lost: a pair of their suites, and a pair over suites, may be another one; a case without a partner may
   * have it there. Cases lost on its own side can only take partners away or set one free, which matters where a free
   * one shares its key or content.
   */
  private tellWithLosses(): void {
    const sides = this.sides!;
    const free = { left: new UnsettledIndex(unsettledOf(sides.left, 'left')), right: new UnsettledIndex(unsettledOf(sides.right, 'right')) };
    for (const place of this.places) if (!place.isSettled()) this.settle(place, place.isCertain());
    const matching = matchLeftovers([...sides.left.leftovers], [...sides.right.leftovers]);
    this.tellRest(matching, (side, held) => {
      const other = otherSide(side);
      if (!isComplete(sides[other])) return false;
      return isComplete(sides[side]) || !free[other].couldPair(held);
    });
  }

  private allSuites(): SuiteState[] {
    return SIDES.flatMap((side) => this.sides![side].suites);
  }

  private suite(side: Side, suiteId: number | null): SuiteState {
    const { opened, suites } = this.sides![side];
    const index = opened.suites.findIndex(({ id }) => id === suiteId);
    if (index < 0) throw new RangeError(`the ${side} project was opened without a suite ${suiteId}`);
    return suites[index]!;
  }

  private emit(event: CompareEvent): void {
    if (this.silent && event.type === 'difference') {
      tally(this.counted, { ...event, kind: 'undetermined' });
      return;
    }
    tally(this.counted, event);
    this.events.push(event);
  }
}

const isComplete = (side: SideState): boolean => side.suites.every((suite) => suite.isComplete());

/** The cases of a side whose partners are not certain: its left-overs, and all of the places that are not settled. */
const unsettledOf = (state: SideState, side: Side): HeldCase[] => [
  ...state.leftovers,
  ...new Set(state.places.filter((place) => !place.isSettled()).flatMap((place) => place.cases(side))),
];

function sideState(opened: Opened): SideState {
  const suites = opened.suites.map(({ id, name }, index) => new SuiteState(opened.side, index, id, name));
  return { opened, suites, places: [], seen: new Map(), leftovers: new Set(), unsettled: undefined, ended: false };
}

/** The places of all suites; each side also gets its own, by the index of the suite. */
function placesOf({ left, right }: Record<Side, SideState>): Place[] {
  for (const [l, r] of pairSuites(left.opened.suites, right.opened.suites)) {
    left.places[l] = right.places[r] = new Place({ left: left.suites[l]!, right: right.suites[r]! });
  }
  for (const { suites, places } of [left, right]) {
    for (const suite of suites) places[suite.index] ??= new Place({ [suite.side]: suite });
  }
  return [...new Set([...left.places, ...right.places])];
}

const startSide = ({ url, projectId, name, suites, leftOut }: Opened): StartSide => ({
  url,
  projectId,
  name,
  suites: suites.map(({ id, name: suiteName }) => ({ id, name: suiteName })),
  ...(leftOut && leftOut.length > 0 ? { leftOut } : {}),
});

type PageFacts = Pick<PageRead, 'side' | 'offset' | 'limit' | 'cases' | 'attempts' | 'ms'>;

const pageEvent = ({ side, offset, limit, cases, attempts, ms }: PageFacts, suite: SuiteState): PageEvent => ({
  type: 'page',
  side,
  suiteId: suite.id,
  offset,
  limit,
  cases: cases.length,
  attempts: attempts ?? 1,
  ms: ms ?? 0,
});
