import { lastValueFrom, merge, toArray, type Observable } from 'rxjs';
import {
  compareProjects,
  fetchPage,
  fetchProjectCases,
  fetchSuiteCases,
  TestRailError,
  type CasesEvent,
  type SuiteResult,
} from '../../src/index.js';
import { worldOf } from '../../src/simulator/index.js';
import {
  bothSides,
  casesAsked,
  instanceAt,
  pagesOf,
  QUICK,
  runToEnd,
  simulate,
  until,
} from './support/run.js';

const all = (events: Observable<CasesEvent>): Promise<CasesEvent[]> => lastValueFrom(events.pipe(toArray()));
const resultsOf = (events: readonly CasesEvent[]): SuiteResult[] =>
  events.filter((event): event is SuiteResult => event.type === 'result');
const pagesIn = (events: readonly CasesEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'page' ? [`${event.suiteId}/${event.offset}`] : [])).sort();

const cases = (count: number) => Array.from({ length: count }, () => ({}));

/** Suites in an order that is not that of their ids. */
const world = () =>
  worldOf([
    {
      id: 1,
      name: 'One',
      suites: [
        { id: 13, cases: cases(700) },
        { id: 11, cases: cases(3) },
        { id: 12 },
        { id: 14, cases: cases(250) },
      ],
    },
    { id: 2, suites: [] },
  ]);

describe('fetchProjectCases', () => {
  it('gives every page as it arrives, then a result a suite by ascending id, and ends', async () => {
    const simulator = await simulate({ world: { cases: 8_000 } });
    const events = await all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 30 }));
    const results = resultsOf(events);
    expect(pagesIn(events)).toEqual(pagesOf(simulator.world, 30));
    expect(events.slice(-results.length)).toEqual(results);
    expect(
      results.map(({ suiteId, name, cases: read, complete }) => ({
        id: suiteId,
        name,
        length: read.length,
        complete,
      })),
    ).toEqual(
      [...simulator.world.projects.get(30)!.suites]
        .sort((a, b) => a.id - b.id)
        .map(({ id, name, length }) => ({ id, name, length, complete: true })),
    );
    for (const { cases: read } of results) {
      const ids = read.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    }
    expect(results.every((result) => !('error' in result))).toBe(true);
  });

  it('sorts results by suite id whatever order the server lists them in, empty suites included', async () => {
    const simulator = await simulate({ world: world() });
    const events = await all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 1 }));
    expect(resultsOf(events).map(({ suiteId, cases: read }) => [suiteId, read.length])).toEqual([
      [11, 3],
      [12, 0],
      [13, 700],
      [14, 250],
    ]);
  });

  it('reads only the suites that are named', async () => {
    const simulator = await simulate({ world: world() });
    const events = await all(
      fetchProjectCases({ instance: instanceAt(simulator), projectId: 1, suites: [14, 11] }),
    );
    expect(resultsOf(events).map(({ suiteId }) => suiteId)).toEqual([11, 14]);
    expect(new Set(casesAsked(simulator).map(({ suiteId }) => suiteId))).toEqual(new Set([11, 14]));
  });

  it('completes without a result for a project without suites', async () => {
    const simulator = await simulate({ world: world() });
    expect(await all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 2 }))).toEqual([]);
  });

  it('fails for a suite that the project does not have, and names those it has', async () => {
    const simulator = await simulate({ world: world() });
    const failure = await all(
      fetchProjectCases({ instance: instanceAt(simulator), projectId: 1, suites: [11, 99] }),
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TestRailError);
    expect(failure).toMatchObject({
      kind: 'permanent',
      message: 'project 1 has no suite 99',
      mend: expect.stringContaining('13, 11, 12, 14'),
    });
    expect(casesAsked(simulator)).toEqual([]);
  });

  it('fails for an unknown project', async () => {
    const simulator = await simulate({ world: world() });
    await expect(
      all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 77 })),
    ).rejects.toMatchObject({
      kind: 'permanent',
      status: 400,
    });
  });

  it('marks the suite of a lost page, with its error and what was read, and completes the others', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'status', match: { suiteId: 13, offset: 249 } }],
    });
    const events = await all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 1 }, QUICK));
    expect(
      resultsOf(events).map(({ suiteId, complete, error, cases: read }) => ({
        suiteId,
        complete,
        error,
        length: read.length,
      })),
    ).toEqual([
      { suiteId: 11, complete: true, error: undefined, length: 3 },
      { suiteId: 12, complete: true, error: undefined, length: 0 },
      { suiteId: 13, complete: false, error: 'answered 500: Injected fault.', length: 452 },
      { suiteId: 14, complete: true, error: undefined, length: 250 },
    ]);
    // Three attempts, and once more at the end.
    expect(
      casesAsked(simulator).filter(({ suiteId, offset }) => suiteId === 13 && offset === 249).length,
    ).toBe(4);
  });

  it('gives a suite up that may not be read, and completes the others', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'status', status: 403, body: '{"error":"No access."}', match: { suiteId: 13 } }],
    });
    const events = await all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 1 }, QUICK));
    expect(resultsOf(events)[2]).toEqual({
      type: 'result',
      suiteId: 13,
      name: 'Suite 13',
      cases: [],
      complete: false,
      error: 'answered 403: No access.',
    });
    expect(casesAsked(simulator).filter(({ suiteId }) => suiteId === 13).length).toBe(1);
  });

  it('fails where the credentials are refused in mid-run, and asks no more', async () => {
    const simulator = await simulate({
      world: { cases: 12_000 },
      pageMs: 10,
      faults: [{ kind: 'status', status: 401, afterRequests: 20 }],
    });
    await expect(
      all(fetchProjectCases({ instance: instanceAt(simulator, { concurrency: 4 }), projectId: 30 }, QUICK)),
    ).rejects.toMatchObject({ kind: 'auth' });
    expect(simulator.stats().requests).toBeLessThan(30);
  });

  it('is cold, and runs anew for each subscriber', async () => {
    const simulator = await simulate({ world: world() });
    const reading = fetchProjectCases({ instance: instanceAt(simulator), projectId: 1 });
    expect(simulator.stats().requests).toBe(0);
    expect(resultsOf(await all(reading))).toEqual(resultsOf(await all(reading)));
  });

  it('aborts what is in flight when it is unsubscribed', async () => {
    const simulator = await simulate({ world: { cases: 8_000 }, pageMs: 5_000, baseMs: 0 });
    const instance = instanceAt(simulator, { concurrency: 5 });
    const subscription = fetchProjectCases({ instance, projectId: 30 }).subscribe();
    await until(() => casesAsked(simulator).length === 5);
    subscription.unsubscribe();
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
    const before = simulator.stats().requests;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(simulator.stats().requests).toBe(before);
  });
});

describe('fetchSuiteCases', () => {
  it('gives the pages and the result of one suite', async () => {
    const simulator = await simulate({ world: world() });
    const events = await all(fetchSuiteCases({ instance: instanceAt(simulator), projectId: 1 }, 13));
    expect(pagesIn(events)).toEqual(['13/0', '13/249', '13/498']);
    expect(events.slice(-1)).toMatchObject([
      { type: 'result', suiteId: 13, name: 'Suite 13', complete: true },
    ]);
    expect(resultsOf(events)[0]!.cases.length).toBe(700);
  });

  it('fails for an unknown suite', async () => {
    const simulator = await simulate({ world: world() });
    await expect(all(fetchSuiteCases({ instance: instanceAt(simulator), projectId: 1 }, 99))).rejects.toThrow(
      'project 1 has no suite 99',
    );
  });

  it('tries a page again that failed, and tells how often', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'reset', match: { suiteId: 11 }, times: 2 }],
    });
    const events = await all(fetchSuiteCases({ instance: instanceAt(simulator), projectId: 1 }, 11, QUICK));
    expect(events).toMatchObject([
      { type: 'page', suiteId: 11, offset: 0, next: null, attempts: 3 },
      { type: 'result', complete: true },
    ]);
  });
});

describe('fetchPage', () => {
  it('asks for one page and no more, and is complete only where that is all', async () => {
    const simulator = await simulate({ world: world() });
    const target = { instance: instanceAt(simulator), projectId: 1 };
    const first = await all(fetchPage(target, { suiteId: 13 }));
    expect(first).toMatchObject([
      { type: 'page', suiteId: 13, offset: 0, next: 250, attempts: 1 },
      { type: 'result', suiteId: 13, complete: false },
    ]);
    const middle = await all(fetchPage(target, { suiteId: 13, offset: 250, limit: 100 }));
    expect(middle).toMatchObject([
      { type: 'page', offset: 250, next: 350 },
      { type: 'result', complete: false },
    ]);
    expect(resultsOf(middle)[0]!.cases.length).toBe(100);
    const only = await all(fetchPage(target, { suiteId: 11 }));
    expect(resultsOf(only)).toMatchObject([{ complete: true }]);
    expect(resultsOf(only)[0]!.cases.length).toBe(3);
    expect(casesAsked(simulator).map(({ suiteId, offset }) => [suiteId, offset])).toEqual([
      [13, 0],
      [13, 250],
      [11, 0],
    ]);
    expect(simulator.stats().requests).toBe(3);
  });

  it('ends with the error of a page that is lost or refused', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'invalidJson', match: { suiteId: 11 } }],
    });
    const target = { instance: instanceAt(simulator), projectId: 1 };
    expect(await all(fetchPage(target, { suiteId: 11 }, { ...QUICK, attempts: 2 }))).toMatchObject([
      { type: 'result', suiteId: 11, cases: [], complete: false, error: 'answered with invalid JSON' },
    ]);
    expect(casesAsked(simulator).length).toBe(2);
    simulator.setFaults([{ kind: 'status', status: 502, match: { suiteId: 13 } }]);
    expect(
      await all(fetchPage(target, { suiteId: 13, offset: 250 }, { ...QUICK, attempts: 1 })),
    ).toMatchObject([{ type: 'result', complete: false, error: expect.stringContaining('answered 502') }]);
    expect(await all(fetchPage(target, { suiteId: 99 }, QUICK))).toMatchObject([
      { type: 'result', complete: false, error: expect.stringContaining('not a valid test suite') },
    ]);
  });
});

describe('the halves together', () => {
  it('pass one limiter with a comparison that runs beside them', async () => {
    const simulator = await simulate({ world: { cases: 5_000 }, limit: 30, windowMs: 400 });
    const instance = instanceAt(simulator, { rate: 30, windowMs: 400, deliveryMs: 100 });
    const [, run] = await Promise.all([
      lastValueFrom(
        merge(
          fetchProjectCases({ instance, projectId: 30 }),
          fetchSuiteCases({ instance, projectId: 34 }, 401),
          fetchPage({ instance, projectId: 34 }, { suiteId: 402 }),
        ).pipe(toArray()),
      ),
      runToEnd(compareProjects({ ...bothSides(instance), ...QUICK })),
    ]);
    const { requests, throttled, maxInWindow, maxInFlight } = simulator.stats();
    expect(run.summary.status).toBe('complete');
    expect(requests).toBeGreaterThan(60);
    expect(throttled).toBe(0);
    expect(maxInWindow).toBeLessThanOrEqual(30);
    expect(maxInFlight).toBeLessThanOrEqual(20);
  });
});

it('names the only suite of an old server, which lists none, as its cases do', async () => {
  const old = Array.from({ length: 3 }, () => ({ suite_id: 77 }));
  const world = worldOf([{ id: 30, suite_mode: 1, suites: [], cases: old }]);
  const simulator = await simulate({ world, paginated: false });
  const events = await all(fetchProjectCases({ instance: instanceAt(simulator), projectId: 30 }, QUICK));
  expect(events).toMatchObject([
    { type: 'page', suiteId: 77 },
    { type: 'result', suiteId: 77, name: 'Master', complete: true },
  ]);
});
