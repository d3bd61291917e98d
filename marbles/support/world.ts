import { defer, finalize, map, mergeMap, throwError, timer, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { createInstance, type Instance, type InstanceOptions } from '../../src/pipeline/index.js';
import {
  TestRailError,
  type Page,
  type TestRailCase,
  type TestRailClient,
} from '../../src/testrail/index.js';
import type { CompareEvent } from '../../src/compare/index.js';

/** Projects by id, their suites by name, the titles of their cases; `title=content` has a field beside it. */
export type World = Record<number, Record<string, readonly string[]>>;

/** Cases a page; pages overlap by one, so that they begin at 0, 2, 4, … */
const LIMIT = 3;

/** A request's name in the specs: `1`, `1/suites`, or `1/A/0` for the page at offset 0 of suite A of project 1. */
export type RequestName = string;

export interface FakeOptions {
  /** Milliseconds. Defaults to 10 for each. */
  latency?: (request: RequestName) => number;
  /** What the n-th attempt fails with. */
  fails?: (request: RequestName, attempt: number) => Error | undefined;
}

/** A TestRail that answers from a literal, in virtual time. */
export class Fake implements TestRailClient {
  readonly url = 'https://example.test';
  /** `[when, which]` of each request, and how many are on the wire. */
  readonly asked: [number, RequestName][] = [];
  inFlight = 0;
  private readonly attempts = new Map<RequestName, number>();

  constructor(
    private readonly world: World,
    private readonly scheduler: TestScheduler,
    private readonly options: FakeOptions = {},
  ) {}

  project(projectId: number) {
    return this.answer(`${projectId}`, () => ({
      id: projectId,
      name: `P${projectId}`,
      suite_mode: 3 as const,
    }));
  }

  suites(projectId: number) {
    const names = Object.keys(this.world[projectId]!);
    const items = names.map((name, i) => ({ id: projectId * 10 + i, name }));
    return this.answer(`${projectId}/suites`, () => ({
      items,
      offset: 0,
      limit: 250,
      next: null,
      paged: true,
    }));
  }

  /** One section in each suite. */
  sections({ suiteId }: { suiteId: number | null }) {
    const items = [{ id: suiteId! * 10, name: 'Section' }];
    return this.answer(`${suiteId}/sections`, () => ({
      items,
      offset: 0,
      limit: 250,
      next: null,
      paged: true,
    }));
  }

  cases({
    projectId,
    suiteId,
    offset,
  }: {
    projectId: number;
    suiteId: number | null;
    offset: number;
  }): Observable<Page<TestRailCase>> {
    const [name, titles] = Object.entries(this.world[projectId]!)[suiteId! % 10]!;
    const all = titles.map((title, i) => ({
      id: suiteId! * 100 + i,
      title: title.split('=')[0]!,
      suite_id: suiteId,
      custom_text: title.split('=')[1] ?? '',
    }));
    const next = offset + LIMIT < all.length ? offset + LIMIT : null;
    return this.answer(`${projectId}/${name}/${offset}`, () => ({
      items: all.slice(offset, offset + LIMIT),
      offset,
      limit: LIMIT,
      next,
      paged: true,
    }));
  }

  close(): void {}

  private answer<T>(request: RequestName, body: () => T): Observable<T> {
    return defer(() => {
      const attempt = (this.attempts.get(request) ?? 0) + 1;
      this.attempts.set(request, attempt);
      this.asked.push([this.scheduler.now(), request]);
      this.inFlight++;
      return timer(this.options.latency?.(request) ?? 10, this.scheduler).pipe(
        map(() => this.options.fails?.(request, attempt)),
        mergeMap((error) => (error ? throwError(() => error) : [body()])),
        finalize(() => this.inFlight--),
      );
    });
  }
}

export const instanceOf = (
  fake: Fake,
  scheduler: TestScheduler,
  options: Partial<InstanceOptions> = {},
): Instance =>
  createInstance({
    url: fake.url,
    user: '',
    apiKey: '',
    client: fake,
    scheduler,
    random: () => 0.5,
    ...options,
  });

export const trouble = (kind: 'transient' | 'permanent' | 'auth' = 'transient'): TestRailError =>
  new TestRailError(kind, { kind, code: 'ERR_TEST', url: '' });

/** An event in a few words. */
export function inWords(event: CompareEvent): string {
  switch (event.type) {
    case 'difference':
      return `${event.kind} ${event.title}`;
    case 'page':
      return `page ${event.side} ${event.suiteId}/${event.offset}${event.error ? ` lost: ${event.error}` : ''}`;
    case 'suite':
      return `suite ${event.side} ${event.name}${event.complete ? '' : ' given up'}`;
    case 'side':
      return `side ${event.side}${event.complete ? '' : ' given up'}`;
    case 'summary':
      return `summary ${event.status}${event.reason ? `: ${event.reason}` : ''}`;
    case 'throttle':
      return `throttle ${event.what}`;
    default:
      return event.type;
  }
}
