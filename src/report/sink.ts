import type { CompareEvent } from '../compare/events.js';

/**
 * A report of a comparison: events in, text out, in one direction and without I/O.
 *
 * A sink may remember what it has seen (`json` keeps the differences it will order), but it never writes: who
 * holds the stream writes, waits for it, and closes it.
 */
export interface Sink {
  /** The text to append for this event, with its line ends; '' where the format says nothing of it. */
  write(event: CompareEvent): string;
  /** The text that closes the output. Called once, after the last event; '' where nothing is left to say. */
  end(): string;
}

/** What a format leaves out until it is asked for: far more numerous than differences. */
export const OPTIONAL_EVENTS = ['page', 'progress', 'identical'] as const;

export type OptionalEvent = (typeof OPTIONAL_EVENTS)[number];

export interface SinkOptions {
  /**
   * Which of the events usually left out are wanted. `identical` means the differences of that kind and is
   * understood by every format, `page` and `progress` by `ndjson` alone. Defaults to none.
   */
  events?: readonly OptionalEvent[];
  /** Whether `text` may use ANSI colours. Defaults to false. */
  colors?: boolean;
  /** Columns that a line of differences in `text` may take. Defaults to no bound. */
  width?: number;
}
