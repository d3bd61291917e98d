/** A timer may be early by a part of this, milliseconds. */
const EARLY_MS = 1;

/** The longest a whole run may take, from now on, whatever it consists of. */
export class Deadline {
  private readonly since: number;

  /** @param ms undefined for none */
  constructor(
    readonly ms: number | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.since = now();
  }

  /** Milliseconds. */
  spentMs(): number {
    return this.now() - this.since;
  }

  isReached(): boolean {
    return this.ms !== undefined && this.spentMs() > this.ms - EARLY_MS;
  }
}
