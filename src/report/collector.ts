import type {
  CompareEvent,
  DifferenceEvent,
  SideEvent,
  StartEvent,
  SuiteEvent,
  SummaryEvent,
  ThrottleEvent,
} from '../compare/events.js';
import { compareDifferences, compareSides, compareSuites } from './order.js';
import { isListed, type SelectionOptions } from './selection.js';

/** All that a document tells, in the fixed order. */
export interface ReportData {
  start: StartEvent;
  /** Those that are listed. */
  differences: readonly DifferenceEvent[];
  suites: readonly SuiteEvent[];
  sides: readonly SideEvent[];
  /** In the order in which they happened. */
  throttles: readonly ThrottleEvent[];
  /** Null only where the run broke off without one. */
  summary: SummaryEvent | null;
}

/**
 * *What is remembered for everything that is written at the end.* One for all documents of a run: each difference is kept
 * once, however many reports list it.
 */
export class Collector {
  private start: StartEvent | undefined;
  private summary: SummaryEvent | null = null;
  private readonly differences: DifferenceEvent[] = [];
  // A suite or side that is told twice is as it was told last.
  private readonly suites = new Map<string, SuiteEvent>();
  private readonly sides = new Map<string, SideEvent>();
  private readonly throttles: ThrottleEvent[] = [];
  private last: CompareEvent | undefined;

  constructor(private readonly selection: SelectionOptions) {}

  /** Takes an event; from each of the sinks that share it, which are handed one event after the other. */
  add(event: CompareEvent): void {
    if (event === this.last) return;
    this.last = event;
    switch (event.type) {
      case 'start':
        this.start = event;
        break;
      case 'difference':
        if (isListed(event, this.selection)) this.differences.push(event);
        break;
      case 'suite':
        this.suites.set(`${event.side}/${event.suiteId}`, event);
        break;
      case 'side':
        this.sides.set(event.side, event);
        break;
      case 'throttle':
        this.throttles.push(event);
        break;
      case 'summary':
        this.summary = event;
        break;
    }
  }

  /** Undefined where there was no `start`. */
  data(): ReportData | undefined {
    const { start, throttles, summary } = this;
    if (start === undefined) return undefined;
    return {
      start,
      differences: this.differences.sort(compareDifferences),
      suites: [...this.suites.values()].sort(compareSuites),
      sides: [...this.sides.values()].sort(compareSides),
      throttles,
      summary,
    };
  }
}
