import type { CompareEvent } from '../compare/events.js';
import { toJson } from './sanitize.js';
import type { OptionalEvent, Sink, SinkOptions } from './sink.js';

/** The name by which `--events` asks for an event, undefined for those that are always written. */
const optionalName = (event: CompareEvent): OptionalEvent | undefined => {
  if (event.type === 'page' || event.type === 'progress') return event.type;
  return event.type === 'difference' && event.kind === 'identical' ? 'identical' : undefined;
};

/** *The events as they are, one JSON object a line, `type` its first key.* */
export const createNdjsonSink = ({ events = [] }: SinkOptions): Sink => ({
  write(event) {
    const name = optionalName(event);
    if (name !== undefined && !events.includes(name)) return '';
    // Whatever the emitter's order of keys: a reader may look at the first bytes of a line alone.
    const { type, ...rest } = event;
    return `${toJson({ type, ...rest })}\n`;
  },
  end: () => '',
});
