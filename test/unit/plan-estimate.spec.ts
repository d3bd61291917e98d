import { planWorld } from '../../src/simulator/world/plan-world.js';
import {
  casesOfOpen,
  durationOf,
  estimate,
  pagesOf,
  sumOf,
  withAssumed,
  type Item,
  type PlannedSide,
  type PlannedSuite,
} from '../../src/cli/plan/estimate.js';
import { openSuite, pagesByFirst } from '../../src/cli/plan/known-pages.js';
import { minutes } from '../../src/cli/plan/plan-text.js';
import type { Page, TestRailCase } from '../../src/testrail/index.js';

const PACE = { rate: 180, windowMs: 60_000, concurrency: 20, pageMs: 4_000 };

const kept = (id: number, name: string, cases: number): PlannedSuite => ({
  id,
  name,
  known: pagesOf(cases),
  likely: pagesOf(cases),
  basis: 'kept',
  cases,
});

const side = (suites: PlannedSuite[], other: Partial<PlannedSide> = {}): PlannedSide => ({
  url: 'https://a.example',
  projectId: 1,
  name: 'A',
  isSnapshot: false,
  suites,
  leftOut: [],
  listed: suites.length,
  ...other,
});

const itemOf = (items: readonly Item[], what: Item['what']): Item | undefined =>
  items.find((item) => item.what === what);

describe('pages of a suite', () => {
  it.each([
    [0, 1],
    [250, 1],
    [251, 2],
    [499, 2],
    [500, 3],
    [748, 3],
    [749, 4],
  ])('%i cases take %i pages that overlap by one', (cases, pages) => {
    expect(pagesOf(cases)).toBe(pages);
  });

  const page = (cases: number, next: number | null, size?: number): Page<TestRailCase> => ({
    items: Array.from({ length: cases }, (_, n) => ({ id: n + 1, title: '' })),
    offset: 0,
    limit: 250,
    next,
    size,
    paged: true,
  });

  it('are one where the first page is the last', () => {
    expect(pagesByFirst(page(250, null, 250))).toMatchObject({ known: 1, likely: 1, basis: 'whole' });
  });

  it('are as many as a total says, which is a hint and proves two', () => {
    expect(pagesByFirst(page(250, 250, 1_000))).toMatchObject({ known: 2, likely: 5, basis: 'size' });
  });

  it('are open where a page follows and size is that of the page', () => {
    expect(pagesByFirst(page(250, 250, 250))).toMatchObject({ known: 2, basis: 'assumed' });
  });
});

describe('suites whose end is not known', () => {
  it('hold what the others fall short of the average', () => {
    const suites = [openSuite(2, 250), kept(1, 'a', 100), kept(2, 'b', 300), openSuite(2, 250)];
    expect(casesOfOpen(suites, 1_000)).toBe(1_800);
    expect(withAssumed(suites[0]!, 1_800).likely).toBe(pagesOf(1_800));
    expect(withAssumed(suites[1]!, 1_800)).toBe(suites[1]);
  });

  it('never hold less than the average, nor fewer pages than are known', () => {
    expect(casesOfOpen([openSuite(), kept(1, 'a', 9_000)], 1_000)).toBe(1_000);
    expect(withAssumed(openSuite(7), 10).likely).toBe(7);
  });
});

describe('requests of a comparison', () => {
  const limited = { sections: true, names: true, recheck: true, limited: true };

  it('are those of the plan, where the sizes are known', () => {
    const sizes = (id: number): PlannedSuite[] =>
      planWorld()
        .projects.get(id)!
        .suites.map((suite) => kept(suite.id, suite.name, suite.length));
    const items = estimate({ left: side(sizes(30)), right: side(sizes(34), { projectId: 34 }) }, limited);
    expect(itemOf(items, 'projects')).toMatchObject({ known: 4, most: 4 });
    expect(itemOf(items, 'firstPages')).toMatchObject({ known: 31 });
    expect(itemOf(items, 'sections')).toMatchObject({ known: 31 });
    expect(itemOf(items, 'names')).toMatchObject({ known: 11 });
    expect(itemOf(items, 'rechecks')).toMatchObject({ known: 31, most: 31 });
    expect(31 + itemOf(items, 'furtherPages')!.known).toBe(159);
    expect(itemOf(items, 'guesses')).toMatchObject({ known: 0, most: 13 });
  });

  it('have no upper bound where a suite has no known end, or guesses cost nothing', () => {
    const open = { ...openSuite(), id: 1, name: 'a' };
    const other = side([kept(2, 'a', 10)]);
    expect(sumOf(estimate({ left: side([open]), right: other }, limited)).most).toBeUndefined();
    const whole = { left: side([kept(1, 'a', 10)]), right: other };
    expect(sumOf(estimate(whole, limited)).most).toBe(23);
    expect(sumOf(estimate(whole, { ...limited, limited: false })).most).toBeUndefined();
  });

  it('ask nothing for a snapshot, nor for what is not to be read', () => {
    const snapshot = side([kept(1, 'a', 600)], { isSnapshot: true });
    const live = side([kept(2, 'a', 600)]);
    const items = estimate(
      { left: snapshot, right: live },
      { ...limited, sections: false, names: false, recheck: false },
    );
    expect(sumOf(items)).toEqual({ known: 2 + 3, likely: 5, most: 6 });
    expect(estimate({ left: snapshot, right: snapshot }, limited)).toEqual([]);
  });

  it('stand apart for two servers', () => {
    const items = estimate(
      { left: side([kept(1, 'a', 1)]), right: side([kept(1, 'a', 1)], { url: 'https://b.example' }) },
      limited,
    );
    expect(items.filter(({ what }) => what === 'projects').map(({ url }) => url)).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });
});

describe('the time they take', () => {
  it('is that of the slots where one window is enough', () => {
    expect(durationOf(157, PACE)).toBe(8 * 4_000);
    expect(durationOf(0, PACE)).toBe(0);
  });

  it('is that of the windows where it is not', () => {
    expect(durationOf(181, { ...PACE, pageMs: 100 })).toBe(60_000 + 100);
    expect(durationOf(157, { ...PACE, rate: 5, pageMs: 100 })).toBe(31 * 60_000 + 100);
  });

  it('is that of even spacing with a burst', () => {
    expect(durationOf(180, { ...PACE, burst: 20, pageMs: 100 })).toBeCloseTo((160 * 60_000) / 180 + 100);
  });

  it('is that of the server without a limit', () => {
    expect(durationOf(1_000, { ...PACE, rate: Infinity })).toBe(50 * 4_000);
  });

  it.each([
    [200, '1 s'],
    [41_000, '41 s'],
    [90_000, '1.5 min'],
  ])('reads %i ms as %s', (ms, words) => {
    expect(minutes(ms)).toBe(words);
  });
});
