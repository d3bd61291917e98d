import type { Outcome } from './outcome.js';
import { PatienceError } from './patience-error.js';

/** Since when the other side is in trouble, and how long that is waited for. Holds no clock. */
export class Trouble {
  private since: number | undefined;
  private lastError: unknown;
  /** Admissions from this id on came after the last failure. */
  private failedBefore = 0;
  /** The latest that was answered. */
  private lastAnswered = 0;

  constructor(
    private readonly maxWaitMs: number,
    private readonly describe: (error: unknown) => string,
  ) {}

  /** Nothing was answered that was asked after the last failure: an answer to what was on its way by then ends no trouble. */
  get isLast(): boolean {
    return this.failedBefore > this.lastAnswered;
  }

  failedWith(error: unknown): void {
    this.lastError = error;
  }

  /**
   * @param nextId that of the next admission
   * @return true for a good answer
   */
  ended(id: number, { kind }: Outcome, nextId: number, now: number): boolean {
    const answered = kind === 'ok' || kind === 'permanent';
    if (answered) {
      this.since = undefined;
      this.lastAnswered = Math.max(this.lastAnswered, id);
    } else if (kind !== 'cancelled') {
      this.begins(now);
      this.failedBefore = nextId;
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
    this.failedBefore = 0;
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
