import { createCaseMapSink } from '../../src/report/case-map.js';
import { csvDocument } from '../../src/report/csv.js';
import { documentSink } from '../../src/report/document-sink.js';
import type { Format, Sink, SinkOptions } from '../../src/report/index.js';
import { createHtmlSink } from '../../src/report/html/document.js';
import { jsonDocument } from '../../src/report/json.js';
import { junitDocument } from '../../src/report/junit.js';
import { githubSummary, markdownDocument } from '../../src/report/markdown.js';
import { createNdjsonSink } from '../../src/report/ndjson.js';
import { createTextSink } from '../../src/report/text.js';

const SINKS: Record<Format, (options: SinkOptions) => Sink> = {
  text: createTextSink,
  ndjson: createNdjsonSink,
  json: documentSink(jsonDocument),
  csv: documentSink(csvDocument),
  markdown: documentSink(markdownDocument),
  html: createHtmlSink,
  junit: documentSink(junitDocument),
  'github-summary': documentSink(githubSummary),
  map: createCaseMapSink,
};

/** A new sink of a format, which the command loads when it is asked for. */
export const createSink = (format: Format, options: SinkOptions = {}): Sink => SINKS[format](options);
