/**
 * What is known of the pages of one suite: which exist, which are asked for, and which may exist. A page that exists
 * proves all before it; one that is empty refutes itself and all after it.
 *
 * Pages overlap by a record, so that a list that shifts while it is read shows it (`coverage.ts`): of 250 records a page
 * they begin at 0, 249, 498, … One that holds no more than the record it shares is no page.
 */
import type { PageWork, SuiteWork } from './work.js';
import {
  coverageOf,
  isWhole,
  keepPage,
  overlapOf,
  strideOf,
  type Coverage,
  type Side,
} from '../compare/index.js';
import { guessesAt, type PagingFacts } from './likelihood.js';
import { Outlook, type GuessFacts } from './outlook.js';
import { Rereads, type PagingPage } from './rereads.js';

/** How a page of a suite stands. */
type PageState = 'asked' | 'read' | 'lost' | 'refuted';

/** How many pages after a lost one are asked for without knowing that they exist. */
const REACH_AFTER_LOSS = 3;

/** What is told of a page that was read. */
export interface PageAnswer {
  limit: number;
  next: number | null;
  items: readonly { id: number; updated_on?: number | null }[];
  size?: number;
  paged: boolean;
}

/** Attempts of a page, and how long they took, milliseconds. */
export interface Spent {
  attempts: number;
  ms: number;
}

/** A page that must be asked for. */
export interface WantedPage {
  offset: number;
  limit: number;
  /** It was read, and is to be read again. */
  fresh?: true;
  /** Two records that were read apart, to see whether they stand side by side. */
  proof?: true;
}

/** The pages of one suite. */
export class SuitePaging {
  partner: SuitePaging | undefined;
  /** Records a page; the envelope of the first page states it. */
  limit: number;
  /** Nothing more is asked: its error. */
  givenUp: string | undefined;
  /** The guess that waits for its turn: one a suite, and another when there comes to be a better one. */
  waitingGuess: PageWork | undefined;
  private readonly states = new Map<number, PageState>();
  private readonly owners = new Map<number, SuiteWork | PageWork>();
  private readonly read = new Map<number, PagingPage>();
  private readonly errors = new Map<number, string>();
  /** What was spent on pages that were lost, in vain. */
  private readonly spent = new Map<number, Spent>();
  /** Records of those that are not whole pages. */
  private readonly limits = new Map<number, number>();
  /** Pieces that were asked for, as `offset+limit`. */
  private readonly pieces = new Set<string>();
  private readonly rereads = new Rereads();
  /** Greatest offset at which a page is known to begin. */
  private knownUpTo = 0;
  /** The same for a page whose answer takes longer than one without cases. */
  private believedUpTo = 0;
  /** Lowest offset at which no record is known to be. */
  private endsBy = Infinity;
  private coverage: Coverage<PagingPage> = coverageOf([]);
  /** A guess got no answer, which tells nothing of its page: there is no other until a page is read. */
  private guessFailed = false;
  private hasRecords = false;
  private sized: number | undefined;
  private readonly outlook = new Outlook(() => this.facts());

  constructor(
    readonly side: Side,
    readonly id: number | null,
    readonly name: string,
    /** Its place in the list of suites, partners in step. */
    public order: number,
    limit: number,
  ) {
    this.limit = limit;
  }

  /** Some page of it was answered, or failed all its attempts. */
  isHeardOf(): boolean {
    return this.read.size > 0 || this.errors.size > 0;
  }

  /** All of it was read, and there is nothing. */
  isEmpty(): boolean {
    return this.isComplete() && !this.hasRecords;
  }

  /** @param limit what was asked for: the whole page, or a piece of one that could not be read as a whole */
  pageRead(offset: number, limit: number, answer: PageAnswer): void {
    this.changed();
    this.guessFailed = false;
    this.states.set(offset, 'read');
    this.errors.delete(offset);
    if (offset === 0 && answer.paged && limit === this.limit) this.firstPage(answer.limit, answer.size);
    const page = this.rereads.noted({ offset, limit, piece: limit < this.limit }, answer);
    keepPage(this.read, page);
    const records = answer.items.length;
    this.hasRecords ||= records > 0;
    if (records === 0 && offset > 0) this.endsBy = Math.min(this.endsBy, offset);
    // A piece is asked for because its page must be: all that it holds is news.
    const shared = limit < this.limit ? 0 : this.sharedAt(offset);
    if (records > shared || answer.next !== null) {
      const after = answer.next === null ? Infinity : this.after(offset);
      this.knownUpTo = Math.max(this.knownUpTo, after === Infinity ? offset : after);
    }
    if (answer.next === null) this.endsBy = Math.min(this.endsBy, offset + Math.max(1, records));
    // What was read again is the newest, and so is its end.
    else if (page.times > 1) this.endsBy = Infinity;
    this.coverage = coverageOf(this.read.values());
    if (this.isComplete()) this.rereads.done(this.coverage);
  }

  asked(work: SuiteWork | PageWork): void {
    this.states.set(work.offset, 'asked');
    this.owners.set(work.offset, work);
    // What it was before is of no account: it is read anew.
    if (work.fresh) this.limits.set(work.offset, work.limit);
  }

  /**
   * A page that could not be read as a whole is asked for in these.
   *
   * @return those that are to be asked for: two pages share a record, as two pieces do, and may both come down to it
   */
  askedInPieces(pieces: readonly PageWork[]): PageWork[] {
    const news = pieces.filter((piece) => piece.fresh || !this.pieces.has(pieceName(piece)));
    for (const piece of news) {
      this.pieces.add(pieceName(piece));
      if (!piece.fresh && this.hasShorter(piece.offset, piece.limit)) continue;
      this.states.set(piece.offset, 'asked');
      this.limits.set(piece.offset, piece.limit);
    }
    return news;
  }

  /** It is this work that asks for its page, and nothing has made it superfluous. */
  isOwner(work: SuiteWork | PageWork): boolean {
    return this.owners.get(work.offset) === work;
  }

  /** It was asked for and is not wanted any more, or failed without being known to exist. */
  forget(offset: number, refuted: boolean): void {
    if (refuted) this.changed();
    this.guessFailed ||= refuted;
    this.owners.delete(offset);
    if (refuted) this.believedUpTo = Math.min(this.believedUpTo, this.knownUpTo);
    if (refuted) this.states.set(offset, 'refuted');
    else this.states.delete(offset);
  }

  /** This work will not ask for its page. */
  letGo(work: PageWork): void {
    if (this.isOwner(work)) this.forget(work.offset, false);
  }

  /** @param spent on it in vain, this time */
  lost(offset: number, limit: number, error: string, spent?: Spent): void {
    if (this.hasShorter(offset, limit)) return;
    const { attempts = 0, ms = 0 } = this.spent.get(offset) ?? {};
    if (spent) this.spent.set(offset, { attempts: attempts + spent.attempts, ms: ms + spent.ms });
    this.states.set(offset, 'lost');
    this.errors.set(offset, error);
    this.limits.set(offset, limit);
  }

  /**
   * A page that was lost is asked for once more.
   *
   * @return none where that is of no use, or where it was lost twice: two pages may have come down to one piece
   */
  askedAgain(lost: PageWork): PageWork[] {
    const { offset, limit } = lost;
    const isStillLost = this.states.get(offset) === 'lost' && this.limits.get(offset) === limit;
    if (this.isDone() || !isStillLost) return [];
    const work = { ...lost, again: true };
    this.asked(work);
    return [work];
  }

  giveUp(error: string): void {
    this.givenUp = error;
    this.changed();
  }

  isKnown(offset: number): boolean {
    return offset <= this.knownUpTo;
  }

  /** The last page that is known: its answer tells whether there are more. */
  isFrontier(offset: number): boolean {
    return offset === this.knownUpTo && !this.endIsKnown();
  }

  /** Where the last known page begins, while it is not read. */
  unreadFrontier(): number | undefined {
    return this.states.get(this.knownUpTo) === 'read' ? undefined : this.knownUpTo;
  }

  /** A page is believed to begin there, for its answer takes so long. */
  believe(offset: number): void {
    this.changed();
    this.believedUpTo = Math.max(this.believedUpTo, offset);
  }

  isBelieved(offset: number): boolean {
    return offset <= this.believedUpTo && offset < this.endsBy;
  }

  /** Nothing stands at this offset. */
  isBeyondTheEnd(offset: number): boolean {
    return offset + this.sharedAt(offset) >= this.endsBy && offset > this.knownUpTo;
  }

  isComplete(): boolean {
    return isWhole(this.coverage);
  }

  /** Pages that must be asked for now: those known to exist, those right after a lost one, those to be read again. */
  wanted(): WantedPage[] {
    if (this.isDone()) return [];
    return this.coverage.gapAt === null ? this.toReadAgain() : [...this.unasked(), ...this.toReadAgain()];
  }

  private unasked(): WantedPage[] {
    const pages: WantedPage[] = [];
    let unproven = 0;
    for (let at = 0; !this.isBeyondTheEnd(at) && unproven <= REACH_AFTER_LOSS; at = this.after(at)) {
      const state = this.states.get(at);
      if (!this.isKnown(at) && !this.followsLost(at)) break;
      if (!this.isKnown(at)) unproven++;
      if (state === undefined || (state === 'refuted' && this.isKnown(at)))
        pages.push({ offset: at, limit: this.limit });
    }
    return pages;
  }

  /** Those whose seams are torn, and then those that prove what shares no record, unless they are asked for already. */
  private toReadAgain(): WantedPage[] {
    const torn = this.rereads
      .of(this.coverage)
      .filter(({ offset }) => this.states.get(offset) === 'read')
      .map(({ offset, limit }): WantedPage => ({ offset, limit, fresh: true }));
    if (torn.length > 0) return torn;
    return this.rereads
      .takeProofs(this.coverage)
      .map(({ offset, limit }): WantedPage => ({ offset, limit, fresh: true, proof: true }));
  }

  /** What was to be proven cannot be. Nothing of the list is lost by that. */
  proofFailed(offset: number): void {
    if (this.read.has(offset)) this.states.set(offset, 'read');
    else this.states.delete(offset);
  }

  /** The page to guess at next; undefined where there is nothing to gain. */
  guess(free: boolean): number | undefined {
    if (this.isExhausted() || this.read.size === 0 || this.guessFailed) return undefined;
    for (const pages of guessesAt(this.outlook.facts, free)) {
      if (!this.states.has(this.offsetOf(pages))) return this.offsetOf(pages);
    }
    return undefined;
  }

  guessAt(offset: number): GuessFacts {
    return this.outlook.guessAt(this.pagesUpTo(offset), this.partner !== undefined);
  }

  expectedPages(): number {
    return this.coverage.gapAt === null ? this.pagesKnown() : this.outlook.expected;
  }

  /** Standard deviation of what is expected, in pages. */
  deviation(): number {
    return this.isExhausted() ? 0 : this.outlook.deviation;
  }

  /** Known, or believed to be. */
  pagesBelieved(): number {
    return this.pagesUpTo(Math.max(this.knownUpTo, this.believedUpTo < this.endsBy ? this.believedUpTo : 0));
  }

  pagesKnown(): number {
    return this.pagesUpTo(this.knownUpTo);
  }

  /** Known pages that were not read, with their errors; all that is wanted and unread where the run has stopped. */
  unread(): ({ offset: number; limit: number; error: string | undefined; open: boolean } & Partial<Spent>)[] {
    if (this.isComplete()) return [];
    const offsets: number[] = [];
    for (let at = 0; this.isKnown(at); at = this.after(at)) {
      // Without a gap all was read: lost is what could not be read again.
      const isUnread =
        this.coverage.gapAt === null ? 'lost' === this.states.get(at) : this.states.get(at) !== 'read';
      if (isUnread) offsets.push(at);
    }
    const last = offsets[offsets.length - 1];
    return offsets.map((offset) => ({
      offset,
      limit: this.limits.get(offset) ?? this.limit,
      error: this.errors.get(offset),
      open: offset === last && !this.knowsWhatFollows(offset),
      ...this.spent.get(offset),
    }));
  }

  /** Pages that were asked for, whatever became of it. */
  pagesAsked(): number {
    return this.states.size;
  }

  /** Whether what this page held stands in the list as it was read in the end. */
  isInList(offset: number): boolean {
    return !this.isComplete() || this.coverage.reach.some((page) => page.offset === offset);
  }

  /** Nothing more is asked. */
  isDone(): boolean {
    return this.givenUp !== undefined || this.isComplete();
  }

  /** No page that must be asked for is left, so a guess could prove nothing that is waited for. */
  isExhausted(): boolean {
    return this.givenUp !== undefined || this.coverage.gapAt === null;
  }

  private firstPage(limit: number, size: number | undefined): void {
    this.limit = limit;
    if (size !== undefined && size > limit) this.sized = this.pagesOf(size);
  }

  /** What is known has changed, and with it what it promises of the partner. */
  private changed(): void {
    this.outlook.changed();
    this.partner?.outlook.changed();
  }

  private facts(): PagingFacts {
    const { partner } = this;
    return {
      known: this.pagesKnown(),
      believed: this.pagesBelieved(),
      atMost: this.endsBy === Infinity ? Infinity : this.pagesOf(this.endsBy) + 1,
      partner: partner && { pages: partner.pagesBelieved(), all: partner.endIsKnown() },
      sized: this.sized,
      leads: this.leads(),
    };
  }

  /** The one of two partners that is ahead; between equals the left one. */
  private leads(): boolean {
    const { partner } = this;
    if (!partner) return true;
    const ahead = this.pagesBelieved() - partner.pagesBelieved();
    return ahead > 0 || (ahead === 0 && (partner.givenUp !== undefined || this.side === 'left'));
  }

  /** The page before it was lost, so that nothing but asking tells whether it exists. */
  followsLost(offset: number): boolean {
    const previous = offset - this.stride();
    const before = this.states.get(previous);
    return (
      before === 'lost' ||
      this.followsLostPiece(offset) ||
      (before === 'refuted' && !this.isKnown(previous) && this.followsLost(previous))
    );
  }

  /**
   * A shorter piece begins there, whose state it is. What the longer one holds beyond it has states of its own where both are of
   * one page; where the shorter is the last of the page before, it has none, and so is asked for as what nobody has asked for.
   */
  private hasShorter(offset: number, limit: number): boolean {
    return this.states.has(offset) && (this.limits.get(offset) ?? limit) < limit;
  }

  /** Records of a page that the one before it holds as well. What follows a lost piece shares none with it. */
  private sharedAt(offset: number): number {
    return this.followsLostPiece(offset) ? 0 : overlapOf(this.limit);
  }

  private followsLostPiece(offset: number): boolean {
    return [...this.errors.keys()].some(
      (at) => this.limits.get(at)! < this.limit && this.after(at) === offset,
    );
  }

  /** No page can come after the last one that is known. */
  private endIsKnown(): boolean {
    return this.endsBy <= this.knownUpTo + this.limit;
  }

  /** The list ends within this page, or a page after it was read. */
  private knowsWhatFollows(offset: number): boolean {
    const limit = this.limits.get(offset) ?? this.limit;
    if (this.endsBy <= offset + limit) return true;
    return [...this.read.values()].some((page) => page.offset > offset && page.ids.length > 0);
  }

  /**
   * Where the page after this one begins; Infinity where one that was read is the last. Pages that are read may reach
   * further than the limit says.
   */
  private after(offset: number): number {
    const page = this.read.get(offset);
    if (page) {
      if (page.next === null) return Infinity;
      const full = page.ids.length === page.next - offset;
      return full ? Math.max(offset + 1, page.next - overlapOf(page.limit)) : page.next;
    }
    return offset + strideOf(this.limits.get(offset) ?? this.limit);
  }

  /** Records from the beginning of one page to that of the next. */
  private stride(): number {
    return strideOf(this.limit);
  }

  private pagesUpTo(offset: number): number {
    return Math.floor(offset / this.stride()) + 1;
  }

  /** Pages that so many records make. */
  private pagesOf(records: number): number {
    return this.pagesUpTo(Math.max(0, records - 1 - overlapOf(this.limit)));
  }

  private offsetOf(pages: number): number {
    return (pages - 1) * this.stride();
  }
}

const pieceName = ({ offset, limit }: PageWork): string => `${offset}+${limit}`;
