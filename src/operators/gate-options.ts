import type { SchedulerLike } from 'rxjs';
import type { Guard } from './guard.js';
import type { Classify } from './outcome.js';

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
