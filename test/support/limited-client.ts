import { defer, finalize, mergeMap, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { WindowLimiter } from '../../src/simulator/http/window-limiter.js';
import { ThrottledError, type TestRailClient } from '../../src/testrail/index.js';

/** What the server saw, by the clock that was handed in. */
export interface Traffic {
  /** When each request arrived, and what it was. */
  readonly arrivals: { at: number; name: string; refused: boolean }[];
  inFlight: number;
  maxInFlight: number;
}

export interface LimitedClientOptions {
  scheduler: SchedulerLike;
  /** Time from sending to a refusal, milliseconds. Defaults to 40. */
  refusalMs?: number;
  /** What a 429 says of the wait, milliseconds; undefined for nothing. Defaults to whole seconds, rounded up. */
  retryAfterMs?: (waitMs: number) => number | undefined;
}

const wholeSeconds = (waitMs: number): number => Math.ceil(waitMs / 1_000) * 1_000;

/** A client whose server keeps a limit: what is one too many fails as a 429 does, on any clock. */
export function limitedClient(
  client: TestRailClient,
  server: WindowLimiter,
  { scheduler, refusalMs = 40, retryAfterMs = wholeSeconds }: LimitedClientOptions,
): { client: TestRailClient; traffic: Traffic } {
  const traffic: Traffic = { arrivals: [], inFlight: 0, maxInFlight: 0 };
  const pass = <T>(name: string, answer: () => Observable<T>): Observable<T> =>
    defer(() => {
      const verdict = server.arrive(scheduler.now());
      traffic.arrivals.push({ at: scheduler.now(), name, refused: !verdict.ok });
      traffic.maxInFlight = Math.max(traffic.maxInFlight, ++traffic.inFlight);
      if (verdict.ok) return answer();
      const error = new ThrottledError('429', name, retryAfterMs(verdict.waitMs), verdict.limit);
      return timer(refusalMs, scheduler).pipe(mergeMap(() => throwError(() => error)));
    }).pipe(finalize(() => traffic.inFlight--));
  return {
    traffic,
    client: {
      url: client.url,
      project: (id, written) => pass(`project ${id}`, () => client.project(id, written)),
      suites: (id, offset, written) =>
        pass(`suites ${id}/${offset}`, () => client.suites(id, offset, written)),
      cases: (query, written) =>
        pass(`cases ${query.suiteId}/${query.offset}`, () => client.cases(query, written)),
      sections: (asked, written) => pass(`sections ${asked.suiteId}`, () => client.sections(asked, written)),
      close: () => client.close(),
    },
  };
}

/** The sizes of the waves in which requests were refused: those less than `apartMs` after one another. */
export function wavesOf(arrivals: readonly { at: number; refused: boolean }[], apartMs: number): number[] {
  const waves: number[] = [];
  let last = -Infinity;
  for (const { at, refused } of arrivals) {
    if (!refused) continue;
    if (at - last > apartMs) waves.push(0);
    waves[waves.length - 1]!++;
    last = at;
  }
  return waves;
}
