/**
 * The aggregate: `(state, arrival) → state`, what `scan` is given.
 *
 * 1. A page's cases are deduplicated by id and put, by key, into the place of their suite: two paired suites, or one
 *    without a partner (`intake.ts`, `place.ts`). Of two equal cases of one key only ids and digest are kept.
 * 2. When both suites of a place are complete, in whichever order their pages came, its pairs are certain and go out:
 *    identical ones and changed ones. What is left over joins the left-overs of its side (`verdicts.ts`).
 * 3. A left-over is certain to be alone when the other side is complete and nothing unsettled there shares its key or
 *    content. It goes out then, while its own side is still being read.
 * 4. When both sides are complete the rest is paired over the whole project: moved, changed and moved, renamed.
 * 5. At the end, whatever a lost page could change is `undetermined`.
 *
 * The state is owned by one `scan`: a reducer that copied 36,000 cases for each page would be pure and useless. It takes
 * no clock, no randomness and no I/O, so the same arrivals always give the same events.
 */
import type { Arrival, Finished, Opened, PageLost, PageRead, Rechecked } from './arrivals.js';
import { Attachments } from './attachments.js';
import { ContentReader, type ContentRules } from './content.js';
import { SIDES, type CompareEvent, type Side } from './events.js';
import { Intake } from './intake.js';
import { KeyReader, ownFields, type KeyRules } from './key.js';
import type { Place } from './place.js';
import { pageEvent, startEvent } from './reading-events.js';
import { Scope, type ScopeRules } from './scope.js';
import { sidesOf, type SideOptions, type Sides } from './side-state.js';
import { Statements } from './statements.js';
import type { SuiteState } from './suite-state.js';
import { emptyTally, summaryOf, tally, tallyHeld } from './summary.js';
import { Teller } from './teller.js';
import { Verdicts } from './verdicts.js';

export interface AggregateOptions extends ContentRules, KeyRules, SideOptions {
  /**
   * Also pairs left-over cases whose contents are nearly the same: the least score, in (0, 1] (`similarity.ts`). Defaults
   * to none.
   */
  similarity?: number;
  /** Which of what is compared is told. Defaults to all. */
  scope?: ScopeRules;
  /** What `start` tells of the options in force. */
  options?: Record<string, unknown>;
}

export class Aggregate {
  /** What the last arrival made certain. */
  events: CompareEvent[] = [];
  private handedOut = true;
  private finished = false;
  private readonly opened: Partial<Record<Side, Opened>> = {};
  private early: Exclude<Arrival, Opened>[] = [];
  private comparing: Comparing | undefined;

  constructor(private readonly config: AggregateOptions) {}

  /**
   * Takes one arrival in; `events` then holds what it made certain. After `finished` nothing is taken in any more.
   *
   * Where it throws, what it had made certain by then goes out with the next arrival: it is counted, so it must be told.
   */
  take(arrival: Arrival): this {
    if (this.handedOut) this.events = [];
    this.handedOut = false;
    if (!this.finished) this.reduce(arrival);
    this.handedOut = true;
    return this;
  }

  private reduce(arrival: Arrival): void {
    if (arrival.type === 'opened') this.open(arrival);
    else if (!this.comparing) this.early.push(arrival);
    else {
      this.finished = arrival.type === 'finished';
      this.comparing.take(arrival);
    }
  }

  private open(opened: Opened): void {
    if (this.comparing) return;
    this.opened[opened.side] = opened;
    const { left, right } = this.opened;
    if (!left || !right) return;
    this.comparing = new Comparing(left, right, this.config, (event) => this.events.push(event));
    const early = this.early;
    this.early = [];
    for (const arrival of early) if (!this.finished) this.reduce(arrival);
  }
}

/** The aggregate once both sides are opened. */
class Comparing {
  private readonly sides: Sides;
  private readonly reader: ContentReader;
  private readonly intake: Intake;
  private readonly verdicts: Verdicts;
  private readonly scope: Scope;
  private readonly attachments: Attachments | undefined;
  private readonly counted = emptyTally();
  private readonly matchBy: readonly string[] | undefined;

  constructor(
    left: Opened,
    right: Opened,
    config: AggregateOptions,
    private readonly out: (event: CompareEvent) => void,
  ) {
    const catalogues = { left: left.catalogue, right: right.catalogue };
    this.matchBy = config.matchBy;
    if (config.verifyAttachments) this.attachments = new Attachments({ left: left.url, right: right.url });
    const isOneProject = left.url === right.url && left.projectId === right.projectId;
    this.reader = new ContentReader({ isOneProject, ...config, catalogues }, this.attachments);
    const { reader } = this;
    const prose = reader.prose.bind(reader);
    const keys = new KeyReader(config, reader.names);
    const { sides, places } = sidesOf(left, right, keys, config);
    const statements = new Statements(sides, reader, keys);
    this.sides = sides;
    this.scope = new Scope(config.scope ?? {}, reader.names, config.fieldMap);
    this.intake = new Intake(sides, reader, keys, this.scope, this.attachments);
    const teller = new Teller(this.scope, this.counted, (event) => this.emit(event));
    const similarity = config.similarity === undefined ? undefined : { least: config.similarity, prose };
    this.verdicts = new Verdicts(sides, places, statements, teller, keys, similarity);
    const fieldsLeftOut = reader.names.leftOut();
    const options = { ...config.options, ...(fieldsLeftOut.length > 0 && { fieldsLeftOut }) };
    this.emit(startEvent(left, right, options, config.fieldMap));
    for (const side of SIDES) this.endSideIfDone(side);
  }

  take(arrival: Exclude<Arrival, Opened>): void {
    switch (arrival.type) {
      case 'guessed': {
        const suite = this.sides[arrival.side].suite(arrival.suiteId);
        if (!arrival.ended) return suite.guessed(arrival.offset);
        suite.guessEnded(arrival.offset);
        return this.endSuiteIfDone(suite);
      }
      case 'page':
        return this.pageRead(arrival);
      case 'lost':
        return this.pageLost(arrival);
      case 'sections': {
        const suite = this.sides[arrival.side].suite(arrival.suiteId);
        suite.sectionsRead(arrival.sections);
        return this.endSuiteIfDone(suite);
      }
      case 'sectionsLost': {
        const suite = this.sides[arrival.side].suite(arrival.suiteId);
        suite.sectionsFailed(arrival.error);
        return this.endSuiteIfDone(suite);
      }
      case 'attachment':
      case 'attachmentUnread':
        for (const suite of this.attachments?.take(arrival) ?? []) this.endSuiteIfDone(suite);
        for (const side of SIDES) this.endSideIfDone(side);
        return;
      case 'givenUp': {
        const suite = this.sides[arrival.side].suite(arrival.suiteId);
        suite.giveUp(arrival.error);
        return this.endSuiteIfDone(suite);
      }
      case 'rechecked':
        return this.rechecked(arrival);
      case 'finished':
        return this.finish(arrival);
    }
  }

  private pageRead(page: PageRead): void {
    const suite = this.sides[page.side].suite(page.suiteId);
    if (!suite.ended) suite.id ??= page.cases[0]?.suite_id ?? null;
    const reread = suite.isReread(page);
    let news = 0;
    for (const testCase of page.cases) if (this.intake.take(suite, testCase, reread)) news++;
    if (suite.pageRead(page, news)) this.emit(pageEvent(page, suite.id, page.cases.length));
    for (const held of suite.gone()) this.intake.forget(suite, held);
    this.endSuiteIfDone(suite);
  }

  private pageLost(page: PageLost): void {
    const suite = this.sides[page.side].suite(page.suiteId);
    if (!suite.pageLost(page)) return;
    this.emit({ ...pageEvent(page, suite.id, 0), error: page.error, open: page.open });
  }

  private rechecked({ side, suiteId, cases, ...how }: Rechecked): void {
    const state = this.sides[side];
    const suite = state.suite(suiteId);
    const touched = new Set(cases.flatMap((testCase) => this.intake.found(suite, testCase)));
    state.recheck?.take(suite, how);
    for (const each of touched) {
      // Else it is told when the rest of it is in, attachments of what has come to it among that.
      if (each.ended && each.canEnd()) this.emitIfNew(each.tell());
      const place = state.placeOf(each);
      if (!place.wasSettled()) this.settleIfCertain(place);
    }
    this.endSideIfDone(side);
    this.verdicts.tellTheAlone();
  }

  private endSuiteIfDone(suite: SuiteState): void {
    if (suite.ended || !suite.canEnd()) return;
    suite.noticeUnknownSections();
    this.emitIfNew(suite.tell());
    this.settleIfCertain(this.sides[suite.side].placeOf(suite));
    this.endSideIfDone(suite.side);
    this.verdicts.tellTheAlone();
  }

  private settleIfCertain(place: Place): void {
    for (const suite of [...place.suites.left, ...place.suites.right]) this.attachments?.seal(suite);
    this.verdicts.settleIfCertain(place);
  }

  private endSideIfDone(side: Side): void {
    if (this.sides[side].ended || !this.sides[side].canEnd()) return;
    this.emitIfNew(this.sides[side].tell());
    if (SIDES.every((each) => this.sides[each].free())) this.tellTheRest();
  }

  /**
   * What was told of a suite and of a side is told once more where pages that came after it show it to be otherwise. An
   * interrupted or failed run has an event for nothing that it still holds.
   */
  private finish(finished: Finished): void {
    const suites = SIDES.flatMap((side) => this.sides[side].suites);
    for (const suite of suites) suite.endGuesses();
    const reason = finished.reason ?? 'it was not read';
    for (const suite of this.attachments?.giveUp(reason) ?? []) this.endSuiteIfDone(suite);
    for (const side of SIDES) this.sides[side].endRecheck(reason);
    for (const suite of suites) this.emitIfNew(suite.tell());
    for (const side of SIDES) this.emitIfNew(this.sides[side].tell());
    if (finished.status === 'interrupted' || finished.status === 'failed') tallyHeld(this.counted);
    else this.tellTheRest();
    this.emit(
      summaryOf(this.counted, finished, {
        incomplete: suites.find((suite) => !suite.isComplete()),
        fieldsOnlyHere: {
          left: this.fieldsOnlyOn('left', 'right'),
          right: this.fieldsOnlyOn('right', 'left'),
        },
        rechecks: {
          ...(this.sides.left.recheck && { left: this.sides.left.recheck.summary() }),
          ...(this.sides.right.recheck && { right: this.sides.right.recheck.summary() }),
        },
        isNarrow: this.scope.isNarrow,
        attachments: { ...this.intake.attachments, ...this.attachments?.summary() },
        lostAttachment: this.attachments?.lost(),
        similarityFrom: this.verdicts.letGo,
        // Of cases that are not there nothing can be told.
        ...(this.intake.seen('left') + this.intake.seen('right') > 0
          ? {
              unknownFields: this.unknownFields(),
              scopeUnmet: this.scope.unmet(),
              mapUnmet: this.intake.unmetPairs(),
              valueMapUnused: this.reader.names.unusedLines(),
            }
          : { unknownFields: [], scopeUnmet: [] }),
      }),
    );
  }

  private tellTheRest(): void {
    // Cases that came late, and suites that were never complete.
    for (const side of SIDES) for (const suite of this.sides[side].suites) this.attachments?.seal(suite);
    this.verdicts.tellTheRest();
  }

  private unknownFields(): string[] {
    return this.reader.fields.unknown([...this.scope.fields(), ...ownFields(this.matchBy ?? [])]);
  }

  /** That a side never has a field can be said only of one that is read to its end. */
  private fieldsOnlyOn(side: Side, other: Side) {
    return this.sides[other].isComplete() ? this.intake.fieldsOnlyOn(side) : [];
  }

  private emitIfNew(event: CompareEvent | undefined): void {
    if (event) this.emit(event);
  }

  private emit(event: CompareEvent): void {
    tally(this.counted, event);
    this.out(event);
  }
}
