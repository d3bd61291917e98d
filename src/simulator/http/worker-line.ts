/** A fixed number of workers and the line before them, first in, first out. */
export class WorkerLine {
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly workers: number) {}

  /** Resolves when a worker is free and taken; `release` gives it back. */
  async take(): Promise<void> {
    if (this.busy < this.workers) {
      this.busy++;
      return;
    }
    // The worker is handed over, not freed in between: nobody can jump the line.
    await new Promise<void>((go) => this.waiting.push(go));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.busy--;
  }
}
