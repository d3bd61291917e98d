/** What a run at five a minute says while it waits, and what becomes of a pause of a day. */
import type { TestScheduler } from 'rxjs/testing';
import type { CompareEvent, ProgressEvent, SummaryEvent, ThrottleEvent } from '../src/compare/index.js';
import { compareProjects } from '../src/pipeline/index.js';
import { WindowLimiter } from '../src/simulator/http/window-limiter.js';
import { limitedClient, type LimitedClientOptions } from '../test/support/limited-client.js';
import { score } from './support/score.js';
import { Fake, instanceOf, type World } from './support/world.js';

const MINUTE = 60_000;

/** Thirty suites a side, a page each: 60 pages and 4 lists. */
const suites = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`S${n}`, ['a', 'b']]));
const world: World = { 1: suites, 2: suites };
const REQUESTS = 64;

interface Told {
  at: number;
  event: CompareEvent;
}

function run(scheduler: TestScheduler, options: Partial<LimitedClientOptions> & { maxWaitMs?: number } = {}) {
  const fake = new Fake(world, scheduler, { latency: () => 200 });
  const server = new WindowLimiter(5, MINUTE, []);
  const { client, traffic } = limitedClient(fake, server, { scheduler, ...options });
  const instance = instanceOf(fake, scheduler, { client, maxWaitMs: options.maxWaitMs });
  const told: Told[] = [];
  compareProjects({
    left: { instance, projectId: 1 },
    right: { instance, projectId: 2 },
    progressMs: 5_000,
  }).subscribe((event) => told.push({ at: scheduler.now(), event }));
  return { told, traffic };
}

const ofType = <T extends CompareEvent>(told: readonly Told[], type: T['type']) =>
  told.flatMap(({ at, event }) => (event.type === type ? [{ at, event: event as T }] : []));

describe('at five a minute', () => {
  it(
    'the run says what it waits for, and how long it will take',
    score(({ flush, scheduler }) => {
      const { told } = run(scheduler);
      flush();

      const endedAt = told.at(-1)!.at;
      expect((told.at(-1)!.event as SummaryEvent).status).toBe('complete');
      // Twelve full windows before the last four requests.
      expect(endedAt).toBeGreaterThanOrEqual((Math.ceil(REQUESTS / 5) - 1) * MINUTE);
      const progress = ofType<ProgressEvent>(told, 'progress').filter(({ event }) => event.waiting > 0);
      expect(progress.length).toBeGreaterThan(100);
      for (const { at, event } of progress) {
        expect(event.waitingFor!.reason).toMatch(
          /the pause that the server asked for|the rate limit \(5 in 60 s(, evenly spaced)?\)$/,
        );
        expect(event.waitingFor!.ms).toBeGreaterThan(0);
        expect(event.waitingFor!.ms).toBeLessThanOrEqual(MINUTE + 1_000);
        // Pages that may turn out not to exist are reckoned with by whole windows; and a probe that is refused, and the
        // moment that a window is longer for us, are what it cannot know.
        const imagined = Math.floor((event.pagesExpected! - event.pagesKnown) / 5) * MINUTE;
        expect(Math.abs(at + event.etaMs! - imagined - endedAt)).toBeLessThanOrEqual(0.03 * endedAt);
      }
      const last = progress.at(-1)!;
      expect(Math.abs(last.at + last.event.etaMs! - endedAt)).toBeLessThanOrEqual(1_000);
    }),
  );

  it(
    'what it waits for is over when it said so: nothing is asked before, and something is then',
    score(({ flush, scheduler }) => {
      const { told, traffic } = run(scheduler);
      flush();

      for (const { at, event } of ofType<ProgressEvent>(told, 'progress')) {
        if (!event.waitingFor) continue;
        const next = traffic.arrivals.find((arrival) => arrival.at > at)!;
        expect(Math.abs(next.at - (at + event.waitingFor.ms))).toBeLessThanOrEqual(1);
      }
    }),
  );
});

describe('a pause of a day', () => {
  it(
    'is said, and the run ends with its patience although requests from before were answered',
    score(({ flush, scheduler }) => {
      const { told, traffic } = run(scheduler, {
        retryAfterMs: () => 86_400_000,
        refusalMs: 10, // those that were let in are answered after it: at 200
        maxWaitMs: 5 * MINUTE,
      });
      flush();

      const [throttle] = ofType<ThrottleEvent>(told, 'throttle');
      expect(throttle!.event).toMatchObject({ what: 'slowed', rate: 5, pauseMs: 86_400_000 });
      expect(throttle!.event.why).toMatch(/asks for a pause of 86400 s, and 300 s are waited at most/);
      const summary = told.at(-1)!;
      expect(summary.event).toMatchObject({ type: 'summary', status: 'partial' });
      expect(summary.at - throttle!.at).toBeGreaterThanOrEqual(5 * MINUTE);
      expect(summary.at - throttle!.at).toBeLessThanOrEqual(5 * MINUTE + 1_000);
      expect(traffic.arrivals.filter(({ at }) => at > throttle!.at)).toEqual([]);
    }),
  );
});
