import type { SummaryEvent } from '../compare/index.js';

/** Every attempt put on the wire, over both instances of a run. */
export class RequestCounts {
  readonly counts: SummaryEvent['requests'] = { sent: 0, retried: 0, throttled: 0, guessed: 0 };

  sent(guess: boolean): void {
    this.counts.sent++;
    if (guess) this.counts.guessed++;
  }

  retried(): void {
    this.counts.retried++;
  }

  throttled(): void {
    this.counts.throttled++;
  }
}
