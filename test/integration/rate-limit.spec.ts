import fc from 'fast-check';
import { lastValueFrom, mergeMap, range, timer, toArray, tap } from 'rxjs';
import { compareProjects, fetchPage, type Instance } from '../../src/index.js';
import { worldOf, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import {
  bothSides,
  casesAsked,
  expectTruth,
  instanceAt,
  ofType,
  pagesOf,
  QUICK,
  runToEnd,
  simulate,
  type Run,
} from './support/run.js';
import { slowProxy } from './support/slow-proxy.js';

/**
 * A request counts until it is answered, whatever the way takes: what the server saw before it answered cannot be late.
 * So these specs say nothing of how fast the machine is, nor of how long its event loops stand still.
 */
const UNTIL_ANSWERED = { deliveryMs: 60_000 };

/**
 * 31 small pages and 4 lists: so little work that a machine which is many times slower, too, asks for more in a second than a
 * limit allows that is to be met.
 */
const SMALL = { cases: 400 };

/** What is told of each wave of refusals, once. */
const wavesTold = ({ events }: Run) =>
  ofType(events, 'throttle').filter(({ what }) => what === 'slowed' || what === 'paused');

/** The first wave is at most what was in flight; each that follows is a single probe. */
function expectSingleProbes(run: Run): void {
  const waves = wavesTold(run).length;
  expect(run.summary.requests.throttled).toBeGreaterThanOrEqual(waves);
  expect(run.summary.requests.throttled).toBeLessThanOrEqual(20 + Math.max(0, waves - 1));
}

describe('a limit that an earlier run has used up', () => {
  it('is waited for before `start`, told right after it, and not taken for a crowd', async () => {
    // Whatever comes first is refused, and nothing after it: how fast the machine is says nothing here.
    const error = 'API Rate Limit Exceeded - 60 per minute maximum allowed. Retry after 0.1 seconds.';
    const simulator = await simulate({
      world: { cases: 900 },
      faults: [{ kind: 'status', status: 429, retryAfter: '0.1', body: JSON.stringify({ error }), times: 2 }],
    });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000 });
    const { events, summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    expect(summary.requests.throttled).toBe(2);
    expect(events[0]!.type).toBe('start');
    const told = ofType(events, 'throttle');
    expect(told[0]).toMatchObject({
      what: 'slowed',
      rate: 60,
      why: expect.stringContaining('evenly spaced'),
    });
    expect(events[1]).toBe(told[0]);
    expect(told.every(({ rate }) => rate! >= 60)).toBe(true);
  });
});

describe('a limit that is kept', () => {
  it('asks as many as the window allows and never one more, and is not refused', async () => {
    const simulator = await simulate({ world: { cases: 12_000 }, limit: 30, windowMs: 500 });
    const instance = instanceAt(simulator, { rate: 30, windowMs: 500, ...UNTIL_ANSWERED });
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    const { throttled, maxInWindow, requests } = simulator.stats();
    expect(throttled).toBe(0);
    expect(maxInWindow).toBeLessThanOrEqual(30);
    expect(requests).toBeGreaterThan(30);
    expect(summary.requests).toMatchObject({ sent: requests, throttled: 0 });
  });

  it('spaces what goes beyond the burst evenly', async () => {
    const simulator = await simulate({ world: { cases: 12_000 }, limit: 60, windowMs: 600 });
    // When they are let through, by the client's own clock: a late event loop delivers several together.
    const admitted: number[] = [];
    const debug = (message: string): unknown => message === 'admitted' && admitted.push(performance.now());
    const logger = { debug, info: () => {}, warn: () => {}, error: () => {} };
    const instance = instanceAt(simulator, { rate: 60, windowMs: 600, burst: 10, logger, ...UNTIL_ANSWERED });
    const since = performance.now();
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expect(summary.status).toBe('complete');
    const { requests, throttled } = simulator.stats();
    expect([throttled, admitted.length]).toEqual([0, requests]);
    expect(requests).toBeGreaterThan(60);
    // Ten at once and then one in 10 ms.
    admitted.forEach((at, n) => expect(at - since).toBeGreaterThanOrEqual((n - 10) * 10));
  });

  it('counts both sides and every attempt, failed ones too', async () => {
    const simulator = await simulate({
      world: { cases: 6_000 },
      limit: 25,
      windowMs: 400,
      faults: [{ kind: 'status', probability: 0.2 }],
    });
    const instance = instanceAt(simulator, { rate: 25, windowMs: 400, deliveryMs: 1_000 });
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK, attempts: 20 }));
    expectTruth(summary, simulator.world);
    expect(summary.requests.retried).toBeGreaterThan(3);
    expect(simulator.stats()).toMatchObject({ throttled: 0, requests: summary.requests.sent });
    expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(25);
  });

  it('gives two instances a window each', async () => {
    const world = (id: number) =>
      worldOf([
        { id, suites: Array.from({ length: 6 }, (_, n) => ({ id: id * 10 + n, name: `Suite ${n}` })) },
      ]);
    // As many as one side asks for: were it one window for both, the second half would wait for a minute.
    const rate = 8;
    const left = await simulate({ world: world(30), limit: rate });
    const right = await simulate({ world: world(34), limit: rate });
    const { summary } = await runToEnd(
      compareProjects({
        left: { instance: instanceAt(left, { rate }), projectId: 30 },
        right: { instance: instanceAt(right, { rate }), projectId: 34 },
        ...QUICK,
      }),
    );
    expect(summary.status).toBe('complete');
    expect(summary.elapsedMs).toBeLessThan(60_000);
    for (const each of [left, right]) expect(each.stats()).toMatchObject({ throttled: 0, requests: rate });
  });
});

describe('a limit that is lower than the rate', () => {
  const refusedRun = async (
    options: SimulatorOptions,
  ): Promise<{ run: Run; simulator: Simulator; instance: Instance }> => {
    const simulator = await simulate({ world: SMALL, limit: 20, windowMs: 1_000, ...options });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, ...UNTIL_ANSWERED });
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    return { run, simulator, instance };
  };

  it.each(['seconds', 'date', 'none'] as const)(
    'is learnt from one wave of refusals, and all is complete: Retry-After as %s',
    async (retryAfterStyle) => {
      const { run, simulator } = await refusedRun({ retryAfterStyle });
      expectTruth(run.summary, simulator.world);
      const slowed = ofType(run.events, 'throttle').filter(({ what }) => what === 'slowed');
      for (const each of slowed) {
        expect(each).toMatchObject({ rate: 20, windowMs: 1_000, pauseMs: expect.any(Number) });
        // Whoever is late is not taken for a crowd.
        expect(each.why).not.toContain('evenly spaced');
      }
      expect(slowed.length).toBeGreaterThan(0);
      expectSingleProbes(run);
      expect(run.summary.requests.throttled).toBe(simulator.stats().throttled);
      expect(run.summary.requests.retried).toBe(0);
      expect(run.summary.requests.sent).toBe(simulator.stats().requests);
    },
  );

  it('holds all back until Retry-After is over', async () => {
    const { simulator } = await refusedRun({});
    const { arrivals } = simulator.stats();
    const refused = arrivals.findIndex(({ status }) => status === 429);
    expect(refused).toBeGreaterThanOrEqual(20);
    // The window began with the first request: until it is over only what was on the wire with the refused one may come.
    const early = arrivals.filter(({ at }) => at < arrivals[refused - 20]!.at + 1_000);
    expect(early.length).toBeLessThanOrEqual(refused + 20);
  });

  it('follows a limit that falls in mid-run, and finds all', async () => {
    const simulator = await simulate({ world: SMALL, windowMs: 1_000 });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, ...UNTIL_ANSWERED });
    const run = await runToEnd(
      compareProjects({ ...bothSides(instance), ...QUICK }).pipe(
        tap((event) => event.type === 'start' && simulator.setLimit(12)),
      ),
    );
    expectTruth(run.summary, simulator.world);
    expect(wavesTold(run)[0]).toMatchObject({ what: 'slowed', rate: 12 });
    expectSingleProbes(run);
    expect(run.summary.requests.retried).toBe(0);
  });

  it('recovers step by step when the limit rises again, never beyond the rate', async () => {
    const simulator = await simulate({ world: { cases: 14_000 }, limit: 10, windowMs: 600 });
    const instance = instanceAt(simulator, { rate: 14, windowMs: 600, ...UNTIL_ANSWERED });
    const comparison = compareProjects({ ...bothSides(instance), ...QUICK }).pipe(
      tap((event) => event.type === 'throttle' && event.what === 'slowed' && simulator.setLimit('none')),
    );
    const { summary, events } = await runToEnd(comparison);
    expectTruth(summary, simulator.world);
    const rates = ofType(events, 'throttle').map(({ what, rate }) => `${what} ${rate}`);
    // On a busy machine the run may end before the last step. How soon it recovers is told in virtual time.
    const steps = ['slowed 10', 'recovered 11', 'recovered 12', 'recovered 13', 'recovered 14'];
    expect(rates).toEqual(steps.slice(0, rates.length));
    expect(rates[0]).toBe('slowed 10');
    expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(14);
  });

  it('takes a 429 for neither an attempt nor a failure: one attempt is enough, and no breaker opens', async () => {
    const refusal = { kind: 'status' as const, status: 429, retryAfter: '0.05' };
    const simulator = await simulate({
      world: { cases: 3_000 },
      faults: [10, 20].map((afterRequests) => ({ ...refusal, afterRequests, times: 3 })),
    });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 600, breaker: { threshold: 1 } });
    const { summary, events } = await runToEnd(
      compareProjects({ ...bothSides(instance), ...QUICK, attempts: 1 }),
    );
    expectTruth(summary, simulator.world);
    expect(summary.requests.throttled).toBe(6);
    expect(ofType(events, 'throttle').filter(({ what }) => what.startsWith('breaker'))).toEqual([]);
    expect(ofType(events, 'page').every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

/** Who gets how much of it, and how soon, is told in virtual time: `test/unit/limit-reach.spec.ts`. */
describe('a budget that is not all ours', () => {
  it.each([
    ['others take two thirds of it', { limitTaken: 20 }],
    ['the server spreads it out', { limitSmoothing: { requests: 5, windowMs: 300 } }],
  ])('is met with a smaller share, evenly spaced: %s', async (_what, crowd) => {
    const simulator = await simulate({ world: SMALL, limit: 30, windowMs: 600, ...crowd });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 600, ...UNTIL_ANSWERED });
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    const [first, ...later] = wavesTold(run);
    expect(first).toMatchObject({ what: 'slowed', why: expect.stringContaining('evenly spaced') });
    expect(first!.rate).toBeLessThanOrEqual(15);
    // Never beyond what is stated, once it is known.
    for (const { rate } of later) expect(rate).toBeLessThanOrEqual(30);
    expect(run.summary.requests).toMatchObject({ retried: 0, throttled: simulator.stats().throttled });
  });

  it('is shared by two instances: both find all', async () => {
    const simulator = await simulate({ world: SMALL, limit: 30, windowMs: 1_000 });
    const compared = await Promise.all(
      [1, 2].map(() => {
        const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, ...UNTIL_ANSWERED });
        return runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
      }),
    );
    for (const { summary } of compared) expectTruth(summary, simulator.world);
  });

  it('is used by its share: of the rate, and of what is stated', async () => {
    const simulator = await simulate({ world: SMALL, limit: 20, windowMs: 600 });
    const options = { rate: 20, windowMs: 600, share: 0.5, ...UNTIL_ANSWERED };
    const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator, options)), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expect(run.start.options).toMatchObject({
      left: { rate: 20, share: 0.5 },
      right: { rate: 20, share: 0.5 },
    });
    expect(simulator.stats().throttled).toBe(0);
    expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(10);
  });

  it('is used by its share once it is stated', async () => {
    const simulator = await simulate({ world: SMALL, limit: 20, windowMs: 1_000 });
    const options = { rate: 100, windowMs: 1_000, share: 0.5, ...UNTIL_ANSWERED };
    const { summary, events } = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator, options)), ...QUICK }),
    );
    expectTruth(summary, simulator.world);
    expect(ofType(events, 'throttle')[0]).toMatchObject({ what: 'slowed', rate: 10 });
    const { arrivals } = simulator.stats();
    const refused = arrivals.findIndex(({ status }) => status === 429);
    // As many as were on the wire with the refused one may still have come after it.
    const later = arrivals.slice(refused + 20).map(({ at }) => at);
    const within = later.map((from) => later.filter((at) => at >= from && at < from + 1_000).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(10);
  });
});

describe('a 429 that asks for nonsense', () => {
  it('a pause of a day is told, and ends with the patience: what is known is kept', async () => {
    const simulator = await simulate({
      world: SMALL,
      limit: 20,
      windowMs: 60_000,
      retryAfter: '86400',
    });
    const instance = instanceAt(simulator, { rate: 180, maxWaitMs: 600 });
    const { summary, events } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expect(summary.status).toBe('partial');
    const [told] = ofType(events, 'throttle');
    expect(told).toMatchObject({ rate: 20, pauseMs: 86_400_000 });
    expect(told!.why).toMatch(/asks for a pause of 86400 s, and 0\.6 s are waited at most/);
    expect(summary.elapsedMs).toBeGreaterThanOrEqual(600);
    // The pages that were answered before are there, those that were not are named.
    expect(summary.left.pages + summary.right.pages).toBeGreaterThan(0);
    expect(summary.left.failedPages[0]!.error).toMatch(
      /no good answer for [1-9]\d* s|no good answer for \d\.\d s/,
    );
    // Nothing was asked after the wave: all that was refused was on the wire with the first of it.
    expect(ofType(events, 'throttle')).toHaveLength(1);
    expect(simulator.stats().throttled).toBeLessThanOrEqual(20);
  });

  it.each([
    ['none at all', { retryAfterStyle: 'silent' as const }],
    ['none, whatever is still to be waited', { retryAfter: '0' }],
    ['a date long ago', { retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' }],
    ['no number', { retryAfter: 'soon' }],
  ])('%s: one tries at a time, and waits longer each time', async (_what, given) => {
    const simulator = await simulate({ world: SMALL, limit: 20, windowMs: 1_000, ...given });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, ...UNTIL_ANSWERED });
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    // The wave, and then tries alone: 1/20 of the window, doubled, and so on. Without back-off there are hundreds.
    expect(summary.requests.throttled).toBeLessThanOrEqual(20 + 8 * 4);
  });
});

describe('159 pages, and a limit of 60 that is not known', () => {
  it('each page is answered once, and nothing is asked for again but what was refused', async () => {
    const simulator = await simulate({ world: { cases: 36_000 }, limit: 60, windowMs: 1_000 });
    const pages = [30, 34].flatMap((project) => pagesOf(simulator.world, project));
    expect(pages.length).toBe(159);
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, ...UNTIL_ANSWERED });
    // Whoever gave up waiting would ask twice.
    const patient = { ...QUICK, timeoutMs: 120_000 };
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...patient }));
    expectTruth(run.summary, simulator.world);
    expect(run.summary.requests.retried).toBe(0);
    // How long it takes is the speed of this machine: the reach is measured in virtual time.
    expectSingleProbes(run);
    const asked = casesAsked(simulator);
    const answered = asked
      .filter(({ status }) => status !== 429)
      .map(({ suiteId, offset }) => `${suiteId}/${offset}`);
    // A guess is not sent again where it turned out, while it waited, that there is no such page.
    expect(answered).toEqual(expect.arrayContaining(pages));
    expect(answered.length).toBe(new Set(answered).size);
  });
});

describe('the window, by the clock of the server', () => {
  /** As many single pages as there are arrivals, each asked for after its own while. */
  const askAt = (instance: Instance, arrivals: readonly number[]) =>
    lastValueFrom(
      range(0, arrivals.length).pipe(
        mergeMap((n) =>
          timer(arrivals[n]!).pipe(
            mergeMap(() =>
              fetchPage({ instance, projectId: 30 }, { suiteId: 301, offset: n, limit: 1 }, QUICK),
            ),
          ),
        ),
        toArray(),
      ),
    );

  const scenario = fc.record({
    rate: fc.integer({ min: 2, max: 40 }),
    windowMs: fc.integer({ min: 300, max: 600 }),
    concurrency: fc.integer({ min: 1, max: 30 }),
    pageMs: fc.integer({ min: 0, max: 60 }),
    /** Windows' worth of requests, and when each is asked for, as a share of the window. */
    arrivals: fc.array(fc.double({ min: 0, max: 1.5, noNaN: true }), { minLength: 5, maxLength: 60 }),
    connectMs: fc.integer({ min: 0, max: 120 }),
    forwardMs: fc.integer({ min: 0, max: 90 }),
    failing: fc.constantFrom(0, 0.2),
    seed: fc.integer(),
  });

  it.each([
    ['as it is', false],
    ['behind slow connections', true],
  ])('never holds more than the rate, for random arrivals: %s', async (_name, slow) => {
    await fc.assert(
      fc.asyncProperty(
        scenario,
        async ({ rate, windowMs, concurrency, pageMs, arrivals, connectMs, forwardMs, failing, seed }) => {
          let state = seed >>> 0;
          const upTo = (most: number) => (): number =>
            ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32) * most;
          const simulator = await simulate({
            world: { cases: 100 },
            windowMs,
            pageMs: pageMs * 250,
            baseMs: pageMs,
            faults: [{ kind: 'status', probability: failing }],
          });
          const url = slow
            ? await slowProxy(simulator.url, { connectMs: upTo(connectMs), forwardMs: upTo(forwardMs) })
            : simulator.url;
          const instance = instanceAt(
            { ...simulator, url },
            { rate, windowMs, deliveryMs: failing > 0 ? 1_000 : 60_000, concurrency },
          );
          // Two windows and a half at most, or the run takes too long.
          await askAt(
            instance,
            arrivals.slice(0, Math.ceil(rate * 2.5)).map((share) => share * windowMs),
          );
          expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(rate);
          await simulator.close();
          instance.close();
        },
      ),
      { numRuns: 8 },
    );
  });

  it('would see one request too many: a client without a limiter breaks it', async () => {
    const simulator = await simulate({ world: { cases: 100 } });
    await askAt(
      instanceAt(simulator),
      Array.from({ length: 20 }, () => 0),
    );
    expect(simulator.stats().maxInWindow).toBe(20);
  });

  it.each([0, 500])(
    'holds behind a front that takes connections at once and hands them on late, however long is reckoned with: %i ms',
    async (deliveryMs) => {
      const windowMs = 400;
      const simulator = await simulate({ world: { cases: 100 }, windowMs });
      // Far beyond the window: counted from when they were written, five would come together with the next five.
      const url = await slowProxy(simulator.url, { connectMs: () => windowMs * 2 });
      const instance = instanceAt({ ...simulator, url }, { rate: 5, windowMs, deliveryMs });
      await askAt(
        instance,
        Array.from({ length: 12 }, () => 0),
      );
      expect(simulator.stats()).toMatchObject({ requests: 12 });
      expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(5);
    },
  );

  it('holds for whole comparisons behind slow connections, for random worlds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          cases: fc.integer({ min: 200, max: 6_000 }),
          rate: fc.integer({ min: 20, max: 60 }),
          windowMs: fc.integer({ min: 300, max: 800 }),
        }),
        async ({ cases, rate, windowMs }) => {
          const simulator = await simulate({ world: { cases }, limit: rate, windowMs, pageMs: 20 });
          const url = await slowProxy(simulator.url, {
            connectMs: () => Math.random() * 100,
            forwardMs: () => Math.random() * 60,
          });
          const instance = instanceAt({ ...simulator, url }, { rate, windowMs, ...UNTIL_ANSWERED });
          const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
          expectTruth(summary, simulator.world);
          expect(simulator.stats().throttled).toBe(0);
          await simulator.close();
        },
      ),
      { numRuns: 4 },
    );
  });
});
