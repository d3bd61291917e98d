import { compareProjects, type CompareEvent, type Instance } from '../../src/index.js';
import {
  bothSides,
  expectTruth,
  instanceAt,
  ofType,
  QUICK,
  readRun,
  simulate,
  until,
} from './support/run.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Nothing is on the wire, though there is more to ask for. */
const isHeldBack = ({ gate }: Instance): boolean => {
  const { inFlight, waitingFor } = gate.status();
  return inFlight === 0 && waitingFor?.reason === 'its reader';
};

describe('for await over a comparison', () => {
  it('reads every event, the summary last', async () => {
    const simulator = await simulate({ world: { cases: 3_000 } });
    const events: CompareEvent[] = [];
    for await (const event of compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }))
      events.push(event);
    expectTruth(readRun(events).summary, simulator.world);
  });

  it('is a run of its own for each loop', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    const comparison = compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK });
    for (let loop = 0; loop < 2; loop++) {
      const events: CompareEvent[] = [];
      for await (const event of comparison) events.push(event);
      expectTruth(readRun(events).summary, simulator.world);
    }
  });

  it('holds asking back while more than 1,000 events wait, goes on when they are read, and loses none', async () => {
    const simulator = await simulate({ world: { cases: 20_000 } });
    const instance = instanceAt(simulator, { concurrency: 4 });
    const iterator = compareProjects({ ...bothSides(instance), ...QUICK, progressMs: 20 })[
      Symbol.asyncIterator
    ]();
    const events = [(await iterator.next()).value as CompareEvent];
    // The reader stands still: requests end, and no new ones come.
    await until(() => isHeldBack(instance));
    const asked = simulator.stats().requests;
    await pause(200);
    expect(simulator.stats().requests).toBe(asked);
    expect(asked).toBeLessThan(60);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) events.push(next.value);
    expect(simulator.stats().requests).toBeGreaterThan(80);
    const { summary } = readRun(events);
    expectTruth(summary, simulator.world);
    // What waited for its reader was no trouble of the server.
    expect(ofType(events, 'throttle')).toEqual([]);
  });

  it('does not take the time in which its reader stood still for a server that does not answer', async () => {
    const simulator = await simulate({
      world: { cases: 12_000 },
      faults: [{ kind: 'status', afterRequests: 10, times: 1 }],
    });
    const iterator = compareProjects({
      ...bothSides(instanceAt(simulator, { concurrency: 4, maxWaitMs: 100 })),
      ...QUICK,
    })[Symbol.asyncIterator]();
    const events = [(await iterator.next()).value as CompareEvent];
    await pause(300);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) events.push(next.value);
    expectTruth(readRun(events).summary, simulator.world);
  });

  it('aborts every request on break', async () => {
    const simulator = await simulate({ world: { cases: 12_000 }, pageMs: 50 });
    let sent = 0;
    const debug = (message: string): unknown => message === 'admitted' && sent++;
    const logger = { debug, info: () => {}, warn: () => {}, error: () => {} };
    const instance = instanceAt(simulator, { logger });
    let read = 0;
    for await (const event of compareProjects({ ...bothSides(instance), ...QUICK })) {
      read++;
      if (event.type === 'page') break;
    }
    expect(read).toBeGreaterThan(1);
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
    const sentBefore = sent;
    expect(sentBefore).toBeGreaterThan(20);
    await pause(150);
    expect(sent).toBe(sentBefore);
    expect(simulator.stats().requests).toBeLessThanOrEqual(sentBefore);
  });

  it('aborts every request where the loop throws, and gives that error', async () => {
    const simulator = await simulate({ world: { cases: 12_000 }, pageMs: 50 });
    const instance = instanceAt(simulator);
    const loop = async (): Promise<void> => {
      for await (const event of compareProjects({ ...bothSides(instance), ...QUICK }))
        if (event.type === 'page') throw new Error('enough');
    };
    await expect(loop()).rejects.toThrow('enough');
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
  });

  it('leaves the instance free for a next run after a break while it was held back', async () => {
    const simulator = await simulate({ world: { cases: 12_000 } });
    const instance = instanceAt(simulator, { concurrency: 4 });
    const iterator = compareProjects({ ...bothSides(instance), ...QUICK })[Symbol.asyncIterator]();
    await iterator.next();
    await until(() => isHeldBack(instance));
    await iterator.return!();
    const events: CompareEvent[] = [];
    for await (const event of compareProjects({ ...bothSides(instance), ...QUICK })) events.push(event);
    expectTruth(readRun(events).summary, simulator.world);
  });

  it('throws what fails before start', async () => {
    const simulator = await simulate({ world: { cases: 100 }, apiKey: 'right' });
    const instance = instanceAt({ ...simulator, apiKey: 'wrong' });
    const loop = async (): Promise<void> => {
      for await (const event of compareProjects({ ...bothSides(instance), ...QUICK })) void event;
    };
    await expect(loop()).rejects.toMatchObject({ kind: 'auth' });
  });
});
