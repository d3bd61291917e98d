import { catchError, map, observeOn, of, type Observable } from 'rxjs';
import type { Page, TestRailCase, Written } from '../testrail/index.js';
import { logLoss } from './fetch-log.js';
import type { Plan } from './plan.js';
import type { RecheckAnswered, RecheckWork, WorkEvent } from './work.js';

/** What a server that filters by date never gives. */
const IGNORED = 'its server ignores updated_after';

/**
 * What was changed in a suite since its side was begun to be read: one request, and the first page of its answer. Its failure
 * is told, and takes nothing of what was read.
 *
 * @param attempts through the gate, with retries
 */
export function fetchRecheck(
  work: RecheckWork,
  plan: Plan,
  attempts: (
    request: (written: Written) => Observable<Page<TestRailCase>>,
    onSent: (attempt: number) => void,
  ) => Observable<Page<TestRailCase>>,
): Observable<WorkEvent> {
  const { client, gate, logger } = plan.instanceOf(work);
  const asked = plan.rechecks.since(work.side);
  if (asked === 'nothing')
    return of<WorkEvent>({ type: 'rechecked', work, cases: [], skipped: true }).pipe(
      observeOn(gate.scheduler),
    );
  if ('error' in asked)
    return of<WorkEvent>({ type: 'rechecked', work, cases: [], error: asked.error }).pipe(
      observeOn(gate.scheduler),
    );
  const { projectId } = plan.target(work.side);
  const { id: suiteId, limit } = work.suite;
  const request = { projectId, suiteId, offset: 0, limit, updatedAfter: asked.since };
  const begunAt = gate.scheduler.now();
  let sent = 0;
  return attempts(
    (written) => client.cases(request, written),
    (attempt) => (sent = attempt),
  ).pipe(
    map((page): WorkEvent => answered(work, page, asked.since)),
    catchError((error: unknown) => {
      logLoss(logger, work, { attempts: sent, ms: gate.scheduler.now() - begunAt, error });
      return of<WorkEvent>({ type: 'recheckFailed', work, error });
    }),
  );
}

function answered(work: RecheckWork, { items, next }: Page<TestRailCase>, since: number): RecheckAnswered {
  const isOlder = ({ updated_on }: TestRailCase): boolean =>
    typeof updated_on === 'number' && updated_on < since;
  const cases = items.filter((item) => !isOlder(item));
  const event: RecheckAnswered = { type: 'rechecked', work, cases };
  if (cases.length < items.length) return { ...event, error: IGNORED, useless: true };
  return next === null ? event : { ...event, error: 'more has changed in it meanwhile than a page holds' };
}
