import type { FieldFilter } from '../compare/index.js';
import type { Normalization } from '../compare/normalize.js';
import type { Format } from '../report/formats.js';
import type { OptionalEvent, SelectableKind } from '../report/selection.js';
import type { CsvStyle } from '../report/sink.js';
import type { ReportRequest } from './report-option.js';
import type { Rate } from './units.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How a server is asked: what every command that reads one is told. */
export interface FetchFlags {
  concurrency: number;
  rate: Rate;
  /** What `rate` and a limit that a 429 states are counted in, milliseconds. */
  window: number;
  share: number;
  burst?: number;
  timeout: number;
  maxWait: number;
  attempts: number;
  quiet: boolean;
  logLevel?: LogLevel;
  logFile?: string;
  ca?: string;
  config?: string;
}

/** What `compare` and `demo` are told on the command line, in the environment, or by the config file. */
export interface CompareFlags extends FetchFlags {
  format: Format;
  output?: string;
  report: ReportRequest[];
  events: OptionalEvent[];
  kinds?: SelectableKind[];
  oneWay: boolean;
  summaryOnly: boolean;
  everyCase: boolean;
  csvStyle: CsvStyle;
  omitTimes: boolean;
  deadline?: number;
  strict: boolean;
  progress: 'overall' | 'suites';
  color?: boolean;
  journal?: string;
  matchBy: string[];
  sections: boolean;
  names: boolean;
  recheck: boolean;
  normalize: Normalization[];
  verifyAttachments: boolean;
  map?: string;
  writeMap?: string;
  similarity?: number;
  fields?: string[];
  ignoreFields?: string[];
  fieldMap?: Map<string, string>;
  valueMap?: string;
  baseline?: string;
  updateBaseline: boolean;
  leftCa?: string;
  rightCa?: string;
  suite: string[];
  leftSuite: string[];
  rightSuite: string[];
  suiteMap?: Map<string, string>;
  section: string[];
  filter: FieldFilter[];
  updatedSince?: number;
  baselines: boolean;
}
