import type { PageLost, PageRead } from './arrivals.js';
import { coverageOf, isWhole, keepPage, readPageOf, type ReadPage } from './coverage.js';
import type { Side, SuiteEvent } from './events.js';
import type { HeldCase } from './held-case.js';
import { inSuite, NO_SECTION, sectionPaths, type Section, type SectionPath } from './sections.js';

/** How an error begins that says that what was read contradicts itself. */
const UNSETTLED = 'unsettled: ';

/** Why what was read of a suite contradicts itself; undefined where it does not. */
export const unsettledReason = ({ error }: SuiteEvent): string | undefined =>
  error?.startsWith(UNSETTLED) ? error.slice(UNSETTLED.length) : undefined;

/** One suite of one side while it is read: which of its pages are there, and how many cases. */
export class SuiteState {
  /** Cases that are kept, by id; emptied when their pairs are settled. */
  readonly held = new Map<number, HeldCase>();
  /** Distinct cases read, deleted ones included. */
  cases = 0;
  deleted = 0;
  /** Cases that have come to it, and that have left it, since it was read. */
  came = 0;
  left = 0;
  /** Its pages reach without a gap from 0 to the end, and fit together. */
  covered = false;
  /** Attachments that its cases refer to, and that are neither read nor given up. */
  readonly awaited = new Set<string>();
  /** By offset, as they were read last; until it is covered. */
  private readonly pages = new Map<number, ReadPage>();
  /** Where pages were asked for without knowing that they exist, and no answer has come: it may hold more of the list. */
  private readonly guesses = new Set<number>();
  /** Some page was read again, so that cases of its earlier copy may be on none any more. */
  private reread = false;
  /** The pages do not fit together by now. */
  private torn = false;
  /** Cases of which two different copies were read, and none of them again; whether their dates tell which is the later. */
  private readonly conflicts = new Map<number, { dated: boolean }>();
  /** Cases that were read in another suite as well. */
  private readonly doubles = new Set<number>();
  /** Cases of which it is not known any more what they say. */
  private readonly bare = new Set<number>();
  private readonly counted = new Set<number>();
  private readonly lost = new Map<number, string>();
  private unsettled: string | undefined;
  private givenUp: string | undefined;
  private told: SuiteEvent | undefined;
  private paths: ReadonlyMap<number, SectionPath> | undefined;
  private sectionsLost: string | undefined;
  /** It is a section of the other side's suite: its name goes first in every path. */
  private isFolded = false;

  /** @param readsSections it is not complete without its sections, unless it has no cases */
  constructor(
    readonly side: Side,
    readonly index: number,
    public id: number | null,
    readonly name: string,
    readonly readsSections = false,
  ) {}

  /** Before its sections arrive. */
  fold(): void {
    this.isFolded = true;
  }

  sectionsRead(sections: readonly Section[]): void {
    this.paths = sectionPaths(sections, this.isFolded ? this.name : undefined);
    this.sectionsLost = undefined;
  }

  sectionsFailed(error: string): void {
    if (!this.knowsSections()) this.sectionsLost ??= error;
  }

  hasSections(): boolean {
    return this.paths !== undefined;
  }

  /** Where its cases stand is known, or does not count. */
  knowsSections(): boolean {
    return !this.readsSections || this.paths !== undefined || (this.covered && this.cases === 0);
  }

  /** Undefined where its sections are not read, or do not hold this one. */
  pathOf(sectionId: number | null): SectionPath | undefined {
    if (sectionId !== null) return this.paths?.get(sectionId);
    return this.isFolded ? inSuite(this.name, []) : NO_SECTION;
  }

  /** A case in a section that was not listed came, or was moved there, while it was read. */
  noticeUnknownSections(): void {
    if (!this.paths || !this.covered) return;
    for (const held of this.held.values()) this.noticeUnknownSection(held);
  }

  noticeUnknownSection({ id, sectionId, deleted }: HeldCase): void {
    if (this.paths && !deleted && !this.pathOf(sectionId))
      this.unsettle(`case ${id} stands in section ${sectionId}, which its list of sections does not hold`);
  }

  /** A page that may not exist is asked for. The suite waits for its answer. */
  guessed(offset: number): void {
    if (!this.covered) this.guesses.add(offset);
  }

  /** It gets no answer, which tells nothing of it. */
  guessEnded(offset: number): void {
    this.guesses.delete(offset);
    if (!this.covered) this.coverIfWhole();
  }

  /** Nothing more is asked. */
  endGuesses(): void {
    for (const offset of [...this.guesses]) this.guessEnded(offset);
  }

  /** Whether this page was read before, and so is read again. */
  isReread({ offset, limit }: PageRead): boolean {
    return this.pages.get(offset)?.limit === limit;
  }

  /**
   * @param news how many of its cases no page held before
   * @return false for a page beyond the end that told nothing, and so counts neither as a page nor as a failure
   */
  pageRead(page: PageRead, news: number): boolean {
    const { offset, cases } = page;
    this.lost.delete(offset);
    this.guesses.delete(offset);
    if (this.covered) {
      if (news > 0) this.unsettle('there are cases beyond the end of the list');
      else return !page.guess;
    }
    // The record that it shares with the page before it makes no page.
    const counts = cases.length > 1 || news > 0 || offset === 0;
    if (counts) this.counted.add(offset);
    if (!this.covered) {
      this.reread ||= this.pages.has(offset);
      keepPage(this.pages, readPageOf(page, cases));
      this.coverIfWhole();
    }
    return !page.guess || counts;
  }

  /** Cases that are on no page any more: they were deleted, or moved to another suite, while it was read. */
  gone(): HeldCase[] {
    if (!this.covered || !this.reread) return [];
    const still = new Set([...this.pages.values()].flatMap(({ ids }) => ids));
    this.pages.clear();
    this.reread = false;
    return [...this.held.values()].filter(({ id }) => !still.has(id));
  }

  /** @return false where nothing is missing: it lies beyond the end, or others hold what it would */
  pageLost({ offset, error }: PageLost): boolean {
    if (!this.covered) this.lost.set(offset, error);
    return !this.covered;
  }

  giveUp(error: string): void {
    if (!this.covered) this.givenUp ??= error;
  }

  /** What was read contradicts itself: it changed meanwhile, and something may have been missed. */
  unsettle(reason: string): void {
    this.unsettled ??= reason;
  }

  /**
   * Two copies of one case differ. Which of them holds is known when one of them was read again.
   *
   * @param dated one of them is the later, and counts until then
   */
  conflict(id: number, dated: boolean): void {
    this.conflicts.set(id, { dated: dated && (this.conflicts.get(id)?.dated ?? true) });
  }

  resolve(id: number): void {
    this.conflicts.delete(id);
  }

  /** A case of it was read in another suite as well. */
  doubled(id: number): void {
    this.doubles.add(id);
  }

  /** It is known where the case stands. */
  singled(id: number): void {
    this.doubles.delete(id);
  }

  isDoubled(id: number): boolean {
    return this.doubles.has(id);
  }

  /** Two copies contradict each other, and nothing tells which of them holds. */
  isContested(id: number): boolean {
    return this.conflicts.get(id)?.dated === false;
  }

  /** What it says is wanted, and was let go with an equal case that turned out to be another. */
  miss(id: number): void {
    this.bare.add(id);
  }

  isContradicted(): boolean {
    return this.contradiction() !== undefined || this.torn;
  }

  /** All of it was read, and nothing in it contradicts the rest. */
  isComplete(): boolean {
    return (
      this.covered &&
      this.awaited.size === 0 &&
      this.givenUp === undefined &&
      this.contradiction() === undefined &&
      this.knowsSections()
    );
  }

  /** All of it was read, or nothing more will be. */
  canEnd(): boolean {
    const isRead = this.covered && (this.knowsSections() || this.sectionsLost !== undefined);
    return (isRead && this.awaited.size === 0) || this.givenUp !== undefined;
  }

  /** Its event is out. */
  get ended(): boolean {
    return this.told !== undefined;
  }

  /** Its event; undefined where what was told still holds. */
  tell(): SuiteEvent | undefined {
    const event = this.event();
    if (this.told && JSON.stringify(this.told) === JSON.stringify(event)) return undefined;
    this.told = event;
    return event;
  }

  /** Why it is not complete. */
  error(): string | undefined {
    if (this.isComplete()) return undefined;
    if (this.givenUp !== undefined) return this.givenUp;
    const unsettled = this.contradiction();
    if (unsettled !== undefined) return `${UNSETTLED}${unsettled}`;
    const [first] = [...this.lost].sort(([a], [b]) => a - b);
    if (!first && this.sectionsLost !== undefined)
      return `its sections could not be read: ${this.sectionsLost}`;
    if (!first && this.torn) return `${UNSETTLED}the list changed while it was read`;
    return first
      ? `the page at offset ${first[0]} could not be read: ${first[1]}`
      : 'the run ended before it was read';
  }

  private event(): SuiteEvent {
    const error = this.error();
    return {
      type: 'suite',
      side: this.side,
      suiteId: this.id,
      name: this.name,
      cases: this.cases,
      deleted: this.deleted,
      pages: this.counted.size,
      complete: error === undefined,
      ...(error === undefined ? {} : { error }),
      ...(this.came + this.left > 0 && { found: this.came + this.left }),
    };
  }

  private contradiction(): string | undefined {
    if (this.unsettled !== undefined) return this.unsettled;
    const [double] = this.doubles;
    if (double !== undefined) return `case ${double} was read in two suites`;
    const [id] = this.conflicts.keys();
    if (id !== undefined) return `two different copies of case ${id} were read`;
    const [bare] = this.bare;
    return bare === undefined
      ? undefined
      : `the case that equalled case ${bare} has changed while it was read`;
  }

  private coverIfWhole(): void {
    const coverage = coverageOf(this.pages.values());
    this.torn = coverage.torn.length > 0 || coverage.unproven.length > 0;
    if (!isWhole(coverage) || this.guesses.size > 0) return;
    this.covered = true;
    this.lost.clear();
    this.discountBeyond(coverage.reach[coverage.reach.length - 1]!.offset);
    if (!this.reread) this.pages.clear();
  }

  /** A guess beyond the end that holds nothing of its own makes no page. */
  private discountBeyond(lastOffset: number): void {
    for (const offset of this.counted) if (offset > lastOffset) this.counted.delete(offset);
  }
}
