/** Cases, pages and runs of the aggregate, each spec saying only what it is about. */
import { Aggregate, type AggregateOptions } from '../../src/compare/aggregate.js';
import type { Arrival, Finished, Opened, PageLost, PageRead } from '../../src/compare/arrivals.js';
import type {
  CompareEvent,
  DifferenceEvent,
  Side,
  SuiteName,
  SummaryEvent,
} from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';

export const aCase = (id: number, title = 'Sign in', more: Partial<TestCase> = {}): TestCase => ({
  id,
  title,
  ...more,
});

/** A case whose content is `text`. */
export const withSteps = (id: number, title: string, text: string, more: Partial<TestCase> = {}): TestCase =>
  aCase(id, title, { custom_steps: text, ...more });

export const opened = (side: Side, suites: SuiteName[] | string[]): Opened => ({
  type: 'opened',
  side,
  url: 'https://rail.example',
  projectId: side === 'left' ? 30 : 34,
  name: side,
  suites: suites.map((suite, n) => (typeof suite === 'string' ? { id: n + 1, name: suite } : suite)),
});

/** The only page of a suite, unless `over` says otherwise. */
export const page = (
  side: Side,
  suiteId: number | null,
  cases: TestCase[],
  over: Partial<PageRead> = {},
): PageRead => ({
  type: 'page',
  side,
  suiteId,
  offset: 0,
  limit: 250,
  next: null,
  cases,
  ...over,
});

export const lost = (
  side: Side,
  suiteId: number | null,
  offset: number,
  over: Partial<PageLost> = {},
): PageLost => ({
  type: 'lost',
  side,
  suiteId,
  offset,
  limit: 250,
  open: false,
  error: '502 Bad Gateway',
  ...over,
});

export const finished = (over: Partial<Finished> = {}): Finished => ({ type: 'finished', ...over });

/** The events of each arrival. */
export function steps(
  arrivals: readonly Arrival[],
  options: AggregateOptions = { compareIds: true },
): CompareEvent[][] {
  const aggregate = new Aggregate(options);
  return arrivals.map((arrival) => [...aggregate.take(arrival).events]);
}

export const run = (arrivals: readonly Arrival[], options?: AggregateOptions): CompareEvent[] =>
  steps(arrivals, options).flat();

export const differencesOf = (events: readonly CompareEvent[]): DifferenceEvent[] =>
  events.filter((event): event is DifferenceEvent => event.type === 'difference');

export const summaryOf = (events: readonly CompareEvent[]): SummaryEvent => {
  const last = events[events.length - 1];
  if (last?.type !== 'summary') throw new Error(`the last event is no summary but ${last?.type}`);
  return last;
};

/** `changed 1:2`, `onlyLeft 1:-`, `undetermined(onlyLeft) 1:-`, sorted. */
export const brief = (events: readonly CompareEvent[]): string[] =>
  differencesOf(events)
    .map(
      ({ kind, likely, left, right }) =>
        `${kind}${likely ? `(${likely})` : ''} ${left?.id ?? '-'}:${right?.id ?? '-'}`,
    )
    .sort();

/** Every case of the left in one suite, of the right in its partner, all read. */
export const compareTwo = (left: TestCase[], right: TestCase[], options?: AggregateOptions): CompareEvent[] =>
  run(
    [
      opened('left', ['A']),
      opened('right', ['A']),
      page('left', 1, left),
      page('right', 1, right),
      finished(),
    ],
    options,
  );
