/** Waits that can all be ended at once, so that a closed simulator leaves no timer. */
export class Sleeper {
  private over = false;
  private readonly timers = new Map<NodeJS.Timeout, () => void>();

  /** Resolves after `ms` milliseconds, or when all are woken; at once after that. */
  async sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.over) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        done();
      }, ms);
      this.timers.set(timer, done);
    });
  }

  /** Ends every wait now, those still to come too: who is next in line would only begin another one. */
  wakeAll(): void {
    this.over = true;
    for (const [timer, done] of this.timers) {
      clearTimeout(timer);
      done();
    }
    this.timers.clear();
  }
}
