import type { CompareEvent } from '../compare/events.js';
import { toJson } from './sanitize.js';
import { isListed, selectionOf } from './selection.js';
import type { Sink, SinkOptions } from './sink.js';

const isWritten = (event: CompareEvent, options: SinkOptions): boolean => {
  if (event.type === 'page' || event.type === 'progress') return (options.events ?? []).includes(event.type);
  return event.type !== 'difference' || isListed(event, options);
};

/**
 * *The events as they are, one JSON object a line, `type` its first key.*
 *
 * `start` also holds the `selection`, where not all differences were asked for.
 */
export const createNdjsonSink = (options: SinkOptions): Sink => ({
  write(event) {
    if (!isWritten(event, options)) return '';
    // Whatever the emitter's order of keys: a reader may look at the first bytes of a line alone.
    const { type, ...rest } = event;
    const selection = type === 'start' ? selectionOf(options) : undefined;
    return `${toJson({ type, ...rest, ...(selection && { selection }) })}\n`;
  },
  end: () => '',
});
