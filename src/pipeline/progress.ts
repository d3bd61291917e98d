import {
  overlapOf,
  SIDES,
  type CompareEvent,
  type PageEvent,
  type ProgressCounts,
  type ProgressEvent,
  type Side,
  type SuiteProgress,
} from '../compare/index.js';
import { MAX_PAGE } from '../testrail/index.js';
import type { Instance } from './instance.js';
import type { Plan } from './plan.js';
import type { RequestCounts } from './request-counts.js';
import type { SuitePaging } from './suite-paging.js';

/** Suites of fewer pages are not told one by one. */
const LARGE_SUITE_PAGES = 3;
/** A full page is taken to last this many times as long as an average one, at the most. */
const MOST_SLOWER = 8;

type Counts = Required<ProgressCounts>;

/** The progress of a run: pages from the events, what is on the wire and what is waited for from the gates. */
export class ProgressFold {
  private readonly cases = new Map<SuitePaging, number>();
  private readonly pages = new Map<SuitePaging, Set<number>>();
  private readonly done = new Set<SuitePaging>();

  constructor(
    private readonly plan: Plan,
    private readonly instances: ReadonlySet<Instance>,
    private readonly counts: RequestCounts,
    private readonly startedAt: number,
  ) {}

  take(event: CompareEvent): void {
    if (event.type !== 'page' && event.type !== 'suite') return;
    const suite = this.plan.suites[event.side].find(({ id }) => id === event.suiteId || id === null);
    if (!suite) return;
    if (event.type === 'suite') {
      this.done.add(suite);
      this.cases.set(suite, event.cases);
    } else if (event.error === undefined) this.pageRead(suite, event);
  }

  /** A page that is read again is none more, and the record that it shares with the one before it no case more. */
  private pageRead(suite: SuitePaging, { offset, limit, cases }: PageEvent): void {
    const pages = this.pages.get(suite) ?? new Set();
    this.pages.set(suite, pages);
    if (pages.has(offset)) return;
    pages.add(offset);
    const shared = offset > 0 && cases > 0 ? overlapOf(limit) : 0;
    this.cases.set(suite, (this.cases.get(suite) ?? 0) + cases - shared);
  }

  private pagesRead(suite: SuitePaging): number {
    return this.pages.get(suite)?.size ?? 0;
  }

  event(now: number): ProgressEvent {
    const sides = { left: this.side('left'), right: this.side('right') };
    const total = sum(sides.left, sides.right);
    const elapsedMs = Math.round(now - this.startedAt);
    const { sent, retried } = this.counts.counts;
    return {
      type: 'progress',
      ...total,
      ...sides,
      largeSuites: this.largeSuites(),
      ...this.attachments(),
      ...this.gates(),
      retries: retried,
      requests: sent,
      ratePerMinute: elapsedMs > 0 ? Math.round((sent * 60_000) / elapsedMs) : 0,
      elapsedMs,
      ...this.eta(total, sides, elapsedMs, now),
    };
  }

  /** When nothing more is asked: nothing is waited for, and no time is left. */
  last(now: number): ProgressEvent {
    const { etaMs: _etaMs, waitingFor: _waitingFor, ...event } = this.event(now);
    return event;
  }

  private side(side: Side): Counts {
    const suites = this.plan.suites[side];
    return {
      suitesDone: suites.filter((suite) => this.done.has(suite)).length,
      suitesKnown: suites.length,
      pagesDone: total(suites, (suite) => this.pagesRead(suite)),
      pagesKnown: total(suites, (suite) => this.known(suite)),
      pagesExpected: Math.ceil(total(suites, (suite) => this.expected(suite))),
      cases: total(suites, (suite) => this.cases.get(suite) ?? 0),
    };
  }

  /** An empty page was announced by a few servers, so more may be known than there turn out to be. */
  private known(suite: SuitePaging): number {
    const read = this.pagesRead(suite);
    return this.done.has(suite) && suite.isComplete() ? read : Math.max(read, suite.pagesKnown());
  }

  private expected(suite: SuitePaging): number {
    return Math.max(this.known(suite), this.done.has(suite) ? 0 : suite.expectedPages());
  }

  private largeSuites(): SuiteProgress[] {
    return SIDES.flatMap((side) => this.plan.suites[side])
      .filter((suite) => !this.done.has(suite) && suite.pagesKnown() >= LARGE_SUITE_PAGES)
      .sort((a, b) => b.pagesKnown() - a.pagesKnown())
      .map((suite) => ({
        side: suite.side,
        suiteId: suite.id,
        name: suite.name,
        pagesDone: this.pagesRead(suite),
        pagesKnown: this.known(suite),
        pagesExpected: Math.ceil(this.expected(suite)),
        cases: this.cases.get(suite) ?? 0,
        done: false,
      }));
  }

  private attachments(): Pick<ProgressEvent, 'attachments'> {
    const attachments = this.plan.attachments.progress();
    return attachments.known > 0 ? { attachments } : {};
  }

  private gates(): Pick<ProgressEvent, 'inFlight' | 'waiting' | 'waitingFor'> {
    const statuses = [...this.instances].map(({ gate }) => gate.status());
    const longest = statuses
      .flatMap(({ waitingFor }) => (waitingFor && waitingFor.ms !== Infinity ? [waitingFor] : []))
      .sort((a, b) => b.ms - a.ms)[0];
    return {
      inFlight: statuses.reduce((all, { inFlight }) => all + inFlight, 0),
      waiting: statuses.reduce((all, { waiting }) => all + waiting, 0),
      ...(longest && { waitingFor: { reason: longest.reason, ms: Math.round(longest.ms) } }),
    };
  }

  /**
   * As many cases a second as so far, since small suites come first and their pages are quick; but no faster than the
   * windows allow for the pages that are known: a window more is a minute, too much to tell on a guess, unless all that
   * fits into it is expected. Where requests go evenly spaced each page that is expected takes its time.
   */
  private eta(
    { pagesDone, pagesExpected, cases }: Counts,
    sides: Record<Side, Counts>,
    elapsedMs: number,
    now: number,
  ): { etaMs?: number } {
    const left = pagesExpected - pagesDone;
    if (left < 0) return {};
    const byLimit = Math.max(...[...this.instances].map((instance) => this.drainMs(instance, sides, now)));
    if (byLimit > 0) return { etaMs: Math.round(byLimit) };
    // How long a file takes nobody can say.
    if (cases === 0 || pagesDone === 0 || this.plan.attachments.toCome() > 0) return {};
    const slower = Math.min(MOST_SLOWER, (MAX_PAGE * pagesDone) / cases);
    return { etaMs: Math.round((left * elapsedMs * slower) / pagesDone) };
  }

  /** Until the windows of this instance have let through what is left of it; 0 where they hold nothing up. */
  private drainMs(instance: Instance, sides: Record<Side, Counts>, now: number): number {
    const { limiter, gate } = instance;
    const own = SIDES.filter((side) => this.plan.target(side).instance === instance).map(
      (side) => sides[side],
    );
    const all = (pages: (counts: Counts) => number): number =>
      own.reduce((sum, counts) => sum + pages(counts), 0);
    const { inFlight } = gate.status();
    if (limiter.isSpaced())
      return limiter.drainMs(
        all(({ pagesExpected, pagesDone }) => pagesExpected - pagesDone) - inFlight,
        now,
      );
    const lists = this.plan.sectionLists.toCome() + this.plan.attachments.toCome();
    const left = all(({ pagesKnown, pagesDone }) => pagesKnown - pagesDone) + lists - inFlight;
    const wait = limiter.drainMs(left, now);
    if (wait <= 0) return 0;
    const limit = limiter.limit();
    const windows = Math.floor(all(({ pagesExpected, pagesKnown }) => pagesExpected - pagesKnown) / limit);
    return windows > 0 ? limiter.drainMs(left + windows * limit, now) : wait;
  }
}

const total = (suites: readonly SuitePaging[], of: (suite: SuitePaging) => number): number =>
  suites.reduce((all, suite) => all + of(suite), 0);

const sum = (a: Counts, b: Counts): Counts => ({
  suitesDone: a.suitesDone + b.suitesDone,
  suitesKnown: a.suitesKnown + b.suitesKnown,
  pagesDone: a.pagesDone + b.pagesDone,
  pagesKnown: a.pagesKnown + b.pagesKnown,
  pagesExpected: a.pagesExpected + b.pagesExpected,
  cases: a.cases + b.cases,
});
