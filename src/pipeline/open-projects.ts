import { defer, ignoreElements, map, merge, NEVER, takeUntil, type Observable } from 'rxjs';
import { admit } from '../operators/index.js';
import { fetchOptions } from './attempt.js';
import { Fetcher } from './fetch.js';
import type { Instance } from './instance.js';
import type { LookUps } from './look-ups.js';
import { Plan, type Target } from './plan.js';
import { RequestCounts } from './request-counts.js';
import { StoppedError, stopOf } from './stop.js';
import type { ProjectWork } from './work.js';

export interface OpenOptions {
  /** The longest an attempt may take, milliseconds. Defaults to 30,000. */
  timeoutMs?: number;
  /** Attempts of a request. Defaults to 3. */
  attempts?: number;
  /** Whether the names of ids are read as well: what is the same for all projects of an instance once. Defaults to false. */
  names?: boolean;
  /** The longest it may take, milliseconds. Defaults to none. */
  deadlineMs?: number;
}

/**
 * Reads of each project what comes before its pages, and has it kept in its record: so that of several that are to be
 * compared one after the other a project that is not there is known before the first page of any.
 *
 * Fails with the first that cannot be read, and with a StoppedError at the deadline.
 */
export function openProjects(targets: readonly Target[], options: OpenOptions): Observable<never> {
  const lookUps = new Map<Instance, LookUps>();
  const open = ({ instance, projectId, record }: Target): Observable<unknown> =>
    defer(() => {
      instance.gate.reopen();
      const plan = new Plan({ left: { instance, projectId, record } }, { names: options.names });
      const fetcher = new Fetcher(plan, fetchOptions(options), new RequestCounts(), lookUps);
      const work: ProjectWork = { kind: 'project', side: 'left' };
      // Before a page is read there is no patience, and so no breaker.
      return fetcher.fetch(work, (signals) => admit(instance.gate, { key: undefined, ...signals }));
    });
  const asked = targets.filter(({ snapshot }) => !snapshot);
  return merge(...asked.map(open)).pipe(takeUntil(lateOf(asked, options)), ignoreElements());
}

/** Fails at the deadline. */
function lateOf(asked: readonly Target[], { deadlineMs }: OpenOptions): Observable<never> {
  const [first] = asked;
  if (!first) return NEVER;
  return stopOf({ deadlineMs, scheduler: first.instance.gate.scheduler }, NEVER).pipe(
    map(({ status, reason }) => {
      throw new StoppedError({ status, reason: `${reason} before the projects were read` });
    }),
  );
}
