import { asyncScheduler, type SchedulerLike } from 'rxjs';

/**
 * `asyncScheduler` on a clock that never runs backwards. `asyncScheduler.now` is `Date.now`, which jumps when the
 * machine's clock is set; a window of a rate limit measured by it would be too short or endless.
 */
export const monotonicScheduler: SchedulerLike = {
  now: () => performance.now(),
  schedule: asyncScheduler.schedule.bind(asyncScheduler) as SchedulerLike['schedule'],
};
