import type { AttachmentUnread, Finished } from './arrivals.js';
import type { ValueLine } from './named-values.js';
import {
  ASPECTS,
  KINDS,
  SIDES,
  type Aspect,
  type CompareEvent,
  type DifferenceEvent,
  type FailedPage,
  type Kind,
  type PageEvent,
  type RecheckSummary,
  type Side,
  type SideSummary,
  type Status,
  type SuiteEvent,
  type SummaryEvent,
} from './events.js';

/** What has been counted so far: a fold over the events, and nothing else. */
export interface Tally {
  counts: Record<Kind, number>;
  aspects: Record<Aspect, number>;
  formatting: number;
  left: SideTally;
  right: SideTally;
}

interface SideTally {
  /** By id; the last event of a suite counts. */
  suites: Map<number | null, SuiteEvent>;
  /** Cases of this side that a statement which is not `undetermined` is about. */
  certain: number;
  undetermined: number;
  /** Cases that nothing is told of, as they are not within the scope. */
  outOfScope: number;
  failedPages: FailedPage[];
}

const zeros = <K extends string>(names: readonly K[]): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;

const emptySide = (): SideTally => ({
  suites: new Map(),
  certain: 0,
  undetermined: 0,
  outOfScope: 0,
  failedPages: [],
});

export const emptyTally = (): Tally => ({
  counts: zeros(KINDS),
  aspects: zeros(ASPECTS),
  formatting: 0,
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
      side.suites.set(event.suiteId, event);
      // Where nothing is missing, nothing was lost.
      if (event.complete) side.failedPages = side.failedPages.filter((page) => !isOf(event.suiteId, page));
      return;
    }
    case 'page':
      return tallyPage(counted[event.side], event);
  }
}

function tallyDifference(counted: Tally, event: DifferenceEvent): void {
  counted.counts[event.kind]++;
  const certain = event.kind !== 'undetermined';
  if (certain && event.formatting) counted.formatting++;
  for (const side of SIDES) if (event[side]) counted[side][certain ? 'certain' : 'undetermined']++;
  // Of an undetermined pair it is not known that it is one.
  if (certain) for (const aspect of event.aspects) counted.aspects[aspect]++;
}

/** A page that is read after all was not lost. */
function tallyPage(side: SideTally, { suiteId, offset, limit, open = false, error }: PageEvent): void {
  side.failedPages = side.failedPages.filter((page) => page.offset !== offset || !isOf(suiteId, page));
  if (error !== undefined) side.failedPages.push({ suiteId, offset, limit, open, error });
}

/** The only suite of an old server has no id before its first case is read. */
const isOf = (suiteId: number | null, page: FailedPage): boolean => (page.suiteId ?? suiteId) === suiteId;

/** Counts all that was read and not told as undetermined: each case for itself, since no pair of it is certain. */
export function tallyHeld(counted: Tally): void {
  for (const side of SIDES) {
    const { certain, undetermined, outOfScope } = counted[side];
    const { cases, deleted } = sums(counted[side]);
    const held = cases - deleted - certain - undetermined - outOfScope;
    counted[side].undetermined += held;
    counted.counts.undetermined += held;
  }
}

export interface Findings {
  /** A suite that is not complete. */
  incomplete: { name: string; error(): string | undefined } | undefined;
  fieldsOnlyHere: Record<Side, SideSummary['fieldsOnlyHere']>;
  /** Of the sides that were rechecked. */
  rechecks?: Partial<Record<Side, RecheckSummary>>;
  /** Not all cases are told of. */
  isNarrow: boolean;
  /** References to attachments in the texts that were read, and cases that hold some. */
  attachments: Omit<NonNullable<SummaryEvent['attachments']>, 'verified'>;
  /** One that is lost: not all was read. */
  lostAttachment?: AttachmentUnread;
  /** Pairs of this score and below were too many to be looked at. */
  similarityFrom?: number;
  /** Fields that an option names and no case has. */
  unknownFields: string[];
  /** What the scope names and no case fulfils. */
  scopeUnmet: string[];
  /** Pairs of the map of which a case is not there, left ids and right ones. */
  mapUnmet?: [number, number][];
  /** Lines of the value map that no case has used. */
  valueMapUnused?: ValueLine[];
}

/** Rows of the map that are named one by one. */
const NAMED_ROWS = 100;

/** What no case is compared by; attachments only where that is asked for, and then it is told how many could be. */
const NOT_COMPARED = ['results', 'history', 'section descriptions'];

export function summaryOf(
  counted: Tally,
  finished: Finished,
  {
    incomplete,
    fieldsOnlyHere,
    rechecks = {},
    isNarrow,
    attachments,
    lostAttachment,
    similarityFrom,
    unknownFields,
    scopeUnmet,
    mapUnmet = [],
    valueMapUnused = [],
  }: Findings,
): SummaryEvent {
  const status: Status = finished.status ?? (incomplete || lostAttachment ? 'partial' : 'complete');
  const verified = attachments.read !== undefined;
  const reason =
    finished.reason ??
    (incomplete && `suite ${JSON.stringify(incomplete.name)}: ${incomplete.error()}`) ??
    (lostAttachment &&
      `attachment ${lostAttachment.id} of the ${lostAttachment.side} side could not be read: ${lostAttachment.error}`);
  return {
    type: 'summary',
    status,
    ...(status === 'complete' || reason === undefined ? {} : { reason }),
    counts: counted.counts,
    aspects: counted.aspects,
    left: { ...sideSummary(counted.left, fieldsOnlyHere.left, isNarrow), ...recheckOf(rechecks.left) },
    right: { ...sideSummary(counted.right, fieldsOnlyHere.right, isNarrow), ...recheckOf(rechecks.right) },
    requests: finished.requests ?? { sent: 0, retried: 0, throttled: 0, guessed: 0 },
    elapsedMs: finished.elapsedMs ?? 0,
    ...(counted.formatting > 0 && { formatting: counted.formatting }),
    attachments: { verified, ...attachments },
    ...(similarityFrom !== undefined && { similarityFrom }),
    ...(unknownFields.length > 0 && { unknownFields }),
    // A page that was not read may hold what fulfils it.
    ...(status === 'complete' && scopeUnmet.length > 0 && { scopeUnmet }),
    ...(status === 'complete' &&
      mapUnmet.length > 0 && {
        mapUnmet: {
          rows: mapUnmet.length,
          named: mapUnmet.slice(0, NAMED_ROWS).map(([left, right]) => ({ left, right })),
        },
      }),
    ...(status === 'complete' && valueMapUnused.length > 0 && { valueMapUnused }),
    notCompared: verified ? NOT_COMPARED : ['attachments', ...NOT_COMPARED],
  };
}

const recheckOf = (recheck: RecheckSummary | undefined): Pick<SideSummary, 'recheck'> =>
  recheck ? { recheck } : {};

const sideSummary = (
  side: SideTally,
  fieldsOnlyHere: SideSummary['fieldsOnlyHere'],
  isNarrow: boolean,
): SideSummary => ({
  ...sums(side),
  undetermined: side.undetermined,
  ...(isNarrow && { outOfScope: side.outOfScope }),
  failedPages: [...side.failedPages].sort(
    (a, b) => (a.suiteId ?? 0) - (b.suiteId ?? 0) || a.offset - b.offset,
  ),
  fieldsOnlyHere,
});

function sums({ suites }: SideTally): Pick<SideSummary, 'suites' | 'cases' | 'pages' | 'deleted'> {
  const sum = { suites: suites.size, cases: 0, pages: 0, deleted: 0 };
  for (const { cases, pages, deleted } of suites.values()) {
    sum.cases += cases;
    sum.pages += pages;
    sum.deleted += deleted;
  }
  return sum;
}
