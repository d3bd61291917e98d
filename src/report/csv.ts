import { stringify } from 'csv-stringify/sync';

import type { CaseSummary, DifferenceEvent } from '../compare/events.js';
import type { ReportData, ReportSummary } from './collector.js';
import { changesOf } from './difference-words.js';
import { failedPages, notesOfRows } from './notes.js';
import { sanitize } from './sanitize.js';
import { listedNote } from './selection.js';
import type { SinkOptions } from './sink.js';
import { openingNotes } from './start-notes.js';
import { statusLine } from './status-line.js';

/** Cells of a row by their column. Texts are sanitised where they are put in, so that a row is a line. */
type Row = Partial<Record<Column, string | number>>;

const CASE_COLUMNS = ['id', 'url', 'suite', 'section', 'title'] as const;

type Column =
  | 'kind'
  | 'aspects'
  | `${'left' | 'right'}_${(typeof CASE_COLUMNS)[number]}`
  | `candidates_${'left' | 'right'}`
  | 'fields'
  | 'changes'
  | 'likely'
  | 'matched_by'
  | 'score'
  | 'accepted';

const CSV_COLUMNS: readonly Column[] = [
  'kind',
  'aspects',
  ...CASE_COLUMNS.map((column) => `left_${column}` as const),
  ...CASE_COLUMNS.map((column) => `right_${column}` as const),
  'fields',
  'changes',
  'candidates_left',
  'candidates_right',
  'likely',
  'matched_by',
  'score',
  'accepted',
];

/** Between the items of a list in one cell. */
const LIST_SEPARATOR = '; ';

const caseCells = (side: 'left' | 'right', of: CaseSummary | null): Row =>
  of === null
    ? {}
    : {
        [`${side}_id`]: of.id,
        [`${side}_url`]: sanitize(of.url),
        [`${side}_suite`]: sanitize(of.suite),
        [`${side}_section`]: sanitize(of.section ?? ''),
        [`${side}_title`]: sanitize(of.title),
      };

const rowOf = (event: DifferenceEvent): Row => ({
  kind: event.kind,
  aspects: event.aspects.join(LIST_SEPARATOR),
  ...caseCells('left', event.left),
  ...caseCells('right', event.right),
  fields: event.fields.map(({ field }) => sanitize(field)).join(LIST_SEPARATOR),
  changes: changesOf(event),
  candidates_left: event.candidates?.left.join(LIST_SEPARATOR),
  candidates_right: event.candidates?.right.join(LIST_SEPARATOR),
  likely: event.likely,
  matched_by: event.matchedBy,
  score: event.score,
  accepted: event.accepted ? 'yes' : event.altered ? 'altered' : undefined,
});

const summaryNotes = (summary: ReportSummary): string[] => {
  const isWhole = summary.status === 'complete';
  return [...(isWhole ? [] : [statusLine(summary), ...failedPages(summary)]), ...notesOfRows(summary)];
};

/** What rows of differences alone would keep to themselves: that something was not read, not compared, or not asked for. */
const noteRows = ({ start, summary }: ReportData, options: SinkOptions): Row[] =>
  [...openingNotes(start), ...listedNote(options), ...(summary ? summaryNotes(summary) : [])].map(
    (changes) => ({
      kind: 'note',
      changes,
    }),
  );

/**
 * *One row a difference, ordered,* UTF-8, for spreadsheets. A row is a line: control characters stand as visible escapes.
 *
 * A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or CR) has an apostrophe
 * before it. Rows of kind `note` at the end say, in the column `changes`, what was not read, not compared and not asked for,
 * and what else stands out.
 */
export const csvDocument = (data: ReportData, options: SinkOptions): string =>
  stringify([...data.differences.map(rowOf), ...noteRows(data, options)], {
    header: true,
    columns: [...CSV_COLUMNS],
    escape_formulas: true,
    bom: options.csvStyle === 'excel',
    record_delimiter: options.csvStyle === 'excel' ? 'windows' : 'unix',
  });
