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
import type { Instance } from './instance.js';
import type { Plan } from './plan.js';
import type { RequestCounts } from './request-counts.js';
import type { SuitePaging } from './suite-paging.js';
import { timeLeftMs, type LeftToAsk } from './time-left.js';

/** Suites of fewer pages are not told one by one. */
const LARGE_SUITE_PAGES = 3;

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
      ...this.eta(sides, now),
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

  /** Of the server that takes longest; undefined while nothing can be told of one. */
  private eta(sides: Record<Side, Counts>, now: number): { etaMs?: number } {
    const times = [...this.instances].map((instance) => timeLeftMs(this.left(instance, sides, now)));
    return times.includes(undefined) ? {} : { etaMs: Math.round(Math.max(...(times as number[]))) };
  }

  private left(instance: Instance, counts: Record<Side, Counts>, now: number): LeftToAsk {
    const { limiter, gate, concurrency } = instance;
    const own = SIDES.filter((side) => this.plan.target(side).instance === instance);
    const sum = (of: (counts: Counts) => number): number =>
      own.reduce((all, side) => all + of(counts[side]), 0);
    const { inFlight, waiting, waitingFor } = gate.status();
    const files = this.plan.attachments.toCome();
    const lists = this.plan.sectionLists.toCome() + this.plan.rechecks.toCome() + files;
    const done = sum(({ pagesDone }) => pagesDone);
    const suites = own.flatMap((side) => this.plan.suites[side]).filter((suite) => !this.done.has(suite));
    // One page or two tell nothing of the others: small suites come first, and the first answers are slow.
    const isFirstWaveIn =
      done >=
      Math.min(
        concurrency,
        sum(({ suitesKnown }) => suitesKnown),
      );
    return {
      known: sum(({ pagesKnown }) => pagesKnown) - done + lists,
      expected: sum(({ pagesExpected }) => pagesExpected) - done + lists,
      inFlight,
      waiting,
      waitingForMs: waitingFor?.ms ?? 0,
      longestChain: Math.max(
        0,
        ...suites.map((suite) => this.expected(suite) - Math.max(this.known(suite), suite.pagesAsked())),
      ),
      slots: concurrency,
      // How long a file takes nobody can say.
      answerMs: isFirstWaveIn && files === 0 ? this.plan.answerMs(instance) : undefined,
      limit: limiter.limit(),
      isSpaced: limiter.isSpaced(),
      drainMs: (requests) => limiter.drainMs(requests, now),
    };
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
