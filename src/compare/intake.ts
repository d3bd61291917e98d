/**
 * Takes cases in: each id once, counted in its suite and, unless it is deleted, put into its suite's place. Of several
 * copies the latest counts, in whichever order they come, as long as no pair of its place was told. Copies that differ
 * make their suite unsettled until one of their pages is read again; copies in two suites make both unsettled.
 */
import type { Attachments } from './attachments.js';
import type { ContentReader } from './content.js';
import type { Side, SideSummary } from './events.js';
import { FieldCensus } from './field-census.js';
import type { KeyReader } from './key.js';
import { laterCopy, sameCopy, type HeldCase } from './held-case.js';
import type { Scope } from './scope.js';
import type { Sides } from './side-state.js';
import type { SuiteState } from './suite-state.js';
import { isDeleted, type TestCase } from './test-case.js';

/** The way in of every case. */
export class Intake {
  /** References to attachments in the texts of all cases, and cases that hold some. */
  readonly attachments = { references: 0, cases: 0 };
  private readonly census = new FieldCensus();
  /** Of the cases that the map names those that are there. */
  private readonly mapped: Record<Side, Set<number>> = { left: new Set(), right: new Set() };
  /** The suite that each id is counted in. */
  private readonly suiteOf: Record<Side, Map<number, SuiteState>> = { left: new Map(), right: new Map() };

  constructor(
    private readonly sides: Sides,
    private readonly reader: ContentReader,
    private readonly keys: KeyReader,
    private readonly scope: Scope,
    private readonly awaited?: Attachments,
  ) {}

  /**
   * @param reread its page was read before: what it says now is the newest that is known
   * @return whether no page held this case before
   */
  take(suite: SuiteState, testCase: TestCase, reread = false): boolean {
    const first = this.suiteOf[suite.side].get(testCase.id);
    if (testCase.suite_id && suite.id && testCase.suite_id !== suite.id) {
      suite.unsettle(`case ${testCase.id} says that it belongs to suite ${testCase.suite_id}`);
    }
    if (first) this.again(first, suite, testCase, reread);
    else this.keep(suite, this.hold(suite, testCase));
    return !first;
  }

  /** How many cases of a side were read. */
  seen(side: Side): number {
    return this.suiteOf[side].size;
  }

  /** Pairs of the map of which a case was not read, or is deleted. */
  unmetPairs(): [number, number][] {
    return this.keys.unmet((side, id) => this.mapped[side].has(id));
  }

  /** Custom fields that only this side has. */
  fieldsOnlyOn(side: Side): SideSummary['fieldsOnlyHere'] {
    return this.census.onlyOn(side);
  }

  /** It stands on no page any more. */
  forget(suite: SuiteState, held: HeldCase): void {
    suite.resolve(held.id);
    this.drop(suite, held);
    this.suiteOf[suite.side].delete(held.id);
  }

  /**
   * A case that was changed after the reading began, as it stands in this suite now. Where it was read nowhere, or is not
   * told yet, it is put where it stands; of one that was read in this suite alone what was read counts.
   *
   * @return the suites of which more is known by that
   */
  found(suite: SuiteState, testCase: TestCase): SuiteState[] {
    const first = this.suiteOf[suite.side].get(testCase.id);
    if (first === suite && !suite.isDoubled(testCase.id)) return [];
    if (testCase.suite_id && suite.id && testCase.suite_id !== suite.id)
      suite.unsettle(`case ${testCase.id} says that it belongs to suite ${testCase.suite_id}`);
    if (!first) {
      this.come(suite, testCase);
      return [suite];
    }
    const before = first.held.get(testCase.id) ?? this.leftOver(first, testCase.id);
    if (!before) return first === suite ? [] : this.leave(first, suite, testCase.id);
    // An answer that was on its way for longer tells of an earlier moment.
    if ((testCase.updated_on ?? 0) < before.updatedOn) return [];
    const others = this.sides[suite.side].suites.filter(
      (each) => each !== suite && (each === first || each.isDoubled(testCase.id)),
    );
    // Their pages hold it, wherever it was counted.
    for (const each of others) each.left++;
    if (first !== suite) {
      this.drop(first, before);
      this.sides[suite.side].leftovers.delete(before);
      this.come(suite, testCase);
    }
    for (const each of [suite, ...others]) each.singled(testCase.id);
    return [suite, ...others];
  }

  private come(suite: SuiteState, testCase: TestCase): void {
    const held = this.hold(suite, testCase);
    suite.came++;
    suite.noticeUnknownSection(held);
    const place = this.sides[suite.side].placeOf(suite);
    if (!held.deleted) place.putInSection(suite, held);
    const isTold = !held.deleted && place.couldChange(held);
    if (isTold)
      suite.unsettle(
        `case ${held.id} has come to it since it was read, and others of its key were told by then`,
      );
    // Nothing that depends on it was told.
    else held.late = false;
    this.keep(suite, held);
  }

  /** One that its place paired with nobody, nor chose another in its stead: without it the same would have been told. */
  private leftOver(suite: SuiteState, id: number): HeldCase | undefined {
    const state = this.sides[suite.side];
    const held = [...state.leftovers].find((each) => each.id === id);
    return held && !state.placeOf(suite).couldChange(held) ? held : undefined;
  }

  /** What was told of a case says where it stood before. */
  private leave(first: SuiteState, suite: SuiteState, id: number): SuiteState[] {
    first.unsettle(`case ${id} was moved to suite ${JSON.stringify(suite.name)} after it was read`);
    suite.unsettle(`case ${id} was moved to it from suite ${JSON.stringify(first.name)} after it was read`);
    return [first, suite];
  }

  private again(first: SuiteState, suite: SuiteState, testCase: TestCase, reread: boolean): void {
    if (first !== suite) {
      for (const each of [first, suite]) each.doubled(testCase.id);
    }
    const before = first.held.get(testCase.id);
    // Its pair is told: a copy that is read now changes nothing of that.
    if (!before) return;
    const held = this.hold(suite, testCase);
    if (first === suite && reread) suite.resolve(held.id);
    if (first === suite && sameCopy(before, held)) {
      // Its fields may be gone with its twin's, so it stays where it is.
      if (!reread && suite.readsSections && before.sectionId !== held.sectionId)
        suite.conflict(held.id, isDated(before, held));
      if (reread || laterCopy(before, held) === held)
        Object.assign(before, {
          updatedOn: held.updatedOn,
          sectionId: held.sectionId,
          inScope: held.inScope,
        });
      return;
    }
    if (first === suite && !reread) suite.conflict(held.id, isDated(before, held));
    if (!(first === suite && reread) && laterCopy(before, held) !== held) return;
    this.drop(first, before);
    this.keep(suite, held);
  }

  private hold(suite: SuiteState, testCase: TestCase): HeldCase {
    const place = this.sides[suite.side].placeOf(suite);
    const key = this.keys.read(suite.side, testCase, place.index);
    const content = this.reader.read(suite.side, testCase, place.opposite(suite.side, key));
    // Member by member: tens of thousands are made of these.
    return {
      id: testCase.id,
      title: testCase.title,
      key,
      spareKey: this.keys.spare(suite.side, testCase, place.index),
      path: undefined,
      suite: suite.index,
      sectionId: testCase.section_id ?? null,
      updatedOn: testCase.updated_on ?? 0,
      inScope: this.scope.holdsCase(suite.side, testCase),
      deleted: isDeleted(testCase),
      late: suite.covered,
      fields: testCase,
      digest: content.digest,
      written: content.written,
      attachments: content.attachments,
      references: content.references,
      hasText: content.hasText,
      customFields: content.customFields,
    };
  }

  private keep(suite: SuiteState, held: HeldCase): void {
    this.suiteOf[suite.side].set(held.id, suite);
    suite.held.set(held.id, held);
    suite.cases++;
    if (held.deleted) {
      suite.deleted++;
      held.fields = undefined;
      return;
    }
    if (this.keys.isMapped(held)) this.mapped[suite.side].add(held.id);
    this.census.add(suite.side, held.customFields);
    this.countAttachments(held, 1);
    if (held.references) this.awaited?.expect(suite, held.references);
    this.sides[suite.side].placeOf(suite).add(suite.side, held);
  }

  private drop(suite: SuiteState, held: HeldCase): void {
    suite.held.delete(held.id);
    suite.cases--;
    if (held.deleted) {
      suite.deleted--;
      return;
    }
    this.mapped[suite.side].delete(held.id);
    this.census.add(suite.side, held.customFields, -1);
    this.countAttachments(held, -1);
    this.sides[suite.side].placeOf(suite).remove(suite.side, held);
  }

  private countAttachments({ attachments }: HeldCase, by: 1 | -1): void {
    this.attachments.references += by * attachments;
    if (attachments > 0) this.attachments.cases += by;
  }
}

/** Their dates tell which of two copies is the later. */
const isDated = (a: HeldCase, b: HeldCase): boolean => a.updatedOn !== b.updatedOn;
