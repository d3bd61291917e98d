/** Random worlds, so small and of so few titles, contents and names that cases collide in every way; and their readings. */
import fc from 'fast-check';
import type { Arrival, PageLost, PageRead } from '../../src/compare/arrivals.js';
import { SIDES, type Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { finished, opened } from './cases.js';
import type { World, WorldSuite } from './oracle.js';

/** Contents, equal ones in different spellings among them; those without text cannot tell a renamed case. */
const CONTENTS: Partial<TestCase>[] = [
  {},
  { custom_steps: null, refs: '', labels: [] },
  { priority_id: 2 },
  { custom_steps: 'one\r\ntwo' },
  { custom_steps: 'one\ntwo', custom_extra: '' },
  { custom_steps: 'three' },
  { custom_flag: false, refs: 'R-1' },
  { custom_steps_separated: [{ content: 'do', expected: '' }] },
  { custom_steps_separated: [{ content: 'do', additional_info: null }] },
  {
    labels: [
      { id: 1, title: 'x' },
      { id: 2, title: 'y' },
    ],
  },
  {
    labels: [
      { id: 9, title: 'y' },
      { id: 8, title: 'x' },
      { id: 7, title: 'y' },
    ],
  },
];

/** One within another, and two of one name. */
const SECTIONS = [
  { id: 1, name: 'S', parentId: null },
  { id: 2, name: 'T', parentId: 1 },
  { id: 3, name: 'T', parentId: null },
  { id: 4, name: 'S', parentId: null },
];

const caseArb = fc.record({
  title: fc.constantFrom('a', 'a', 'b', 'c', 'd'),
  content: fc.constantFrom(...CONTENTS),
  section: fc.constantFrom(null, 1, 2, 3, 4),
  deleted: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
});

const sideArb = (firstId: number): fc.Arbitrary<WorldSuite[]> =>
  fc
    .tuple(
      fc.array(
        fc.record({ name: fc.constantFrom('A', 'A', 'B', 'C'), cases: fc.array(caseArb, { maxLength: 6 }) }),
        { maxLength: 4 },
      ),
      fc.array(fc.nat(999), { minLength: 30, maxLength: 30 }),
    )
    .map(([suites, keys]) => {
      const ids = inOrder([...keys.keys()], keys).map((n) => firstId + n);
      const suiteIds = inOrder([1, 2, 3, 4], keys);
      return suites.map(({ name, cases }, n) => ({
        id: suiteIds[n]!,
        name,
        sections: SECTIONS.map(({ id, name, parentId }) => ({
          id: firstId + id,
          name,
          parentId: parentId && firstId + parentId,
        })),
        cases: cases.map(({ title, content, section, deleted }): TestCase => ({
          id: ids.pop()!,
          title,
          suite_id: suiteIds[n]!,
          section_id: section && firstId + section,
          is_deleted: deleted ? 1 : 0,
          ...content,
        })),
      }));
    });

export const worldArb: fc.Arbitrary<World> = fc.record({ left: sideArb(100), right: sideArb(200) });

/** How a world is read: sizes of pages, what is lost, read twice or guessed at, and the order of it all. */
export interface Reading {
  /** One a suite, over and over. */
  sizes: number[];
  /** One a page, over and over. */
  fates: ('read' | 'lost' | 'twice')[];
  /** One a suite, over and over: what is asked for beyond the end. */
  beyond: ('nothing' | 'empty' | 'firstPageAgain')[];
  /** One an arrival, over and over: ascending. */
  order: number[];
}

export const readingArb = (fates: Reading['fates'] = ['read', 'read', 'twice']): fc.Arbitrary<Reading> =>
  fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
    fates: fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 23 }),
    beyond: fc.array(fc.constantFrom<Reading['beyond'][number]>('nothing', 'empty', 'firstPageAgain'), {
      minLength: 1,
      maxLength: 7,
    }),
    order: orderArb,
  });

export const orderArb = fc.array(fc.nat(9_999), { minLength: 61, maxLength: 61 });

/** Now and then a page is lost. */
export const LOSING: Reading['fates'] = ['read', 'read', 'read', 'read', 'twice', 'lost'];

export interface Arrivals {
  /** In the order of the reading, `finished` last. */
  all: Arrival[];
  /** The world without what was lost. */
  known: World;
  /** Suites of which nothing was lost, as `left/1`. */
  complete: ReadonlySet<string>;
}

export const suiteKey = (side: Side, { id }: { id: number | null }): string => `${side}/${id}`;

/** @param sections whether the sections of each suite arrive as well */
export function arrivalsOf(
  world: World,
  { sizes, fates, beyond, order }: Reading,
  sections = false,
): Arrivals {
  const arrivals: Arrival[] = SIDES.map((side) =>
    opened(
      side,
      world[side].map(({ id, name }) => ({ id, name })),
    ),
  );
  const known: World = { left: [], right: [] };
  const complete = new Set<string>();
  let pageCount = 0;
  let suiteCount = 0;
  for (const side of SIDES) {
    for (const suite of world[side]) {
      const pages = pagesOf(side, suite, sizes[suiteCount % sizes.length]!);
      const fate = pages.map(() => fates[pageCount++ % fates.length]!);
      const read = pages.filter((_, n) => fate[n] !== 'lost');
      known[side].push({ ...suite, cases: read.flatMap(({ cases }) => cases) });
      if (read.length === pages.length) complete.add(suiteKey(side, suite));
      pages.forEach((page, n) =>
        arrivals.push(...(fate[n] === 'lost' ? [lostOf(page)] : fate[n] === 'twice' ? [page, page] : [page])),
      );
      if (sections)
        arrivals.push({ type: 'sections', side, suiteId: suite.id, sections: suite.sections ?? [] });
      arrivals.push(...guessBeyond(pages, beyond[suiteCount % beyond.length]!, fate[0] !== 'lost'));
      suiteCount++;
    }
  }
  return { all: [...inOrder(arrivals, order), finished()], known, complete };
}

/** Where it is so drawn, one a list of sections, over and over, the list is lost. */
export const withoutSections = (arrivals: readonly Arrival[], losses: readonly boolean[]): Arrival[] => {
  let list = 0;
  return arrivals.map((arrival) =>
    arrival.type === 'sections' && losses[list++ % losses.length]
      ? { type: 'sectionsLost', side: arrival.side, suiteId: arrival.suiteId, error: '503' }
      : arrival,
  );
};

function pagesOf(side: Side, suite: WorldSuite, size: number): PageRead[] {
  const count = Math.max(1, Math.ceil(suite.cases.length / size));
  return Array.from({ length: count }, (_, n) => ({
    type: 'page',
    side,
    suiteId: suite.id,
    offset: n * size,
    limit: size,
    next: n + 1 < count ? (n + 1) * size : null,
    cases: suite.cases.slice(n * size, (n + 1) * size),
  }));
}

const lostOf = ({ side, suiteId, offset, limit }: PageRead): PageLost => ({
  type: 'lost',
  side,
  suiteId,
  offset,
  limit,
  open: false,
  error: '502 Bad Gateway',
});

/** An empty page, or the first page once more, from a server that takes no notice of `offset`. */
function guessBeyond(pages: PageRead[], kind: Reading['beyond'][number], firstIsRead: boolean): PageRead[] {
  if (kind === 'nothing' || (kind === 'firstPageAgain' && !firstIsRead)) return [];
  const { offset, limit } = pages[pages.length - 1]!;
  const cases = kind === 'empty' ? [] : pages[0]!.cases;
  return [{ ...pages[0]!, offset: offset + limit * 2, next: null, cases, guess: true }];
}

/** Stable. */
export const inOrder = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items
    .map((item, n) => ({ item, key: keys[n % keys.length]! }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
