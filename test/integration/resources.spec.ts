import { getEventListeners } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compareProjects } from '../../src/index.js';
import { monotonicScheduler } from '../../src/operators/index.js';
import { certificate, front } from '../support/front.js';
import { startProxy } from '../support/proxy.js';
import { scripted } from '../support/scripted.js';
import {
  bothSides,
  closeLater,
  expectTruth,
  instanceAt,
  QUICK,
  runToEnd,
  simulate,
  until,
} from './support/run.js';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** A moment of a run: after so many events, or so many requests that the server has seen. */
describe('unsubscribing at any moment leaves nothing', () => {
  it.each<[string, boolean]>([
    ['direct connections', false],
    ['connections through a proxy', true],
  ])('no timer, no listener, no connection: %s', async (_name, throughProxy) => {
    const simulator = await simulate({
      world: { cases: 3_000 },
      pageMs: 10,
      // Of pages alone: three in a row for a list of suites, which end a run before it starts, are told elsewhere.
      faults: [{ kind: 'status', match: { method: 'get_cases' }, probability: 0.1 }],
    });
    const before = await front(simulator.url, throughProxy ? 'server' : undefined);
    closeLater(before.close);
    const proxy = await startProxy();
    closeLater(proxy.close);
    const idle = timers();
    // Each run is left in another moment, before the first request among them.
    for (let moment = 0; moment < 16; moment++) {
      const instance = instanceAt(
        { ...simulator, url: before.url },
        { ca: certificate('ca'), proxy: throughProxy ? proxy.address : false },
      );
      const stop = new AbortController();
      let events = 0;
      const subscription = compareProjects({
        ...bothSides(instance),
        ...QUICK,
        signal: stop.signal,
        deadlineMs: 60_000,
      }).subscribe(() => events++);
      const requests = simulator.stats().requests + Math.floor(moment / 2) * 5;
      if (moment % 2 === 0) await until(() => simulator.stats().requests >= requests || subscription.closed);
      else await until(() => events >= moment * 8 || subscription.closed);
      subscription.unsubscribe();
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
      instance.close();
    }
    // The server and the test's own sockets have their timers for a moment.
    await until(() => before.open() === 0 && proxy.open() === 0);
    await until(() => timers() <= idle);
  });

  it.each([false, true])(
    'what is on its way is aborted, the instance being still open; through a proxy: %s',
    async (throughProxy) => {
      const server = await scripted(() => {});
      closeLater(server.close);
      const proxy = await startProxy({ answersConnect: 'hang' });
      closeLater(proxy.close);
      const [url, way] = throughProxy
        ? ['https://testrail.test', { proxy: proxy.address }]
        : [server.url, { proxy: false as const }];
      const instance = instanceAt({ url, user: 'u', apiKey: 'k' }, way);
      const asked = (): number => server.requests.length + proxy.connects.length;
      const subscription = compareProjects({ ...bothSides(instance), ...QUICK }).subscribe();
      await until(() => asked() >= 4);
      expect(server.open() + proxy.open()).toBe(4);
      subscription.unsubscribe();
      await until(() => server.open() + proxy.open() === 0);
      expect(asked()).toBe(4);
    },
  );

  it('and an instance can be used again after it', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    const instance = instanceAt(simulator);
    const subscription = compareProjects({ ...bothSides(instance), ...QUICK }).subscribe();
    await until(() => simulator.stats().requests > 3);
    subscription.unsubscribe();
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(summary, simulator.world);
  });
});

it('a run that has ended keeps no timer, and connections only until the instance is closed', async () => {
  const simulator = await simulate({ world: { cases: 900 } });
  const before = await front(simulator.url);
  closeLater(before.close);
  const idle = timers();
  const stop = new AbortController();
  const instance = instanceAt({ ...simulator, url: before.url });
  await runToEnd(
    compareProjects({ ...bothSides(instance), ...QUICK, signal: stop.signal, deadlineMs: 60_000 }),
  );
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  expect(before.open()).toBeGreaterThan(0);
  instance.close();
  await until(() => before.open() === 0 && timers() <= idle);
});

it('twenty runs in one process do not grow the heap by more than 10 MB', async () => {
  const simulator = await simulate({
    world: { cases: 3_000 },
    faults: [{ kind: 'status', match: { method: 'get_cases' }, probability: 0.05 }],
  });
  const { url, user, apiKey } = simulator;
  const script = `
    const { compareProjects, createInstance } = require(${JSON.stringify(join(process.cwd(), 'dist', 'commonjs', 'index.js'))});
    const options = { ...${JSON.stringify({ url, user, apiKey })}, rate: Infinity, proxy: false };
    const run = () => new Promise((resolve, reject) => {
      const instance = createInstance(options);
      const side = (projectId) => ({ instance, projectId });
      let cases = 0;
      compareProjects({ left: side(30), right: side(34), retryBaseMs: 1 }).subscribe({
        next: (event) => { if (event.type === 'summary') cases = event.left.cases + event.right.cases; },
        error: reject,
        complete: () => { instance.close(); resolve(cases); },
      });
    });
    const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
    (async () => {
      // Whatever is loaded and compiled once is so after two.
      for (let n = 0; n < 2; n++) await run();
      const before = heap();
      let cases = 0;
      for (let n = 0; n < 20; n++) cases += await run();
      await new Promise((resolve) => setImmediate(resolve));
      console.log(JSON.stringify({ grownBytes: heap() - before, cases, resources: process.getActiveResourcesInfo() }));
    })();
  `;
  const child = spawn(process.execPath, ['--expose-gc', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  const { grownBytes, cases, resources } = JSON.parse(out) as {
    grownBytes: number;
    cases: number;
    resources: string[];
  };
  expect(cases).toBeGreaterThan(50_000);
  expect(grownBytes).toBeLessThan(10 * 1024 * 1024);
  expect(resources.filter((name) => name === 'Timeout')).toEqual([]);
});

describe('the clock is set in mid-run', () => {
  const now = Date.now.bind(Date);
  afterEach(() => {
    Date.now = now;
  });

  it.each([
    ['back by a day', -86_400_000],
    ['forward by a day', 86_400_000],
  ])('%s: the window is kept, and nothing waits for it', async (_name, shiftMs) => {
    const simulator = await simulate({ world: { cases: 4_000 } });
    const instance = instanceAt(simulator, { rate: 20, windowMs: 300, deliveryMs: 20 });
    let shifted = 0;
    const arrivals: number[] = [];
    const events: { elapsedMs?: number }[] = [];
    const comparison = compareProjects({ ...bothSides(instance), ...QUICK, deadlineMs: 25_000 });
    await new Promise<void>((resolve, reject) =>
      comparison.subscribe({
        next: (event) => {
          // Again and again, at each page.
          if (event.type === 'page') shifted++;
          Date.now = () => now() + shifted * shiftMs;
          if (event.type === 'summary') events.push(event);
        },
        error: reject,
        complete: resolve,
      }),
    );
    expect(shifted).toBeGreaterThan(20);
    for (const { at } of simulator.stats().arrivals) arrivals.push(at);
    const windows = Math.floor((arrivals.length - 1) / 20);
    expect(windows).toBeGreaterThanOrEqual(2);
    // By the server's own, monotonic clock: so many requests need at least so many windows, and not a day.
    expect(arrivals[arrivals.length - 1]! - arrivals[0]!).toBeGreaterThan(windows * 300 - 60);
    expect(events[0]).toMatchObject({ status: 'complete' });
    expect(events[0]!.elapsedMs).toBeGreaterThan(0);
    expect(events[0]!.elapsedMs).toBeLessThan(25_000);
  });

  it('the default scheduler does not know of it', () => {
    const before = monotonicScheduler.now();
    Date.now = () => now() - 1e9;
    expect(monotonicScheduler.now()).toBeGreaterThanOrEqual(before);
    Date.now = () => now() + 1e9;
    expect(monotonicScheduler.now() - before).toBeLessThan(1e6);
  });
});
