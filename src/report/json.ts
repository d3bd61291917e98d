import type {
  DifferenceEvent,
  SideEvent,
  StartEvent,
  SuiteEvent,
  SummaryEvent,
  ThrottleEvent,
} from '../compare/events.js';
import { compareDifferences, compareSides, compareSuites } from './order.js';
import { toJson } from './sanitize.js';
import type { Sink, SinkOptions } from './sink.js';

/** An array with one element a line, so that a large document can still be searched and compared by lines. */
const lines = (values: readonly unknown[]): string =>
  values.length === 0 ? '[]' : `[\n${values.map(toJson).join(',\n')}\n]`;

/**
 * *One JSON document, written at the end:*
 * `{start, differences, suites, sides, throttles, summary}`.
 *
 * Differences and suites are ordered (see `order.ts`), so two runs over the same projects differ only in times and
 * throttles, which stay in the order in which they happened. `summary` is null only where the run broke off without
 * one. Nothing at all is written where there was no `start`.
 */
export const createJsonSink = ({ events = [] }: SinkOptions): Sink => {
  const withIdentical = events.includes('identical');
  const differences: DifferenceEvent[] = [];
  // A suite or side that is told twice is as it was told last.
  const suites = new Map<string, SuiteEvent>();
  const sides = new Map<string, SideEvent>();
  const throttles: ThrottleEvent[] = [];
  let start: StartEvent | undefined;
  let summary: SummaryEvent | null = null;

  return {
    write(event) {
      switch (event.type) {
        case 'start':
          start = event;
          break;
        case 'difference':
          if (event.kind !== 'identical' || withIdentical) differences.push(event);
          break;
        case 'suite':
          suites.set(`${event.side}/${event.suiteId}`, event);
          break;
        case 'side':
          sides.set(event.side, event);
          break;
        case 'throttle':
          throttles.push(event);
          break;
        case 'summary':
          summary = event;
          break;
      }
      return '';
    },
    end() {
      if (start === undefined) return '';
      const members = [
        `"start": ${toJson(start)}`,
        `"differences": ${lines(differences.sort(compareDifferences))}`,
        `"suites": ${lines([...suites.values()].sort(compareSuites))}`,
        `"sides": ${lines([...sides.values()].sort(compareSides))}`,
        `"throttles": ${lines(throttles)}`,
        `"summary": ${toJson(summary)}`,
      ];
      return `{\n${members.join(',\n')}\n}\n`;
    },
  };
};
