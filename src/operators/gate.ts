/**
 * One door that all requests to one server pass, whichever stream they come from. A request is admitted when every
 * guard agrees; among those that wait the best rank goes first, and among equals the first that came.
 *
 * Written by hand because the composition would hide the idea: `mergeMap`'s queue is first in, first out, and a
 * priority that changes while its request waits must be asked at the moment of admission (`waiters.ts`).
 */
import {
  merge,
  Observable,
  Subject,
  Subscription,
  takeUntil,
  type SchedulerLike,
  type Subscriber,
} from 'rxjs';
import { longestWait, type Guard, type GuardChange } from './guard.js';
import { Alarm } from './alarm.js';
import { Blame } from './blame.js';
import type { GateOptions, GateStatus } from './gate-options.js';
import { judge } from './judge.js';
import { everyErrorIsTransient, type Classify, type Outcome } from './outcome.js';
import { monotonicScheduler } from './monotonic-scheduler.js';
import type { PatienceError } from './patience-error.js';
import { said } from './said.js';
import { Trouble } from './trouble.js';
import { Waiters, type Waiter } from './waiters.js';
import type { AdmissionReport, Ticket, Wire } from './ticket.js';

/** The door to one server. */
export class Gate {
  readonly scheduler: SchedulerLike;
  /** Changes of pace and state, of all guards. */
  readonly changes: Observable<GuardChange>;
  private readonly guards: readonly Guard[];
  private readonly classify: Classify;
  private readonly describe: (error: unknown) => string;
  private readonly waiters = new Waiters();
  private inFlight = 0;
  private nextId = 0;
  private readonly alarm: Alarm;
  private pumping = false;
  private pumpAgain = false;
  private readonly trouble: Trouble;
  private givenUp: PatienceError | undefined;
  private readonly blame: Blame;

  /** @throws RangeError when the patience is not positive */
  constructor(options: GateOptions) {
    this.guards = options.guards;
    this.classify = options.classify ?? everyErrorIsTransient;
    this.describe = options.describe ?? said;
    const { maxWaitMs = Infinity } = options;
    if (!(maxWaitMs > 0)) throw new RangeError(`maxWaitMs is a positive number, not ${maxWaitMs}`);
    this.trouble = new Trouble(maxWaitMs, this.describe);
    this.scheduler = options.scheduler ?? monotonicScheduler;
    this.blame = new Blame(this.guards);
    this.alarm = new Alarm(this.scheduler, () => this.pump());
    this.changes = merge(...this.guards.flatMap((guard) => (guard.changes ? [guard.changes] : [])));
  }

  /** `source`, each subscription of which waits for its admission first. What the `admit` operator stands on. */
  enqueue<T>(source: Observable<T>, ticket: Ticket): Observable<T> {
    return new Observable<T>((subscriber) => {
      this.wait(source, ticket, subscriber);
    });
  }

  status(): GateStatus {
    const now = this.scheduler.now();
    const waiting = this.waiters.ready();
    if (waiting === 0) return { inFlight: this.inFlight, waiting };
    const { ms, guard } = longestWait(this.guards, now);
    if (ms <= 0) return { inFlight: this.inFlight, waiting };
    const held = this.guards[guard]!;
    return { inFlight: this.inFlight, waiting, waitingFor: { reason: held.reason?.(now) ?? held.name, ms } };
  }

  /** Has the guards and ranks asked again, after something changed that the gate cannot see. */
  wake(): void {
    this.pump();
  }

  /** Nothing was answered that was asked after the last failure. */
  isInTrouble(): boolean {
    return this.trouble.isLast;
  }

  /** Forgets that trouble outlasted its patience: a new run may find the server well again. */
  reopen(): void {
    this.givenUp = undefined;
    this.trouble.forget();
  }

  private wait<T>(source: Observable<T>, ticket: Ticket, subscriber: Subscriber<T>, failedProbes = 0): void {
    if (this.givenUp) {
      subscriber.error(this.givenUp);
      return;
    }
    const waiter: Waiter = {
      rank: ticket.rank ?? (() => 0),
      since: this.scheduler.now(),
      failedProbes,
      blockedAtArrival: this.blame.totals(this.scheduler.now()),
      admit: (rank) => {
        try {
          ticket.onAdmitted?.(this.report(waiter, rank));
        } catch (error) {
          subscriber.error(error);
        }
        // Whoever is told of the admission may have unsubscribed by now: then nothing is asked.
        if (!subscriber.closed) this.run(source, ticket, subscriber, waiter.failedProbes);
      },
      withdraw: () => subscriber.complete(),
      fail: (error) => subscriber.error(error),
    };
    this.waiters.add(waiter);
    subscriber.add(() => this.leave(waiter));
    this.pump();
  }

  private leave(waiter: Waiter): void {
    if (!this.waiters.remove(waiter)) return;
    // The last one to leave takes the timer along: no timer outlives its run.
    if (this.waiters.size === 0) this.alarm.cancel();
  }

  private run<T>(
    source: Observable<T>,
    ticket: Ticket,
    subscriber: Subscriber<T>,
    failedProbes: number,
  ): void {
    const id = this.nextId++;
    const now = this.scheduler.now();
    this.inFlight++;
    for (const guard of this.guards) guard.admitted?.(id, ticket.key, now);
    const written = (wire?: unknown) => {
      for (const guard of this.guards) guard.written?.(id, this.scheduler.now(), wireOf(wire));
      this.pump();
    };
    const attempt = new Subscription();
    const ended = new Subject<void>();
    let open = true;
    const settle = (outcome: Outcome): boolean => {
      if (!open) return false;
      open = false;
      // A source that is still being subscribed to has given us no subscription yet: only this reaches it.
      ended.next();
      attempt.unsubscribe();
      return this.settle(id, ticket.key, outcome);
    };
    if (ticket.written) attempt.add(ticket.written.subscribe(written));
    else written();
    // Added before subscribing: a synchronous source may end, and unsubscribe us, while it is being subscribed to.
    subscriber.add(() => {
      if (!open) return;
      settle({ kind: 'cancelled' });
      this.pumpSoon();
    });
    attempt.add(
      source.pipe(takeUntil(ended)).subscribe({
        next: (value) => subscriber.next(value),
        error: (error: unknown) => {
          const { outcome, fault } = judge(error, this.classify, this.describe);
          if (outcome.kind !== 'permanent') this.trouble.failedWith(error);
          if (settle(outcome))
            this.wait(source, ticket, subscriber, failedProbes + (outcome.kind === 'transient' ? 1 : 0));
          else subscriber.error(fault ? fault.error : error);
          this.pump();
        },
        complete: () => {
          if (!open) return;
          settle({ kind: 'ok' });
          subscriber.complete();
          this.pump();
        },
      }),
    );
  }

  private settle(id: number, key: string | undefined, outcome: Outcome): boolean {
    const now = this.scheduler.now();
    this.inFlight--;
    if (this.trouble.ended(id, outcome, this.nextId, now)) this.waiters.forgetFailedProbes();
    let again = false;
    for (const guard of this.guards) again = (guard.settled?.(id, key, outcome, now) ?? false) || again;
    return again;
  }

  /**
   * Not at once: when a whole run is unsubscribed, those that wait leave right after this one, and were they admitted in
   * between, each would cost a token to be cancelled.
   */
  private pumpSoon(): void {
    if (this.waiters.size === 0) return;
    this.alarm.cancel();
    this.alarm.set(0);
  }

  /** Admits as many as may go now, then sets one timer for the next moment at which that can change by itself. */
  private pump(): void {
    // A synchronous source settles, and so pumps, while it is being admitted: let the outer loop go on instead.
    if (this.pumping) {
      this.pumpAgain = true;
      return;
    }
    this.pumping = true;
    try {
      do {
        this.pumpAgain = false;
        this.alarm.cancel();
        this.admitAll();
      } while (this.pumpAgain);
    } finally {
      this.pumping = false;
    }
  }

  private admitAll(): void {
    for (;;) {
      const now = this.scheduler.now();
      this.unblock(now);
      if (this.outOfPatience(now)) this.giveUp(now);
      const best = this.waiters.best();
      if (!best) return this.watchPatience(now);
      const { ms, guard } = longestWait(this.guards, now);
      if (ms > 0) {
        this.blame.begins(guard, now);
        // An answer to a request from before a pause ends no trouble: a pause of a day would be waited for.
        if (this.guards.some((each) => each.refuses?.(now))) this.trouble.begins(now);
        return this.alarm.set(this.inFlight > 0 ? ms : Math.min(ms, this.patienceLeft(now)));
      }
      this.waiters.remove(best.waiter);
      best.waiter.admit(best.rank);
    }
  }

  private patienceLeft(now: number): number {
    return this.isOurs(now) ? Infinity : this.trouble.patienceLeft(now);
  }

  /** We wait for our own reader: that is no trouble of the other side. */
  private isOurs(now: number): boolean {
    return this.guards.some((guard) => guard.ours && guard.wait(now) > 0);
  }

  private outOfPatience(now: number): boolean {
    return this.waiters.size > 0 && this.inFlight === 0 && this.patienceLeft(now) <= 0;
  }

  private watchPatience(now: number): void {
    if (this.waiters.size > 0 && this.inFlight === 0) this.alarm.set(Math.max(1, this.patienceLeft(now)));
  }

  private giveUp(now: number): void {
    this.givenUp = this.trouble.outlasted(now);
    this.waiters.failAll(this.givenUp);
  }

  private unblock(now: number): void {
    // While nothing was asked nothing could be answered: patience begins anew.
    if (this.blame.ends(now)?.ours) this.trouble.forgive();
  }

  private report(waiter: Waiter, rank: number): AdmissionReport {
    const now = this.scheduler.now();
    const waits = this.blame.since(waiter.blockedAtArrival, now);
    return { rank, waitedMs: now - waiter.since, waits };
  }
}

/** Whoever tells only that it is written says nothing of the connection. */
const wireOf = (told: unknown): Wire => (typeof told === 'object' && told !== null ? told : {});
