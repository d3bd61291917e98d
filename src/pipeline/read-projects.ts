import { concat, defer, EMPTY, from, type Observable } from 'rxjs';
import type { Side } from '../compare/index.js';
import { expandByPriority } from '../operators/index.js';
import type { Fetcher } from './fetch.js';
import type { Plan } from './plan.js';
import { workKey, type Work, type WorkEvent } from './work.js';

export interface ReadOptions {
  /** Whether what was lost is asked for once more when all else is done. */
  askAgain: boolean;
}

/** All pages of the plan's projects, each as it arrives; then once more those that were lost, when the storm may be over. */
export function readProjects(
  plan: Plan,
  fetcher: Fetcher,
  sides: readonly Side[],
  options: ReadOptions,
): Observable<WorkEvent> {
  const read = expandByPriority<Work, WorkEvent>({
    gate: (work) => plan.instanceOf(work).gate,
    key: troubleKey,
    rank: (work) => plan.rank(work),
    project: (work, admitted) => fetcher.fetch(work, admitted),
    offspring: (event) => plan.offspring(event),
  });
  const round = (works: readonly Work[]): Observable<WorkEvent> =>
    concat(
      from(works).pipe(read),
      defer(() => {
        const again = options.askAgain ? plan.takeLost() : [];
        return again.length > 0 ? round(again) : EMPTY;
      }),
    );
  return defer(() => round(sides.map((side): Work => ({ kind: 'project', side }))));
}

/**
 * What the breaker takes for one work's trouble. Pages that may not exist are their suite's: else one broken suite, with
 * the few pages that are asked for beyond a lost one, would look like a broken server.
 */
const troubleKey = (work: Work): string =>
  work.kind === 'page' && !work.suite.isKnown(work.offset)
    ? `${work.side}/${work.suite.id}/beyond`
    : workKey(work);
