import type { PageLost, PageRead } from './arrivals.js';
import { coverageOf, type ReadPage } from './coverage.js';
import type { Side, SuiteEvent } from './events.js';
import type { HeldCase } from './held-case.js';

interface PageNote extends ReadPage {
  ids: number[];
}

/** One suite of one side while it is read. */
export class SuiteState {
  /** Cases that are kept, by id; emptied when their pairs are settled. */
  readonly held = new Map<number, HeldCase>();
  /** Distinct cases read, deleted ones included. */
  cases = 0;
  deleted = 0;
  /** Complete or given up: its event is out. */
  ended = false;
  lost = 0;
  private error: string | undefined;
  private pages: PageNote[] = [];
  private complete = false;
  private givenUp = false;

  constructor(
    readonly side: Side,
    readonly index: number,
    public id: number | null,
    readonly name: string,
  ) {}

  pageRead({ offset, next, cases }: PageRead): void {
    this.pages.push({ offset, next, ids: cases.map(({ id }) => id) });
    this.complete = coverageOf(this.pages).gapAt === null;
    if (this.complete) this.noticeCasesBeyondTheEnd();
  }

  pageLost(page: PageLost): void {
    this.lost++;
    this.error ??= `the page at offset ${page.offset} could not be read: ${page.error}`;
  }

  giveUp(error: string): void {
    this.givenUp = true;
    this.error ??= error;
  }

  /** What was read contradicts itself: it changed meanwhile, and something may have been missed. */
  unsettle(reason: string): void {
    this.error ??= `unsettled: ${reason}`;
  }

  /** All of it was read, and nothing in it contradicts the rest. */
  isComplete(): boolean {
    return this.complete && this.lost === 0 && this.error === undefined;
  }

  /** All of it was read, or nothing more will be. */
  canEnd(): boolean {
    return this.complete || this.givenUp;
  }

  event(): SuiteEvent {
    const event: SuiteEvent = {
      type: 'suite',
      side: this.side,
      suiteId: this.id,
      name: this.name,
      cases: this.cases,
      deleted: this.deleted,
      pages: this.pages.filter(({ ids, offset }) => ids.length > 0 || offset === 0).length,
      complete: this.isComplete(),
    };
    if (!event.complete) event.error = this.error ?? 'the run ended before it was read';
    return event;
  }

  /** A guess beyond the end tells nothing, unless it holds cases that no other page holds: then the list has shifted. */
  private noticeCasesBeyondTheEnd(): void {
    const { reach } = coverageOf(this.pages);
    if (reach.length === this.pages.length) return;
    const lastOffset = reach[reach.length - 1]!;
    const within = new Set(this.pages.filter(({ offset }) => offset <= lastOffset).flatMap(({ ids }) => ids));
    const beyond = this.pages.filter(({ offset }) => offset > lastOffset).flatMap(({ ids }) => ids);
    if (beyond.some((id) => !within.has(id))) this.unsettle('there are cases beyond the end of the list');
  }
}
