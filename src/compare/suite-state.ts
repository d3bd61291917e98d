import type { PageLost, PageRead } from './arrivals.js';
import { coverageOf, type ReadPage } from './coverage.js';
import type { Side, SuiteEvent } from './events.js';
import type { HeldCase } from './held-case.js';

interface PageNote extends ReadPage {
  ids: number[];
}

/** One suite of one side while it is read: which of its pages are there, and how many cases. */
export class SuiteState {
  /** Cases that are kept, by id; emptied when their pairs are settled. */
  readonly held = new Map<number, HeldCase>();
  /** Distinct cases read, deleted ones included. */
  cases = 0;
  deleted = 0;
  /** Its pages reach without a gap from 0 to the end. */
  covered = false;
  /** Until it is covered. */
  private pages: PageNote[] = [];
  private readonly counted = new Set<number>();
  private readonly lost = new Map<number, string>();
  private unsettled: string | undefined;
  private givenUp: string | undefined;
  private told: SuiteEvent | undefined;

  constructor(
    readonly side: Side,
    readonly index: number,
    public id: number | null,
    readonly name: string,
  ) {}

  /**
   * @param news how many of its cases no page held before
   * @return false for a page beyond the end that told nothing, and so counts neither as a page nor as a failure
   */
  pageRead(page: PageRead, news: number): boolean {
    const { offset, next, cases } = page;
    this.lost.delete(offset);
    if (this.covered) {
      if (news > 0) this.unsettle('there are cases beyond the end of the list');
      else return !page.guess;
    }
    if (cases.length > 0 || offset === 0) this.counted.add(offset);
    if (!this.covered) {
      this.pages.push({ offset, next, ids: cases.map(({ id }) => id) });
      this.coverIfReached();
    }
    return !page.guess || cases.length > 0;
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

  isContradicted(): boolean {
    return this.unsettled !== undefined;
  }

  /** All of it was read, and nothing in it contradicts the rest. */
  isComplete(): boolean {
    return this.covered && this.givenUp === undefined && this.unsettled === undefined;
  }

  /** All of it was read, or nothing more will be. */
  canEnd(): boolean {
    return this.covered || this.givenUp !== undefined;
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
    if (this.unsettled !== undefined) return `unsettled: ${this.unsettled}`;
    const [first] = [...this.lost].sort(([a], [b]) => a - b);
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
    };
  }

  private coverIfReached(): void {
    const { gapAt, reach } = coverageOf(this.pages);
    if (gapAt !== null) return;
    this.covered = true;
    this.lost.clear();
    this.noticeCasesBeyond(reach[reach.length - 1]!);
    this.pages = [];
  }

  /** A guess beyond the end tells nothing, unless it holds cases that no other page holds: then the list has shifted. */
  private noticeCasesBeyond(lastOffset: number): void {
    const beyond = this.pages.filter(({ offset }) => offset > lastOffset);
    if (beyond.length === 0) return;
    const within = new Set(this.pages.flatMap(({ offset, ids }) => (offset > lastOffset ? [] : ids)));
    for (const { offset, ids } of beyond) {
      if (ids.some((id) => !within.has(id))) this.unsettle('there are cases beyond the end of the list');
      else this.counted.delete(offset);
    }
  }
}
