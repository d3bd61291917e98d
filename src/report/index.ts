export { createSink, FORMATS, type Format } from './formats.js';
export { createProgressDisplay, type ProgressDisplay, type ProgressDisplayOptions } from './progress.js';
export { progressLine } from './progress-line.js';
export { createPalette, type Palette } from './palette.js';
export { sanitize, toJson } from './sanitize.js';
export { OPTIONAL_EVENTS, type OptionalEvent, type Sink, type SinkOptions } from './sink.js';
