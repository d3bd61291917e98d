/** What a limit costs that is not known beforehand, at full scale on a virtual clock: minutes in no time. */
import { VirtualTimeScheduler } from 'rxjs';
import {
  offsetsOf,
  pagesIn,
  planSizes,
  suitesOf,
  type PagedWorld,
} from '../../bench/scheduling/paged-world.js';
import { PLAN_REQUESTS, windows } from '../../bench/scheduling/scenario.js';
import { LEFT, RIGHT, virtualClient } from '../../bench/scheduling/virtual-client.js';
import { allKnowing } from '../../bench/scheduling/yardsticks.js';
import { Fetcher } from '../../src/pipeline/fetch.js';
import { createInstance, type InstanceOptions } from '../../src/pipeline/instance.js';
import { Plan } from '../../src/pipeline/plan.js';
import { readProjects } from '../../src/pipeline/read-projects.js';
import { RequestCounts } from '../../src/pipeline/request-counts.js';
import { WindowLimiter } from '../../src/simulator/http/window-limiter.js';
import { limitedClient, wavesOf, type Traffic } from '../support/limited-client.js';

const MINUTE = 60_000;
const SLOTS = 20;

/** The plan's world: 159 pages, each but the first of a suite sharing a record with the one before it. */
const world: PagedWorld = planSizes();

interface Reading {
  ms: number;
  traffic: Traffic;
  complete: boolean;
  /** `[minute, limit]` at each change of pace. */
  pace: [number, number][];
}

/** Starts one reader of both projects. The clock has to be run. */
function read(
  scheduler: VirtualTimeScheduler,
  server: WindowLimiter,
  { pageMs, of = world, ...options }: { pageMs: number; of?: PagedWorld } & Partial<InstanceOptions>,
): Reading {
  const { client, traffic } = limitedClient(virtualClient(of, pageMs, scheduler), server, { scheduler });
  const instance = createInstance({
    ...{ url: client.url, user: '', apiKey: '', client, scheduler, random: () => 0.5, rate: 180 },
    ...options,
  });
  const plan = new Plan({ left: { instance, projectId: LEFT }, right: { instance, projectId: RIGHT } });
  const fetcher = new Fetcher(
    plan,
    { timeoutMs: 3_600_000, attempts: 3, retryBaseMs: 500 },
    new RequestCounts(),
  );
  const reading: Reading = { ms: Infinity, traffic, complete: false, pace: [] };
  instance.gate.changes.subscribe(() =>
    reading.pace.push([scheduler.now() / MINUTE, instance.limiter.limit()]),
  );
  readProjects(plan, fetcher, ['left', 'right'], { askAgain: true }).subscribe({
    error: (error: unknown) => {
      throw error;
    },
    complete: () => {
      reading.ms = scheduler.now();
      reading.complete = plan.allSuites().every((suite) => suite.isComplete());
    },
  });
  return reading;
}

function run(server: WindowLimiter, options: { pageMs: number } & Partial<InstanceOptions>): Reading {
  const scheduler = new VirtualTimeScheduler();
  const reading = read(scheduler, server, options);
  scheduler.flush();
  return reading;
}

/** Requests that were served until `end`. */
const servedBy = ({ traffic }: Reading, end: number, begin = 0): number =>
  traffic.arrivals.filter(({ at, refused }) => !refused && at >= begin && at < end).length;

/** Refusals of the same moment, or of the same requests in flight. */
const wavesIn = ({ traffic }: Reading): number[] => wavesOf(traffic.arrivals, 5_000);

const needed = new Set(
  suitesOf(world).flatMap((suite) => offsetsOf(suite).map((offset) => `cases ${suite.id}/${offset}`)),
);

/**
 * Each request that was refused was sent again once for each refusal, and no other was sent twice. A guess is not, where it
 * turned out while it waited that there is no such page.
 */
function expectSentAgainOnce({ traffic }: Reading): void {
  const sent = new Map<string, { times: number; refused: number }>();
  for (const { name, refused } of traffic.arrivals) {
    const { times, refused: before } = sent.get(name) ?? { times: 0, refused: 0 };
    sent.set(name, { times: times + 1, refused: before + Number(refused) });
  }
  for (const [name, { times, refused }] of sent) {
    const wasGivenUp = times === refused && name.startsWith('cases') && !needed.has(name);
    if (!wasGivenUp) expect([name, times]).toEqual([name, refused + 1]);
  }
}

/**
 * The bound: a scheduler that knows all totals, and the limit from the start, with the same slots and latencies
 * (`bench/scheduling/yardsticks.ts`). It is never below a window for each full window of requests but the last.
 */
function boundMs(pageMs: number, limit: number): number {
  const { ms } = allKnowing({ world, pageMs, slots: SLOTS, limit });
  expect(ms).toBeGreaterThanOrEqual((windows(pagesIn(world) + PLAN_REQUESTS, limit) - 1) * MINUTE);
  return ms;
}

describe('159 pages, --rate 180, and a limit that nobody has told', () => {
  it.each([60, 20, 5].flatMap((limit) => [200, 1_000, 4_400].map((pageMs) => [limit, pageMs] as const)))(
    '%i a minute, %i ms a page: within 1.15 of the bound, one wave of refusals and then single probes',
    (limit, pageMs) => {
      expect(pagesIn(world)).toBe(159);
      const reading = run(new WindowLimiter(limit, MINUTE, []), { pageMs });
      expect(reading.complete).toBe(true);
      expect(reading.ms / boundMs(pageMs, limit)).toBeLessThanOrEqual(1.15);
      const [first, ...probes] = wavesIn(reading);
      expect(first).toBeLessThanOrEqual(SLOTS);
      expect(probes.filter((refused) => refused > 1)).toEqual([]);
      // After 1, 2, 4, 8, 16 windows.
      expect(probes.length).toBeLessThanOrEqual(Math.log2(reading.ms / MINUTE) + 1);
      expectSentAgainOnce(reading);
      expect(reading.pace[0]![1]).toBe(limit);
    },
  );
});

describe('a limit that moves in mid-run', () => {
  it.each([200, 1_000, 4_400])('%i ms a page: 180, then 20, then 180: one wave a change', (pageMs) => {
    const server = new WindowLimiter(180, MINUTE, [
      { afterMs: pageMs * 2, limit: 20 },
      { afterMs: 3.5 * MINUTE, limit: 180 },
    ]);
    const reading = run(server, { pageMs });
    expect(reading.complete).toBe(true);
    const [fall, ...probes] = wavesIn(reading);
    expect(fall).toBeLessThanOrEqual(SLOTS);
    expect(probes.filter((refused) => refused > 1)).toEqual([]);
    expectSentAgainOnce(reading);
    // It was found out that it rose, and stayed below the rate.
    const limits = reading.pace.map(([, limit]) => limit);
    expect(limits[0]).toBe(20);
    expect(Math.max(...limits)).toBeGreaterThan(20);
    expect(Math.max(...limits)).toBeLessThanOrEqual(180);
    expect(reading.ms).toBeLessThan(run(new WindowLimiter(20, MINUTE, []), { pageMs }).ms);
  });
});

describe('a budget that others use as well', () => {
  const LIMIT = 60;
  const both = (pageMs: number, laterMs: number): [Reading, Reading] => {
    const scheduler = new VirtualTimeScheduler();
    const server = new WindowLimiter(LIMIT, MINUTE, []);
    const readings = [read(scheduler, server, { pageMs })];
    scheduler.schedule(() => void readings.push(read(scheduler, server, { pageMs })), laterMs);
    scheduler.flush();
    return readings as [Reading, Reading];
  };

  it.each(
    [200, 1_000, 4_400].flatMap((pageMs) => [0, 10_000, 30_000].map((later) => [pageMs, later] as const)),
  )(
    'two at once, %i ms a page, the second %i ms later: both finish, neither is starved',
    (pageMs, laterMs) => {
      const [first, second] = both(pageMs, laterMs);
      expect([first.complete, second.complete]).toEqual([true, true]);
      const bothEnd = Math.min(first.ms, second.ms);
      const served = [first, second].map((each) => servedBy(each, bothEnd, laterMs));
      // While both run, neither gets less than a fifth: what the first has sent before the second comes counts for a window.
      expect(Math.min(...served) / (served[0]! + served[1]!)).toBeGreaterThanOrEqual(0.2);
      // Together they take less than half as long again as the windows that their requests need.
      const needed =
        (windows(first.traffic.arrivals.length + second.traffic.arrivals.length, LIMIT) - 1) * MINUTE;
      expect(Math.max(first.ms, second.ms)).toBeLessThanOrEqual(1.5 * needed);
      for (const each of [first, second]) {
        for (const wave of wavesIn(each)) expect(wave).toBeLessThanOrEqual(SLOTS);
        expectSentAgainOnce(each);
      }
    },
  );

  it.each([
    ['two thirds of it', new WindowLimiter(LIMIT, MINUTE, [], 40), 20],
    [
      'none of it, but three in two seconds are the most',
      new WindowLimiter(LIMIT, MINUTE, [], 0, { requests: 3, windowMs: 2_000 }),
      60,
    ],
  ])('others take %s: one wave, then single refusals', (_what, server, most) => {
    const reading = run(server, { pageMs: 1_000 });
    expect(reading.complete).toBe(true);
    const [first, ...later] = wavesIn(reading);
    expect(first).toBeLessThanOrEqual(SLOTS);
    expect(later.filter((refused) => refused > 2)).toEqual([]);
    expectSentAgainOnce(reading);
    // Two thirds of what is left to it are used.
    const minutes = reading.ms / MINUTE;
    expect(servedBy(reading, Infinity)).toBeGreaterThanOrEqual((minutes - 1) * most * (2 / 3));
  });
});

describe('a share of the limit', () => {
  const fullest = ({ traffic }: Reading, after = 0): number => {
    const times = traffic.arrivals.filter(({ at, refused }) => at >= after && !refused).map(({ at }) => at);
    return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length));
  };

  it('is used of the rate, and of a limit that is stated', () => {
    const told = run(new WindowLimiter(60, MINUTE, []), { pageMs: 1_000, rate: 60, share: 0.5 });
    expect([told.complete, fullest(told), wavesIn(told)]).toEqual([true, 30, []]);
    const learnt = run(new WindowLimiter(60, MINUTE, []), { pageMs: 1_000, share: 0.5 });
    expect(learnt.complete).toBe(true);
    expect(learnt.pace.map(([, limit]) => limit)).toEqual([30]);
    expect(fullest(learnt, MINUTE)).toBe(30);
  });

  it('is left again when the limit has risen: ten windows later it goes beyond its share to find out', () => {
    const server = new WindowLimiter(5, MINUTE, [{ afterMs: 5 * MINUTE, limit: 180 }]);
    const reading = run(server, { pageMs: 1_000, share: 0.5 });
    expect(reading.complete).toBe(true);
    expect(fullest(reading)).toBeLessThanOrEqual(90);
    const until = reading.traffic.arrivals.filter(({ at }) => at > MINUTE && at < 11 * MINUTE);
    expect(until.length).toBeLessThanOrEqual(2 * 10);
    expect(Math.max(...reading.pace.map(([, limit]) => limit))).toBeGreaterThan(10);
  });
});
