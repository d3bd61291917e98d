import type { Guard } from './guard.js';

/**
 * At most `concurrency` admissions at once.
 *
 * @throws RangeError when `concurrency` is not a whole number of 1 or more
 */
export function slots(concurrency: number): Guard {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency is a whole number of 1 or more, not ${concurrency}`);
  }
  let taken = 0;
  return {
    name: 'slot',
    reason: () => `one of the ${concurrency} requests in flight to end`,
    wait: () => (taken < concurrency ? 0 : Infinity),
    admitted: () => {
      taken++;
    },
    settled: () => {
      taken--;
    },
  };
}
