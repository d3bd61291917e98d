import { defer, mergeMap, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { TestRailError, type TestRailClient } from '../../src/testrail/index.js';

/** A request, by its place among all that came. */
export interface Came {
  n: number;
  method: 'project' | 'suites' | 'cases' | 'sections';
  projectId: number;
  offset: number;
}

export interface FailingOptions {
  scheduler: SchedulerLike;
  /** Asked of each as it comes. */
  fails: (request: Came) => boolean;
  /** Milliseconds that the n-th that was sent is on its way: it may come after one that was sent later. */
  arrivesAfterMs: (n: number) => number;
  /** Milliseconds from there to the answer, where that is a failure. */
  failsAfterMs: (n: number) => number;
}

/** A client whose server answers some requests with 503 instead. */
export function failingClient(client: TestRailClient, options: FailingOptions): TestRailClient {
  const { scheduler, fails, arrivesAfterMs, failsAfterMs } = options;
  let sent = 0;
  let came = 0;
  const pass = <T>(asked: Omit<Came, 'n'>, answer: () => Observable<T>): Observable<T> =>
    defer(() => timer(arrivesAfterMs(sent++), scheduler)).pipe(
      mergeMap(() => {
        const n = came++;
        if (!fails({ ...asked, n })) return answer();
        return timer(failsAfterMs(n), scheduler).pipe(mergeMap(() => throwError(unavailable)));
      }),
    );
  return {
    url: client.url,
    project: (projectId, written) =>
      pass({ method: 'project', projectId, offset: 0 }, () => client.project(projectId, written)),
    suites: (projectId, offset, written) =>
      pass({ method: 'suites', projectId, offset }, () => client.suites(projectId, offset, written)),
    cases: (asked, written) => pass({ method: 'cases', ...asked }, () => client.cases(asked, written)),
    sections: (asked, written) =>
      pass({ method: 'sections', ...asked }, () => client.sections(asked, written)),
    close: () => client.close(),
  };
}

const unavailable = (): TestRailError =>
  new TestRailError('answered 503', { kind: 'transient', code: 'ERR_HTTP', url: '' });
