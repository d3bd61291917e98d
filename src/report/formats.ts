import { csvDocument } from './csv.js';
import { documentSink } from './document-sink.js';
import { createHtmlSink } from './html/document.js';
import { jsonDocument } from './json.js';
import { junitDocument } from './junit.js';
import { githubSummary, markdownDocument } from './markdown.js';
import { createNdjsonSink } from './ndjson.js';
import type { Sink, SinkOptions } from './sink.js';
import { createTextSink } from './text.js';

/** Every format by its name on the command line: a new one is a line here. */
const SINKS = {
  text: createTextSink,
  ndjson: createNdjsonSink,
  json: documentSink(jsonDocument),
  csv: documentSink(csvDocument),
  markdown: documentSink(markdownDocument),
  html: createHtmlSink,
  junit: documentSink(junitDocument),
  'github-summary': documentSink(githubSummary),
} satisfies Record<string, (options: SinkOptions) => Sink>;

export type Format = keyof typeof SINKS;

/** The names `--format` knows, the default first. */
export const FORMATS = Object.keys(SINKS) as Format[];

/** A new sink, for one run: sinks may hold state. */
export const createSink = (format: Format, options: SinkOptions = {}): Sink => SINKS[format](options);
