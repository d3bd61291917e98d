import { Deadline } from '../../src/cli/deadline.js';

it('is reached when its time is spent, from when it was made on', () => {
  let now = 1_000;
  const deadline = new Deadline(500, () => now);
  expect([deadline.spentMs(), deadline.isReached()]).toEqual([0, false]);
  now = 1_400;
  expect([deadline.spentMs(), deadline.isReached()]).toEqual([400, false]);
  // Timers may be early by less than a millisecond.
  now = 1_499.5;
  expect(deadline.isReached()).toBe(true);
});

it('without a time it is never reached', () => {
  let now = 0;
  const deadline = new Deadline(undefined, () => now);
  now = 1e12;
  expect(deadline.isReached()).toBe(false);
});
