import { Aggregate, unsettledReason, type CompareEvent, type SuiteEvent } from '../compare/index.js';
import type { Plan } from './plan.js';
import type { SuitePaging } from './suite-paging.js';
import { arrivalsOf, unreadArrivals } from './work-arrivals.js';
import type { WorkEvent } from './work.js';

/**
 * Which suites have contradicted themselves by the end of a run, and that their records know: what is kept of such a suite
 * would contradict itself in each run to come.
 */
export class UnsettledSuites {
  /** As they were told last: what came later may have settled them. */
  private readonly told = new Map<SuitePaging, SuiteEvent>();

  constructor(private readonly plan: Plan) {}

  take(event: CompareEvent): void {
    if (event.type === 'summary') this.keep();
    if (event.type !== 'suite') return;
    const suites = this.plan.suites[event.side];
    // A suite without an id is told by that of its cases, and is the only one.
    const suite = suites.find(({ id }) => id === event.suiteId) ?? suites[0];
    if (suite) this.told.set(suite, event);
  }

  reasonOf(suite: SuitePaging): string | undefined {
    const event = this.told.get(suite);
    return event && unsettledReason(event);
  }

  /** Its pages do not hold what was told of it. */
  private sinceRead(suite: SuitePaging): string | undefined {
    return this.told.get(suite)?.found === undefined
      ? undefined
      : 'cases have come to it, or left it, since it was read';
  }

  private keep(): void {
    for (const suite of this.told.keys()) {
      const reason = this.reasonOf(suite) ?? this.sinceRead(suite);
      const { record, snapshot } = this.plan.target(suite.side);
      if (reason !== undefined && !snapshot) record?.keepUnsettled?.(suite.id, reason);
    }
  }
}

/**
 * The same of a project that is read alone: it is compared with one that has no suites, so that what a comparison would
 * call unsettled is called so here, by the same rules.
 */
export class UnsettledAlone extends UnsettledSuites {
  private readonly aggregate: Aggregate;

  constructor(
    private readonly alone: Plan,
    sections: boolean,
  ) {
    super(alone);
    this.aggregate = new Aggregate({ compareIds: true, sections, matchBy: ['id'] });
    this.aggregate.take({ type: 'opened', side: 'right', url: '', projectId: 0, name: '', suites: [] });
  }

  /** Call it before the plan learns from the event. */
  read(event: WorkEvent): void {
    for (const arrival of arrivalsOf(event, this.alone)) this.arrived(arrival);
  }

  /** Nothing more is read. */
  end(): void {
    for (const arrival of unreadArrivals(this.alone, 'it was not read')) this.arrived(arrival);
    this.arrived({ type: 'finished' });
  }

  private arrived(arrival: Parameters<Aggregate['take']>[0]): void {
    for (const event of this.aggregate.take(arrival).events) this.take(event);
  }
}
