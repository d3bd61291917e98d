import fc from 'fast-check';
import {
  initialWindowLimit,
  tokensLeft,
  windowLimitAdmitted,
  windowLimitDrain,
  windowLimitRefused,
  windowLimitSettled,
  windowLimitWait,
  windowLimitWritten,
  type WindowLimitConfig,
  type WindowLimitState,
} from '../../src/operators/window-limit.js';

const config: WindowLimitConfig = {
  rate: 4,
  windowMs: 100,
  burst: Infinity,
  deliveryMs: 10,
  marginMs: 2,
  share: 1,
  random: () => 0.5,
};

/** One attempt: when it is wanted, and how long each of its ways takes. */
interface Attempt {
  wantedAt: number;
  connectMs: number;
  /** It is the first on its connection, which a front takes this much earlier than it can hand it on. */
  frontMs?: number;
  /** How long after it was written that is told: the event loop was busy. */
  toldMs?: number;
  /** From written to seen by the server, at most `deliveryMs`. */
  deliveryMs: number;
  serverMs: number;
  /** It is given up this long after it was written, unless it has been answered. */
  patienceMs: number;
  end: 'ok' | 'error' | 'refused';
}

interface Arrival {
  at: number;
  admittedAt: number;
}

/** Plays the attempts against the decision, with a clock of its own, and tells when the server sees each arrive. */
function play(
  attempts: readonly Attempt[],
  config: WindowLimitConfig,
  told: { retryAfterMs?: number; limit?: number },
): Arrival[] {
  let state = initialWindowLimit(config);
  let now = 0;
  let nextId = 0;
  const arrivals: Arrival[] = [];
  const events: { at: number; run: () => void }[] = [];
  const waiting: Attempt[] = [];
  const at = (time: number, run: () => void): void => void events.push({ at: time, run });
  const admit = (attempt: Attempt): void => {
    const { connectMs, frontMs, toldMs = 0, serverMs, patienceMs, end } = attempt;
    const wayMs = attempt.deliveryMs + (frontMs ?? 0);
    const id = nextId++;
    const admittedAt = now;
    state = windowLimitAdmitted(state, config, id, now);
    at(now + connectMs + toldMs, () => {
      state = windowLimitWritten(state, config, id, now, frontMs !== undefined);
      const writtenAt = now - toldMs;
      arrivals.push({ at: writtenAt + wayMs, admittedAt });
      const answered = wayMs + serverMs <= patienceMs;
      // Whatever is told of it is told in order.
      at(Math.max(now, writtenAt + Math.min(patienceMs, wayMs + serverMs)), () => {
        if (answered && end === 'refused') state = windowLimitRefused(state, config, id, told, now);
        else state = windowLimitSettled(state, config, id, answered && end === 'ok', now);
      });
    });
  };
  for (const attempt of attempts) at(attempt.wantedAt, () => void waiting.push(attempt));
  for (let steps = 0; steps < 20_000 && (events.length > 0 || waiting.length > 0); steps++) {
    const wait = waiting.length > 0 ? windowLimitWait(state, config, now) : Infinity;
    if (wait <= 0) {
      admit(waiting.shift()!);
      continue;
    }
    const next = events.reduce<number>(
      (best, event, i) => (best < 0 || event.at < events[best]!.at ? i : best),
      -1,
    );
    if (next >= 0 && events[next]!.at <= now + wait) {
      const [event] = events.splice(next, 1);
      now = event!.at;
      event!.run();
    } else if (wait === Infinity) throw new Error(`stuck at ${now} with ${waiting.length} waiting`);
    else now += wait;
  }
  expect([events.length, waiting.length]).toEqual([0, 0]);
  return arrivals.sort((a, b) => a.at - b.at);
}

/** The most arrivals that any window of this length holds; it is open at its end. */
const fullest = (arrivals: readonly Arrival[], windowMs: number): number =>
  Math.max(
    0,
    ...arrivals.map(
      ({ at }) => arrivals.filter((other) => other.at >= at && other.at < at + windowMs).length,
    ),
  );

const attempts = (ends: Attempt['end'][]): fc.Arbitrary<Attempt[]> =>
  fc.array(
    fc.record({
      wantedAt: fc.oneof(fc.constant(0), fc.nat(600)),
      connectMs: fc.oneof(fc.constant(0), fc.nat(250)),
      deliveryMs: fc.nat(config.deliveryMs),
      serverMs: fc.oneof(fc.nat(5), fc.nat(300)),
      patienceMs: fc.oneof(fc.constant(Infinity), fc.nat(60)),
      toldMs: fc.oneof(fc.constant(0), fc.nat(80)),
      end: fc.constantFrom(...ends),
    }),
    { minLength: 1, maxLength: 40 },
  );

describe('for random arrivals, ways and ends', () => {
  it.each([Infinity, 2])('no window of the server holds more than the rate (burst %d)', (burst) => {
    fc.assert(
      fc.property(attempts(['ok', 'error']), fc.integer({ min: 1, max: 6 }), (all, rate) => {
        const arrivals = play(all, { ...config, rate, burst }, {});
        expect(arrivals).toHaveLength(all.length);
        expect(fullest(arrivals, config.windowMs)).toBeLessThanOrEqual(rate);
      }),
      { numRuns: 300 },
    );
  });

  it('nor does one when requests are refused, which cost their token like all others', () => {
    fc.assert(
      fc.property(
        attempts(['ok', 'refused', 'error']),
        fc.record({
          retryAfterMs: fc.option(fc.nat(80), { nil: undefined }),
          limit: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
        }),
        (all, told) => {
          const arrivals = play(all, config, told);
          expect(arrivals).toHaveLength(all.length);
          expect(fullest(arrivals, config.windowMs)).toBeLessThanOrEqual(config.rate);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('nor does one behind a front that hands connections on later than anybody reckons with', () => {
    const fronts = attempts(['ok', 'refused']).chain((all) =>
      fc
        .array(fc.option(fc.nat(400), { nil: undefined }), { minLength: all.length, maxLength: all.length })
        .map((ms) => all.map((each, n): Attempt => ({ ...each, frontMs: ms[n], patienceMs: Infinity }))),
    );
    fc.assert(
      fc.property(fronts, (all) => {
        const arrivals = play(all, config, { retryAfterMs: 20 });
        expect(arrivals).toHaveLength(all.length);
        expect(fullest(arrivals, config.windowMs)).toBeLessThanOrEqual(config.rate);
      }),
      { numRuns: 300 },
    );
  });

  it('would: one that counts the first requests of its connections like all others breaks it', () => {
    const all = Array.from({ length: 8 }, (_, n): Attempt => ({
      wantedAt: 0,
      connectMs: 0,
      deliveryMs: n < 4 ? 150 : 0,
      serverMs: 0,
      patienceMs: Infinity,
      end: 'ok',
    }));
    expect(fullest(play(all, config, {}), config.windowMs)).toBe(8);
    const first = all.map((each): Attempt => ({ ...each, deliveryMs: 0, frontMs: each.deliveryMs }));
    expect(fullest(play(first, config, {}), config.windowMs)).toBe(4);
  });

  it('wastes none: where the way takes no time the window is full to the rate', () => {
    const all = Array.from({ length: 12 }, (): Attempt => ({
      wantedAt: 0,
      connectMs: 0,
      deliveryMs: 0,
      serverMs: 0,
      patienceMs: Infinity,
      end: 'ok',
    }));
    expect(play(all, { ...config, marginMs: 0 }, {}).map(({ at }) => at)).toEqual([
      0, 0, 0, 0, 100, 100, 100, 100, 200, 200, 200, 200,
    ]);
  });
});

describe('the window', () => {
  const admitted = (count: number, from = initialWindowLimit(config)): WindowLimitState =>
    Array.from({ length: count }, (_, id) => id).reduce(
      (state, id) => windowLimitAdmitted(state, config, id, 0),
      from,
    );
  const refused = (told: { retryAfterMs?: number; limit?: number }): WindowLimitState => {
    const state = [0, 1, 2].reduce((all, id) => windowLimitWritten(all, config, id, 0), admitted(4));
    return windowLimitRefused(state, config, 3, told, 5);
  };

  it('drains at once as far as it is free, then a window after each use, however large it is', () => {
    const used = windowLimitSettled(admitted(2), config, 0, true, 0);
    const drain = (count: number, rate: number): number =>
      windowLimitDrain({ ...used, limit: rate }, { ...config, rate }, count, 0);
    const again = config.windowMs + config.marginMs;
    const held = config.deliveryMs + config.windowMs;
    expect([1, 2, 3, 4, 5].map((count) => drain(count, 4))).toEqual([0, 0, again, held, again]);
    expect(drain(5_000_000_000, 2 ** 32)).toBe(again);
  });

  it('counts a request without end until it is written, then for its way, the window and the margin', () => {
    const full = admitted(4);
    expect([windowLimitWait(admitted(3), config, 0), windowLimitWait(full, config, 9_999)]).toEqual([
      0,
      Infinity,
    ]);
    const written = windowLimitWritten(full, config, 0, 50);
    expect(windowLimitWait(written, config, 50)).toBe(10 + 100 + 2);
    const answered = windowLimitSettled(written, config, 0, true, 53);
    expect(windowLimitWait(answered, config, 53)).toBe(100 + 2);
    const givenUp = windowLimitSettled(written, config, 0, false, 53);
    expect(windowLimitWait(givenUp, config, 53)).toBe(7 + 100 + 2);
  });

  it('counts the first request on a connection until it is answered, or for its way after it was given up', () => {
    const written = windowLimitWritten(admitted(4), config, 0, 50, true);
    expect(windowLimitWait(written, config, 9_999)).toBe(Infinity);
    expect(windowLimitWait(windowLimitSettled(written, config, 0, true, 400), config, 400)).toBe(100 + 2);
    expect(windowLimitWait(windowLimitSettled(written, config, 0, false, 400), config, 400)).toBe(
      10 + 100 + 2,
    );
  });

  it('tells what is left of it', () => {
    expect([0, 1, 4].map((count) => tokensLeft(admitted(count), config, 0))).toEqual([4, 3, 0]);
    expect(tokensLeft(initialWindowLimit({ ...config, rate: Infinity }), config, 0)).toBe(Infinity);
    expect(tokensLeft(refused({ retryAfterMs: 30, limit: 4 }), config, 10)).toBe(0);
  });

  it.each([
    ['takes over a limit that is stated', { limit: 3 }, 3],
    ['never lowers it below one', { limit: 0 }, 1],
    ['takes whole numbers', { limit: 2.9 }, 2],
    ['halves what went through where none is stated', {}, 1],
  ])('%s', (_what, told, limit) => {
    expect(refused({ retryAfterMs: 30, ...told }).limit).toBe(limit);
  });

  it('is never raised by what is stated', () => {
    const roomy = { ...config, rate: 9 };
    const full = admitted(9, { ...initialWindowLimit(roomy), limit: 4 });
    expect(windowLimitRefused(full, roomy, 8, { limit: 7 }, 5).limit).toBe(4);
  });

  it('pauses for as long as is stated, else a share of the window that doubles, jittered above its half', () => {
    expect(windowLimitWait(refused({ retryAfterMs: 30 }), config, 5)).toBe(30);
    expect(windowLimitWait(refused({}), config, 5)).toBe(5 * 0.75);
    const again = windowLimitRefused(windowLimitAdmitted(refused({}), config, 4, 20), config, 4, {}, 21);
    expect(again.pausedUntil - 21).toBe(10 * 0.75);
    expect(windowLimitSettled(again, config, 9, true, 30).inVain).toBe(0);
  });

  it('before anything was served is of a window that somebody has used up: the stated number, evenly spaced', () => {
    const wide = { ...config, rate: 40 };
    const first = windowLimitAdmitted(initialWindowLimit(wide), wide, 0, 0);
    const state = windowLimitRefused(first, wide, 0, { retryAfterMs: 30, limit: 40 }, 5);
    expect([state.limit, state.spaced]).toEqual([40, true]);
    const served = windowLimitSettled(first, wide, 0, true, 1);
    const second = windowLimitAdmitted(served, wide, 1, 2);
    const crowded = windowLimitRefused(second, wide, 1, { retryAfterMs: 30, limit: 40 }, 5);
    expect([crowded.limit, crowded.spaced]).toEqual([20, true]);
  });

  it('takes nobody for a crowd because the event loop was late to tell that a request was written', () => {
    const wide = { ...config, rate: 40 };
    const full = [0, 1, 2, 3].reduce((state, id) => {
      const written = windowLimitWritten(windowLimitAdmitted(state, wide, id, 0), wide, id, 0);
      return windowLimitSettled(written, wide, id, true, 1);
    }, initialWindowLimit(wide));
    // Seen, and refused, at once; told when those before it have left the window.
    const late = windowLimitWritten(windowLimitAdmitted(full, wide, 4, 50), wide, 4, 150);
    const refusedLate = windowLimitRefused(late, wide, 4, { retryAfterMs: 30, limit: 4 }, 151);
    expect([refusedLate.limit, refusedLate.spaced]).toEqual([4, false]);
  });

  it('keeps to the longest pause of a wave, and halves once for all of it', () => {
    const wide = { ...config, rate: 40 };
    const first = windowLimitRefused(
      admitted(21, initialWindowLimit(wide)),
      wide,
      20,
      { retryAfterMs: 30 },
      5,
    );
    const shorter = windowLimitRefused(first, wide, 2, { retryAfterMs: 5 }, 6);
    const longer = windowLimitRefused(first, wide, 2, { retryAfterMs: 60 }, 6);
    expect([first.limit, shorter.limit, longer.limit]).toEqual([10, 10, 10]);
    expect([shorter.pausedUntil, longer.pausedUntil]).toEqual([35, 66]);
  });

  describe('grows', () => {
    const wide = { ...config, rate: 36 };
    /** A lower limit, a window that is full of it, and a probe that went out at 20. */
    const probing = (limit: number, over: Partial<WindowLimitState> = {}): WindowLimitState => {
      const ids = Array.from({ length: limit }, (_, id) => id);
      const from: WindowLimitState = { ...initialWindowLimit(wide), limit, probeAfter: 0, ...over };
      const full = ids.reduce((state, id) => {
        const written = windowLimitWritten(windowLimitAdmitted(state, wide, id, 10), wide, id, 10);
        return windowLimitSettled(written, wide, id, true, 12);
      }, from);
      const probed = windowLimitAdmitted(full, wide, limit, 20);
      expect([full.probe, probed.probe]).toEqual([undefined, limit]);
      return windowLimitWritten(probed, wide, limit, 20);
    };
    const ended = (state: WindowLimitState, answered: boolean, now: number) =>
      windowLimitSettled(state, wide, state.probe!, answered, now);

    it('by a tenth with a probe that is answered, up to the rate, and then waits one window again for the next', () => {
      expect([2, 20, 35].map((limit) => ended(probing(limit), true, 50).limit)).toEqual([3, 22, 36]);
      expect(ended(probing(20), false, 50).limit).toBe(20);
      expect(ended(probing(20, { probeWindows: 4 }), true, 50).probeWindows).toBe(1);
    });

    it('not with a probe that the other side may have counted in another window than the others', () => {
      // What was written at 10 may have arrived then, and be forgotten at 110.
      expect([109, 110].map((now) => ended(probing(20), true, now).limit)).toEqual([22, 20]);
    });
  });

  it('lets one try after a pause, and the others when it was answered', () => {
    const wide = { ...config, rate: 40 };
    const paused = windowLimitRefused(
      windowLimitAdmitted(initialWindowLimit(wide), wide, 0, 0),
      wide,
      0,
      { retryAfterMs: 30, limit: 20 },
      5,
    );
    expect([34, 35].map((now) => windowLimitWait(paused, wide, now))).toEqual([1, 0]);
    const trying = windowLimitAdmitted(paused, wide, 1, 35);
    expect(windowLimitWait(trying, wide, 50)).toBe(Infinity);
    expect(windowLimitWait(windowLimitSettled(trying, wide, 1, true, 50), wide, 50)).toBe(0);
    const unanswered = windowLimitAdmitted(windowLimitSettled(trying, wide, 1, false, 50), wide, 2, 50);
    expect(windowLimitWait(unanswered, wide, 50)).toBe(Infinity);
  });
});

it('without a limit a request costs no more than the one before it, however many are in the window', () => {
  let looks = 0;
  const unlimited: WindowLimitConfig = {
    rate: Infinity,
    get windowMs() {
      looks++;
      return 6_000;
    },
    burst: Infinity,
    deliveryMs: 500,
    marginMs: 25,
    share: 1,
    random: () => 0,
  };
  let state = initialWindowLimit(unlimited);
  const looksOf = (from: number, to: number): number => {
    looks = 0;
    for (let id = from; id < to; id++) {
      const now = id * 10;
      state = windowLimitAdmitted(state, unlimited, id, now);
      state = windowLimitWritten(state, unlimited, id, now + 1);
      state = windowLimitSettled(state, unlimited, id, true, now + 5);
    }
    return looks;
  };
  expect(looksOf(0, 1_000)).toBeLessThan(30 * 1_000);
  // From 600 requests on each window is full of them, and they go as they come.
  expect(looksOf(1_000, 4_000)).toBeLessThan(30 * 3_000);
  expect(state.entries.length).toBeLessThan(800);
});
