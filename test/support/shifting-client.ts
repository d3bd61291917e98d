import {
  defer,
  map,
  mergeMap,
  NEVER,
  of,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
  VirtualTimeScheduler,
} from 'rxjs';
import {
  compareProjects,
  createInstance,
  type CompareEvent,
  type CompareOptions,
  type InstanceOptions,
} from '../../src/index.js';
import type { Side, SummaryEvent } from '../../src/compare/index.js';
import {
  TestRailError,
  type Page,
  type PageRequest,
  type ProjectRecord,
  type TestRailCase,
  type TestRailClient,
} from '../../src/testrail/index.js';

/** One change of a list, made when this many requests have been asked. */
export interface Edit {
  atRequest: number;
  projectId: number;
  kind: 'delete' | 'insert' | 'update' | 'move';
  /** In thousandths of the list's length. */
  at: number;
  to: number;
}

/** A case that is too much for a page of more records than `fits`. */
export interface Heavy {
  projectId: number;
  index: number;
  fits: number;
  /** Whether it is refused for its size, or keeps the page from being answered in time. */
  by: 'size' | 'time';
  /** From this request on it is as light as any other. Defaults to never. */
  until?: number;
}

export interface ShiftingOptions {
  scheduler: SchedulerLike;
  /** Cases of each project's only suite, at the beginning. */
  sizes: Record<number, number>;
  edits?: readonly Edit[];
  heavy?: readonly Heavy[];
  /** Records a page. */
  cap: number;
  /** Told of each page that is asked for, before it is answered. */
  onAsked?: (page: PageRequest) => void;
  /** Milliseconds of the n-th answer, and the part of it after which the list is looked at. */
  latency: (n: number) => { ms: number; looksAfter: number };
  /** What stands between it and whoever asks. Defaults to nothing. */
  behind?: (client: TestRailClient, scheduler: SchedulerLike) => TestRailClient;
}

/** A TestRail in virtual time, the lists of which change while they are read. */
class ShiftingClient implements TestRailClient {
  readonly url = 'https://example.test';
  requests = 0;
  /** What was asked for: `project/offset+limit`. */
  readonly asked: string[] = [];
  /** Ids that were in a project's list from the first request to the last, and as they were at first. */
  readonly untouched: Record<number, Set<number>> = {};
  /** Ids that were in it at any time. */
  readonly ever: Record<number, Set<number>> = {};
  private readonly lists: Record<number, TestRailCase[]> = {};
  private born = 0;

  constructor(private readonly options: ShiftingOptions) {
    for (const [project, size] of Object.entries(options.sizes)) {
      const id = Number(project);
      this.lists[id] = Array.from({ length: size }, (_, n) => this.caseOf(id, id * 10_000 + n, `T${n}`));
      this.untouched[id] = new Set(this.lists[id].map((each) => each.id));
      this.ever[id] = new Set(this.untouched[id]);
    }
  }

  project = (projectId: number) => of({ id: projectId, name: `P${projectId}`, suite_mode: 3 as const });

  suites = (projectId: number) =>
    of({ items: [{ id: projectId, name: 'Only' }], offset: 0, limit: 250, next: null, paged: true });

  sections = () => of({ items: [], offset: 0, limit: 250, next: null, paged: true });

  cases(page: PageRequest): Observable<Page<TestRailCase>> {
    const { projectId, offset, limit } = page;
    return defer(() => {
      this.options.onAsked?.(page);
      const { ms, looksAfter } = this.options.latency(this.requests);
      this.asked.push(`${projectId}/${offset}+${limit}`);
      this.edit(this.requests++);
      const { scheduler } = this.options;
      const heavy = this.heavy(projectId, offset, Math.min(limit, this.options.cap));
      if (heavy)
        return heavy === 'time' ? NEVER : timer(ms, scheduler).pipe(mergeMap(() => throwError(tooLarge)));
      return timer(ms * looksAfter, scheduler).pipe(
        map(() => this.page(projectId, offset, Math.min(limit, this.options.cap))),
        mergeMap((page) => timer(ms * (1 - looksAfter), scheduler).pipe(map(() => page))),
      );
    });
  }

  close(): void {}

  private heavy(projectId: number, offset: number, limit: number): Heavy['by'] | undefined {
    const of = this.options.heavy?.find(
      (each) =>
        each.projectId === projectId &&
        each.index >= offset &&
        each.index < offset + limit &&
        each.index < this.lists[projectId]!.length &&
        this.requests <= (each.until ?? Infinity) &&
        limit > each.fits,
    );
    return of?.by;
  }

  private page(projectId: number, offset: number, limit: number): Page<TestRailCase> {
    const list = this.lists[projectId]!;
    const next = offset + limit < list.length ? offset + limit : null;
    return { items: list.slice(offset, offset + limit), offset, limit, next, paged: true };
  }

  private edit(request: number): void {
    for (const { atRequest, projectId, kind, at, to } of this.options.edits ?? []) {
      const list = this.lists[projectId]!;
      if (atRequest !== request || list.length === 0) continue;
      const place = Math.floor((at * list.length) / 1_000);
      if (kind !== 'insert') this.untouched[projectId]!.delete(list[place]!.id);
      if (kind === 'insert') {
        const id = projectId * 10_000 + 5_000 + this.born++;
        list.splice(place, 0, this.caseOf(projectId, id, `New ${id}`));
        this.ever[projectId]!.add(id);
      } else if (kind === 'update') {
        list[place] = { ...list[place]!, custom_text: `edited ${request}`, updated_on: 2_000 + request };
      } else {
        const [taken] = list.splice(place, 1);
        if (kind === 'move') list.splice(Math.floor((to * list.length) / 1_000), 0, taken!);
      }
    }
  }

  private caseOf(suite_id: number, id: number, title: string): TestRailCase {
    return { id, title, suite_id, updated_on: 1_000, custom_text: `text of ${title}` };
  }
}

const tooLarge = (): TestRailError =>
  new TestRailError('the answer is too large', {
    kind: 'transient',
    code: 'ERR_TESTRAIL_TOO_LARGE',
    url: '',
  });

export interface Ran {
  client: ShiftingClient;
  events: CompareEvent[];
  summary: SummaryEvent;
}

/**
 * Compares projects 1 and 2 of such a TestRail to the end, in no time.
 *
 * @param records what earlier runs have kept of them
 */
export function runVirtually(
  world: Omit<ShiftingOptions, 'scheduler'>,
  pace: Partial<InstanceOptions>,
  options: Partial<CompareOptions> = {},
  records: Partial<Record<Side, ProjectRecord>> = {},
): Ran {
  const scheduler = new VirtualTimeScheduler();
  const client = new ShiftingClient({ scheduler, ...world });
  const instance = createInstance({
    url: client.url,
    user: '',
    apiKey: '',
    client: world.behind?.(client, scheduler) ?? client,
    scheduler,
    rate: Infinity,
    random: () => 0.5,
    ...pace,
  });
  const events: CompareEvent[] = [];
  const sides = {
    left: { instance, projectId: 1, record: records.left },
    right: { instance, projectId: 2, record: records.right },
  };
  compareProjects({ ...sides, progressMs: 1e9, ...options }).subscribe((event) => events.push(event));
  scheduler.flush();
  const summary = events[events.length - 1]!;
  if (summary.type !== 'summary') throw new Error(`it ended with ${summary.type}`);
  return { client, events, summary };
}
