import type { DifferenceEvent } from '../compare/events.js';
import { changesOf, idsOf, placesOf, remarksOf, titlesOf } from './difference-words.js';
import type { Palette } from './palette.js';
import { SIGNS } from './signs.js';
import { displayWidth, truncate } from './width.js';

const GAP = '  ';

const details = (event: DifferenceEvent): string =>
  [changesOf(event), remarksOf(event)].filter((part) => part !== '').join(' ');

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
 * Sign, ids, suite and section, title, details; where the sides differ, both, the left one first. A pair that moved *and*
 * changed shows both, whatever its sign. At most `width` columns, without the line end.
 */
export const differenceLine = (event: DifferenceEvent, palette: Palette, width = Infinity): string => {
  const head = { text: `${SIGNS[event.kind]} ${idsOf(event)}`, min: 0, paint: palette.kinds[event.kind] };
  const suite = { text: placesOf(event), min: 8, paint: palette.dim };
  const title = { text: titlesOf(event), min: 16, paint: String };
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
