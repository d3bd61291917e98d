import type { SchedulerLike, Subscription } from 'rxjs';

/** Timers count in 32 bits, and one that is longer ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One timer at a time. */
export class Alarm {
  private timer: Subscription | undefined;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly ring: () => void,
  ) {}

  /** In so many milliseconds; Infinity for never. */
  set(ms: number): void {
    this.cancel();
    if (ms === Infinity) return;
    this.timer = this.scheduler.schedule(() => this.ring(), Math.min(Math.ceil(ms), LONGEST_TIMER_MS));
  }

  cancel(): void {
    this.timer?.unsubscribe();
    this.timer = undefined;
  }
}
