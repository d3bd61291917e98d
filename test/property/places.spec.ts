/** Matching by other keys than the title, with sections, and through a map: held to the words of the design. */
import fc from 'fast-check';
import type { AggregateOptions } from '../../src/compare/aggregate.js';
import { otherSide, SIDES, type CompareEvent, type DifferenceEvent } from '../../src/compare/events.js';
import { differencesOf, run, summaryOf } from '../support/cases.js';
import { foldedInto, isLive, type OracleRules, type World } from '../support/oracle.js';
import { mirrored, statementOf, text, told, truth } from '../support/told.js';
import { arrivalsOf, LOSING, readingArb, withoutSections, worldArb } from '../support/worlds.js';

const KEYS = [
  ['title'],
  ['title', 'section'],
  ['section', 'title'],
  ['suite', 'title'],
  ['suite', 'section', 'title'],
  ['custom_steps'],
  ['custom_steps', 'section'],
  ['priority_id', 'title'],
  ['suite', 'custom_steps'],
];

const rulesArb: fc.Arbitrary<OracleRules> = fc
  .record({ matchBy: fc.constantFrom(...KEYS), withSections: fc.boolean() })
  .map(({ matchBy, withSections }) => ({
    matchBy,
    sections: withSections || matchBy.includes('section'),
  }));

const optionsOf = (rules: OracleRules): AggregateOptions => ({ compareIds: true, ...rules });

it('the differences are those worked out naively, in whichever order pages and sections come', () => {
  fc.assert(
    fc.property(worldArb, readingArb(), rulesArb, (world, reading, rules) => {
      const events = run(arrivalsOf(world, reading, rules.sections).all, optionsOf(rules));
      expect(told(events)).toEqual(truth(world, rules));
      expect(summaryOf(events)).toMatchObject({ status: 'complete', counts: { undetermined: 0 } });
    }),
    { numRuns: 500 },
  );
});

it('suites that are folded into one are its sections, whichever side they are on', () => {
  const foldArb = fc.record({ side: fc.constantFrom(...SIDES), into: fc.constantFrom('A', 'B') });
  fc.assert(
    fc.property(worldArb, readingArb(), rulesArb, foldArb, (world, reading, rules, fold) => {
      fc.pre(world[fold.side].length > 0 && foldedInto(world, fold) !== undefined);
      const suiteMap = new Map([fold.side === 'left' ? ['*', fold.into] : [fold.into, '*']] as [
        string,
        string,
      ][]);
      const events = run(arrivalsOf(world, reading, rules.sections).all, { ...optionsOf(rules), suiteMap });
      expect(told(events)).toEqual(truth(world, { ...rules, fold }));
      expect(summaryOf(events)).toMatchObject({ status: 'complete', counts: { undetermined: 0 } });
    }),
    { numRuns: 800 },
  );
});

it('pairs that were settled by hand go before any key', () => {
  const mapOf = (world: World, picks: readonly number[]): Map<number, number> => {
    const [left, right] = SIDES.map((side) => world[side].flatMap(({ cases }) => cases).filter(isLive));
    const rights = right!.map(({ id }) => id);
    return new Map(
      left!.flatMap(({ id }, n) => {
        const pick = picks[n % picks.length]!;
        return pick % 2 === 0 && rights.length > 0
          ? [[id, rights.splice(pick % rights.length, 1)[0]!] as [number, number]]
          : [];
      }),
    );
  };
  const picksArb = fc.array(fc.nat(99), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(worldArb, readingArb(), rulesArb, picksArb, (world, reading, rules, picks) => {
      const map = mapOf(world, picks);
      const events = run(arrivalsOf(world, reading, rules.sections).all, optionsOf({ ...rules, map }));
      expect(told(events)).toEqual(truth(world, { ...rules, map }));
      const partners = new Map(differencesOf(events).map(({ left, right }) => [left?.id, right?.id]));
      for (const [left, right] of map) expect(partners.get(left)).toBe(right);
      for (const event of differencesOf(events))
        expect(event.matchedBy === 'map').toBe(map.has(event.left?.id ?? 0));
    }),
    { numRuns: 300 },
  );
});

it('a row of the map that names nobody settles nothing, whatever else is lost', () => {
  // Ids of the left and of the right that may be there, be deleted, or be nobody.
  const rowsArb = fc.uniqueArray(fc.tuple(fc.nat(11), fc.nat(11)), {
    comparator: (a, b) => a[0] === b[0] || a[1] === b[1],
    minLength: 1,
    maxLength: 6,
  });
  const idAt = (world: World, side: 'left' | 'right', n: number): number =>
    world[side].flatMap(({ cases }) => cases)[n]?.id ?? 9_000 + n;
  const inRows = (world: World, rows: readonly [number, number][]): Map<number, number> =>
    new Map(rows.map(([l, r]) => [idAt(world, 'left', l), idAt(world, 'right', r)]));
  fc.assert(
    fc.property(worldArb, readingArb(), rulesArb, rowsArb, (world, reading, rules, rows) => {
      const map = inRows(world, rows);
      const events = run(arrivalsOf(world, reading, rules.sections).all, optionsOf({ ...rules, map }));
      expect(told(events)).toEqual(truth(world, { ...rules, map }));
      for (const { matchedBy, left, right } of differencesOf(events))
        expect(matchedBy === 'map').toBe(right !== null && map.get(left?.id ?? 0) === right.id);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(worldArb, readingArb(LOSING), rulesArb, rowsArb, (world, reading, rules, rows) => {
      const map = inRows(world, rows);
      const { all } = arrivalsOf(world, reading, rules.sections);
      const true_ = new Set(truth(world, { ...rules, map }));
      const certain = differencesOf(run(all, optionsOf({ ...rules, map }))).filter(
        ({ kind }) => kind !== 'undetermined' && kind !== 'identical',
      );
      expect(certain.map((event) => text(statementOf(event))).filter((each) => !true_.has(each))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('what is left over and nearly the same is paired, and where a page is lost nothing of it is certain', () => {
  const similarity = 0.5;
  fc.assert(
    fc.property(worldArb, readingArb(LOSING), rulesArb, (world, reading, rules) => {
      const { all, known } = arrivalsOf(world, reading, rules.sections);
      const plain = run(all, optionsOf(rules));
      const events = run(all, { ...optionsOf(rules), similarity });
      const key = ({ left, right }: DifferenceEvent): string => `${left?.id}:${right?.id}`;
      const pairsOf = (each: readonly CompareEvent[]): string[] =>
        differencesOf(each)
          .filter(({ left, right }) => left && right)
          .map(key);
      // No pair of a key or of equal contents is lost to it.
      expect(pairsOf(events)).toEqual(expect.arrayContaining(pairsOf(plain)));
      const isWhole = summaryOf(events).status === 'complete';
      for (const event of differencesOf(events)) {
        if (event.matchedBy === 'similarity') expect(event.score).toBeGreaterThanOrEqual(similarity);
        if (!isWhole && (event.matchedBy === 'similarity' || !event.left || !event.right))
          expect(event.kind).toBe('undetermined');
      }
      for (const side of SIDES) {
        const ids = differencesOf(events).flatMap((event) => event[side]?.id ?? []);
        const read = known[side].flatMap(({ cases }) => cases).filter(isLive);
        expect(ids.sort()).toEqual(read.map(({ id }) => id).sort());
      }
    }),
    { numRuns: 300 },
  );
});

it('the answer is mirrored when the sides are swapped', () => {
  const swap = (world: World): World => ({ left: world.right, right: world.left });
  fc.assert(
    fc.property(worldArb, readingArb(), rulesArb, (world, reading, rules) => {
      const there = run(arrivalsOf(world, reading, rules.sections).all, optionsOf(rules));
      const back = run(arrivalsOf(swap(world), reading, rules.sections).all, optionsOf(rules));
      const swapped = differencesOf(there).map((event) => text(mirrored(statementOf(event))));
      expect(told(back)).toEqual(swapped.sort());
    }),
    { numRuns: 300 },
  );
});

it('where pages or sections are lost nothing false is said, and every case that was read is counted once', () => {
  const lossesArb = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(worldArb, readingArb(LOSING), rulesArb, lossesArb, (world, reading, rules, losses) => {
      const { all, known } = arrivalsOf(world, reading, rules.sections);
      const events = run(withoutSections(all, losses), optionsOf(rules));
      const true_ = new Set(truth(world, rules));
      const certain = differencesOf(events).filter(({ kind }) => kind !== 'undetermined');
      const isFalse = (event: DifferenceEvent): boolean => {
        // Which of several equal cases are the pair may be another choice with a page more; that they are equal may not.
        if (event.kind === 'identical') return false;
        return !true_.has(text(statementOf(event)));
      };
      expect(certain.filter(isFalse)).toEqual([]);
      for (const side of SIDES) {
        const ids = differencesOf(events).flatMap((event) => event[side]?.id ?? []);
        const read = known[side].flatMap(({ cases }) => cases).filter(isLive);
        expect(ids.sort()).toEqual(read.map(({ id }) => id).sort());
        expect(summaryOf(events)[otherSide(side)]).toBeDefined();
      }
    }),
    { numRuns: 800 },
  );
});

it('where sections are lost, equal cases may stand in two places: that is not said to be identical', () => {
  fc.assert(
    fc.property(worldArb, readingArb(), (world, reading) => {
      const arrivals = withoutSections(arrivalsOf(world, reading, true).all, [true]);
      const events = run(arrivals, { compareIds: true, sections: true });
      expect(summaryOf(events).counts.identical).toBe(0);
    }),
    { numRuns: 300 },
  );
});
