import { concat, defer, EMPTY, finalize, from, merge, Subject, takeUntil, tap, type Observable } from 'rxjs';
import type { Side } from '../compare/index.js';
import { expandByPriority, type Rank } from '../operators/index.js';
import type { Fetcher } from './fetch.js';
import type { Plan } from './plan.js';
import { signsOfLife, trials } from './sign-of-life.js';
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
  const open = new OpenWorks(plan);
  const read = expandByPriority<Work, WorkEvent>({
    gate: (work) => plan.instanceOf(work).gate,
    key: troubleKey,
    rank: (work) => open.rank(work),
    project: (work, admitted) => open.during(work, fetcher.fetch(work, admitted)),
    offspring: (event) => plan.offspring(event),
  });
  const round = (works: readonly Work[]): Observable<WorkEvent> =>
    concat(
      from(works).pipe(read),
      defer(() => {
        const waiting = plan.attachments.takeWaiting();
        const lost = options.askAgain ? plan.takeLost() : [];
        if (waiting.length + lost.length === 0) return EMPTY;
        return concat(signsOfLife(plan, lost, fetcher.options, fetcher.counts), round([...waiting, ...lost]));
      }),
    );
  return defer(() => {
    const ended = new Subject<void>();
    return merge(
      trials(plan, sides, fetcher.options, fetcher.counts).pipe(takeUntil(ended)),
      round(sides.map((side): Work => ({ kind: 'project', side }))).pipe(
        tap({ complete: () => ended.next() }),
      ),
    );
  });
}

/**
 * The works that have begun and not ended. A guess that the plan holds back waits for others to change its chances: when
 * all that is left is held back, nothing will, and without this a run with a lost page would never end.
 */
class OpenWorks {
  private readonly open = new Set<Work>();
  /** On the wire, or between two attempts. */
  private readonly busy = new Set<Work>();

  constructor(private readonly plan: Plan) {}

  /** Only works that wait are asked for their rank. */
  rank(work: Work): Rank {
    this.busy.delete(work);
    const rank = this.plan.rank(work);
    if (rank !== 'hold' || !this.isAllHeld()) return rank;
    // Its page is nobody's then: once it is known to exist, it is asked for.
    if (work.kind === 'page') work.suite.letGo(work);
    return 'withdraw';
  }

  during(work: Work, events: Observable<WorkEvent>): Observable<WorkEvent> {
    return defer(() => {
      this.open.add(work);
      return events.pipe(
        tap({
          next: (event) => event.type === 'admitted' && this.busy.add(work),
          // Not where it is unsubscribed: nobody is to be admitted while a run is taken down.
          complete: () => this.ended(work),
        }),
        finalize(() => this.forget(work)),
      );
    });
  }

  private forget(work: Work): void {
    this.open.delete(work);
    this.busy.delete(work);
  }

  private ended(work: Work): void {
    this.forget(work);
    if (this.busy.size === 0) for (const { side } of this.open) this.plan.instanceOf({ side }).gate.wake();
  }

  private isAllHeld(): boolean {
    return this.busy.size === 0 && [...this.open].every((work) => this.plan.rank(work) === 'hold');
  }
}

/**
 * What the breaker takes for one work's trouble. A page that may not exist tells nothing of the server: else a broken suite,
 * with all that is asked for beyond its lost page, would look like a broken server; what is lost of it is asked for again
 * after a sign of life. Before `start` there is no patience, and so no breaker: three attempts, and the run ends.
 */
function troubleKey(work: Work): string | undefined {
  if (work.kind === 'project') return undefined;
  const isPage = work.kind === 'suite' || work.kind === 'page';
  return isPage && !work.suite.isKnown(work.offset) ? undefined : workKey(work);
}
