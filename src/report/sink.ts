import type { CompareEvent } from '../compare/events.js';
import type { Collector, CollectorOptions } from './collector.js';

/**
 * A report of a comparison: events in, text out, in one direction and without I/O.
 *
 * A sink may remember what it has seen (documents keep the differences they will order), but it never writes: who
 * holds the stream writes, waits for it, and closes it.
 */
export interface Sink {
  /** The text to append for this event, with its line ends; '' where the format says nothing of it. */
  write(event: CompareEvent): string;
  /** The text that closes the output. Called once, after the last event; '' where nothing is left to say. */
  end(): string;
}

export interface SinkOptions extends CollectorOptions {
  /** Whether `text` may use ANSI colours. Defaults to false. */
  colors?: boolean;
  /** Columns that a line of differences in `text` may take. Defaults to no bound. */
  width?: number;
  /** Whether `text` lists each case of a suite that is on one side only. Defaults to false: such a suite is said once. */
  everyCase?: boolean;
  /** `excel`: a byte order mark and CRLF, without which some spreadsheet programs misread `csv`. Defaults to `plain`. */
  csvStyle?: CsvStyle;
  /** The most bytes of UTF-8 that `github-summary` may take. Defaults to 1 MiB, GitHub's own limit. */
  maxBytes?: number;
  /** What documents remember, shared among the sinks of a run that have the same options. Defaults to one of its own. */
  collector?: Collector;
}

export const CSV_STYLES = ['plain', 'excel'] as const;

export type CsvStyle = (typeof CSV_STYLES)[number];
