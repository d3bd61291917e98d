import type { Finished } from './arrivals.js';
import {
  ASPECTS,
  KINDS,
  type Aspect,
  type CompareEvent,
  type DifferenceEvent,
  type FailedPage,
  type Kind,
  type Side,
  type SideSummary,
  type Status,
  type SummaryEvent,
} from './events.js';

/** What has been counted so far: a fold over the events, and nothing else. */
export interface Tally {
  counts: Record<Kind, number>;
  aspects: Record<Aspect, number>;
  left: SideTally;
  right: SideTally;
}

type SideTally = Omit<SideSummary, 'fieldsOnlyHere'>;

const zeros = <K extends string>(names: readonly K[]): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;

const emptySide = (): SideTally => ({ suites: 0, cases: 0, pages: 0, deleted: 0, undetermined: 0, failedPages: [] });

export const emptyTally = (): Tally => ({
  counts: zeros(KINDS),
  aspects: zeros(ASPECTS),
  left: emptySide(),
  right: emptySide(),
});

/** Adds one event to the tally, in place. */
export function tally(counted: Tally, event: CompareEvent): void {
  switch (event.type) {
    case 'difference':
      return tallyDifference(counted, event);
    case 'suite': {
      const side = counted[event.side];
      side.suites++;
      side.cases += event.cases;
      side.deleted += event.deleted;
      side.pages += event.pages;
      return;
    }
    case 'page':
      if (event.error !== undefined) counted[event.side].failedPages.push(failedPage(event));
  }
}

function tallyDifference(counted: Tally, event: DifferenceEvent): void {
  counted.counts[event.kind]++;
  for (const aspect of event.aspects) counted.aspects[aspect]++;
  if (event.kind !== 'undetermined') return;
  if (event.left) counted.left.undetermined++;
  if (event.right) counted.right.undetermined++;
}

const failedPage = (event: CompareEvent & { type: 'page' }): FailedPage => ({
  suiteId: event.suiteId,
  offset: event.offset,
  limit: event.limit,
  open: event.open ?? false,
  error: event.error!,
});

export function summaryOf(
  counted: Tally,
  finished: Finished,
  complete: boolean,
  fieldsOnlyHere: Record<Side, SideSummary['fieldsOnlyHere']>,
  incomplete: string | undefined,
): SummaryEvent {
  const status: Status = finished.status ?? (complete ? 'complete' : 'partial');
  const reason = finished.reason ?? incomplete;
  return {
    type: 'summary',
    status,
    ...(status === 'complete' || reason === undefined ? {} : { reason }),
    counts: counted.counts,
    aspects: counted.aspects,
    left: sideSummary(counted.left, fieldsOnlyHere.left),
    right: sideSummary(counted.right, fieldsOnlyHere.right),
    requests: finished.requests ?? { sent: 0, retried: 0, throttled: 0, guessed: 0 },
    elapsedMs: finished.elapsedMs ?? 0,
  };
}

const sideSummary = (side: SideTally, fieldsOnlyHere: SideSummary['fieldsOnlyHere']): SideSummary => ({
  ...side,
  failedPages: [...side.failedPages].sort(
    (a, b) => (a.suiteId ?? 0) - (b.suiteId ?? 0) || a.offset - b.offset,
  ),
  fieldsOnlyHere,
});
