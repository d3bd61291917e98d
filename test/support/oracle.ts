/**
 * What the differences of two projects are, worked out from the words of the design alone: plain, slow, and without a
 * line of `src/compare`. Where it and the aggregate differ, one of the two has misread the design.
 */
import { SIDES, type Aspect, type Kind, type Side } from '../../src/compare/events.js';
import type { Section } from '../../src/compare/sections.js';
import type { TestCase } from '../../src/compare/test-case.js';

export interface WorldSuite {
  id: number;
  name: string;
  cases: TestCase[];
  sections?: Section[];
}

/** What counts, besides content and title. */
export interface OracleRules {
  /** Where a case stands within its suite. */
  sections?: boolean;
  /** `title` alone, unless it says otherwise. */
  matchBy?: readonly string[];
  /** All suites of that side are sections of the first suite of this name on the other. */
  fold?: { side: Side; into: string };
  /** Right ids by left ones. */
  map?: ReadonlyMap<number, number>;
}

export type World = Record<Side, WorldSuite[]>;

/** A field that differs, with what is shown of it: null for all that is empty, line ends as LF, labels as titles in order. */
export interface FieldValues {
  field: string;
  left: unknown;
  right: unknown;
}

export interface Statement {
  kind: Exclude<Kind, 'undetermined'>;
  left: number | null;
  right: number | null;
  aspects: Aspect[];
  /** By name. */
  fields: FieldValues[];
  /** Of a pair that differs: all ids of its key that were free when it was picked, where there was more than one. */
  candidates?: Record<Side, number[]>;
}

interface Entry {
  testCase: TestCase;
  suite: WorldSuite;
}

export function oracle(
  world: World,
  { sections = false, matchBy = ['title'], map = new Map(), fold }: OracleRules = {},
): Statement[] {
  const one = fold && foldedInto(world, fold);
  const partners = fold && one ? foldedSuites(world, fold.side, one) : pairedSuites(world);
  const folded = new Set(fold && one ? world[fold.side] : []);
  let left = entries(world.left);
  let right = entries(world.right);
  const pairs: [Entry, Entry, Statement['candidates']?][] = [];

  const take = (l: Entry, r: Entry, candidates?: Statement['candidates']): void => {
    pairs.push([l, r, candidates]);
    left.splice(left.indexOf(l), 1);
    right.splice(right.indexOf(r), 1);
  };
  // All that follows looks at each with each. Two cases that are the only ones of their title on their sides, and do not
  // differ, are a pair by the first rule whatever else there is, and take nobody's partner: they go out beforehand.
  const setAside = (): void => {
    const [lefts, rights] = [soleOnes(left), soleOnes(right)];
    const twins = [...lefts].flatMap(([title, l]): [Entry, Entry][] => {
      const r = rights.get(title);
      return r && samePlace(l, r) && sameSection(l, r) && same(l, r) ? [[l, r]] : [];
    });
    pairs.push(...twins);
    const gone = new Set(twins.flat());
    left = left.filter((each) => !gone.has(each));
    right = right.filter((each) => !gone.has(each));
  };
  /** @param among those it is picked among are all of its key, of the whole project or of its place */
  const inStep = (among: (l: Entry, r: Entry) => boolean, alike: (l: Entry, r: Entry) => boolean): void => {
    const free = { left: [...left], right: [...right] };
    for (const l of free.left) {
      const r = right.find((candidate) => among(l, candidate) && alike(l, candidate));
      if (!r) continue;
      const lefts = free.left.filter((other) => among(other, r));
      const rights = free.right.filter((other) => among(l, other));
      const several = lefts.length > 1 || rights.length > 1;
      take(l, r, several ? { left: idsOf(lefts), right: idsOf(rights) } : undefined);
    }
  };
  const whereOnlyOnes = (alike: (a: Entry, b: Entry) => boolean): void => {
    const ones = left.filter((l) => left.filter((other) => alike(l, other)).length === 1);
    const found = ones.flatMap((l): [Entry, Entry][] => {
      const matches = right.filter((r) => alike(l, r));
      return matches.length === 1 ? [[l, matches[0]!]] : [];
    });
    for (const [l, r] of found) take(l, r);
  };
  const samePlace = (l: Entry, r: Entry): boolean =>
    partners.some(([a, b]) => a === l.suite && b === r.suite);
  const live = { left: new Set(idsOf(left)), right: new Set(idsOf(right)) };
  // A row that names nobody settles nothing in the end, but only of those whose partners are still free.
  const rows = [...map].filter(([l, r]) => live.left.has(l) && live.right.has(r));
  let mapped = new Map(SIDES.map((side, n) => [side, new Set([...map].map((row) => row[n]!))]));
  const sideOf = ({ suite }: Entry): Side => (world.left.includes(suite) ? 'left' : 'right');
  const isMapped = (entry: Entry): boolean => mapped.get(sideOf(entry))!.has(entry.testCase.id);
  const isPair = (a: Entry, b: Entry): boolean =>
    sideOf(a) === 'left' && sideOf(b) === 'right' && map.get(a.testCase.id) === b.testCase.id;
  const sectionOf = ({ testCase, suite }: Entry): string =>
    sections
      ? [
          ...(folded.has(suite) ? [suite.name] : []),
          ...namesOf(suite.sections ?? [], testCase.section_id ?? null),
        ].join(' > ')
      : '';
  const sameSection = (a: Entry, b: Entry): boolean => sectionOf(a) === sectionOf(b);
  const sameTitle = (a: Entry, b: Entry): boolean => a.testCase.title === b.testCase.title;
  const sameKey = (a: Entry, b: Entry): boolean => {
    if (isMapped(a) || isMapped(b)) return a === b || isPair(a, b) || isPair(b, a);
    if (!matchBy.includes('title') && [a, b].some(({ testCase }) => hasNoKey(testCase, matchBy)))
      return a === b;
    return matchBy.every((field) => {
      if (field === 'suite')
        return (
          a.suite === b.suite ||
          samePlace(a, b) ||
          samePlace(b, a) ||
          (folded.has(a.suite) && folded.has(b.suite))
        );
      if (field === 'section') return sameSection(a, b);
      return sameValue(a.testCase[field], b.testCase[field]);
    });
  };
  const same = (a: Entry, b: Entry): boolean => sameContent(a.testCase, b.testCase);

  if (matchBy.join() === 'title' && map.size === 0) setAside();
  const here = (l: Entry, r: Entry): boolean => samePlace(l, r) && sameKey(l, r);
  const inPlaces = (): void => {
    inStep(here, (l, r) => same(l, r) && sameSection(l, r) && sameTitle(l, r));
    inStep(here, (l, r) => same(l, r) && sameSection(l, r));
    inStep(here, same);
    inStep(here, (l, r) => sameSection(l, r) && sameTitle(l, r));
    inStep(here, sameSection);
    inStep(here, () => true);
  };
  inPlaces();
  mapped = new Map(SIDES.map((side, n) => [side, new Set(rows.map((row) => row[n]!))]));
  if (rows.length < map.size) inPlaces();
  inStep(sameKey, (l, r) => same(l, r) && sameSection(l, r));
  inStep(sameKey, same);
  whereOnlyOnes(sameKey);
  whereOnlyOnes((a, b) => holdsText(a.testCase) && same(a, b));

  return [
    ...pairs.map(([l, r, candidates]): Statement => {
      const statement = pairStatement(l, r, [
        ...(samePlace(l, r) ? [] : [{ field: 'suite', left: l.suite.name, right: r.suite.name }]),
        ...(sameSection(l, r) ? [] : [{ field: 'section', left: sectionOf(l), right: sectionOf(r) }]),
      ]);
      return statement.kind === 'identical' || !candidates ? statement : { ...statement, candidates };
    }),
    ...left.map(({ testCase }): Statement => ({
      kind: 'onlyLeft',
      left: testCase.id,
      right: null,
      aspects: [],
      fields: [],
    })),
    ...right.map(({ testCase }): Statement => ({
      kind: 'onlyRight',
      left: null,
      right: testCase.id,
      aspects: [],
      fields: [],
    })),
  ];
}

const idsOf = (cases: readonly Entry[]): number[] => cases.map(({ testCase }) => testCase.id);

/** Those whose title no other has. */
function soleOnes(cases: readonly Entry[]): Map<string, Entry> {
  const byTitle = new Map<string, Entry[]>();
  for (const each of cases)
    byTitle.set(each.testCase.title, [...(byTitle.get(each.testCase.title) ?? []), each]);
  return new Map(
    [...byTitle].flatMap(([title, [one, ...more]]) => (more.length === 0 ? [[title, one!]] : [])),
  );
}

/** The suite that those of the other side are sections of: of several of its name the one of the lowest id. */
export const foldedInto = (
  world: World,
  { side, into }: { side: Side; into: string },
): WorldSuite | undefined =>
  world[side === 'left' ? 'right' : 'left']
    .filter(({ name }) => name === into)
    .sort((a, b) => a.id - b.id)[0];

const foldedSuites = (world: World, side: Side, one: WorldSuite): [WorldSuite, WorldSuite][] =>
  world[side].map((suite) => (side === 'left' ? [suite, one] : [one, suite]));

export function pairedSuites({ left, right }: World): [WorldSuite, WorldSuite][] {
  if (left.length === 1 && right.length === 1) return [[left[0]!, right[0]!]];
  const pairs: [WorldSuite, WorldSuite][] = [];
  const free = [...right].sort((a, b) => a.id - b.id);
  for (const l of [...left].sort((a, b) => a.id - b.id)) {
    const at = free.findIndex((r) => r.name === l.name);
    if (at >= 0) pairs.push([l, free.splice(at, 1)[0]!]);
  }
  return pairs;
}

export const isLive = (testCase: TestCase): boolean =>
  testCase.is_deleted !== 1 && testCase.is_deleted !== true;

/** Live cases, by ascending id. */
const entries = (suites: readonly WorldSuite[]): Entry[] =>
  suites
    .flatMap((suite) => suite.cases.map((testCase) => ({ testCase, suite })))
    .filter(({ testCase }) => isLive(testCase))
    .sort((a, b) => a.testCase.id - b.testCase.id);

/** @param places suite and section, where these differ */
function pairStatement({ testCase: l }: Entry, { testCase: r }: Entry, places: FieldValues[]): Statement {
  const content = comparedFields(l, r)
    .filter((name) => !sameField(name, l, r))
    .map((field) => ({ field, left: shown(field, l[field]), right: shown(field, r[field]) }));
  const title = l.title === r.title ? [] : [{ field: 'title', left: l.title, right: r.title }];
  const aspects: Aspect[] = [];
  if (content.length > 0) aspects.push('content');
  if (title.length > 0) aspects.push('title');
  if (places.length > 0) aspects.push('place');
  return {
    kind: aspects.includes('content')
      ? 'changed'
      : aspects.includes('title')
        ? 'renamed'
        : aspects.includes('place')
          ? 'moved'
          : 'identical',
    left: l.id,
    right: r.id,
    aspects,
    fields: [...content, ...title, ...places].sort((a, b) => (a.field < b.field ? -1 : 1)),
  };
}

/** Custom fields that hold a value in some case of this side and in none of the other, with the number of cases. */
export function fieldsOnlyOn(world: World, side: Side): { field: string; cases: number }[] {
  const holding = (of: Side, field: string): number =>
    entries(world[of]).filter(({ testCase }) => !isEmpty(testCase[field])).length;
  const names = new Set(entries(world[side]).flatMap(({ testCase }) => Object.keys(testCase)));
  return [...names]
    .filter((name) => name.startsWith('custom_'))
    .map((field) => ({ field, cases: holding(side, field) }))
    .filter(({ field, cases }) => cases > 0 && holding(side === 'left' ? 'right' : 'left', field) === 0)
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

const COMPARED = ['template_id', 'type_id', 'priority_id', 'refs', 'estimate', 'labels'];

const comparedFields = (a: TestCase, b: TestCase): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => COMPARED.includes(name) || name.startsWith('custom_'),
  );

export const sameContent = (a: TestCase, b: TestCase): boolean =>
  comparedFields(a, b).every((name) => sameField(name, a, b));

function sameField(name: string, a: TestCase, b: TestCase): boolean {
  if (name !== 'labels') return sameValue(a[name], b[name]);
  const [x, y] = [titles(a.labels), titles(b.labels)];
  return x.every((title) => y.includes(title)) && y.every((title) => x.includes(title));
}

const titles = (labels: unknown): string[] =>
  ((labels ?? []) as { title: string }[]).map(({ title }) => title);

/** What is shown of a field. */
function shown(name: string, value: unknown): unknown {
  if (name !== 'labels') return plain(value);
  const sorted = [...new Set(titles(value))].sort();
  return sorted.length > 0 ? sorted : null;
}

/** Values that are equal are the same, written out. */
function plain(value: unknown): unknown {
  if (isEmpty(value)) return null;
  if (typeof value === 'string') return value.split('\r\n').join('\n');
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  const members = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    members.filter(([, member]) => !isEmpty(member)).map(([name, member]) => [name, plain(member)]),
  );
}

const hasNoKey = (testCase: TestCase, matchBy: readonly string[]): boolean =>
  matchBy.every((field) => field === 'suite' || field === 'section' || isEmpty(testCase[field]));

/** From the outermost inwards. */
function namesOf(sections: readonly Section[], id: number | null): string[] {
  const section = sections.find((each) => each.id === id);
  return section ? [...namesOf(sections, section.parentId), section.name] : [];
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function sameValue(a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (typeof a === 'string' && typeof b === 'string')
    return a.split('\r\n').join('\n') === b.split('\r\n').join('\n');
  if (typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) return a === b;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  return [...Object.keys(x), ...Object.keys(y)].every((name) => sameValue(x[name], y[name]));
}

/** Some text, or steps with some. */
const holdsText = (testCase: TestCase): boolean =>
  Object.entries(testCase).some(
    ([name, value]) =>
      name.startsWith('custom_') &&
      !isEmpty(value) &&
      (typeof value === 'string' ||
        (Array.isArray(value) &&
          value.some((step: object) =>
            Object.values(step).some((part) => typeof part === 'string' && part !== ''),
          ))),
  );
