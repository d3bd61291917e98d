import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { offsetsOf } from '../../../bench/scheduling/paged-world.js';
import {
  createInstance,
  type CompareEvent,
  type Instance,
  type InstanceOptions,
} from '../../../src/index.js';
import type {
  DifferenceEvent,
  EventType,
  Side,
  StartEvent,
  SummaryEvent,
} from '../../../src/compare/index.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
  type World,
  type WorldTruth,
} from '../../../src/simulator/index.js';

/** What a test opened, closed after it, the last one first. */
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
export const closeLater = (close: () => unknown): void => void opened.push(close);

/** A simulator without a limit unless one is asked for. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ limit: 'none', ...options });
  closeLater(() => simulator.close());
  return simulator;
}

/** An instance without a limit, and with durations that let a test end. */
export function instanceAt(
  simulator: Pick<Simulator, 'url' | 'user' | 'apiKey'>,
  options: Partial<InstanceOptions> = {},
): Instance {
  const { url, user, apiKey } = simulator;
  const quick = { rate: Infinity, breaker: { resetMs: 20, maxResetMs: 50 }, maxWaitMs: 60_000 };
  const instance = createInstance({ url, user, apiKey, ...quick, ...options });
  closeLater(() => instance.close());
  return instance;
}

/** Retries that cost no time, and a timeout that no answer comes near on a busy machine. */
export const QUICK = { retryBaseMs: 1, timeoutMs: 20_000 };

/** Both sides of a planned world, on one instance. */
export const bothSides = (instance: Instance) => ({
  left: { instance, projectId: 30 },
  right: { instance, projectId: 34 },
});

export interface Run {
  events: CompareEvent[];
  start: StartEvent;
  summary: SummaryEvent;
  differences: DifferenceEvent[];
}

export const ofType = <T extends EventType>(events: readonly CompareEvent[], type: T) =>
  events.filter((event): event is Extract<CompareEvent, { type: T }> => event.type === type);

/** Runs it to its end, and checks what holds for every run, however it ends. */
export async function runToEnd(comparison: Observable<CompareEvent>): Promise<Run> {
  const events = await lastValueFrom(comparison.pipe(toArray()));
  return readRun(events);
}

export function readRun(events: CompareEvent[]): Run {
  const start = events[0] as StartEvent;
  const summary = events[events.length - 1] as SummaryEvent;
  expect(start.type).toBe('start');
  expect(summary.type).toBe('summary');
  expect([ofType(events, 'start').length, ofType(events, 'summary').length]).toEqual([1, 1]);
  for (const side of ['left', 'right'] as const)
    expect({ side, counted: countedOn(summary, side) }).toEqual({ side, counted: summary[side].cases });
  const differences = ofType(events, 'difference');
  expectFold(summary, differences);
  return { events, start, summary, differences };
}

/** Cases of a side that a statement is about: all of them. */
function countedOn({ counts, ...sides }: SummaryEvent, side: Side): number {
  const { identical, changed, renamed, moved, onlyLeft, onlyRight } = counts;
  const alone = side === 'left' ? onlyLeft : onlyRight;
  return identical + changed + renamed + moved + alone + sides[side].undetermined + sides[side].deleted;
}

/** The summary counts what was told; an interrupted or failed run counts what it still holds as well. */
function expectFold(summary: SummaryEvent, differences: readonly DifferenceEvent[]): void {
  const told: Record<string, number> = {
    identical: 0,
    changed: 0,
    renamed: 0,
    moved: 0,
    onlyLeft: 0,
    onlyRight: 0,
    undetermined: 0,
  };
  for (const { kind } of differences) told[kind]!++;
  if (summary.status === 'interrupted' || summary.status === 'failed') {
    expect(summary.counts.undetermined).toBeGreaterThanOrEqual(told['undetermined']!);
    expect({ ...summary.counts, undetermined: 0 }).toEqual({ ...told, undetermined: 0 });
  } else expect(summary.counts).toEqual(told);
  if (summary.status === 'complete') {
    expect([summary.counts.undetermined, summary.left.failedPages, summary.right.failedPages]).toEqual([
      0,
      [],
      [],
    ]);
  }
}

/** The summary of a complete run says what the world was planned to hold. */
export function expectTruth(summary: SummaryEvent, world: World): void {
  const { deletedLeft, deletedRight, movedChanged, ...counts } = world.truth as WorldTruth;
  void movedChanged;
  expect(summary.status).toBe('complete');
  expect(summary.counts).toEqual({ ...counts, undetermined: 0 });
  expect([summary.left.deleted, summary.right.deleted]).toEqual([deletedLeft, deletedRight]);
  expect([summary.left.cases, summary.right.cases]).toEqual([casesOf(world, 30), casesOf(world, 34)]);
}

export const casesOf = (world: World, projectId: number): number =>
  world.projects.get(projectId)!.suites.reduce((sum, suite) => sum + suite.length, 0);

/** All pages a project has, as "suite/offset": of 250 records, each sharing one with the page before it. */
export const pagesOf = (world: World, projectId: number): string[] =>
  world.projects
    .get(projectId)!
    .suites.flatMap(({ id, length }) => offsetsOf({ cases: length }).map((offset) => `${id}/${offset}`))
    .sort();

/** Each page of both sides was told once, and read once on the wire. */
export function expectEveryPageOnce(run: Run, simulator: Simulator): void {
  const { world } = simulator;
  const told = ofType(run.events, 'page').map(
    ({ suiteId, offset, error }) => `${suiteId}/${offset}${error ? ` ${error}` : ''}`,
  );
  const all = [...pagesOf(world, 30), ...pagesOf(world, 34)];
  expect(told.sort()).toEqual(all.sort());
  expect([run.summary.left.pages, run.summary.right.pages]).toEqual([
    pagesOf(world, 30).length,
    pagesOf(world, 34).length,
  ]);
  const asked = casesAsked(simulator).map(({ suiteId, offset }) => `${suiteId}/${offset}`);
  expect(asked.length).toBe(new Set(asked).size);
  expect(asked).toEqual(expect.arrayContaining(all));
}

/** The pages of `get_cases` that were asked for; not what has changed in a suite. */
export const casesAsked = (
  simulator: Simulator,
): { suiteId: number; offset: number; at: number; status: number }[] =>
  simulator.stats().arrivals.flatMap(({ url, at, status }) => {
    if (!url.includes('get_cases') || url.includes('updated_after')) return [];
    const number = (name: string): number => Number(new RegExp(`&${name}=(\\d+)`).exec(url)?.[1] ?? 0);
    return [{ suiteId: number('suite_id'), offset: number('offset'), at, status }];
  });

/** The suite of a project with the most cases. */
export const largestSuite = (world: World, projectId: number) =>
  [...world.projects.get(projectId)!.suites].sort((a, b) => b.length - a.length)[0]!;

/** What a difference says, apart from what may differ between two runs over the same data. */
export const saidOf = ({ kind, left, right, aspects, fields }: DifferenceEvent) =>
  JSON.stringify([kind, left?.id ?? null, right?.id ?? null, aspects, fields]);

/** Waits until `isSo`, looking every few milliseconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const since = performance.now();
  while (!isSo()) {
    if (performance.now() - since > 100_000) throw new Error(`not within 100 s: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
