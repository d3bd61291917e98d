import { throwError, type Observable, type SchedulerLike } from 'rxjs';
import { normaliseBaseUrl, TestRailError, type TestRailClient } from '../testrail/index.js';
import { createInstance, type Instance } from './instance.js';

/** The instance of a side that is read from a snapshot: nothing is asked of it. What the snapshot does not hold is lost. */
export function offlineInstance(url: string, scheduler?: SchedulerLike): Instance {
  const base = normaliseBaseUrl(url);
  const missing = (kind: 'transient' | 'permanent'): Observable<never> =>
    throwError(
      () => new TestRailError('the snapshot does not hold it', { kind, code: 'ERR_SNAPSHOT', url: base }),
    );
  const client: TestRailClient = {
    url: base,
    project: () => missing('permanent'),
    suites: () => missing('permanent'),
    cases: () => missing('transient'),
    sections: () => missing('permanent'),
    attachment: () => missing('transient'),
    close: () => {},
  };
  const breaker = { threshold: Infinity };
  return createInstance({ url: base, user: '', apiKey: '', client, rate: Infinity, breaker, scheduler });
}
