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
import { isFailure, isListed, type SelectionOptions } from './selection.js';

/** A summary, of which what differs from run to run may have been left out. */
export type ReportSummary = Omit<SummaryEvent, RunFigure> & Partial<Pick<SummaryEvent, RunFigure>>;

type RunFigure = 'requests' | 'elapsedMs';

export interface CollectorOptions extends SelectionOptions {
  /**
   * Whether documents leave out times, durations, requests and throttles, which differ from run to run over the same
   * data. Defaults to false.
   */
  omitTimes?: boolean;
}

/** All that a document tells, in the fixed order. */
export interface ReportData {
  start: StartEvent;
  /** Those that are listed. */
  differences: readonly DifferenceEvent[];
  suites: readonly SuiteEvent[];
  sides: readonly SideEvent[];
  /** How many differences are a reason for exit 1, listed or not. */
  failures: number;
  /** In the order in which they happened. */
  throttles: readonly ThrottleEvent[];
  /** Null only where the run broke off without one. */
  summary: ReportSummary | null;
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
  private failures = 0;
  private last: CompareEvent | undefined;

  constructor(private readonly options: CollectorOptions) {}

  /** Takes an event; from each of the sinks that share it, which are handed one event after the other. */
  add(event: CompareEvent): void {
    if (event === this.last) return;
    this.last = event;
    switch (event.type) {
      case 'start':
        this.start = event;
        break;
      case 'difference':
        if (isFailure(event, this.options)) this.failures++;
        if (isListed(event, this.options)) this.differences.push(event);
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
    const { start, throttles, summary, failures } = this;
    if (start === undefined) return undefined;
    const { omitTimes = false } = this.options;
    return {
      start,
      differences: this.differences.sort(compareDifferences),
      suites: [...this.suites.values()].sort(compareSuites),
      sides: [...this.sides.values()].sort(compareSides),
      failures,
      throttles: omitTimes ? [] : throttles,
      summary: omitTimes && summary ? withoutFigures(summary) : summary,
    };
  }
}

const withoutFigures = ({
  requests: _requests,
  elapsedMs: _elapsedMs,
  ...rest
}: SummaryEvent): ReportSummary => rest;
