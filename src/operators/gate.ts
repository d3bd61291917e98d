/**
 * One door that all requests to one server pass, whichever stream they come from. A request is admitted when every
 * guard agrees; among those that wait the best rank goes first, and among equals the first that came.
 *
 * Written by hand because the composition would hide the idea: `mergeMap`'s queue is first in, first out, and a
 * priority that changes while its request waits must be asked at the moment of admission. The queue is scanned, not
 * kept sorted, for the same reason; it is as long as the number of streams, not of requests.
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
import type { Guard, GuardChange } from './guard.js';
import { everyErrorIsTransient, type Classify, type Outcome } from './outcome.js';
import { monotonicScheduler } from './monotonic-scheduler.js';
import { PatienceError } from './patience-error.js';
import { said } from './said.js';
import type { AdmissionReport, Rank, Ticket, Wire } from './ticket.js';

export interface GateOptions {
  /** All must agree before one request is admitted. The order is that in which a wait is blamed on one. */
  guards: readonly Guard[];
  /** What an error says about the other side. Defaults to transient for all. */
  classify?: Classify;
  /** What an error says, for the reasons that are told. Defaults to its message. */
  describe?: (error: unknown) => string;
  /** How long trouble may last without one good answer before all who wait are given up, milliseconds. Defaults to Infinity. */
  maxWaitMs?: number;
  /** Defaults to a monotonic one. */
  scheduler?: SchedulerLike;
}

export interface GateStatus {
  inFlight: number;
  /** Those held back by their own rank are not counted. */
  waiting: number;
  /** What the best waiting request waits for; `ms` is Infinity when only an event can tell. */
  waitingFor?: { reason: string; ms: number };
}

/** Timers count in 32 bits, and one that is longer ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Waiter {
  rank: () => Rank;
  since: number;
  /** Probes of it that failed since the last good answer: whoever has failed less goes before it. */
  failedProbes: number;
  blockedAtArrival: readonly number[];
  admit(rank: number): void;
  withdraw(): void;
  fail(error: unknown): void;
}

/** The door to one server. */
export class Gate {
  readonly scheduler: SchedulerLike;
  /** Changes of pace and state, of all guards. */
  readonly changes: Observable<GuardChange>;
  private readonly guards: readonly Guard[];
  private readonly classify: Classify;
  private readonly describe: (error: unknown) => string;
  private readonly maxWaitMs: number;
  private waiters: Waiter[] = [];
  private inFlight = 0;
  private nextId = 0;
  private timer: Subscription | undefined;
  private pumping = false;
  private pumpAgain = false;
  private troubleSince: number | undefined;
  private lastError: unknown;
  /** The latest admissions that were answered, and that failed. */
  private lastAnswered = -1;
  private lastFailed = -1;
  private givenUp: PatienceError | undefined;
  private readonly blockedMs: number[];
  private blocked: { guard: number; since: number } | undefined;

  /** @throws RangeError when the patience is not positive */
  constructor(options: GateOptions) {
    this.guards = options.guards;
    this.classify = options.classify ?? everyErrorIsTransient;
    this.describe = options.describe ?? said;
    this.maxWaitMs = options.maxWaitMs ?? Infinity;
    if (!(this.maxWaitMs > 0)) throw new RangeError(`maxWaitMs is a positive number, not ${this.maxWaitMs}`);
    this.scheduler = options.scheduler ?? monotonicScheduler;
    this.blockedMs = this.guards.map(() => 0);
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
    const waiting = this.waiters.filter((waiter) => typeof waiter.rank() === 'number').length;
    if (waiting === 0) return { inFlight: this.inFlight, waiting };
    const { ms, guard } = this.longestWait(now);
    if (ms <= 0) return { inFlight: this.inFlight, waiting };
    const held = this.guards[guard]!;
    return { inFlight: this.inFlight, waiting, waitingFor: { reason: held.reason?.(now) ?? held.name, ms } };
  }

  /** Has the guards and ranks asked again, after something changed that the gate cannot see. */
  wake(): void {
    this.pump();
  }

  /** The last that was asked, of all whose end is known, failed. A late answer to what was asked before ends no trouble. */
  isInTrouble(): boolean {
    return this.lastFailed > this.lastAnswered;
  }

  /** Forgets that trouble outlasted its patience: a new run may find the server well again. */
  reopen(): void {
    this.givenUp = undefined;
    this.troubleSince = undefined;
    this.lastFailed = -1;
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
      blockedAtArrival: this.blockedUntil(this.scheduler.now()),
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
    this.waiters.push(waiter);
    subscriber.add(() => this.leave(waiter));
    this.pump();
  }

  private leave(waiter: Waiter): void {
    const index = this.waiters.indexOf(waiter);
    if (index < 0) return;
    this.waiters.splice(index, 1);
    // The last one to leave takes the timer along: no timer outlives its run.
    if (this.waiters.length === 0) this.cancelTimer();
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
          const { outcome, fault } = this.judge(error);
          if (outcome.kind !== 'permanent') this.lastError = error;
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

  /** A `classify` that throws ends the request with what it threw, and leaves no slot taken. */
  private judge(error: unknown): { outcome: Outcome; fault?: { error: unknown } } {
    try {
      const outcome = this.classify(error);
      return { outcome: outcome.kind === 'transient' ? { said: this.describe(error), ...outcome } : outcome };
    } catch (fault) {
      return { outcome: { kind: 'cancelled' }, fault: { error: fault } };
    }
  }

  private settle(id: number, key: string | undefined, outcome: Outcome): boolean {
    const now = this.scheduler.now();
    this.inFlight--;
    if (outcome.kind === 'ok' || outcome.kind === 'permanent') {
      this.troubleSince = undefined;
      this.lastAnswered = Math.max(this.lastAnswered, id);
      for (const waiter of this.waiters) waiter.failedProbes = 0;
    } else if (outcome.kind !== 'cancelled') {
      this.troubleSince ??= now;
      this.lastFailed = Math.max(this.lastFailed, id);
    }
    let again = false;
    for (const guard of this.guards) again = (guard.settled?.(id, key, outcome, now) ?? false) || again;
    return again;
  }

  /**
   * Not at once: when a whole run is unsubscribed, those that wait leave right after this one, and were they admitted in
   * between, each would cost a token to be cancelled.
   */
  private pumpSoon(): void {
    if (this.waiters.length === 0) return;
    this.cancelTimer();
    this.setTimer(0);
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
        this.cancelTimer();
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
      const best = this.best();
      if (!best) return this.watchPatience(now);
      const { ms, guard } = this.longestWait(now);
      if (ms > 0) {
        this.blocked = { guard, since: now };
        // An answer to a request from before a pause ends no trouble: a pause of a day would be waited for.
        if (this.guards.some((each) => each.refuses?.(now))) this.troubleSince ??= now;
        return this.setTimer(this.inFlight > 0 ? ms : Math.min(ms, this.patienceLeft(now)));
      }
      this.waiters.splice(this.waiters.indexOf(best.waiter), 1);
      best.waiter.admit(best.rank);
    }
  }

  private best(): { waiter: Waiter; rank: number } | undefined {
    let best: { waiter: Waiter; rank: number } | undefined;
    const leaving: (() => void)[] = [];
    for (const waiter of this.waiters) {
      try {
        const rank = waiter.rank();
        if (rank === 'withdraw') leaving.push(() => waiter.withdraw());
        else if (rank !== 'hold' && (!best || goesBefore(waiter, rank, best))) best = { waiter, rank };
      } catch (error) {
        leaving.push(() => waiter.fail(error));
      }
    }
    for (const leave of leaving) leave();
    // To end one's stream may have had whoever listens change the queue.
    return leaving.length > 0 ? this.best() : best;
  }

  private longestWait(now: number): { ms: number; guard: number } {
    let longest = { ms: 0, guard: -1 };
    this.guards.forEach((guard, index) => {
      const ms = guard.wait(now);
      if (ms > longest.ms) longest = { ms, guard: index };
    });
    return longest;
  }

  private setTimer(ms: number): void {
    if (ms === Infinity) return;
    this.timer = this.scheduler.schedule(() => this.pump(), Math.min(Math.ceil(ms), LONGEST_TIMER_MS));
  }

  private cancelTimer(): void {
    this.timer?.unsubscribe();
    this.timer = undefined;
  }

  private patienceLeft(now: number): number {
    if (this.troubleSince === undefined || this.isOurs(now)) return Infinity;
    return this.troubleSince + this.maxWaitMs - now;
  }

  /** We wait for our own reader: that is no trouble of the other side. */
  private isOurs(now: number): boolean {
    return this.guards.some((guard) => guard.ours && guard.wait(now) > 0);
  }

  private outOfPatience(now: number): boolean {
    return this.waiters.length > 0 && this.inFlight === 0 && this.patienceLeft(now) <= 0;
  }

  private watchPatience(now: number): void {
    if (this.waiters.length > 0 && this.inFlight === 0) this.setTimer(Math.max(1, this.patienceLeft(now)));
  }

  private giveUp(now: number): void {
    this.givenUp = new PatienceError(
      now - this.troubleSince!,
      this.lastError,
      this.lastError === undefined ? undefined : this.describe(this.lastError),
    );
    for (const waiter of this.waiters.splice(0)) waiter.fail(this.givenUp);
  }

  private unblock(now: number): void {
    if (!this.blocked) return;
    this.blockedMs[this.blocked.guard]! += now - this.blocked.since;
    // While nothing was asked nothing could be answered: patience begins anew.
    if (this.guards[this.blocked.guard]!.ours) this.troubleSince = undefined;
    this.blocked = undefined;
  }

  private blockedUntil(now: number): number[] {
    return this.blockedMs.map((ms, index) =>
      this.blocked?.guard === index ? ms + now - this.blocked.since : ms,
    );
  }

  private report(waiter: Waiter, rank: number): AdmissionReport {
    const now = this.scheduler.now();
    const totals = this.blockedUntil(now);
    const waits = Object.fromEntries(
      this.guards.map((guard, index) => [guard.name, totals[index]! - waiter.blockedAtArrival[index]!]),
    );
    return { rank, waitedMs: now - waiter.since, waits };
  }
}

/** Whoever tells only that it is written says nothing of the connection. */
const wireOf = (told: unknown): Wire => (typeof told === 'object' && told !== null ? told : {});

/** One work that always fails must not be the only one that ever probes, however good its rank. */
const goesBefore = (waiter: Waiter, rank: number, best: { waiter: Waiter; rank: number }): boolean =>
  waiter.failedProbes === best.waiter.failedProbes
    ? rank < best.rank
    : waiter.failedProbes < best.waiter.failedProbes;
