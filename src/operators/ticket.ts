import type { Observable } from 'rxjs';

/** Lower goes first. `hold`: not now, ask again when something changes. `withdraw`: no longer wanted, completes empty. */
export type Rank = number | 'hold' | 'withdraw';

/** How long a request waited, in all and by the guard that was in the way, milliseconds. */
export interface AdmissionReport {
  rank: number;
  waitedMs: number;
  waits: Record<string, number>;
}

export interface Ticket {
  /** Names the work: attempts of one work bear one key. Undefined where its failure tells nothing of the other side. */
  key: string | undefined;
  /** Asked anew at each admission, so a priority may change while its request waits. Defaults to the order of arrival. */
  rank?: () => Rank;
  /** Emits when the request is written to a connected socket. Without it the moment of admission counts. */
  written?: Observable<unknown>;
  onAdmitted?: (report: AdmissionReport) => void;
}
