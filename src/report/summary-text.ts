import Table from 'cli-table3';

import { KINDS, SIDES, type SideSummary, type SummaryEvent } from '../compare/events.js';
import { failedPages, notes } from './notes.js';
import { count } from './numbers.js';
import type { Palette } from './palette.js';
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

/** The first of the pages that were not read, and how many more there are. */
const failedPageLines = (summary: SummaryEvent, palette: Palette): string[] => {
  const lines = failedPages(summary).map((line) => `${palette.bad('!')} ${line}`);
  const more = lines.length - NAMED_PAGES;
  return more > 0 ? [...lines.slice(0, NAMED_PAGES), `… and ${count(more)} more`] : lines;
};

/**
 * *The end of a text report:* a blank line, the figures as tables, what stands out, and the status as the last line.
 *
 * @param listed what was listed, where that was not everything
 */
export const summaryText = (summary: SummaryEvent, palette: Palette, listed?: string): string => {
  const paint = summary.status === 'complete' ? palette.good : palette.bad;
  const lines = [
    '',
    kindTable(summary, palette),
    sideTable(summary),
    ...notes(summary),
    ...(listed === undefined ? [] : [`listed: ${listed}`]),
    ...failedPageLines(summary, palette),
    palette.bold(paint(statusLine(summary))),
  ];
  return `${lines.join('\n')}\n`;
};
