import type { CaseSummary, DifferenceEvent } from '../compare/events.js';
import { fieldChange } from './field-change.js';
import { count } from './numbers.js';
import type { Palette } from './palette.js';
import { sanitize } from './sanitize.js';
import { KIND_NAMES, SIGNS } from './signs.js';
import { displayWidth, truncate } from './width.js';

const GAP = '  ';

/** Told by the line itself, so not repeated among the fields. */
const SHOWN_ELSEWHERE = new Set(['title', 'suite']);

/** What stands for both sides once: "C12 → C34", or "Login" where they agree. */
const both = (event: DifferenceEvent, of: (side: CaseSummary) => string): string => {
  const texts = [event.left, event.right].filter((side) => side !== null).map(of);
  return [...new Set(texts)].map(sanitize).join(' → ');
};

/** Ids of the two sides are two cases even where the numbers are equal (two instances). */
const ids = ({ left, right }: DifferenceEvent): string =>
  [left, right].flatMap((side) => (side === null ? [] : [`C${side.id}`])).join(' → ');

/** "(one of 3)": the partner was picked among several of the same key. */
const choice = ({ candidates }: DifferenceEvent): string => {
  const left = candidates?.left.length ?? 0;
  const right = candidates?.right.length ?? 0;
  if (left > 1 && right > 1) return `(one of ${count(left)} left, ${count(right)} right)`;
  return left > 1 || right > 1 ? `(one of ${count(Math.max(left, right))})` : '';
};

/** "(likely - only left)": what it would be if the lost pages held nothing. */
const likelihood = ({ kind, likely }: DifferenceEvent): string => {
  if (kind !== 'undetermined') return '';
  return likely === undefined ? '(undetermined)' : `(likely ${SIGNS[likely]} ${KIND_NAMES[likely]})`;
};

const details = (event: DifferenceEvent): string => {
  const fields = event.fields.filter(({ field }) => !SHOWN_ELSEWHERE.has(field)).map(fieldChange);
  return [fields.join(', '), choice(event), likelihood(event)].filter((part) => part !== '').join(' ');
};

interface Column {
  text: string;
  /** Columns it keeps while others can still give way. */
  min: number;
  paint: (text: string) => string;
}

/** Makes the columns fit into `width`: the title gives way first, then the details, then the suite. */
const fit = (columns: Column[], givesWay: readonly Column[], width: number): void => {
  const used = columns.reduce((sum, { text }) => sum + displayWidth(text), GAP.length * (columns.length - 1));
  let excess = used - width;
  for (const column of givesWay) {
    if (excess <= 0) return;
    const before = displayWidth(column.text);
    column.text = truncate(column.text, Math.max(column.min, before - excess));
    excess -= before - displayWidth(column.text);
  }
};

/**
 * *One difference on one line:*
 *
 * ```
 * ~ C1201 → C9310  Checkout  Pay by card  priority_id 2 → 3, custom_steps_separated (step 2 changed)
 * > C1202 → C9311  Checkout → Payment  Pay by voucher
 * ```
 *
 * Sign, ids, suite, title, details; where the sides differ, both, the left one first. A pair that moved *and*
 * changed shows both, whatever its sign. At most `width` columns, without the line end.
 */
export const differenceLine = (event: DifferenceEvent, palette: Palette, width = Infinity): string => {
  const head = { text: `${SIGNS[event.kind]} ${ids(event)}`, min: 0, paint: palette.kinds[event.kind] };
  const suite = { text: both(event, (side) => side.suite), min: 8, paint: palette.dim };
  const title = { text: both(event, (side) => side.title), min: 16, paint: String };
  const detail = { text: details(event), min: 16, paint: palette.dim };
  const columns = [head, suite, title, detail].filter(({ text }) => text !== '');

  if (width !== Infinity) {
    fit(columns, [title, detail, suite], width);
    const line = columns.map(({ text }) => text).join(GAP);
    // Narrower than all minima together: colours would be cut in their middle.
    if (displayWidth(line) > width) return truncate(line, width);
  }
  return columns.map(({ text, paint }) => paint(text)).join(GAP);
};
