/** What is told of some cases alone: of all that is true, that which is about them, and every other case counted. */
import fc from 'fast-check';
import type { ScopeRules } from '../../src/compare/scope.js';
import { SIDES, type Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { run, summaryOf, differencesOf } from '../support/cases.js';
import { isLive, oracle, type World, type WorldSuite } from '../support/oracle.js';
import { text, told } from '../support/told.js';
import { arrivalsOf, LOSING, readingArb, worldArb } from '../support/worlds.js';

const scopeArb: fc.Arbitrary<ScopeRules> = fc.record(
  {
    sections: fc.subarray(['S', 'T', 'S > T', 'none'], { minLength: 1 }),
    where: fc.subarray([
      { field: 'title', test: 'is' as const, values: ['A', 'b'] },
      { field: 'priority_id', test: 'isNot' as const, values: ['2'] },
      { field: 'custom_steps', test: 'has' as const, values: ['tw', 'HR'] },
      { field: 'labels', test: 'is' as const, values: ['', 'x'] },
    ]),
    updatedSince: fc.constantFrom(100, 200),
  },
  { requiredKeys: [] },
);

/** Dates by id, some cases without one. */
const dated = (world: World): World => {
  const of = (suites: WorldSuite[]): WorldSuite[] =>
    suites.map((suite) => ({
      ...suite,
      cases: suite.cases.map((each) => ({ ...each, updated_on: [undefined, 50, 150, 250][each.id % 4] })),
    }));
  return { left: of(world.left), right: of(world.right) };
};

const textsOf = (value: unknown): string[] => {
  const texts = (Array.isArray(value) ? value : [value]).map((item) =>
    String(item?.title ?? item ?? '').toLowerCase(),
  );
  return texts.some((each) => each !== '') ? texts : [''];
};

const pathOf = (suite: WorldSuite, { section_id }: TestCase): string => {
  const names: string[] = [];
  for (let at = section_id ?? null; at !== null;) {
    const section = suite.sections!.find(({ id }) => id === at)!;
    names.unshift(section.name);
    at = section.parentId;
  }
  return names.join(' > ');
};

const isIn = (
  suite: WorldSuite,
  testCase: TestCase,
  { sections, where = [], updatedSince }: ScopeRules,
): boolean => {
  const path = pathOf(suite, testCase);
  const stands = !sections || sections.some((each) => path === each || path.startsWith(`${each} > `));
  const isRecent = updatedSince === undefined || (testCase.updated_on ?? Infinity) >= updatedSince;
  const passes = where.every(({ field, test, values }) => {
    const wanted = values.map((value) => value.toLowerCase());
    const texts = textsOf(testCase[field]);
    if (test === 'has') return texts.some((each) => wanted.some((value) => each.includes(value)));
    return texts.some((each) => wanted.includes(each)) === (test === 'is');
  });
  return stands && isRecent && passes;
};

const idsIn = (world: World, side: Side, scope: ScopeRules): Set<number> =>
  new Set(
    world[side].flatMap((suite) =>
      suite.cases.filter((each) => isLive(each) && isIn(suite, each, scope)).map(({ id }) => id),
    ),
  );

it('is told as without a scope, and all else is counted', () => {
  fc.assert(
    fc.property(worldArb.map(dated), readingArb(), scopeArb, (world, reading, scope) => {
      const events = run(arrivalsOf(world, reading, true).all, { compareIds: true, sections: true, scope });
      const [left, right] = SIDES.map((side) => idsIn(world, side, scope));
      const within = oracle(world, { sections: true }).filter(
        (each) => left!.has(each.left ?? 0) || right!.has(each.right ?? 0),
      );
      expect(told(events)).toEqual(within.map(text).sort());
      const summary = summaryOf(events);
      for (const side of SIDES) {
        const { cases, deleted, outOfScope } = summary[side];
        const counted = within.filter((each) => each[side] !== null).length;
        const isNarrow = Object.values(scope).some((rule) => typeof rule === 'number' || rule.length > 0);
        expect(outOfScope).toBe(isNarrow ? cases - deleted - counted : undefined);
      }
    }),
    { numRuns: 800 },
  );
});

it('where pages are lost, of each case that was read something is told or it is counted', () => {
  fc.assert(
    fc.property(worldArb.map(dated), readingArb(LOSING), scopeArb, (world, reading, scope) => {
      const events = run(arrivalsOf(world, reading, true).all, { compareIds: true, sections: true, scope });
      const summary = summaryOf(events);
      for (const side of SIDES) {
        const { cases, deleted, outOfScope = 0 } = summary[side];
        expect(differencesOf(events).filter((each) => each[side]).length).toBe(cases - deleted - outOfScope);
      }
    }),
    { numRuns: 500 },
  );
});
