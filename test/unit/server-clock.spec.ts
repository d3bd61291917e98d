import { serverClock } from '../../src/testrail/server-clock.js';

describe('the clock of a server', () => {
  beforeEach(() => void jest.useFakeTimers({ now: Date.UTC(2026, 10, 26, 12, 0, 0) }));
  afterEach(() => void jest.useRealTimers());

  it('shows nothing before an answer was dated', () => {
    const clock = serverClock();
    clock.heard(undefined);
    clock.heard('yesterday');
    expect([clock.seconds(), clock.secondsAt(Date.now())]).toEqual([undefined, undefined]);
  });

  it('shows what the last answer says, and what it showed at a moment of our own', () => {
    const clock = serverClock();
    clock.heard('Thu, 26 Nov 2026 12:05:00 GMT');
    const then = Date.UTC(2026, 10, 26, 12, 5, 0) / 1_000;
    expect(clock.seconds()).toBe(then);
    expect(clock.secondsAt(Date.UTC(2026, 10, 26, 11, 0, 0))).toBe(then - 3_600);
  });
});
