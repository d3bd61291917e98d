import fc from 'fast-check';
import { parseCall } from '../../src/simulator/http/api-call.js';
import { FaultBox } from '../../src/simulator/http/faults.js';
import { checkLimit } from '../../src/simulator/http/gate.js';
import { Traffic } from '../../src/simulator/http/traffic.js';
import { WindowLimiter } from '../../src/simulator/http/window-limiter.js';
import { WorkerLine } from '../../src/simulator/http/worker-line.js';
import { runAt, runsOf } from '../../src/simulator/world/runs.js';
import { apportion } from '../../src/simulator/world/sizes.js';
import { settingsOf } from '../../src/simulator/options.js';

const call = (query: string) => parseCall(`/index.php?/api/v2/${query}`);

describe('parseCall', () => {
  it('reads the path inside the query string', () => {
    expect(call('get_cases/30&suite_id=2&limit=250')).toEqual({
      method: 'get_cases',
      id: '30',
      filters: new Map([
        ['suite_id', '2'],
        ['limit', '250'],
      ]),
    });
    expect(call('get_priorities')).toEqual({ method: 'get_priorities', id: '', filters: new Map() });
  });

  it('accepts percent-encoding in path and values, and leaves a broken one as it is', () => {
    expect(parseCall('/index.php?%2Fapi%2Fv2%2Fget_cases%2F3&section_id=1%2C2&refs=%zz')?.filters).toEqual(
      new Map([
        ['section_id', '1,2'],
        ['refs', '%zz'],
      ]),
    );
  });

  it.each([
    '/index.php',
    '/index.php?',
    '/index.php?/dashboard',
    '/index.php?suite_id=1&/api/v2/get_cases/1',
  ])('is no call: %s', (url) => {
    expect(parseCall(url)).toBeUndefined();
  });
});

describe('WindowLimiter', () => {
  it('slides: a slot frees when the oldest accepted request is a window old, not before', () => {
    const limiter = new WindowLimiter(2, 1_000, []);
    expect([limiter.arrive(0).ok, limiter.arrive(400).ok]).toEqual([true, true]);
    expect(limiter.arrive(900)).toEqual({ ok: false, limit: 2, waitMs: 100 });
    expect(limiter.arrive(999.5)).toEqual({ ok: false, limit: 2, waitMs: 0.5 });
    expect(limiter.arrive(1_000).ok).toBe(true);
    expect(limiter.arrive(1_001)).toEqual({ ok: false, limit: 2, waitMs: 399 });
  });

  it('waits for as many ends as a lowered limit needs', () => {
    const limiter = new WindowLimiter(3, 1_000, []);
    for (const at of [0, 100, 200]) limiter.arrive(at);
    limiter.setLimit(1);
    expect(limiter.arrive(300)).toEqual({ ok: false, limit: 1, waitMs: 900 });
    limiter.setLimit('none');
    expect(limiter.arrive(301).ok).toBe(true);
  });

  it('moves at the planned times, counted from the first request', () => {
    const limiter = new WindowLimiter(1, 1_000, [
      { afterMs: 50, limit: 'none' },
      { afterMs: 20, limit: 2 },
    ]);
    expect([7_000, 7_010, 7_020, 7_030, 7_050].map((at) => limiter.arrive(at).ok)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('never accepts more than its limit in any window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        (gaps, limit) => {
          const limiter = new WindowLimiter(limit, 100, []);
          let now = 0;
          const times = gaps.map((gap) => (now += gap));
          const accepted = times.filter((at) => limiter.arrive(at).ok);
          for (const at of accepted)
            expect(accepted.filter((t) => t > at - 100 && t <= at).length).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});

describe('Traffic', () => {
  it('counts the fullest window and the most in flight', () => {
    const traffic = new Traffic(100);
    const arrivals = [0, 50, 99, 100, 149, 300].map((at) => traffic.arrive(at, '/'));
    for (const arrival of arrivals) traffic.leave(arrival);
    traffic.arrive(301, '/');
    // 50, 99, 100 and 149 lie in (49, 149]; at 100 the request of 0 has left the window.
    expect(traffic.stats()).toMatchObject({ requests: 7, maxInWindow: 4, maxInFlight: 6 });
  });
});

describe('FaultBox', () => {
  const strikes = (box: FaultBox, count: number, query = 'get_cases/1&suite_id=5') =>
    Array.from({ length: count }, (_, n) => box.strike(call(query), n)?.kind);

  it('strikes only what it matches', () => {
    const box = new FaultBox([
      { kind: 'reset', match: { method: 'get_cases', projectId: 1, suiteId: 5, offsetFrom: 250 } },
    ]);
    const struck = (query: string) => box.strike(call(query), 0) !== undefined;
    expect(struck('get_cases/1&suite_id=5&offset=250')).toBe(true);
    expect(struck('get_cases/1&suite_id=5&offset=500')).toBe(true);
    expect(struck('get_cases/1&suite_id=5')).toBe(false);
    expect(struck('get_cases/2&suite_id=5&offset=250')).toBe(false);
    expect(struck('get_cases/1&suite_id=6&offset=250')).toBe(false);
    expect(struck('get_sections/1&suite_id=5&offset=250')).toBe(false);
    expect(new FaultBox([{ kind: 'hang', match: { offset: 0 } }]).strike(call('get_suites/1'), 0)?.kind).toBe(
      'hang',
    );
  });

  it('counts its times, lets the first requests pass, and lets the next fault have its turn', () => {
    const box = new FaultBox([
      { kind: 'html', times: 2, afterRequests: 1 },
      { kind: 'slow', times: 1 },
    ]);
    expect(strikes(box, 5)).toEqual(['slow', 'html', 'html', undefined, undefined]);
  });

  it('strikes by chance, the same each time', () => {
    const run = () => strikes(new FaultBox([{ kind: 'reset', probability: 0.3 }]), 1_000);
    const struck = run().filter(Boolean).length;
    expect(struck).toBeGreaterThan(240);
    expect(struck).toBeLessThan(360);
    expect(run()).toEqual(run());
  });
});

describe('WorkerLine', () => {
  it('serves first in, first out, never more than it has workers', async () => {
    const line = new WorkerLine(2);
    const order: number[] = [];
    for (let n = 0; n < 5; n++) void line.take().then(() => order.push(n));
    const settle = () => new Promise(setImmediate);
    await settle();
    expect(order).toEqual([0, 1]);
    line.release();
    await settle();
    expect(order).toEqual([0, 1, 2]);
    for (let n = 0; n < 4; n++) line.release();
    await settle();
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('runsOf', () => {
  const blueprint = { seed: 1, key: 0, topic: 'a', bytesPerCase: 1_000 };
  const guest = { ...blueprint, key: 1 };

  it('leaves slots out and lets visitors in, at any place', () => {
    const runs = runsOf(
      blueprint,
      6,
      [0, 3, 5],
      [
        { after: 3, blueprint: guest, slot: 70 },
        { after: 5, blueprint: guest, slot: 71 },
      ],
    );
    const listed = Array.from({ length: 6 }, (_, n) => {
      const run = runAt(runs, n);
      return run && run.slot + n - run.start;
    });
    expect(listed).toEqual([1, 2, 70, 4, 71, undefined]);
  });
});

describe('apportion', () => {
  it('adds up exactly', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.array(fc.integer({ min: 1, max: 6_000 }), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          const shares = apportion(total, weights);
          expect(shares.reduce((sum, n) => sum + n, 0)).toBe(total);
          shares.forEach((share, n) => {
            const exact = (total * (weights[n] as number)) / weights.reduce((sum, w) => sum + w, 0);
            expect(Math.abs(share - exact)).toBeLessThan(1);
          });
        },
      ),
    );
  });
});

describe('settingsOf', () => {
  it('fills in defaults and normalises the sub-path', () => {
    expect(settingsOf({ pageMs: 200, basePath: 'a/testrail/' })).toMatchObject({
      baseMs: 10,
      basePath: '/a/testrail',
      limit: 180,
    });
  });

  it.each([
    { workers: 0 },
    { limit: 0 },
    { windowMs: Number.NaN },
    { pageMs: -1 },
    { limitChanges: [{ afterMs: 1, limit: -1 }] },
  ])('refuses %p', (options) => {
    expect(() => settingsOf(options)).toThrow(RangeError);
  });
});

describe('the Retry-After of a 429', () => {
  it.each([
    [150, '0.1'],
    [2_000, '1.95'],
    [2_001, '2'],
    [3_100, '4'],
    [60_000, '60'],
  ])('of a window of %i ms, 50 ms after it was used up, is %s', (windowMs, retryAfter) => {
    const limiter = new WindowLimiter(1, windowMs, []);
    limiter.arrive(1_000);
    const settings = settingsOf({ windowMs });
    let refusal: unknown;
    try {
      checkLimit(limiter, 1_050, settings);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      status: 429,
      message: `API Rate Limit Exceeded - 1 per minute maximum allowed. Retry after ${retryAfter} seconds.`,
      headers: { 'retry-after': retryAfter },
    });
  });
});
