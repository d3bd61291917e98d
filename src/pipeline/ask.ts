import { concatMap, defer, of, throwError, timeout, type Observable } from 'rxjs';
import { admit, retryWhenTransient } from '../operators/index.js';
import type { Page } from '../testrail/index.js';
import { fetchOptions, isTransient, timedOut, type FetchOptions } from './attempt.js';
import type { Instance } from './instance.js';

/**
 * One request beside those of a plan: through the instance's gate, and tried again as all are.
 *
 * @param key what the breaker takes for one trouble
 * @throws TestRailError when its attempts are used up, or would be of no use
 */
export function ask<T>(
  { gate, url, random }: Instance,
  key: string,
  request: () => Observable<T>,
  options: Partial<FetchOptions> = {},
): Observable<T> {
  const { timeoutMs, attempts, retryBaseMs } = fetchOptions(options);
  const { scheduler } = gate;
  return defer(request).pipe(
    timeout({ first: timeoutMs, with: () => throwError(() => timedOut(url, timeoutMs)), scheduler }),
    admit(gate, { key }),
    retryWhenTransient({ attempts, baseMs: retryBaseMs, isTransient, random, scheduler }),
  );
}

/** All records of a list, page after page. */
export const wholeList = <T>(page: (offset: number) => Observable<Page<T>>, offset = 0): Observable<T[]> =>
  page(offset).pipe(
    concatMap(({ items, next }) =>
      next === null ? of(items) : wholeList(page, next).pipe(concatMap((more) => of([...items, ...more]))),
    ),
  );
