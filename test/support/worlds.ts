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
  /** One a page, over and over; of those that are read `otherwise` as well, no more than three. */
  fates: ('read' | 'lost' | 'twice' | 'otherwise')[];
  /** One a page that is read `otherwise`, over and over: what it said then. */
  otherwise?: Otherwise[];
  /** One a suite, over and over: what is asked for beyond the end. */
  beyond: ('nothing' | 'empty' | 'firstPageAgain')[];
  /** One an arrival, over and over: ascending. */
  order: number[];
}

/** One case of a page, as it was or will be: of other fields, gone, or with another one beside it. */
export interface Otherwise {
  at: number;
  what: Partial<TestCase> | 'gone' | 'new';
}

const otherFieldsArb: fc.Arbitrary<Partial<TestCase>> = fc.record(
  {
    title: fc.constantFrom('a', 'b', 'c'),
    custom_steps: fc.constantFrom('three', 'one\ntwo', 'four'),
    section_id: fc.constantFrom(null),
    is_deleted: fc.constantFrom(0, 1),
    updated_on: fc.constantFrom(5, 6),
  },
  { requiredKeys: [] },
);

const otherwiseArb: fc.Arbitrary<Otherwise> = fc.record({
  at: fc.nat(9),
  what: fc.oneof(otherFieldsArb, fc.constantFrom('gone' as const, 'new' as const)),
});

export const readingArb = (fates: Reading['fates'] = ['read', 'read', 'twice']): fc.Arbitrary<Reading> =>
  fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
    fates: fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 23 }),
    otherwise: fates.includes('otherwise')
      ? fc.array(otherwiseArb, { minLength: 3, maxLength: 3 })
      : fc.constant<Otherwise[]>([]),
    beyond: fc.array(fc.constantFrom<Reading['beyond'][number]>('nothing', 'empty', 'firstPageAgain'), {
      minLength: 1,
      maxLength: 7,
    }),
    order: orderArb,
  });

export const orderArb = fc.array(fc.nat(9_999), { minLength: 61, maxLength: 61 });

/** Now and then a page is lost. */
export const LOSING: Reading['fates'] = ['read', 'read', 'read', 'read', 'twice', 'lost'];

/** A case that stands on a page of this suite as well, of whichever suite it is. */
export interface Copy {
  side: Side;
  suiteId: number;
  /** Modulo the pages there are. */
  page: number;
  testCase: TestCase;
}

/** Copies of cases of a world: of other fields or the same, of a later date or the same, in their own suite or in any. */
export const copiesArb = ({ elsewhere = false, sameDate = false }): fc.Arbitrary<(world: World) => Copy[]> =>
  fc
    .array(
      fc.record({
        side: fc.constantFrom(...SIDES),
        of: fc.nat(99),
        to: elsewhere ? fc.nat(99) : fc.constant(undefined),
        page: fc.nat(9),
        claims: fc.boolean(),
        isLater: sameDate ? fc.boolean() : fc.constant(true),
        fields: otherFieldsArb,
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((drawn) => (world) => {
      const copied = new Set<number>();
      return drawn.flatMap(({ side, of, to, page, claims, isLater, fields }): Copy[] => {
        const all = world[side].flatMap((suite) => suite.cases.map((testCase) => ({ suite, testCase })));
        if (all.length === 0) return [];
        const { suite, testCase } = all[of % all.length]!;
        if (copied.has(testCase.id)) return [];
        copied.add(testCase.id);
        const suiteId = to === undefined ? suite.id : world[side][to % world[side].length]!.id;
        const suite_id = claims ? suiteId : suite.id;
        const updated_on = isLater ? 7 : testCase.updated_on;
        return [{ side, suiteId, page, testCase: { ...testCase, ...fields, updated_on, suite_id } }];
      });
    });

export interface Arrivals {
  /** In the order of the reading, `finished` last. */
  all: Arrival[];
  /** The world without what was lost. */
  known: World;
  /** Suites of which nothing was lost, as `left/1`. */
  complete: ReadonlySet<string>;
  /** The world, and what it is with any of the pages as it was otherwise. */
  states: World[];
}

export const suiteKey = (side: Side, { id }: { id: number | null }): string => `${side}/${id}`;

/** @param sections whether the sections of each suite arrive as well */
export function arrivalsOf(
  world: World,
  { sizes, fates, otherwise = [], beyond, order }: Reading,
  sections = false,
  copies: readonly Copy[] = [],
): Arrivals {
  const arrivals: Arrival[] = SIDES.map((side) =>
    opened(
      side,
      world[side].map(({ id, name }) => ({ id, name })),
    ),
  );
  const known: World = { left: [], right: [] };
  const complete = new Set<string>();
  let states = [world];
  let pageCount = 0;
  let suiteCount = 0;
  let otherwiseLeft = otherwise.length;
  const fateOf = (page: PageRead): Reading['fates'][number] => {
    const fate = fates[pageCount++ % fates.length]!;
    if (fate !== 'otherwise') return fate;
    return page.cases.length > 0 && otherwiseLeft-- > 0 ? fate : 'twice';
  };
  const readOtherwise = (page: PageRead): Arrival[] => {
    const n = states.length;
    const cases = casesOtherwise(page.cases, otherwise[Math.log2(n)]!, n);
    states = [...states, ...states.map((state) => withPage(state, page, cases))];
    return [{ ...page, cases }, page];
  };
  for (const side of SIDES) {
    for (const suite of world[side]) {
      const pages = pagesOf(side, suite, sizes[suiteCount % sizes.length]!);
      for (const copy of copies) {
        if (copy.side === side && copy.suiteId === suite.id)
          pages[copy.page % pages.length]!.cases.push(copy.testCase);
      }
      const fate = pages.map(fateOf);
      const read = pages.filter((_, n) => fate[n] !== 'lost');
      known[side].push({ ...suite, cases: read.flatMap(({ cases }) => cases) });
      if (read.length === pages.length) complete.add(suiteKey(side, suite));
      pages.forEach((page, n) => {
        if (fate[n] === 'otherwise') arrivals.push(...readOtherwise(page));
        else
          arrivals.push(
            ...(fate[n] === 'lost' ? [lostOf(page)] : fate[n] === 'twice' ? [page, page] : [page]),
          );
      });
      if (sections)
        arrivals.push({ type: 'sections', side, suiteId: suite.id, sections: suite.sections ?? [] });
      arrivals.push(...guessBeyond(pages, beyond[suiteCount % beyond.length]!, fate[0] !== 'lost'));
      suiteCount++;
    }
  }
  return { all: [...inOrder(arrivals, order), finished()], known, complete, states };
}

/** @param n what tells the new case of this page from those of others */
function casesOtherwise(cases: readonly TestCase[], { at, what }: Otherwise, n: number): TestCase[] {
  const index = at % cases.length;
  const testCase = cases[index]!;
  if (what === 'gone') return cases.filter((each) => each !== testCase);
  if (what === 'new') return [...cases, { ...testCase, id: testCase.id + 200 * n }];
  return cases.map((each) => (each === testCase ? { ...each, ...what } : each));
}

/** The world with these cases in the place of those of a page. */
const withPage = (
  world: World,
  { side, suiteId, cases: page }: PageRead,
  cases: readonly TestCase[],
): World => ({
  ...world,
  [side]: world[side].map((suite) =>
    suite.id === suiteId
      ? { ...suite, cases: [...suite.cases.filter((each) => !page.includes(each)), ...cases] }
      : suite,
  ),
});

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
