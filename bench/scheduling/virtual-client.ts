import { map, Observable, timer, type SchedulerLike } from 'rxjs';
import type { Page, TestRailCase, TestRailClient } from '../../src/testrail/index.js';
import { PAGE, type PagedSuite, type PagedWorld } from './paged-world.js';
import { latencyMs } from './scenario.js';

export const LEFT = 30;
export const RIGHT = 34;

export interface VirtualClient extends TestRailClient {
  /** Every request that was sent, in order, with the moment it was. */
  readonly sent: { at: number; suiteId?: number; offset?: number; cases: number }[];
}

/** A TestRail that answers on a virtual clock, with as many cases as there are and nothing in them. */
export function virtualClient(
  world: PagedWorld,
  pageMs: number,
  scheduler: SchedulerLike,
  unevenMs: () => number = () => 0,
): VirtualClient {
  const sent: VirtualClient['sent'] = [];
  const suites = new Map([...world.left, ...world.right].map((suite) => [suite.id, suite]));
  const answer = <T>(note: Omit<VirtualClient['sent'][number], 'at'>, value: T): Observable<T> =>
    new Observable((subscriber) => {
      sent.push({ at: scheduler.now(), ...note });
      return timer(latencyMs(pageMs, note.cases) + unevenMs(), scheduler)
        .pipe(map(() => value))
        .subscribe(subscriber);
    });
  return {
    url: 'https://virtual.example',
    sent,
    project: (id) => answer({ cases: 0 }, { id, name: `Project ${id}`, suite_mode: 3 as const }),
    suites: (id) => answer({ cases: 0 }, listOf(id === LEFT ? world.left : world.right)),
    cases: ({ suiteId, offset }) => {
      const page = pageOf(suites.get(suiteId!)!, offset);
      return answer({ suiteId: suiteId!, offset, cases: page.items.length }, page);
    },
    sections: () => answer({ cases: 0 }, listOf([])),
    close: () => {},
  };
}

const listOf = (suites: readonly PagedSuite[]) => ({
  items: suites.map(({ id, name }) => ({ id, name })),
  offset: 0,
  limit: Math.max(1, suites.length),
  next: null,
  paged: false,
});

function pageOf(suite: PagedSuite, offset: number): Page<TestRailCase> {
  const count = Math.max(0, Math.min(PAGE, suite.cases - offset));
  const items = Array.from({ length: count }, (_, n) => ({ id: suite.id * 1e6 + offset + n + 1, title: '' }));
  const next = offset + PAGE < suite.cases ? offset + PAGE : null;
  return { items, offset, limit: PAGE, next, size: count, paged: true };
}
