/**
 * Is anybody there? Something that was answered before is asked for until it is answered again, or patience ends.
 *
 * - While a breaker is open: were the pages themselves to try whether the server is back, a few that always fail, with
 *   nothing else left, would look like an outage until patience ends. So this goes before them.
 * - Before what was lost is asked for once more, for the last time: pages that failed all their attempts in a row, with no
 *   answer to anything else, may have been lost to an outage that still lasts, and their last attempt would be as well.
 */
import {
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  ignoreElements,
  merge,
  Subject,
  tap,
  throwError,
  timeout,
  type Observable,
} from 'rxjs';
import { admit, retryWhenTransient } from '../operators/index.js';
import type { Side } from '../compare/index.js';
import { ThrottledError, type OnWire } from '../testrail/index.js';
import { isTransient, timedOut, type FetchOptions } from './attempt.js';
import type { Plan, Target } from './plan.js';
import type { RequestCounts } from './request-counts.js';
import type { Work } from './work.js';

const NAME = 'sign of life';

/** Completes when each server that these works are asked of, and that was in trouble last, has answered or is given up. */
export function signsOfLife(
  plan: Plan,
  works: readonly Work[],
  options: FetchOptions,
  counts: RequestCounts,
): Observable<never> {
  const sides = works.map(({ side }) => side);
  const troubled = oneEach(plan, sides).filter(({ instance }) => instance.gate.isInTrouble());
  return merge(...troubled.map((target) => signOfLife(target, options, counts)));
}

/** Asks each time a breaker has opened. Never ends by itself. */
export function trials(
  plan: Plan,
  sides: readonly Side[],
  options: FetchOptions,
  counts: RequestCounts,
): Observable<never> {
  return merge(
    ...oneEach(plan, sides).map((target) =>
      target.instance.gate.changes.pipe(
        filter(({ what }) => what === 'breakerOpened'),
        exhaustMap(() => signOfLife(target, options, counts)),
      ),
    ),
  );
}

/** A target of each server that is asked at all. */
function oneEach(plan: Plan, sides: readonly Side[]): Target[] {
  const asked = sides.map((side) => plan.target(side)).filter(({ snapshot }) => !snapshot);
  return [...new Map(asked.map((target) => [target.instance, target])).values()];
}

function signOfLife(
  { instance, projectId }: Target,
  { timeoutMs, retryBaseMs }: FetchOptions,
  counts: RequestCounts,
): Observable<never> {
  const { gate, client, logger, random } = instance;
  const { scheduler } = gate;
  return defer(() => {
    const written = new Subject<OnWire>();
    return client.project(projectId, written).pipe(
      timeout({
        first: timeoutMs,
        with: () => throwError(() => timedOut(NAME, timeoutMs)),
        scheduler,
      }),
      tap({ error: (error) => error instanceof ThrottledError && counts.throttled() }),
      admit(gate, {
        key: NAME,
        // Before whatever waits.
        rank: () => -1,
        written,
        onAdmitted: (report) => {
          counts.sent(false);
          logger.debug('admitted', { work: 'project', name: NAME, known: true, ...report });
        },
      }),
    );
  }).pipe(
    retryWhenTransient({
      // The gate gives up when nothing is answered for too long.
      attempts: Infinity,
      baseMs: retryBaseMs,
      isTransient,
      random,
      scheduler,
      onRetry: () => counts.retried(),
    }),
    ignoreElements(),
    // What is wrong is for the works to find out, each of which is told as it ends.
    catchError(() => EMPTY),
  );
}
