export { Collector } from './collector.js';
export { FORMATS, loadFormat, type Format, type SinkMaker } from './formats.js';
export { createProgressDisplay, type ProgressDisplay, type ProgressDisplayOptions } from './progress.js';
export { progressLine, waitingLine } from './progress-line.js';
export { createPalette, type Palette } from './palette.js';
export { sanitize, toJson } from './sanitize.js';
export {
  isFailure,
  OPTIONAL_EVENTS,
  SELECTABLE_KINDS,
  type OptionalEvent,
  type SelectableKind,
  type SelectionOptions,
} from './selection.js';
export { CSV_STYLES, type CsvStyle, type Sink, type SinkOptions } from './sink.js';
