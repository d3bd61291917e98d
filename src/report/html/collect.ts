import {
  KINDS,
  type CaseSummary,
  type DifferenceEvent,
  type Side,
  type StartSide,
  type SuiteEvent,
} from '../../compare/events.js';
import type { ReportData, ReportSummary } from '../collector.js';
import { changesOf, remarksOf } from '../difference-words.js';
import { failedPages, notes } from '../notes.js';
import { sanitize } from '../sanitize.js';
import { isNews, selectionWords } from '../selection.js';
import type { SinkOptions } from '../sink.js';
import { leftOutNotes, startNotes } from '../start-notes.js';
import { statusLine } from '../status-line.js';
import type { PageCase, PageData, PageDifference, PageSide } from './page-data.js';
import { pageField } from './page-field.js';

/** Names that are told once; those who use them hold the index. */
class Names {
  readonly list: string[] = [];
  private readonly indices = new Map<string, number>();

  index(name: string): number {
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    this.indices.set(name, this.list.length);
    return this.list.push(sanitize(name)) - 1;
  }
}

const pageSide = (side: Side, start: StartSide, summary: ReportSummary | null): PageSide => {
  const { name, projectId, url, snapshot } = start;
  const { suites, pages, cases, deleted, undetermined } = summary?.[side] ?? {};
  return {
    name: sanitize(name),
    projectId,
    url: sanitize(url),
    ...(snapshot ? { takenAt: sanitize(snapshot.takenAt) } : {}),
    ...(summary ? { figures: { suites, pages, cases, deleted, undetermined } as PageSide['figures'] } : {}),
  };
};

/** A suite that was not read whole. */
const suiteNote = ({ side, suiteId, name, error, complete }: SuiteEvent): string[] => {
  if (complete && error === undefined) return [];
  const id = suiteId === null ? '' : ` (${suiteId})`;
  return [`${side} suite ${sanitize(name)}${id}: ${sanitize(error ?? 'not complete')}`];
};

const pageCase = ({ id, url, suite, section, title }: CaseSummary, suites: Names): PageCase => ({
  id,
  url,
  suite: suites.index(suite),
  ...(section === undefined ? {} : { section: sanitize(section) }),
  title: sanitize(title),
});

const pageDifference = (event: DifferenceEvent, suites: Names, fields: Names): PageDifference => ({
  kind: event.kind,
  left: event.left && pageCase(event.left, suites),
  right: event.right && pageCase(event.right, suites),
  changes: changesOf(event),
  remarks: remarksOf(event),
  fields: event.fields.map((difference) => pageField(difference, fields.index(difference.field))),
});

/** *All that the page shows,* in the fixed order of the reports. */
export const pageData = (data: ReportData, options: SinkOptions): PageData => {
  const { start, summary, suites } = data;
  const [suiteNames, fieldNames] = [new Names(), new Names()];
  const listed = selectionWords(options);
  return {
    status: summary?.status ?? 'missing',
    statusLine: summary ? statusLine(summary) : 'The run broke off: what is listed is all that was found.',
    sides: {
      left: pageSide('left', start.left, summary),
      right: pageSide('right', start.right, summary),
    },
    counts: summary ? KINDS.map((kind) => ({ kind, count: summary.counts[kind] })) : [],
    notes: [
      ...startNotes(start),
      ...leftOutNotes(start),
      ...(summary ? notes(summary) : []),
      ...(listed === undefined ? [] : [`listed: ${listed}`]),
    ],
    lost: [...(summary ? failedPages(summary) : []), ...suites.flatMap(suiteNote)],
    suites: suiteNames.list,
    fields: fieldNames.list,
    differences: data.differences
      .filter((event) => isNews(event, options))
      .map((event) => pageDifference(event, suiteNames, fieldNames)),
  };
};
