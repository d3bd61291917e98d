/**
 * Cases that no page held, or that stand in another suite than they were read in, and that a recheck shows. Whatever was told
 * before it, nothing false is said; and what calls itself complete is the answer of a run that had found all of them at once.
 */
import fc from 'fast-check';
import type { Arrival, Rechecked } from '../../src/compare/arrivals.js';
import { SIDES, type CompareEvent, type Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { brokenRun, type Break } from '../support/broken.js';
import { differencesOf, run, summaryOf } from '../support/cases.js';
import { isLive, oracle, pairedSuites, sameContent, type Statement, type World } from '../support/oracle.js';
import { statementOf, text } from '../support/told.js';
import { arrivalsOf, LOSING, readingArb, worldArb, type Reading } from '../support/worlds.js';

/** A case that its recheck shows, and where it was read: in no suite, or in another. */
interface Missed {
  side: Side;
  suiteId: number;
  testCase: TestCase;
  readIn: number | undefined;
}

const missedArb = fc.array(
  fc.record({ side: fc.constantFrom(...SIDES), of: fc.nat(99), from: fc.option(fc.nat(9)) }),
  { minLength: 1, maxLength: 3 },
);

function missedOf(world: World, drawn: typeof missedArb extends fc.Arbitrary<infer T> ? T : never): Missed[] {
  const taken = new Set<number>();
  return drawn.flatMap(({ side, of, from }): Missed[] => {
    const all = world[side].flatMap((suite) => suite.cases.map((testCase) => ({ suite, testCase })));
    const one = all[of % Math.max(1, all.length)];
    if (!one || taken.has(one.testCase.id)) return [];
    taken.add(one.testCase.id);
    const other = from === null ? undefined : world[side][from % world[side].length]!.id;
    return [
      {
        side,
        suiteId: one.suite.id,
        testCase: one.testCase,
        readIn: other === one.suite.id ? undefined : other,
      },
    ];
  });
}

/** As the pages show it: without what was missed, or with it where it stood before. */
const before = (world: World, { side, testCase, readIn }: Missed): World => ({
  ...world,
  [side]: world[side].map((suite) => {
    const others = suite.cases.filter(({ id }) => id !== testCase.id);
    const moved = { ...testCase, suite_id: suite.id, section_id: null };
    return { ...suite, cases: suite.id === readIn ? [...others, moved] : others };
  }),
});

/** Each of them seen or not. */
const worldsOf = (world: World, missed: readonly Missed[]): World[] =>
  missed.reduce((worlds, one) => [...worlds, ...worlds.map((each) => before(each, one))], [world]);

const rechecksOf = (world: World, missed: readonly Missed[], side: Side): Rechecked[] =>
  world[side].map(({ id }) => ({
    type: 'rechecked',
    side,
    suiteId: id,
    cases: missed
      .filter((one) => one.side === side && one.suiteId === id)
      // To be moved gives it a new date.
      .map(({ testCase }) => ({ ...testCase, updated_on: 9 })),
  }));

interface Drawn {
  world: World;
  missed: Missed[];
  reading: Reading;
  sections: boolean;
  /** Where each recheck stands among what comes after the pages of its side. */
  at: number[];
}

/** Those of the pages, and after the last of a side its rechecks, unless some page of it is lost. */
function arrivals({ world, missed, reading, sections, at }: Drawn): Arrival[] {
  const { all } = arrivalsOf(missed.reduce(before, world), reading, sections);
  const list = all.map((each): Arrival => (each.type === 'opened' ? { ...each, recheck: true } : each));
  const isPageOf = (each: Arrival, side: Side): boolean => each.type === 'page' && each.side === side;
  for (const side of SIDES) {
    if (all.some((each) => each.type === 'lost' && each.side === side)) continue;
    rechecksOf(world, missed, side).forEach((recheck, n) => {
      const first = list.findLastIndex((each) => isPageOf(each, side)) + 1;
      list.splice(first + (at[n % at.length]! % (list.length - first)), 0, recheck);
    });
  }
  return list;
}

const drawnArb = (fates?: Reading['fates']): fc.Arbitrary<Drawn> =>
  fc
    .record({
      world: worldArb,
      drawn: missedArb,
      reading: readingArb(fates),
      sections: fc.boolean(),
      at: fc.array(fc.nat(999), { minLength: 5, maxLength: 5 }),
    })
    .map(({ drawn, ...rest }) => ({ ...rest, missed: missedOf(rest.world, drawn) }));

const optionsOf = (sections: boolean) => ({ compareIds: true, sections });

/** Statements that hold in none of the worlds. */
function falseOf(events: readonly CompareEvent[], worlds: readonly World[], sections: boolean): string[] {
  const truths = worlds.map((world) => new Set(oracle(world, { sections }).map(inShort)));
  return differencesOf(events)
    .filter(
      (event) =>
        event.kind !== 'undetermined' &&
        !(event.kind === 'identical'
          ? worlds.some((world) => areEqualIn(world, event.left!.id, event.right!.id))
          : truths.some((lines) => lines.has(inShort(statementOf(event))))),
    )
    .map((event) => text(statementOf(event)));
}

const isOfPlace = ({ field }: { field: string }): boolean => ['title', 'suite', 'section'].includes(field);

/** Texts may be gone with those of an equal case. */
const withoutTexts = ({ fields, ...rest }: Statement): string =>
  text({ ...rest, fields: fields.filter(isOfPlace) });

/** Among whom it was picked depends on what was known by then. */
const inShort = ({ candidates: _candidates, ...rest }: Statement): string => text({ ...rest, fields: [] });

function areEqualIn(world: World, left: number, right: number): boolean {
  return pairedSuites(world).some(([a, b]) => {
    const [l, r] = [a.cases.find(({ id }) => id === left), b.cases.find(({ id }) => id === right)];
    return l && r && isLive(l) && isLive(r) && l.title === r.title && sameContent(l, r);
  });
}

/** @param complete told of each run that calls itself so */
const holds = (by: typeof run, complete = (): void => {}) =>
  fc.property(drawnArb(), (drawn) => {
    const { world, missed, sections } = drawn;
    const events = by(arrivals(drawn), optionsOf(sections));
    expect(falseOf(events, worldsOf(world, missed), sections)).toEqual([]);
    const { status, left, right } = summaryOf(events);
    if (status !== 'complete') return;
    complete();
    const said = differencesOf(events).map((event) => withoutTexts(statementOf(event)));
    expect(said.sort()).toEqual(oracle(world, { sections }).map(withoutTexts).sort());
    expect([left.cases, right.cases]).toEqual(
      SIDES.map((side) => world[side].reduce((sum, { cases }) => sum + cases.length, 0)),
    );
  });

describe('what a recheck shows', () => {
  it('is in the answer that calls itself complete, and makes nothing false', () => {
    const runs = 600;
    let complete = 0;
    fc.assert(
      holds(run, () => complete++),
      { numRuns: runs },
    );
    // What is told of all that is found, or of nothing, would prove little.
    expect(complete).toBeGreaterThan(runs / 10);
    expect(complete).toBeLessThan((runs * 9) / 10);
  });

  it('tells each case once, whatever is lost', () => {
    fc.assert(
      fc.property(drawnArb(LOSING), (drawn) => {
        const all = arrivals(drawn);
        const events = run(all, optionsOf(drawn.sections));
        expect(falseOf(events, worldsOf(drawn.world, drawn.missed), drawn.sections)).toEqual([]);
        for (const side of SIDES) {
          const read = new Set(
            all.flatMap((each) =>
              (each.type === 'page' || each.type === 'rechecked') && each.side === side
                ? each.cases.map(({ id }) => id)
                : [],
            ),
          );
          const { cases, deleted } = summaryOf(events)[side];
          const ids = differencesOf(events).flatMap((event) => event[side]?.id ?? []);
          expect([new Set(ids).size, cases]).toEqual([cases - deleted, read.size]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('is seen to fail on a compare that', () => {
  const breaks: Record<string, Break> = {
    'says that a case is missing before it is asked': [
      'side-state.ts',
      'return this.isRead() && (this.recheck?.isOver() ?? true);',
      'return this.isRead();',
    ],
    'pairs what came late over the whole project alone': [
      'place.ts',
      'if (!this.told || this.isSettled()) return;',
      'return;',
    ],
    'takes no notice of the pairs that are told by then': ['intake.ts', 'if (isTold)', 'if (false)'],
    'leaves a case where it was read': [
      'intake.ts',
      'if (first !== suite) {\n      this.drop',
      'if (false) {\n      this.drop',
    ],
  };

  it.each(Object.keys(breaks))('%s', (name) => {
    const result = fc.check(holds(brokenRun(breaks[name]!)), { numRuns: 5_000, endOnFailure: true });
    expect(result.counterexample).not.toBeNull();
    expect(String(result.errorInstance)).toMatch(/toEqual|toBe/);
  });
});
