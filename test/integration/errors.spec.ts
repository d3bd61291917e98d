import { compareProjects, StoppedError, TestRailError, type CompareOptions } from '../../src/index.js';
import { worldOf, type Fault, type Simulator } from '../../src/simulator/index.js';
import {
  bothSides,
  casesAsked,
  expectEveryPageOnce,
  expectTruth,
  instanceAt,
  largestSuite,
  ofType,
  QUICK,
  runToEnd,
  saidOf,
  simulate,
  until,
  type Run,
} from './support/run.js';

const CASES = 6_000;

async function compareWith(
  faults: Fault[],
  options: Partial<CompareOptions> = {},
  simulated: Parameters<typeof simulate>[0] = {},
): Promise<{ run: Run; simulator: Simulator }> {
  const simulator = await simulate({ world: { cases: CASES }, faults, ...simulated });
  const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK, ...options }));
  return { run, simulator };
}

/** How often a page was asked for. */
const asked = (simulator: Simulator, suiteId: number, offset: number): number =>
  casesAsked(simulator).filter((each) => each.suiteId === suiteId && each.offset === offset).length;

describe('an error that passes', () => {
  it.each<[string, Omit<Fault, 'times' | 'match'>, Partial<CompareOptions>]>([
    ['500', { kind: 'status' }, {}],
    ['503', { kind: 'status', status: 503 }, {}],
    ['409, the daily maintenance', { kind: 'status', status: 409 }, {}],
    ['a redirect', { kind: 'status', status: 302 }, {}],
    ['a connection that is cut', { kind: 'reset' }, {}],
    ['half a body', { kind: 'truncate' }, {}],
    ['no answer in time', { kind: 'hang' }, { timeoutMs: 700 }],
    ['an answer that comes too late', { kind: 'slow', delayMs: 5_000 }, { timeoutMs: 700 }],
    ['invalid JSON', { kind: 'invalidJson' }, {}],
    ['a sign-in page', { kind: 'html' }, {}],
    ['a wrong shape', { kind: 'wrongShape' }, {}],
  ])('is asked again, and changes nothing: %s', async (_name, fault, options) => {
    const { run, simulator } = await compareWith(
      [
        { ...fault, match: { method: 'get_cases' }, times: 6 },
        { ...fault, match: { method: 'get_suites' }, times: 1 },
        { ...fault, match: { method: 'get_project', projectId: 34 }, times: 1 },
      ],
      { attempts: 9, ...options },
    );
    expectTruth(run.summary, simulator.world);
    expect(run.summary.requests).toMatchObject({
      retried: expect.any(Number),
      sent: simulator.stats().requests,
      throttled: 0,
    });
    // A guess that fails is not asked again, it is taken back.
    expect(run.summary.requests.retried).toBeGreaterThanOrEqual(4);
    // A busy machine lets more than those time out.
    if (!options.timeoutMs) expect(run.summary.requests.retried).toBeLessThanOrEqual(8);
    expect(ofType(run.events, 'page').every(({ error }) => error === undefined)).toBe(true);
  });

  it('is asked again while a fifth of all requests fails, and each page still counts once', async () => {
    const { run, simulator } = await compareWith([{ kind: 'status', probability: 0.2 }], { attempts: 12 });
    expectTruth(run.summary, simulator.world);
    expect(run.summary.requests.retried).toBeGreaterThan(3);
    expect(
      new Set(ofType(run.events, 'page').map(({ suiteId, offset }) => `${suiteId}/${offset}`)).size,
    ).toBe(ofType(run.events, 'page').length);
  });

  it('costs a page that was lost its last chance at the end, and that one is taken', async () => {
    const simulator = await simulate({ world: { cases: CASES } });
    const { id } = largestSuite(simulator.world, 34);
    simulator.setFaults([{ kind: 'status', match: { suiteId: id, offset: 249 }, times: 3 }]);
    const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expect(asked(simulator, id, 249)).toBe(4);
    expect(run.summary.requests).toMatchObject({ retried: 3, throttled: 0 });
  });

  it('which counts as one retry, however often it is throttled and admitted anew', async () => {
    const simulator = await simulate({ world: { cases: CASES } });
    const match = { suiteId: largestSuite(simulator.world, 34).id, offset: 249 };
    simulator.setFaults([
      { kind: 'status', match, times: 3 },
      { kind: 'status', status: 429, retryAfter: '0.01', match, times: 4 },
    ]);
    const instance = instanceAt(simulator, { windowMs: 200 });
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expect(asked(simulator, match.suiteId, match.offset)).toBe(3 + 4 + 1);
    expect(run.summary.requests).toMatchObject({ retried: 3, throttled: 4 });
  });

  it('opens the breaker while all requests fail, and goes on when the server is back', async () => {
    // After the lists of both projects: no good answer to an earlier request closes it in between.
    const simulator = await simulate({
      world: { cases: CASES },
      faults: [{ kind: 'status', afterRequests: 4, times: 30 }],
    });
    const run = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK, attempts: 4 }),
    );
    expectTruth(run.summary, simulator.world);
    const changes = ofType(run.events, 'throttle').map(({ what }) => what);
    const failedProbes = changes.filter((what) => what === 'breakerOpened').length - 1;
    expect(failedProbes).toBeGreaterThan(3);
    const probes = Array.from({ length: failedProbes }, () => ['breakerHalfOpen', 'breakerOpened']).flat();
    expect(changes).toEqual(['breakerOpened', ...probes, 'breakerHalfOpen', 'breakerClosed']);
    // Neither the fifth failure, nor what was on the wire with it, nor a failed probe costs its page an attempt.
    expect(run.summary.requests.retried).toBeGreaterThanOrEqual(4);
    expect(run.summary.requests.retried).toBeLessThan(10);
    const opened = ofType(run.events, 'throttle').filter(({ what }) => what === 'breakerOpened');
    expect(opened[0]!.why).toMatch(/^5 requests in a row failed, the last: answered 500: .* \(http:.*get_/);
  });

  describe('while few works are left', () => {
    const world = worldOf(
      [30, 34].map((id) => ({
        id,
        suites: [{ id, cases: Array.from({ length: 2_000 }, (_, n) => ({ title: `Case ${n}` })) }],
      })),
    );
    const compareAll = async (faults: Fault[]) => {
      const simulator = await simulate({ world, faults });
      const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
      return { summary: run.summary, requests: simulator.stats().requests };
    };

    // 18 pages and four lists: so many requests are answered, then every one fails, 40 times, and is lost three times over.
    it.each([6, 10, 20])('loses nothing to an outage: after %i requests', async (afterRequests) => {
      const { summary } = await compareAll([{ kind: 'status', status: 503, afterRequests, times: 40 }]);
      expect(summary).toMatchObject({ status: 'complete', left: { cases: 2_000 }, right: { cases: 2_000 } });
    });

    it.each([249, 498, 996, 1494])(
      'loses nothing to one in which an earlier request is answered: offset %i',
      async (offset) => {
        const { summary } = await compareAll([
          { kind: 'status', status: 503, afterRequests: 20, times: 40 },
          // Answered late where it came before the outage; in it nothing is.
          { kind: 'slow', delayMs: 60, match: { suiteId: 30, offset } },
        ]);
        expect(summary).toMatchObject({
          status: 'complete',
          left: { cases: 2_000 },
          right: { cases: 2_000 },
        });
      },
    );

    it('loses nothing to one that comes with the last request', async () => {
      const all = await compareAll([]);
      const { summary } = await compareAll([
        { kind: 'status', status: 503, afterRequests: all.requests - 1, times: 15 },
      ]);
      expect(summary).toMatchObject({ status: 'complete', left: { cases: 2_000 }, right: { cases: 2_000 } });
    });
  });
});

describe('a page that always fails', () => {
  const lost = async (offset: number, options: Partial<CompareOptions> = {}, fault: Partial<Fault> = {}) => {
    const simulator = await simulate({ world: { cases: CASES } });
    const suite = largestSuite(simulator.world, 34);
    simulator.setFaults([{ kind: 'status', match: { suiteId: suite.id, offset }, ...fault }]);
    const run = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK, ...options }),
    );
    return { run, simulator, suite };
  };

  it('is lost after its attempts and once more at the end, named, and the pages after it are still read', async () => {
    const { run, simulator, suite } = await lost(249);
    expect(run.summary.status).toBe('partial');
    expect(run.summary.right.failedPages).toEqual([
      { suiteId: suite.id, offset: 249, limit: 250, open: false, error: 'answered 500: Injected fault.' },
    ]);
    expect(run.summary.left.failedPages).toEqual([]);
    // What was spent on it in vain: its attempts, and one at the end.
    const [page] = ofType(run.events, 'page').filter(({ error }) => error !== undefined);
    expect(page).toMatchObject({ offset: 249, attempts: asked(simulator, suite.id, 249), cases: 0 });
    expect(page!.ms).toBeGreaterThan(0);
    // The last of it: nothing more is asked, so no time is left.
    expect(ofType(run.events, 'progress').at(-1)).not.toHaveProperty('etaMs');
    expect(run.summary.right.cases).toBe(
      simulator.world.projects.get(34)!.suites.reduce((sum, { length }) => sum + length, 0) -
        // The pages beside it hold its first and its last.
        248,
    );
    expect(asked(simulator, suite.id, 249)).toBe(4);
    // Once more is after all else.
    const order = casesAsked(simulator).map(({ suiteId, offset }) => `${suiteId}/${offset}`);
    expect(order.lastIndexOf(`${suite.id}/249`)).toBe(order.length - 1);
    expect(ofType(run.events, 'page').filter(({ error }) => error)).toMatchObject([
      { side: 'right', suiteId: suite.id, offset: 249, cases: 0 },
    ]);
    expect(ofType(run.events, 'suite').filter(({ complete }) => !complete)).toMatchObject([
      { side: 'right', suiteId: suite.id, error: expect.stringContaining('500') },
    ]);
    expect(ofType(run.events, 'side')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ side: 'left', complete: true }),
        expect.objectContaining({ side: 'right', complete: false }),
      ]),
    );
  });

  it.each([1, 2, 5])('costs %i attempts where that many were asked for', async (attempts) => {
    const { simulator, suite } = await lost(249, { attempts });
    expect(asked(simulator, suite.id, 249)).toBe(attempts + 1);
  });

  it('is open where it is the last one known, and closed where a page after it was read', async () => {
    const simulator = await simulate({ world: { cases: CASES } });
    const suite = largestSuite(simulator.world, 34);
    simulator.setFaults([{ kind: 'status', match: { suiteId: suite.id, offsetFrom: 498 } }]);
    const { summary } = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    const pages = summary.right.failedPages;
    expect(pages[0]).toMatchObject({ suiteId: suite.id, offset: 498 });
    expect(pages.map(({ open }) => open)).toEqual([...pages.slice(1).map(() => false), true]);
    expect(summary.status).toBe('partial');
  });

  it('loses the suite whose first page it is, and nothing of others', async () => {
    const { run, simulator, suite } = await lost(0);
    expect(run.summary.right.failedPages[0]).toMatchObject({ suiteId: suite.id, offset: 0 });
    expect(run.summary.status).toBe('partial');
    for (const { id, length } of simulator.world.projects.get(34)!.suites) {
      if (id === suite.id) continue;
      expect(ofType(run.events, 'suite').find(({ suiteId }) => suiteId === id)).toMatchObject({
        complete: true,
        cases: length,
      });
    }
  });

  it('does not open the breaker while others succeed', async () => {
    const { run } = await lost(249, { attempts: 8 });
    expect(ofType(run.events, 'throttle')).toEqual([]);
  });

  it.each([0, 249])(
    'does not open the breaker when nothing else is left, the pages that may follow it failing too: from offset %i on',
    async (offsetFrom) => {
      const world = worldOf(
        [30, 34].map((id) => ({
          id,
          suites: [{ id, cases: Array.from({ length: 900 }, (_, n) => ({ title: `Case ${n}` })) }],
        })),
      );
      const simulator = await simulate({
        world,
        faults: [{ kind: 'status', match: { suiteId: 34, offsetFrom } }],
      });
      const instance = instanceAt(simulator, { breaker: { resetMs: 60_000 } });
      // It ends at all: a guess that is held back is not waited for when nothing is left that could change its chances.
      const { summary, events } = await runToEnd(
        compareProjects({ ...bothSides(instance), ...QUICK, attempts: 1 }),
      );
      expect(ofType(events, 'throttle')).toEqual([]);
      expect(summary).toMatchObject({
        status: 'partial',
        left: { cases: 900 },
        right: { cases: offsetFrom === 0 ? 0 : 250 },
      });
    },
  );

  it('makes no false statement: whatever is certain is so without the fault too', async () => {
    const { run, simulator } = await lost(249);
    simulator.setFaults([]);
    const whole = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    const true_ = new Set(whole.differences.map(saidOf));
    const certain = run.differences.filter(({ kind }) => kind !== 'undetermined');
    expect(certain.filter((each) => !true_.has(saidOf(each)))).toEqual([]);
    expect(certain.length).toBeGreaterThan(1_000);
    expect(run.summary.counts.undetermined).toBeGreaterThan(0);
    expect(run.summary.counts.onlyLeft).toBe(0);
  });

  it('stops the run at once with strict, and the summary says why', async () => {
    const { run, simulator, suite } = await lost(249, { strict: true });
    expect(run.summary.status).toBe('partial');
    expect(run.summary.reason).toContain('--strict: the page at offset 249 of suite');
    expect(run.summary.right.failedPages).toEqual(
      expect.arrayContaining([expect.objectContaining({ suiteId: suite.id, offset: 249 })]),
    );
    expect(asked(simulator, suite.id, 249)).toBe(3);
  });
});

describe('a refusal in mid-run', () => {
  it.each([
    [400, 'Field :suite_id is not a valid test suite.'],
    [403, 'You are not allowed to access this project.'],
    [404, 'Not found'],
  ])('%i gives the suite up after one request, and the others are read', async (status, error) => {
    const simulator = await simulate({ world: { cases: CASES } });
    const { id } = largestSuite(simulator.world, 30);
    simulator.setFaults([
      { kind: 'status', status, body: JSON.stringify({ error }), match: { suiteId: id } },
    ]);
    const { summary, events } = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }),
    );
    expect(summary.status).toBe('partial');
    expect(summary.reason).toContain(error);
    expect(casesAsked(simulator).filter(({ suiteId }) => suiteId === id).length).toBe(1);
    const incomplete = ofType(events, 'suite').filter(({ complete }) => !complete);
    expect(incomplete).toMatchObject([
      { side: 'left', suiteId: id, cases: 0, error: `answered ${status}: ${error}` },
    ]);
    expect(summary.left.failedPages).toMatchObject([{ suiteId: id, offset: 0, open: true }]);
    expect(summary.counts.onlyRight).toBe(0);
  });

  it('gives up the rest of a suite that is taken away between two of its pages', async () => {
    const simulator = await simulate({ world: { cases: CASES } });
    const suite = largestSuite(simulator.world, 30);
    simulator.setFaults([{ kind: 'status', status: 403, match: { suiteId: suite.id, offsetFrom: 249 } }]);
    const { summary, events } = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }),
    );
    expect(summary.status).toBe('partial');
    expect(ofType(events, 'suite').filter(({ complete }) => !complete)).toMatchObject([
      { suiteId: suite.id, cases: 250, pages: 1 },
    ]);
    expect(summary.left.failedPages).toMatchObject([{ suiteId: suite.id, offset: 249 }]);
  });

  it('401 stops the run: nothing more is asked, what is unread is named', async () => {
    const simulator = await simulate({ world: { cases: CASES }, pageMs: 20 });
    simulator.setFaults([{ kind: 'status', status: 401, afterRequests: 25 }]);
    const run = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator, { concurrency: 4 })), ...QUICK }),
    );
    expect(run.summary.status).toBe('partial');
    expect(run.summary.reason).toContain('401');
    expect(simulator.stats().requests).toBeLessThanOrEqual(25 + 4);
    expect(run.summary.left.failedPages.length + run.summary.right.failedPages.length).toBeGreaterThan(0);
    expect(run.summary.counts.onlyLeft + run.summary.counts.onlyRight).toBe(0);
  });
});

describe('before start', () => {
  it.each<[string, Fault, object, number]>([
    [
      '401',
      { kind: 'status', status: 401, match: { method: 'get_project' } },
      { kind: 'auth', status: 401 },
      1,
    ],
    [
      '403',
      { kind: 'status', status: 403, match: { method: 'get_suites' } },
      { kind: 'permanent', status: 403 },
      1,
    ],
    [
      '500 for ever',
      { kind: 'status', match: { method: 'get_suites', projectId: 34 } },
      { kind: 'transient', status: 500 },
      3,
    ],
    [
      'html for ever',
      { kind: 'html', match: { method: 'get_project', projectId: 34 } },
      { code: 'ERR_TESTRAIL_HTML' },
      3,
    ],
    [
      'no answer for ever',
      { kind: 'hang', match: { method: 'get_project', projectId: 34 } },
      { code: 'ERR_TIMEOUT' },
      3,
    ],
  ])('%s is an error of the Observable, and no event', async (_name, fault, error, requests) => {
    const simulator = await simulate({ world: { cases: 100 }, faults: [fault] });
    const events: unknown[] = [];
    const failure = await new Promise<unknown>((resolve) => {
      // Long enough for whatever is answered, on a busy machine too.
      const timeoutMs = fault.kind === 'hang' ? 500 : QUICK.timeoutMs;
      compareProjects({ ...bothSides(instanceAt(simulator)), retryBaseMs: 1, timeoutMs }).subscribe({
        next: (event) => events.push(event),
        error: resolve,
        complete: () => resolve('completed'),
      });
    });
    expect(failure).toBeInstanceOf(TestRailError);
    expect(failure).toMatchObject(error);
    expect(events).toEqual([]);
    const struck = simulator
      .stats()
      .arrivals.filter(
        ({ url }) => url.includes(fault.match!.method!) && url.includes(String(fault.match!.projectId ?? 30)),
      );
    expect(struck.length).toBe(requests);
    expect(casesAsked(simulator)).toEqual([]);
  });

  it('a host where nobody listens is an error that says so', async () => {
    const simulator = await simulate({ world: { cases: 100 } });
    const instance = instanceAt(simulator);
    await simulator.close();
    await expect(runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }))).rejects.toMatchObject({
      message: 'no answer: nobody listens there (ECONNREFUSED)',
      mend: 'check host and port',
    });
  });

  it('a signal that was aborted already asks nothing', async () => {
    const simulator = await simulate({ world: { cases: 100 } });
    const failure = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator)), signal: AbortSignal.abort() }),
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoppedError);
    expect(simulator.stats().requests).toBe(0);
  });

  it('a deadline that is reached is an error that says so', async () => {
    const simulator = await simulate({ world: { cases: 100 }, faults: [{ kind: 'hang' }] });
    await expect(
      runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK, deadlineMs: 50 })),
    ).rejects.toMatchObject({
      code: 'ERR_DEADLINE',
      message: `the deadline of 0.05 s was reached before the projects were read: no answer from ${simulator.url} so far`,
    });
  });
});

describe('a run that must stop', () => {
  it('shares its deadline with what ran before it', async () => {
    const simulator = await simulate({ world: { cases: 100 }, faults: [{ kind: 'hang' }] });
    await expect(
      runToEnd(
        compareProjects({
          ...bothSides(instanceAt(simulator)),
          ...QUICK,
          deadlineMs: 3_600_000,
          spentMs: 3_599_950,
        }),
      ),
    ).rejects.toThrow('the deadline of 3600 s was reached before the projects were read');
  });

  const slow = { world: { cases: 30_000 }, pageMs: 60, baseMs: 5 };

  it('is partial at its deadline, names what is unread, and leaves nothing in flight', async () => {
    // It never ends by itself, however fast or slow the machine is.
    const simulator = await simulate({ ...slow, faults: [{ kind: 'hang', afterRequests: 30 }] });
    const instance = instanceAt(simulator);
    const { summary, events } = await runToEnd(
      compareProjects({ ...bothSides(instance), ...QUICK, timeoutMs: 60_000, deadlineMs: 900 }),
    );
    expect(summary).toMatchObject({ status: 'partial', reason: 'the deadline of 0.9 s was reached' });
    expect(summary.left.failedPages.length).toBeGreaterThan(0);
    expect(summary.left.failedPages[0]!.error).toContain('deadline');
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
    expect(summary.counts.onlyLeft + summary.counts.onlyRight).toBe(0);
    expect(ofType(events, 'suite').length).toBe(31);
  });

  it('is interrupted by its signal: a summary within a moment, what is held counted as undetermined', async () => {
    const simulator = await simulate(slow);
    const instance = instanceAt(simulator);
    const aborter = new AbortController();
    const running = runToEnd(compareProjects({ ...bothSides(instance), ...QUICK, signal: aborter.signal }));
    await until(() => casesAsked(simulator).filter(({ status }) => status === 200).length > 25);
    simulator.setFaults([{ kind: 'hang' }]);
    // A request that is not waited for: it would never be answered.
    const asked = simulator.stats().requests;
    await until(() => simulator.stats().requests > asked);
    aborter.abort();
    const { summary } = await running;
    expect(summary).toMatchObject({ status: 'interrupted', reason: 'the run was interrupted' });
    expect(summary.counts.undetermined).toBeGreaterThan(0);
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
  });

  it('gives no event after it was unsubscribed, aborts what is in flight and leaves no timer', async () => {
    const simulator = await simulate({ ...slow, pageMs: 20_000, baseMs: 0 });
    const instance = instanceAt(simulator);
    let events = 0;
    const subscription = compareProjects({ ...bothSides(instance), ...QUICK }).subscribe(() => events++);
    await until(() => casesAsked(simulator).length === 20);
    subscription.unsubscribe();
    const [before, asked] = [events, simulator.stats().requests];
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([events, simulator.stats().requests]).toEqual([before, asked]);
    // The server saw all twenty connections go.
    expect(simulator.stats().maxInFlight).toBe(20);
    simulator.setFaults([]);
  });

  it('admits nobody of those that wait while it is taken down: no token is spent', async () => {
    const simulator = await simulate(slow);
    let sent = 0;
    const debug = (message: string): unknown => message === 'admitted' && sent++;
    const logger = { debug, info: () => {}, warn: () => {}, error: () => {} };
    const instance = instanceAt(simulator, { logger, concurrency: 3, rate: 180 });
    const subscription = compareProjects({ ...bothSides(instance), ...QUICK }).subscribe();
    await until(() => casesAsked(simulator).filter(({ status }) => status === 200).length > 10);
    const tokensLeft = (): number => instance.limiter.tokensLeft(instance.gate.scheduler.now());
    const before = [sent, tokensLeft()];
    subscription.unsubscribe();
    expect([sent, tokensLeft()]).toEqual(before);
    expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
  });

  it('gives up when no good answer comes for --max-wait, and is partial', async () => {
    const simulator = await simulate({ world: { cases: CASES }, pageMs: 5 });
    simulator.setFaults([{ kind: 'status', status: 503, afterRequests: 30 }]);
    const instance = instanceAt(simulator, { maxWaitMs: 150 });
    const { summary } = await runToEnd(
      compareProjects({ ...bothSides(instance), ...QUICK, attempts: 1_000 }),
    );
    expect(summary.status).toBe('partial');
    expect(summary.left.failedPages.length + summary.right.failedPages.length).toBeGreaterThan(0);
  });

  it('can be run again on the same instance after trouble outlasted its patience', async () => {
    const simulator = await simulate({ world: { cases: 2_000 } });
    const instance = instanceAt(simulator, { maxWaitMs: 100 });
    simulator.setFaults([{ kind: 'status', status: 503, afterRequests: 8 }]);
    const first = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK, attempts: 1_000 }));
    simulator.setFaults([]);
    const second = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expect(first.summary.status).toBe('partial');
    expectTruth(second.summary, simulator.world);
    expect(() => expectEveryPageOnce(second, simulator)).toThrow();
  });
});

describe('a server that answers, with something of no use', () => {
  it('is alive: no breaker opens, and each page says its address and what is wrong', async () => {
    const simulator = await simulate({
      world: { cases: 2_000 },
      faults: [{ kind: 'wrongShape', afterRequests: 4 }],
    });
    const { events, summary } = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }),
    );
    expect(ofType(events, 'throttle')).toEqual([]);
    expect(summary.left.failedPages[0]!.error).toMatch(/unexpected shape, cases: .* \(http.*get_cases/);
  });

  it('which is in trouble for too long is named by its last error, with the address', async () => {
    const simulator = await simulate({
      world: { cases: 2_000 },
      faults: [{ kind: 'status', status: 503, afterRequests: 4 }],
    });
    const { summary } = await runToEnd(
      compareProjects({ ...bothSides(instanceAt(simulator, { maxWaitMs: 150 })), ...QUICK }),
    );
    expect(summary.status).toBe('partial');
    expect(summary.left.failedPages.map(({ error }) => error)).toContainEqual(
      expect.stringMatching(/^no good answer for .*; the last one: answered 503: .* \(http.*\)$/),
    );
  });
});
