/**
 * A page that is read again and says otherwise, and copies of one case that contradict each other: whichever of them is
 * true, nothing false is said, and the result is complete only where one answer is.
 */
import fc from 'fast-check';
import type { Arrival } from '../../src/compare/arrivals.js';
import { SIDES, type CompareEvent, type DifferenceEvent, type Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { brokenRun, type Break } from '../support/broken.js';
import { differencesOf, run, summaryOf } from '../support/cases.js';
import {
  isLive,
  oracle,
  pairedSuites,
  sameContent,
  type Statement,
  type World,
  type WorldSuite,
} from '../support/oracle.js';
import { statementOf, text, told, truth } from '../support/told.js';
import {
  arrivalsOf,
  copiesArb,
  orderArb,
  readingArb,
  worldArb,
  type Copy,
  type Reading,
} from '../support/worlds.js';

const OTHERWISE: Reading['fates'] = ['read', 'read', 'read', 'twice', 'otherwise', 'lost'];
const COPIED: Reading['fates'] = ['read', 'read', 'read', 'read', 'read', 'lost'];
const optionsOf = (sections: boolean) => ({ compareIds: true, sections });

const certainOf = (events: readonly CompareEvent[]): DifferenceEvent[] =>
  differencesOf(events).filter(({ kind }) => kind !== 'undetermined');

/** Which of several equal cases are a pair may be another choice with a page more; that they are equal may not. */
const areEqualIn = (world: World, { left, right }: DifferenceEvent): boolean => {
  const [l, suite] = find(world, 'left', left!.id) ?? [];
  const [r, partner] = find(world, 'right', right!.id) ?? [];
  if (!l || !r) return false;
  const inOnePlace = pairedSuites(world).some(([a, b]) => a === suite && b === partner);
  return isLive(l) && isLive(r) && l.title === r.title && sameContent(l, r) && inOnePlace;
};

function find(world: World, side: Side, id: number): [TestCase, WorldSuite] | undefined {
  for (const suite of world[side]) {
    const found = suite.cases.find((each) => each.id === id);
    if (found) return [found, suite];
  }
  return undefined;
}

/** Of what is told in any case. */
const isOfPlace = ({ field }: { field: string }): boolean => ['title', 'suite', 'section'].includes(field);

/**
 * Where a case is read twice, the texts of its partner may be gone by then: that the two differ is told, in which fields
 * is not. All else of a statement is.
 */
const isTold = (event: DifferenceEvent, { fields, ...truth }: Statement): boolean => {
  const { fields: said, ...statement } = statementOf(event);
  if (JSON.stringify(statement) !== JSON.stringify({ ...truth })) return false;
  const shown = said.every(isOfPlace) ? fields.filter(isOfPlace) : fields;
  return JSON.stringify(said) === JSON.stringify(shown);
};

/** Certain statements of which `holds` says that they are in no world, or not in all. */
const falseOf = (
  events: readonly CompareEvent[],
  worlds: readonly World[],
  sections: boolean,
  holds: 'everywhere' | 'somewhere',
): string[] => {
  const truths = worlds.map((world) => oracle(world, { sections }));
  return certainOf(events)
    .filter((event) => {
      const holdsIn = (world: World, n: number): boolean =>
        event.kind === 'identical'
          ? areEqualIn(world, event)
          : truths[n]!.some((statement) => isTold(event, statement));
      return holds === 'everywhere' ? !worlds.every(holdsIn) : !worlds.some(holdsIn);
    })
    .map((event) => text(statementOf(event)));
};

/** All that is told, undetermined as what it would be, is what `world` holds. */
const isAnswerOf = (events: readonly CompareEvent[], world: World, sections: boolean): boolean => {
  const statements = oracle(world, { sections });
  const differences = differencesOf(events);
  const isOne = (event: DifferenceEvent) => statements.some((statement) => isTold(event, statement));
  return differences.length === statements.length && differences.every(isOne);
};

/** Every id that was read is told once on its side; those that no world lacks are told. */
function expectToldOnce(events: readonly CompareEvent[], arrivals: readonly Arrival[]): void {
  const summary = summaryOf(events);
  const { identical, changed, renamed, moved, onlyLeft, onlyRight } = summary.counts;
  for (const side of SIDES) {
    const read = new Set(
      arrivals.flatMap((each) =>
        each.type === 'page' && each.side === side ? each.cases.map(({ id }) => id) : [],
      ),
    );
    const ids = differencesOf(events).flatMap((event) => event[side]?.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !read.has(id))).toEqual([]);
    const { cases, deleted, undetermined } = summary[side];
    expect(ids.length).toBe(cases - deleted);
    const alone = side === 'left' ? onlyLeft : onlyRight;
    expect(identical + changed + renamed + moved + alone + undetermined + deleted).toBe(cases);
  }
}

const otherwiseHolds = (by: typeof run) =>
  fc.property(worldArb, readingArb(OTHERWISE), fc.boolean(), (world, reading, sections) => {
    const { all, states } = arrivalsOf(world, reading, sections);
    const events = by(all, optionsOf(sections));
    expect(falseOf(events, states, sections, 'somewhere')).toEqual([]);
    expectToldOnce(events, all);
    const summary = summaryOf(events);
    if (summary.status !== 'complete') return;
    expect(states.some((state) => isAnswerOf(events, state, sections))).toBe(true);
  });

describe('a page that is read again and says otherwise', () => {
  it('tells nothing that was true in no state of the world, and is complete only of one state', () => {
    fc.assert(otherwiseHolds(run), { numRuns: 500 });
  });
});

/**
 * The world, with each copied case as any of its copies that were read says it is. Within a suite one of a later date is
 * what the case is by now.
 */
function resolutionsOf(world: World, copies: readonly Copy[], arrivals: readonly Arrival[]): World[] {
  const isRead = (testCase: TestCase): boolean =>
    arrivals.some((each) => each.type === 'page' && each.cases.includes(testCase));
  let worlds = [world];
  for (const { side, suiteId, testCase } of copies.filter((copy) => isRead(copy.testCase))) {
    const [original, suite] = find(world, side, testCase.id)!;
    const moved = worlds.map((each) => ({
      ...each,
      [side]: each[side].map((one) => {
        const others = one.cases.filter(({ id }) => id !== testCase.id);
        return { ...one, cases: one.id === suiteId ? [...others, testCase] : others };
      }),
    }));
    const isNewer = testCase.updated_on !== original.updated_on && suite.id === suiteId;
    worlds = isRead(original) && !isNewer ? [...worlds, ...moved] : moved;
  }
  return worlds;
}

/** Two copies of it were read that do not say the same. */
const contradicts = ({ side, testCase }: Copy, world: World, arrivals: readonly Arrival[]): boolean => {
  const [original] = find(world, side, testCase.id)!;
  const isRead = (one: TestCase): boolean =>
    arrivals.some((each) => each.type === 'page' && each.cases.includes(one));
  return (
    isRead(testCase) &&
    isRead(original) &&
    !(
      testCase.title === original.title &&
      isLive(testCase) === isLive(original) &&
      sameContent(testCase, original)
    )
  );
};

const drawn = (of: Parameters<typeof copiesArb>[0]) =>
  fc.tuple(worldArb, copiesArb(of)).map(([world, copiesOf]) => ({ world, copies: copiesOf(world) }));

const copiesHold = (by: typeof run, of: Parameters<typeof copiesArb>[0] = {}) =>
  fc.property(drawn(of), readingArb(COPIED), fc.boolean(), ({ world, copies }, reading, sections) => {
    const { all, known } = arrivalsOf(world, reading, sections, copies);
    const events = by(all, optionsOf(sections));
    const worlds = resolutionsOf(world, copies, all);
    expect(falseOf(events, worlds, sections, 'everywhere')).toEqual([]);
    expectToldOnce(events, all);
    if (copies.some((copy) => contradicts(copy, world, all)))
      expect(summaryOf(events).status).toBe('partial');
    // The later copy counts, in whichever order they come.
    const latest = { left: lastOfEach(known.left, copies), right: lastOfEach(known.right, copies) };
    if (!of.sameDate && !isAnswerOf(events, latest, sections))
      expect(told(events)).toEqual(truth(latest, { sections }));
  });

const copiesAcrossHold = (by: typeof run) =>
  fc.property(
    drawn({ elsewhere: true, sameDate: true }),
    readingArb(COPIED),
    fc.boolean(),
    ({ world, copies }, reading, sections) => {
      const { all } = arrivalsOf(world, reading, sections, copies);
      const events = by(all, optionsOf(sections));
      const worlds = resolutionsOf(world, copies, all);
      // What is told of a case whose other copy is still to come cannot be taken back; it was true then.
      expect(falseOf(events, worlds, sections, 'somewhere')).toEqual([]);
      expectToldOnce(events, all);
      const read = copies.filter(({ testCase }) =>
        all.some((each) => each.type === 'page' && each.cases.includes(testCase)),
      );
      const isTwice = read.some((copy) => find(world, copy.side, copy.testCase.id)![1].id !== copy.suiteId);
      if (isTwice || copies.some((copy) => contradicts(copy, world, all)))
        expect(summaryOf(events).status).toBe('partial');
    },
  );

describe('copies of one case', () => {
  it('on pages of one suite: the later one counts, in whichever order they come', () => {
    fc.assert(copiesHold(run), { numRuns: 500 });
  });

  it('on pages of one suite, of one date: what is certain is true whichever of them counts', () => {
    fc.assert(copiesHold(run, { sameDate: true }), { numRuns: 500 });
  });

  it('on pages of one suite: what is certain does not depend on the order', () => {
    fc.assert(
      fc.property(drawn({}), readingArb(COPIED), orderArb, ({ world, copies }, reading, order) => {
        const said = (by: Reading): string[] =>
          certainOf(run(arrivalsOf(world, by, false, copies).all))
            .map(({ kind, left, right }) => `${kind} ${left?.id}:${right?.id}`)
            .sort();
        expect(said({ ...reading, order })).toEqual(said(reading));
      }),
      { numRuns: 1_000 },
    );
  });

  it('in two suites: nothing is told that is true of neither copy, and the result is partial', () => {
    fc.assert(copiesAcrossHold(run), { numRuns: 500 });
  });
});

describe('is seen to fail on a compare that', () => {
  const breaks: Record<string, [by: (by: typeof run) => fc.IProperty<any>, Break]> = {
    'takes no notice that two copies of a suite differ': [
      copiesHold,
      ['intake.ts', 'if (first === suite && !reread) suite.conflict(', 'if (false) suite.conflict('],
    ],
    'takes the first of two copies': [
      copiesHold,
      ['intake.ts', '&& laterCopy(before, held) !== held) return;', ') return;'],
    ],
    'takes no notice that a case is in two suites': [
      copiesAcrossHold,
      [
        'intake.ts',
        'for (const each of [first, suite]) each.doubled(',
        'for (const each of [] as SuiteState[]) each.doubled(',
      ],
    ],
    'counts a case of two suites twice': [
      copiesAcrossHold,
      [
        'intake.ts',
        '!== held) return;\n    this.drop(first, before);',
        '!== held) return;\n    if (first === suite) this.drop(first, before);',
      ],
    ],
    'mixes what a page said with what it says now': [
      otherwiseHolds,
      [
        'intake.ts',
        'if (!before) return;\n    const held = this.hold(suite, testCase);',
        'if (!before) return;\n    const held = this.hold(suite, { ...testCase, title: before.title + "!" });',
      ],
    ],
  };

  it.each(Object.keys(breaks))('%s', (name) => {
    const [by, broken] = breaks[name]!;
    const result = fc.check(by(brokenRun(broken)), { numRuns: 5_000, endOnFailure: true });
    expect(result.counterexample).not.toBeNull();
    expect(String(result.errorInstance)).toMatch(/toEqual|toBe/);
  });
});

/** Of two copies on the pages of a suite the one that was copied later. */
const lastOfEach = (suites: readonly WorldSuite[], copies: readonly Copy[]): WorldSuite[] => {
  const copied = new Set(copies.map(({ testCase }) => testCase));
  return suites.map((suite) => ({
    ...suite,
    cases: suite.cases.filter(
      (each) => copied.has(each) || !suite.cases.some((other) => other.id === each.id && copied.has(other)),
    ),
  }));
};
