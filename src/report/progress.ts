import type { CompareEvent, ProgressEvent, ThrottleEvent } from '../compare/events.js';
import { createPalette } from './palette.js';
import { createProgressBars, type TextStream } from './progress-bars.js';
import { progressLine, sideLine, suiteProgressLine } from './progress-line.js';
import { throttleLine } from './throttle-line.js';

/** Bars of single suites at most. */
const SUITE_BARS = 8;

export interface ProgressDisplayOptions {
  /** Where the display is drawn: stderr. */
  stream: TextStream;
  /** Where the texts of `above` go: stdout. Defaults to `stream`. */
  out?: TextStream;
  /** Whether `stream` is a terminal: bars that are drawn over there, lines elsewhere. */
  isTTY: boolean;
  /** Least milliseconds of the run between two lines where `stream` is no terminal. Defaults to 3000. */
  intervalMs?: number;
  /** `suites` adds a bar for each of the largest suites still being read, 8 at most; on terminals. Defaults to `overall`. */
  mode?: 'overall' | 'suites';
  /** Columns to fill. Defaults to those of `stream`, now and after each resize; 80 where a terminal tells none, or 0. */
  columns?: number;
  /** Whether ANSI colours may be used. Defaults to false. */
  colors?: boolean;
}

/** Shows how far a run is, from its `progress` and `throttle` events and nothing else: no clock, no timer. */
export interface ProgressDisplay {
  /** Takes any event; those that say nothing of progress are passed over. */
  update(event: CompareEvent): void;
  /**
   * Writes whole lines to `out` while bars may stand on the same terminal: they are taken off before and drawn again
   * below. Returns what `out.write` returned: false where the writer should wait for `drain`.
   */
  above(text: string): boolean;
  /** Takes the bars off. What comes after is printed plainly. */
  stop(): void;
}

/** A line now and then, for logs and pipes. */
const createPlainDisplay = ({
  stream,
  out = stream,
  intervalMs = 3000,
  columns,
}: ProgressDisplayOptions): ProgressDisplay => {
  let saidAt = -Infinity;
  let unsaid: ProgressEvent | undefined;
  const say = (event: ProgressEvent): void => {
    saidAt = event.elapsedMs;
    unsaid = undefined;
    stream.write(`${progressLine(event, columns ?? Infinity)}\n`);
  };
  return {
    update(event) {
      if (event.type === 'throttle') stream.write(`${throttleLine(event)}\n`);
      if (event.type !== 'progress') return;
      if (event.elapsedMs - saidAt >= intervalMs) say(event);
      else unsaid = event;
    },
    above: (text) => out.write(text),
    stop() {
      // A log ends with where the run ended, not with where it was a few seconds before.
      if (unsaid !== undefined) say(unsaid);
    },
  };
};

/** Bars at the bottom of a terminal: the run, its two sides, and the large suites where asked for. */
const createTerminalDisplay = (options: ProgressDisplayOptions): ProgressDisplay => {
  const { stream, out = stream, mode = 'overall', columns, colors = false } = options;
  const palette = createPalette(colors);
  const bars = createProgressBars(stream);
  let standing = false;
  let stopped = false;

  /** The first run of full cells is the bar's own: it stands before any name. */
  const paint = (line: string): string => line.replace(/█+/, palette.bar);

  const lines = (event: ProgressEvent): string[] => {
    // The last column stays free: some terminals wrap as soon as it is written.
    const width = (columns ?? (stream.columns || 80)) - 1;
    const suites = mode === 'suites' ? event.largeSuites.slice(0, SUITE_BARS) : [];
    return (
      [
        progressLine(event, width),
        sideLine('left', event.left, width),
        sideLine('right', event.right, width),
        ...suites.map((suite) => suiteProgressLine(suite, width)),
      ]
        // Lines beyond the screen could not be drawn over; two rows are left for what streams by.
        .slice(0, Math.max(1, (stream.rows || 24) - 2))
        .map(paint)
    );
  };

  const above = (target: TextStream, text: string): boolean =>
    standing ? bars.above(() => target.write(text)) : target.write(text);

  const throttle = (event: ThrottleEvent): void => {
    above(stream, `${palette.kinds.changed(throttleLine(event))}\n`);
  };

  return {
    update(event) {
      if (event.type === 'throttle') throttle(event);
      if (event.type !== 'progress' || stopped) return;
      bars.show(lines(event));
      standing = true;
    },
    above: (text) => above(out, text),
    stop() {
      if (standing) bars.stop();
      standing = false;
      stopped = true;
    },
  };
};

/** *The progress display for a stream:* bars on a terminal, lines elsewhere. */
export const createProgressDisplay = (options: ProgressDisplayOptions): ProgressDisplay =>
  options.isTTY ? createTerminalDisplay(options) : createPlainDisplay(options);
