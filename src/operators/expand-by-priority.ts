import {
  expand,
  from,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { admit } from './admit.js';
import type { Gate } from './gate.js';
import type { Rank, Ticket } from './ticket.js';

/** What the place of admission may tell beside the work's own name and rank. */
export type AdmissionSignals = Pick<Ticket, 'written' | 'onAdmitted'>;

export interface ExpandByPriorityConfig<W, E> {
  /** The gate that this work's requests pass. */
  gate: (work: W) => Gate;
  /** Names the work: attempts of one work bear one name; undefined where its failure tells nothing of the other side. */
  key: (work: W) => string | undefined;
  /** Lower goes first; asked anew at each admission. */
  rank: (work: W) => Rank;
  /**
   * Does one unit of work. `admitted()` is the operator that makes its source wait for the gate: the place for it is
   * around one attempt, inside of any retry.
   */
  project: (
    work: W,
    admitted: <T>(signals?: AdmissionSignals) => MonoTypeOperatorFunction<T>,
  ) => Observable<E>;
  /** The works that an event gives birth to. */
  offspring: (event: E) => Iterable<W>;
}

/**
 * *Does each unit of work, and the works that its events give birth to, and theirs; of all that wait, over all
 * branches, the best rank goes first.*
 *
 * `expand` with a priority. What a work depends on is what gives birth to it, so the recursion is the dependency graph,
 * and how many works there are need not be known beforehand. All events are handed on as they come; the result completes
 * when the source has and no work is left, and fails with the first error that `project` lets through.
 *
 * @example
 * ```ts
 * of(firstPage).pipe(
 *   expandByPriority({
 *     gate: () => gate,
 *     key: (url) => url,
 *     rank: (url) => (url.includes('important') ? 0 : 1),
 *     project: (url, admitted) => defer(() => get(url)).pipe(admitted(), retryWhenTransient()),
 *     offspring: (page) => page.links,
 *   }),
 * );
 * ```
 * @see {@link admit}
 */
export function expandByPriority<W, E>(config: ExpandByPriorityConfig<W, E>): OperatorFunction<W, E> {
  const { gate, key, rank, project, offspring } = config;
  const run = (work: W): Observable<E> =>
    project(work, (signals) => admit(gate(work), { key: key(work), rank: () => rank(work), ...signals }));
  return (source) =>
    source.pipe(
      mergeMap(run),
      expand((event) => from(offspring(event)).pipe(mergeMap(run))),
    );
}
