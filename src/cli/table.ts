import Table from 'cli-table3';
import { sanitize, toJson } from '../report/index.js';

/** A column: its head, and whether it holds numbers. */
export interface Column {
  head: string;
  align?: 'left' | 'right';
}

const CLASSIC = { head: [], border: [], compact: true };

/** Nothing but spaces between the columns: what is piped is read by programs and put into mails. */
const BARE = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

/**
 * A table, framed on a terminal. Texts of a server are made harmless.
 *
 * @return with a line break at its end
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  framed: boolean,
): string {
  const drawn = new Table({
    head: columns.map(({ head }) => sanitize(head)),
    colAligns: columns.map(({ align = 'left' }) => align),
    style: framed ? CLASSIC : { ...CLASSIC, 'padding-left': 0, 'padding-right': 0 },
    ...(framed ? {} : { chars: { ...BARE, middle: '  ' } }),
  });
  for (const row of rows) drawn.push(row.map(sanitize));
  return `${drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** A JSON array, one element a line, harmless on a terminal. */
export const jsonList = (elements: readonly unknown[]): string =>
  elements.length === 0 ? '[]\n' : `[\n${elements.map(toJson).join(',\n')}\n]\n`;

/** A JSON document on one line, harmless on a terminal. */
export const jsonDocument = (value: unknown): string => `${toJson(value)}\n`;
