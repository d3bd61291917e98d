import type { Observable } from 'rxjs';

/** Lower goes first. `hold`: not now, ask again when something changes. `withdraw`: no longer wanted, completes empty. */
export type Rank = number | 'hold' | 'withdraw';

/** How long a request waited, in all and by the guard that was in the way, milliseconds. */
export interface AdmissionReport {
  rank: number;
  waitedMs: number;
  waits: Record<string, number>;
}

/** What may be told of a request when it is written. */
export interface Wire {
  /**
   * It is the first on its connection, which may still have to be set up behind whatever took it: on its way for longer
   * than requests that follow on it. Defaults to false.
   */
  newConnection?: boolean;
}

export interface Ticket {
  /** Names the work: attempts of one work bear one key. Undefined where its failure tells nothing of the other side. */
  key: string | undefined;
  /** Asked anew at each admission, so a priority may change while its request waits. Defaults to the order of arrival. */
  rank?: () => Rank;
  /** Emits when the request is written to a connected socket, a `Wire` or anything. Without it the moment of admission counts. */
  written?: Observable<unknown>;
  onAdmitted?: (report: AdmissionReport) => void;
}
