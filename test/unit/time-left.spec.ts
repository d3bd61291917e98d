/** What a run says of the time that is left, along whole runs on a virtual clock. */
import { VirtualTimeScheduler } from 'rxjs';
import { planSizes, worldOfSizes, type PagedWorld } from '../../bench/scheduling/paged-world.js';
import { LEFT, RIGHT, virtualClient } from '../../bench/scheduling/virtual-client.js';
import type { ProgressEvent } from '../../src/compare/index.js';
import {
  compareProjects,
  createInstance,
  type CompareOptions,
  type InstanceOptions,
} from '../../src/pipeline/index.js';
import { timeLeftMs, type LeftToAsk } from '../../src/pipeline/time-left.js';

const MINUTE = 60_000;

interface Told {
  at: number;
  event: ProgressEvent;
}

function run(
  world: PagedWorld,
  pageMs: number,
  options: Partial<CompareOptions> = {},
  instanceOptions: Partial<InstanceOptions> = {},
): { told: Told[]; endedAt: number } {
  const scheduler = new VirtualTimeScheduler();
  const client = virtualClient(world, pageMs, scheduler);
  const instance = createInstance({
    ...{ url: client.url, user: '', apiKey: '', client, scheduler, random: () => 0.5 },
    ...instanceOptions,
  });
  const told: Told[] = [];
  let endedAt = 0;
  compareProjects({
    left: { instance, projectId: LEFT },
    right: { instance, projectId: RIGHT },
    progressMs: pageMs,
    timeoutMs: 600_000,
    ...options,
  }).subscribe((event) => {
    if (event.type === 'progress') told.push({ at: scheduler.now(), event });
    if (event.type === 'summary') endedAt = scheduler.now();
  });
  scheduler.flush();
  return { told: told.slice(0, -1), endedAt };
}

const WORLDS: Record<string, PagedWorld> = {
  'the plan': planSizes(),
  'a pair of suites': worldOfSizes([2_000], [2_000]),
  'a large pair': worldOfSizes([12_000], [12_000]),
  'many small suites': worldOfSizes(Array<number>(80).fill(120), Array<number>(80).fill(120)),
  'a lopsided pair': worldOfSizes([1_000, 1_000], [12_000, 6_000, 6_000]),
};

/** What is told is never further from the truth than this factor, and what may not be known: some pages, and a window. */
const FACTOR = 2;
/** What the end of a large suite may come sooner or later by: nobody knows of it until it is read. */
const PAGES = { more: 15, less: 4 };

const runs = Object.keys(WORLDS).flatMap((name) =>
  [200, 4_400].flatMap((pageMs) =>
    [180, Infinity].map((rate) => ({ name, pageMs, rate, sections: name === 'the plan' })),
  ),
);

describe('the time that is left, after the first quarter of a run', () => {
  it.each(runs)('$name, $pageMs ms a page, $rate a minute, sections $sections', (each) => {
    const { name, pageMs, rate, sections } = each;
    const { told, endedAt } = run(WORLDS[name]!, pageMs, { sections }, { rate });
    // Whether another window is needed is decided by pages that nobody knows of.
    const unknown = endedAt > MINUTE ? MINUTE : 0;
    const later = told.filter(({ at, event }) => at >= endedAt / 4 && event.etaMs !== undefined);
    expect(later.length).toBeGreaterThan(0);
    const wrong = later
      .map(({ at, event }) => ({ at, etaMs: event.etaMs!, left: endedAt - at }))
      .filter(
        ({ etaMs, left }) =>
          etaMs > left * FACTOR + PAGES.more * pageMs + unknown ||
          etaMs < left / FACTOR - PAGES.less * pageMs - unknown,
      );
    expect(wrong).toEqual([]);
    // Never less than what is waited for.
    expect(told.filter(({ event }) => (event.etaMs ?? Infinity) < (event.waitingFor?.ms ?? 0))).toEqual([]);
  });
});

it('says nothing from a page or two', () => {
  const { told } = run(WORLDS['the plan']!, 4_400);
  const first = told.find(({ event }) => event.etaMs !== undefined)!;
  expect(first.event.pagesDone).toBeGreaterThanOrEqual(20);
});

describe('what takes longest', () => {
  const left = (over: Partial<LeftToAsk>): LeftToAsk => ({
    ...{ known: 0, expected: 0, inFlight: 0, waiting: 0, waitingForMs: 0, longestChain: 0, slots: 20 },
    ...{ answerMs: 100, limit: Infinity, isSpaced: false, drainMs: () => 0 },
    ...over,
  });

  it.each<[string, Partial<LeftToAsk>, number | undefined]>([
    ['nothing is left', {}, 0],
    ['nothing is known yet', { inFlight: 2, answerMs: undefined }, undefined],
    ['the last answers', { known: 3, expected: 3, inFlight: 3 }, 100],
    ['the slots', { known: 60, expected: 60, inFlight: 20 }, 300],
    ['those that wait at the gate, whatever was expected', { expected: 5, inFlight: 5, waiting: 40 }, 300],
    ['a chain', { expected: 9, inFlight: 1, longestChain: 9 }, 400],
    ['what is waited for', { waiting: 1, expected: 1, waitingForMs: 30_000 }, 30_100],
    ['an event that nobody knows the time of', { waiting: 1, expected: 1, waitingForMs: Infinity }, 105],
    ['the window', { known: 9, expected: 9, limit: 5, drainMs: (n) => n * 1_000 }, 9_100],
    [
      'the window, before any answer',
      { known: 9, expected: 9, answerMs: undefined, limit: 5, drainMs: () => 7 },
      7,
    ],
    [
      'whole windows of what is expected',
      { known: 1, expected: 12, limit: 5, drainMs: (n) => n * 1_000 },
      11_100,
    ],
    [
      'all that is expected, evenly spaced',
      { expected: 12, limit: 5, isSpaced: true, drainMs: (n) => n * 9 },
      208,
    ],
  ])('%s', (_, over, ms) => {
    expect(timeLeftMs(left(over))).toBe(ms);
  });
});
