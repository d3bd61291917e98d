import fc from 'fast-check';
import type { Arrival } from '../../src/compare/arrivals.js';
import type { CompareEvent } from '../../src/compare/events.js';
import { run } from '../support/cases.js';
import type { World } from '../support/oracle.js';
import { arrivalsOf, orderArb, worldArb, type Reading } from '../support/worlds.js';

const RUNS = { numRuns: 400 };

describe('with the sides swapped', () => {
  type Compare = (world: World, reading: Reading) => CompareEvent[];
  const compare: Compare = (world, reading) => run(arrivalsOf(world, reading).all);

  /** The same reading of the swapped world: fates belong to pages in the order left, right, so they are swapped as well. */
  const mirrored = (by: Compare) =>
    fc.property(worldArb, orderArb, fc.integer({ min: 1, max: 4 }), (world, order, size) => {
      const reading: Reading = { sizes: [size], fates: ['read'], beyond: ['nothing'], order };
      const swapped = by({ left: world.right, right: world.left }, reading);
      expect(swapped.map(swap).map(stable).filter(Boolean).sort()).toEqual(
        by(world, reading).map(stable).filter(Boolean).sort(),
      );
    });

  it('the answer is mirrored', () => {
    fc.assert(mirrored(compare), RUNS);
  });

  it('the answer is mirrored where whole suites are lost', () => {
    const losingAll: Compare = (world, reading) => {
      const named = (arrival: Arrival): boolean =>
        arrival.type === 'page' && world[arrival.side].find(({ id }) => id === arrival.suiteId)!.name === 'B';
      return run(arrivalsOf(world, reading).all.filter((arrival) => !named(arrival)));
    };
    fc.assert(mirrored(losingAll), RUNS);
  });

  const reversed = (id: number): number => 1_000 - id;
  const broken: Record<string, Compare> = {
    'takes partners on the right by descending ids': (world, reading) => {
      const turned = world.right.map((suite) => ({
        ...suite,
        cases: suite.cases.map((each) => ({ ...each, id: reversed(each.id) })),
      }));
      return compare({ left: world.left, right: turned }, reading).map((event) => {
        if (event.type !== 'difference') return event;
        const { right, candidates } = event;
        return {
          ...event,
          right: right && { ...right, id: reversed(right.id) },
          ...(candidates && {
            candidates: { left: candidates.left, right: candidates.right.map(reversed).sort() },
          }),
        };
      });
    },
    'does not see that left cases are deleted': (world, reading) =>
      compare(
        {
          ...world,
          left: world.left.map((suite) => ({
            ...suite,
            cases: suite.cases.map((each) => ({ ...each, is_deleted: 0 })),
          })),
        },
        reading,
      ),
    'tells no right case without a partner': (world, reading) =>
      compare(world, reading).filter((event) => event.type !== 'difference' || event.kind !== 'onlyRight'),
  };

  it.each(Object.keys(broken))('is seen to fail on a compare that %s', (name) => {
    const result = fc.check(mirrored(broken[name]!), RUNS);
    expect(result.failed).toBe(true);
    expect(result.counterexample).not.toBeNull();
  });

  function swap(event: CompareEvent): CompareEvent {
    if (event.type !== 'difference') return event;
    const { left, right, kind, likely, fields, candidates } = event;
    const other = <K>(name: K): K =>
      (name === 'onlyLeft' ? 'onlyRight' : name === 'onlyRight' ? 'onlyLeft' : name) as K;
    return {
      ...event,
      left: right,
      right: left,
      kind: other(kind),
      ...(likely && { likely: other(likely) }),
      fields: fields.map((field) => ({ ...field, left: field.right, right: field.left })),
      ...(candidates && { candidates: { left: candidates.right, right: candidates.left } }),
    };
  }

  /** A difference, without the title that is the left one's by convention. */
  const stable = (event: CompareEvent): string =>
    event.type === 'difference' ? JSON.stringify({ ...event, key: undefined, title: undefined }) : '';
});
