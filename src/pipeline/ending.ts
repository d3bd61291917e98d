import { defer, from, of, share, Subject, tap, throwError, type Observable } from 'rxjs';
import { SIDES, type Arrival, type CompareEvent, type Finished } from '../compare/index.js';
import { isRefused } from './attachment-list.js';
import { isAuth, messageOf, sectionsMessageOf, withMend } from './failure.js';
import type { Plan } from './plan.js';
import type { RequestCounts } from './request-counts.js';
import { stopOf, StoppedError, type Stop, type StopOptions } from './stop.js';
import { unreadArrivals } from './work-arrivals.js';
import type { AttachmentFailed, PageFailed, RecheckFailed, SectionsFailed, WorkEvent } from './work.js';

export interface EndingOptions extends StopOptions {
  strict?: boolean;
}

/** How a run ends: when it must stop, and what the aggregate is told then. After `start` there always is a summary. */
export class Ending {
  /** Emits once, when the run must stop before all is read. */
  readonly stopped: Observable<Stop>;
  private readonly own = new Subject<Stop>();
  private readonly startedAt: number;
  private stop: Stop | undefined;
  private started = false;

  constructor(
    private readonly options: EndingOptions,
    private readonly plan: Plan,
    private readonly counts: RequestCounts,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
    this.stopped = stopOf(options, this.own).pipe(
      // Said now: once the reading is taken down, nothing is waited for any more.
      tap(
        (stop) =>
          (this.stop =
            this.started || stop.status !== 'partial'
              ? stop
              : { ...stop, reason: stop.reason + this.waitedFor() }),
      ),
      share(),
    );
  }

  /** Stops the run where an event demands it. Call it before the plan learns from the event. */
  notice(event: WorkEvent): void {
    const failed = event.type === 'failed' && !this.plan.isGuess(event.work);
    const isBeside =
      event.type === 'sectionsFailed' || event.type === 'attachmentFailed' || event.type === 'recheckFailed';
    if (!failed && !isBeside) return;
    if (isAuth(event.error)) this.own.next({ status: 'partial', reason: withMend(event.error) });
    // What an account may not read, or is too large, is no reason to end a run.
    else if (event.type === 'attachmentFailed' && isRefused(event.error)) return;
    else if (this.options.strict) this.own.next({ status: 'partial', reason: this.strictReason(event) });
  }

  private strictReason(event: PageFailed | SectionsFailed | AttachmentFailed | RecheckFailed): string {
    const name = JSON.stringify(event.work.suite.name);
    const message = messageOf(event.error);
    if (event.type === 'sectionsFailed')
      return `--strict: the sections of suite ${name} could not be read: ${sectionsMessageOf(event.error)}`;
    if (event.type === 'attachmentFailed')
      return `--strict: attachment ${event.work.id} of suite ${name} could not be read: ${message}`;
    if (event.type === 'recheckFailed')
      return `--strict: what has changed in suite ${name} meanwhile could not be read: ${message}`;
    const { attempts, ms, work } = event;
    const { suite, offset, limit } = work;
    suite.lost(offset, limit, message, { attempts, ms });
    return `--strict: the page at offset ${offset} of suite ${name} could not be read: ${message}`;
  }

  /** A fault beside the reading: the run ends with what is known. */
  fault(error: unknown): void {
    this.own.next({ status: 'failed', reason: messageOf(error) });
  }

  /** Knows from the events themselves whether the run has started. */
  tell(event: CompareEvent): void {
    this.started ||= event.type === 'start';
  }

  /** Before `start`: what has not come so far. */
  private waitedFor(): string {
    const gates = [...new Set(SIDES.map((side) => this.plan.target(side).instance))];
    const held = gates.flatMap(({ gate }) => gate.status().waitingFor ?? []);
    const silent = gates.filter(({ gate }) => gate.status().inFlight > 0).map(({ url }) => url);
    if (silent.length > 0)
      return ` before the projects were read: no answer from ${silent.join(' and ')} so far`;
    return held.length > 0 ? ` before the projects were read: waiting for ${held[0]!.reason}` : '';
  }

  /** What is told when nothing more is read: the known pages that were not, and the end. */
  arrivals(): Observable<Arrival> {
    return defer(() => {
      if (!this.started && this.stop) return throwError(() => new StoppedError(this.stop!));
      const reason = this.stop?.reason ?? 'it was not read';
      return from([...unreadArrivals(this.plan, reason), this.finished(this.stop)]);
    });
  }

  /** A fault before `start` is the caller's; one after it is ours, and still gets its summary. */
  afterFault(error: unknown): Observable<Arrival> {
    if (!this.started) return throwError(() => error);
    return of(this.finished({ status: 'failed', reason: messageOf(error) }));
  }

  private finished(stop: Stop | undefined): Finished {
    const elapsedMs = Math.round(this.now() - this.startedAt);
    return { type: 'finished', ...stop, requests: this.counts.counts, elapsedMs };
  }
}
