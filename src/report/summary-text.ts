import Table from 'cli-table3';

import { ASPECTS, KINDS, SIDES, type SideSummary, type SummaryEvent } from '../compare/events.js';
import { count, counted } from './numbers.js';
import type { Palette } from './palette.js';
import { sanitize } from './sanitize.js';
import { KIND_NAMES, SIGNS } from './signs.js';
import { statusLine } from './status-line.js';

/** Failed pages named one by one, over both sides. */
const NAMED_PAGES = 20;

/** No rules between rows. Colours are ours or none: the table's own would ignore the palette. */
const PLAIN_TABLE = { head: [], border: [], compact: true };

const kindTable = ({ counts }: SummaryEvent, palette: Palette): string => {
  const table = new Table({ style: PLAIN_TABLE, colAligns: ['left', 'right'] });
  for (const kind of KINDS) {
    const name = `${SIGNS[kind]} ${KIND_NAMES[kind]}`;
    table.push([counts[kind] > 0 ? palette.kinds[kind](name) : name, count(counts[kind])]);
  }
  return table.toString();
};

const SIDE_COLUMNS = [
  'suites',
  'pages',
  'cases',
  'deleted',
  'undetermined',
] as const satisfies (keyof SideSummary)[];

const sideTable = (summary: SummaryEvent): string => {
  const table = new Table({
    style: PLAIN_TABLE,
    head: ['', ...SIDE_COLUMNS],
    colAligns: ['left', ...SIDE_COLUMNS.map(() => 'right' as const)],
  });
  for (const side of SIDES) table.push([side, ...SIDE_COLUMNS.map((column) => count(summary[side][column]))]);
  return table.toString();
};

/** "differing pairs by aspect: content 400, title 12": a pair may differ in several. */
const aspectLine = ({ aspects }: SummaryEvent): string[] => {
  const named = ASPECTS.filter((aspect) => aspects[aspect] > 0).map(
    (aspect) => `${aspect} ${count(aspects[aspect])}`,
  );
  return named.length === 0 ? [] : [`differing pairs by aspect: ${named.join(', ')}`];
};

/** "only right has custom_automation_id: 9,000 cases": many changes with one cause are seen as one. */
const fieldLines = (summary: SummaryEvent): string[] =>
  SIDES.flatMap((side) =>
    summary[side].fieldsOnlyHere.map(
      ({ field, cases }) => `only ${side} has ${sanitize(field)}: ${counted(cases, 'case')}`,
    ),
  );

const failedPageLines = (summary: SummaryEvent, palette: Palette): string[] => {
  const lines = SIDES.flatMap((side) =>
    summary[side].failedPages.map(({ suiteId, offset, limit, open, error }) => {
      const where = suiteId === null ? side : `${side} suite ${suiteId}`;
      const range = `cases ${count(offset + 1)} to ${count(offset + limit)}${open ? ' and any after them' : ''}`;
      return `${palette.bad('!')} not read: ${where}, ${range}: ${sanitize(error)}`;
    }),
  );
  const more = lines.length - NAMED_PAGES;
  return more > 0 ? [...lines.slice(0, NAMED_PAGES), `… and ${count(more)} more`] : lines;
};

/** *The end of a text report:* a blank line, the figures as tables, what stands out, and the status as the last line. */
export const summaryText = (summary: SummaryEvent, palette: Palette): string => {
  const paint = summary.status === 'complete' ? palette.good : palette.bad;
  const lines = [
    '',
    kindTable(summary, palette),
    sideTable(summary),
    ...aspectLine(summary),
    ...fieldLines(summary),
    ...failedPageLines(summary, palette),
    palette.bold(paint(statusLine(summary))),
  ];
  return `${lines.join('\n')}\n`;
};
