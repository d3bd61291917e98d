import type { Outcome } from './outcome.js';
import { PatienceError } from './patience-error.js';

/** Since when the other side is in trouble, and how long that is waited for. Holds no clock. */
export class Trouble {
  private since: number | undefined;
  private lastError: unknown;
  /** The latest admissions that were answered, and that failed. */
  private lastAnswered = -1;
  private lastFailed = -1;

  constructor(
    private readonly maxWaitMs: number,
    private readonly describe: (error: unknown) => string,
  ) {}

  /** The last that was asked, of all whose end is known, failed. A late answer to what was asked before ends no trouble. */
  get isLast(): boolean {
    return this.lastFailed > this.lastAnswered;
  }

  failedWith(error: unknown): void {
    this.lastError = error;
  }

  /** True for a good answer. */
  ended(id: number, { kind }: Outcome, now: number): boolean {
    const answered = kind === 'ok' || kind === 'permanent';
    if (answered) {
      this.since = undefined;
      this.lastAnswered = Math.max(this.lastAnswered, id);
    } else if (kind !== 'cancelled') {
      this.begins(now);
      this.lastFailed = Math.max(this.lastFailed, id);
    }
    return answered;
  }

  begins(now: number): void {
    this.since ??= now;
  }

  /** Patience begins anew. */
  forgive(): void {
    this.since = undefined;
  }

  /** A new run may find the other side well again. */
  forget(): void {
    this.since = undefined;
    this.lastFailed = -1;
  }

  /** Milliseconds; Infinity where there is no trouble. */
  patienceLeft(now: number): number {
    return this.since === undefined ? Infinity : this.since + this.maxWaitMs - now;
  }

  outlasted(now: number): PatienceError {
    const said = this.lastError === undefined ? undefined : this.describe(this.lastError);
    return new PatienceError(now - this.since!, this.lastError, said);
  }
}
