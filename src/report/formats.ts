import type { ReportData } from './collector.js';
import type { Sink, SinkOptions } from './sink.js';

/** Makes a new sink, for one run: sinks may hold state. */
export type SinkMaker = (options: SinkOptions) => Sink;

const asDocument = async (
  render: Promise<(data: ReportData, options: SinkOptions) => string>,
): Promise<SinkMaker> => {
  const { documentSink } = await import('./document-sink.js');
  return documentSink(await render);
};

/** Every format by its name on the command line, loaded when it is asked for: a new one is a line here. */
const SINKS = {
  text: async () => (await import('./text.js')).createTextSink,
  ndjson: async () => (await import('./ndjson.js')).createNdjsonSink,
  json: () => asDocument(import('./json.js').then(({ jsonDocument }) => jsonDocument)),
  csv: () => asDocument(import('./csv.js').then(({ csvDocument }) => csvDocument)),
  markdown: () => asDocument(import('./markdown.js').then(({ markdownDocument }) => markdownDocument)),
  html: async () => (await import('./html/document.js')).createHtmlSink,
  junit: () => asDocument(import('./junit.js').then(({ junitDocument }) => junitDocument)),
  'github-summary': () => asDocument(import('./markdown.js').then(({ githubSummary }) => githubSummary)),
  map: async () => (await import('./case-map.js')).createCaseMapSink,
} satisfies Record<string, () => Promise<SinkMaker>>;

export type Format = keyof typeof SINKS;

/** The names `--format` knows, the default first. */
export const FORMATS = Object.keys(SINKS) as Format[];

/** What makes the sinks of a format. */
export const loadFormat = (format: Format): Promise<SinkMaker> => SINKS[format]();
