import {
  SIDES,
  type DifferenceEvent,
  type Side,
  type StartEvent,
  type StartSide,
  type SuiteEvent,
} from '../compare/events.js';
import { differenceLine } from './difference-line.js';
import { count, counted } from './numbers.js';
import { OneSidedSuites } from './one-sided-suites.js';
import { createPalette, type Palette } from './palette.js';
import { sanitize } from './sanitize.js';
import { isNews, selectionWords } from './selection.js';
import type { Sink, SinkOptions } from './sink.js';
import { startNotes, takenAt } from './start-notes.js';
import { summaryText } from './summary-text.js';

/** Suites left out that are named one by one. */
const NAMED_SUITES = 3;

/** "2 left out: Baseline 1, Baseline 2". */
const leftOutText = ({ leftOut = [] }: StartSide): string => {
  if (leftOut.length === 0) return '';
  const names = leftOut.slice(0, NAMED_SUITES).map(({ name }) => sanitize(name));
  const more = leftOut.length - names.length;
  const rest = more > 0 ? ` … and ${count(more)} more` : '';
  return `, ${count(leftOut.length)} left out: ${names.join(', ')}${rest}`;
};

const snapshotText = (of: StartSide): string => {
  const at = takenAt(of);
  return at === undefined ? '' : `, as of ${at}`;
};

const headLine = (side: Side, of: StartSide, palette: Palette): string => {
  const name = `${side.padEnd(5)}  ${sanitize(of.name)} (${of.projectId})`;
  return `${palette.bold(name)}  ${sanitize(of.url)} – ${counted(of.suites.length, 'suite')}${leftOutText(of)}${snapshotText(of)}\n`;
};

const head = (event: StartEvent, palette: Palette): string =>
  [
    ...SIDES.map((side) => headLine(side, event[side], palette)),
    ...startNotes(event).map((note) => `${palette.dim(`! ${note}`)}\n`),
  ].join('');

/** A suite that was not read whole; of those that were, nothing is said. */
const suiteLine = ({ side, suiteId, name, error, complete }: SuiteEvent, palette: Palette): string => {
  if (complete && error === undefined) return '';
  const id = suiteId === null ? '' : ` (${suiteId})`;
  return `${palette.bad('!')} ${side} suite ${sanitize(name)}${id}: ${sanitize(error ?? 'not complete')}\n`;
};

/**
 * *For people: two lines that name the sides, one line a difference, and a summary.*
 *
 * A suite that stands on one side only is said once, before the summary. Every text that came from a server is
 * sanitised; colours are the only escape sequences in what this gives out.
 */
export const createTextSink = (options: SinkOptions): Sink => {
  const { colors = false, width, everyCase = false } = options;
  const palette = createPalette(colors);
  const oneSided = new OneSidedSuites();
  const difference = (event: DifferenceEvent): string => {
    oneSided.see(event);
    if (!isNews(event, options) || oneSided.counts(event)) return '';
    return `${differenceLine(event, palette, width)}\n`;
  };
  return {
    write(event) {
      switch (event.type) {
        case 'start':
          if (!everyCase) oneSided.start(event);
          return head(event, palette);
        case 'difference':
          return difference(event);
        case 'suite':
          return suiteLine(event, palette);
        case 'summary':
          return oneSided.text(palette) + summaryText(event, palette, selectionWords(options));
        default:
          return '';
      }
    },
    end: () => '',
  };
};
