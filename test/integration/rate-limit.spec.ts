import fc from 'fast-check';
import { lastValueFrom, mergeMap, range, timer, toArray, tap } from 'rxjs';
import { compareProjects, fetchPage, type Instance } from '../../src/index.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
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

/** How many come in a row: more than `gapMs` without one begin another stretch. */
function stretchesOf(times: readonly number[], gapMs: number): number[] {
  const stretches: number[] = [];
  times.forEach((at, index) => {
    if (index === 0 || at - times[index - 1]! > gapMs) stretches.push(0);
    stretches[stretches.length - 1]!++;
  });
  return stretches;
}

/** The stretches in which requests were refused. */
function wavesOf(simulator: Simulator): number[] {
  const { arrivals } = simulator.stats();
  const refused = arrivals.filter(({ status }) => status === 429).map(({ at }) => at);
  return stretchesOf(refused, 100);
}

function servedAt(simulator: Simulator): number[] {
  const { arrivals } = simulator.stats();
  return arrivals.filter(({ status }) => status === 200).map(({ at }) => at);
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
    const instance = instanceAt(simulator, { rate: 30, windowMs: 500, deliveryMs: 100 });
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
    const instance = instanceAt(simulator, { rate: 60, windowMs: 600, deliveryMs: 100, burst: 10 });
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expect(summary.status).toBe('complete');
    const { arrivals, throttled } = simulator.stats();
    expect(throttled).toBe(0);
    // Ten at once and then one in 10 ms: in the first 200 ms at most ten and twenty, and what the grain of timers adds.
    const first = arrivals[0]!.at;
    expect(arrivals.filter(({ at }) => at < first + 200).length).toBeLessThanOrEqual(32);
    expect(arrivals.length).toBeGreaterThan(60);
  });

  it('counts both sides and every attempt, failed ones too', async () => {
    const simulator = await simulate({
      world: { cases: 6_000 },
      limit: 25,
      windowMs: 400,
      faults: [{ kind: 'status', probability: 0.2 }],
    });
    const instance = instanceAt(simulator, { rate: 25, windowMs: 400, deliveryMs: 100 });
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK, attempts: 20 }));
    expectTruth(summary, simulator.world);
    expect(summary.requests.retried).toBeGreaterThan(3);
    expect(simulator.stats()).toMatchObject({ throttled: 0, requests: summary.requests.sent });
    expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(25);
  });

  it('gives two instances a window each', async () => {
    const left = await simulate({ world: { cases: 4_000 }, limit: 10, windowMs: 400 });
    const right = await simulate({ world: { cases: 4_000 }, limit: 10, windowMs: 400 });
    const options = { rate: 10, windowMs: 400, deliveryMs: 100 };
    const { summary } = await runToEnd(
      compareProjects({
        left: { instance: instanceAt(left, options), projectId: 30 },
        right: { instance: instanceAt(right, options), projectId: 34 },
        ...QUICK,
      }),
    );
    expect(summary.status).toBe('complete');
    for (const each of [left, right]) {
      expect(each.stats().throttled).toBe(0);
      expect(each.stats().maxInWindow).toBe(10);
    }
  });
});

describe('a limit that is lower than the rate', () => {
  const refusedRun = async (
    options: SimulatorOptions,
  ): Promise<{ run: Run; simulator: Simulator; instance: Instance }> => {
    const simulator = await simulate({ world: { cases: 8_000 }, limit: 20, windowMs: 1_000, ...options });
    // A busy machine delivers late, and what is delivered later than this would look like a second wave.
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, deliveryMs: 400 });
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    return { run, simulator, instance };
  };

  it.each(['seconds', 'date', 'none'] as const)(
    'is learnt from one wave of refusals, and all is complete: Retry-After as %s',
    async (retryAfterStyle) => {
      const { run, simulator } = await refusedRun({ retryAfterStyle });
      expectTruth(run.summary, simulator.world);
      const slowed = ofType(run.events, 'throttle').filter(({ what }) => what === 'slowed');
      // Never more than was stated; less where a machine that stood still for a while made it look like a crowd. That the
      // number is taken over as it is, is told in virtual time.
      for (const each of slowed) {
        expect(each).toMatchObject({ windowMs: 1_000, pauseMs: expect.any(Number) });
        expect(each.rate).toBeLessThanOrEqual(20);
      }
      expect(slowed.length).toBeGreaterThan(0);
      const waves = wavesOf(simulator);
      // The first is what was on the wire when the limit was met; later ones are probes for more:
      // one request, or the tenth that was granted because a probe fell where the server's window was not full.
      expect(waves[0]).toBeLessThanOrEqual(20);
      for (const refused of waves.slice(1)) expect(refused).toBeLessThanOrEqual(3);
      expect(run.summary.requests.throttled).toBe(simulator.stats().throttled);
      expect(run.summary.requests.retried).toBe(0);
      expect(run.summary.requests.sent).toBe(simulator.stats().requests);
    },
  );

  it('holds all back until Retry-After is over', async () => {
    const { simulator } = await refusedRun({});
    const { arrivals } = simulator.stats();
    const refused = arrivals.findIndex(({ status }) => status === 429);
    const lastOfWave = arrivals.findIndex(
      (each, index) => index > refused && each.at - arrivals[index - 1]!.at > 100,
    );
    // The window began with the first request: nothing may come before it is over.
    expect(arrivals[lastOfWave]!.at - arrivals[0]!.at).toBeGreaterThanOrEqual(1_000);
    // One tries first, and the others follow when it was answered.
    expect(arrivals[lastOfWave + 1]!.at).toBeGreaterThan(arrivals[lastOfWave]!.at);
  });

  it('follows a limit that falls in mid-run, and finds all', async () => {
    const { run, simulator } = await refusedRun({
      limit: 60,
      windowMs: 500,
      limitChanges: [{ afterMs: 120, limit: 12 }],
    });
    expectTruth(run.summary, simulator.world);
    expect(ofType(run.events, 'throttle').map(({ what, rate }) => `${what} ${rate}`)).toContain('slowed 12');
  });

  it('meets one wave a change, when the limit falls in mid-run and when it rises again', async () => {
    const { run, simulator } = await refusedRun({
      world: { cases: 15_000 },
      limit: 60,
      windowMs: 1_000,
      limitChanges: [
        { afterMs: 120, limit: 15 },
        { afterMs: 2_500, limit: 60 },
      ],
    });
    expectTruth(run.summary, simulator.world);
    const [fall, ...later] = wavesOf(simulator);
    expect(fall).toBeLessThanOrEqual(20);
    // Probes; the tenth that was granted may be refused with one.
    for (const refused of later) expect(refused).toBeLessThanOrEqual(3);
    const rates = ofType(run.events, 'throttle').map(({ rate }) => rate!);
    expect(rates[0]).toBe(15);
    expect(Math.max(...rates)).toBeGreaterThan(15);
    expect(run.summary.requests.retried).toBe(0);
  });

  it('recovers step by step when the limit rises again, never beyond the rate', async () => {
    const simulator = await simulate({ world: { cases: 14_000 }, limit: 10, windowMs: 600 });
    const instance = instanceAt(simulator, { rate: 14, windowMs: 600, deliveryMs: 100 });
    const comparison = compareProjects({ ...bothSides(instance), ...QUICK }).pipe(
      tap((event) => event.type === 'throttle' && event.what === 'slowed' && simulator.setLimit('none')),
    );
    const { summary, events } = await runToEnd(comparison);
    expectTruth(summary, simulator.world);
    const rates = ofType(events, 'throttle').map(({ what, rate }) => `${what} ${rate}`);
    // On a busy machine the run may end before the last step.
    const steps = ['slowed 10', 'recovered 11', 'recovered 12', 'recovered 13', 'recovered 14'];
    expect(rates).toEqual(steps.slice(0, rates.length));
    expect(rates.length).toBeGreaterThanOrEqual(3);
    expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(14);
  });

  it('takes a 429 for neither an attempt nor a failure: one attempt is enough, and no breaker opens', async () => {
    const simulator = await simulate({ world: { cases: 3_000 }, limit: 12, windowMs: 300 });
    const instance = instanceAt(simulator, {
      rate: 180,
      windowMs: 300,
      deliveryMs: 50,
      breaker: { threshold: 1 },
    });
    const { summary, events } = await runToEnd(
      compareProjects({ ...bothSides(instance), ...QUICK, attempts: 1 }),
    );
    expectTruth(summary, simulator.world);
    expect(summary.requests.throttled).toBeGreaterThan(0);
    expect(ofType(events, 'throttle').filter(({ what }) => what.startsWith('breaker'))).toEqual([]);
    expect(ofType(events, 'page').every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

/** Half of the cases that others have, so that 80 pages and 4 lists are asked for. */
const HALF = { cases: 15_000 };

describe('a budget that is not all ours', () => {
  it.each([
    ['others take two thirds of it', { limitTaken: 20 }],
    ['the server spreads it out', { limitSmoothing: { requests: 5, windowMs: 100 } }],
  ])('is met with a smaller share, evenly spaced: %s', async (_what, crowd) => {
    const simulator = await simulate({ world: HALF, limit: 30, windowMs: 600, ...crowd });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 600, deliveryMs: 100 });
    const { summary, events } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    const [first, ...later] = wavesOf(simulator);
    expect(first).toBeLessThanOrEqual(20);
    // One at a time from then on; a busy machine may deliver two together.
    for (const refused of later) expect(refused).toBeLessThanOrEqual(3);
    const [crowded] = ofType(events, 'throttle').filter(({ what }) => what === 'slowed');
    expect(crowded!.rate).toBeLessThanOrEqual(15);
    const spaced = ofType(events, 'throttle').filter(({ why }) => why.includes('evenly spaced'));
    expect(spaced.length).toBeGreaterThan(0);
    // Never beyond what is stated, once it is known.
    for (const { rate } of spaced) expect(rate).toBeLessThanOrEqual(30);
    expect(summary.requests.retried).toBe(0);
  });

  it('is shared by two instances: both finish, and neither is starved', async () => {
    const simulator = await simulate({ world: { cases: 8_000 }, limit: 30, windowMs: 1_000 });
    const compared = await Promise.all(
      [1, 2].map(() => {
        const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, deliveryMs: 200 });
        return runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
      }),
    );
    for (const { summary } of compared) expectTruth(summary, simulator.world);
    const times = compared.map(({ summary }) => summary.elapsedMs);
    expect(Math.max(...times)).toBeLessThanOrEqual(3 * Math.min(...times));
  });

  it('is used by its share: of the rate, and of what is stated', async () => {
    const simulator = await simulate({ world: HALF, limit: 40, windowMs: 1_000 });
    const instance = instanceAt(simulator, { rate: 40, windowMs: 1_000, deliveryMs: 200, share: 0.5 });
    const { summary, start } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    expect(start.options).toMatchObject({ left: { rate: 40, share: 0.5 }, right: { rate: 40, share: 0.5 } });
    expect(simulator.stats()).toMatchObject({ throttled: 0, maxInWindow: 20 });
  });

  it('is used by its share once it is stated', async () => {
    const simulator = await simulate({ world: HALF, limit: 40, windowMs: 800 });
    const instance = instanceAt(simulator, { rate: 100, windowMs: 800, deliveryMs: 100, share: 0.5 });
    const { summary, events } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    expect(ofType(events, 'throttle')[0]).toMatchObject({ what: 'slowed', rate: 20 });
    const { arrivals } = simulator.stats();
    const refusedAt = arrivals.find(({ status }) => status === 429)!.at;
    // Requests that were on the wire with the refused one are over after 100 ms.
    const later = arrivals.map(({ at }) => at).filter((at) => at > refusedAt + 100);
    const within = later.map((from) => later.filter((at) => at >= from && at < from + 800).length);
    expect(Math.max(...within)).toBe(20);
  });
});

describe('a 429 that asks for nonsense', () => {
  it('a pause of a day is told, and ends with the patience: what is known is kept', async () => {
    const simulator = await simulate({
      world: { cases: 8_000 },
      limit: 20,
      windowMs: 60_000,
      retryAfter: '86400',
    });
    const instance = instanceAt(simulator, { rate: 180, deliveryMs: 200, maxWaitMs: 600 });
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
    // Nothing was asked after the wave.
    expect(wavesOf(simulator)).toHaveLength(1);
  });

  it.each([
    ['none at all', { retryAfterStyle: 'silent' as const }],
    ['none, whatever is still to be waited', { retryAfter: '0' }],
    ['a date long ago', { retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' }],
    ['no number', { retryAfter: 'soon' }],
  ])('%s: one tries at a time, and waits longer each time', async (_what, given) => {
    const simulator = await simulate({ world: { cases: 8_000 }, limit: 25, windowMs: 1_000, ...given });
    const instance = instanceAt(simulator, { rate: 180, windowMs: 1_000, deliveryMs: 200 });
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
    // The wave, and then tries alone: 1/20 of the window, doubled, and so on. Without back-off there are hundreds.
    expect(summary.requests.throttled).toBeLessThanOrEqual(20 + 8 * 4);
  });
});

describe('the reach, a minute told in two seconds', () => {
  /** 159 pages and the lists. */
  const REQUESTS = 159 + 4;

  it('the limit is not known: 60 a window, 159 pages', async () => {
    const windowMs = 2_000;
    const simulator = await simulate({ world: { cases: 36_000 }, limit: 60, windowMs, pageMs: 20 });
    const pages = [30, 34].flatMap((project) => pagesOf(simulator.world, project));
    expect(pages.length).toBe(159);
    const instance = instanceAt(simulator, { rate: 180, windowMs, deliveryMs: 50 });
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    const waves = wavesOf(simulator);
    // No client can be served more in two windows; none is held back for a fourth, unless what was delivered late was
    // refused. How long it all takes is the speed of this machine: the reach is measured in virtual time.
    const served = servedAt(simulator);
    expect(Math.ceil(REQUESTS / 60)).toBe(3);
    expect(served[2 * 60]! - served[0]!).toBeGreaterThanOrEqual(2 * windowMs);
    const stretches = stretchesOf(served, windowMs / 2);
    // A machine that is slow hides a pause, and never shortens one.
    expect(stretches[0]).toBeGreaterThanOrEqual(60);
    expect(stretches.length).toBeLessThanOrEqual(3 + waves.length - 1);
    expect(waves[0]).toBeLessThanOrEqual(20);
    for (const refused of waves.slice(1)) expect(refused).toBe(1);
    // Each refused request was sent again once for each refusal.
    const asked = casesAsked(simulator);
    for (const page of new Set(asked.map(({ suiteId, offset }) => `${suiteId}/${offset}`))) {
      const of = asked.filter(({ suiteId, offset }) => `${suiteId}/${offset}` === page);
      expect(of.length - of.filter(({ status }) => status === 429).length).toBe(1);
    }
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
  ])(
    'never holds more than the rate, for random arrivals: %s',
    async (_name, slow) => {
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
              { rate, windowMs, deliveryMs: 250, concurrency },
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
    },
    60_000,
  );

  it('would see one request too many: a client without a limiter breaks it', async () => {
    const simulator = await simulate({ world: { cases: 100 }, windowMs: 300 });
    await askAt(
      instanceAt(simulator),
      Array.from({ length: 20 }, () => 0),
    );
    expect(simulator.stats().maxInWindow).toBe(20);
  });

  it.each([
    [0, 10],
    [250, 5],
  ])(
    'is broken by a request that is long on its way unless that is reckoned with: %i ms',
    async (deliveryMs, most) => {
      const simulator = await simulate({ world: { cases: 100 }, windowMs: 300 });
      let asked = 0;
      // The first five are late, those of the next window are not.
      const url = await slowProxy(simulator.url, { forwardMs: () => (asked++ < 5 ? 200 : 0) });
      const instance = instanceAt({ ...simulator, url }, { rate: 5, windowMs: 300, deliveryMs });
      await askAt(
        instance,
        Array.from({ length: 10 }, () => 0),
      );
      expect(simulator.stats().maxInWindow).toBe(most);
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
          const instance = instanceAt({ ...simulator, url }, { rate, windowMs, deliveryMs: 250 });
          const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
          expectTruth(summary, simulator.world);
          expect(simulator.stats().throttled).toBe(0);
          await simulator.close();
        },
      ),
      { numRuns: 4 },
    );
  }, 60_000);
});
