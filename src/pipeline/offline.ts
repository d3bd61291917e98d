import { throwError, type Observable, type SchedulerLike } from 'rxjs';
import { normaliseBaseUrl, TestRailError, type PageRequest, type TestRailClient } from '../testrail/index.js';
import { createInstance, type Instance } from './instance.js';

/**
 * The instance of a side that is read from a snapshot: nothing is asked of it. What the snapshot does not hold is lost.
 *
 * @param holdsPieceOf whether a page that is not kept as a whole is kept in part: then it is looked for in halves
 */
export function offlineInstance(
  url: string,
  holdsPieceOf: (page: PageRequest) => boolean,
  scheduler?: SchedulerLike,
): Instance {
  const base = normaliseBaseUrl(url);
  const missing = (code: string, kind: 'transient' | 'permanent'): Observable<never> =>
    throwError(() => new TestRailError('the snapshot does not hold it', { kind, code, url: base }));
  const client: TestRailClient = {
    url: base,
    project: () => missing('ERR_SNAPSHOT', 'permanent'),
    suites: () => missing('ERR_SNAPSHOT', 'permanent'),
    cases: (page) =>
      holdsPieceOf(page)
        ? missing('ERR_TESTRAIL_TOO_LARGE', 'transient')
        : missing('ERR_SNAPSHOT', 'transient'),
    sections: () => missing('ERR_SNAPSHOT', 'permanent'),
    attachment: () => missing('ERR_SNAPSHOT', 'permanent'),
    close: () => {},
  };
  const breaker = { threshold: Infinity };
  return createInstance({ url: base, user: '', apiKey: '', client, rate: Infinity, breaker, scheduler });
}
