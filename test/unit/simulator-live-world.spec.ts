import fc from 'fast-check';
import { planWorld } from '../../src/simulator/world/plan-world.js';
import { LiveWorld, type Edit } from '../../src/simulator/world/live-world.js';
import { worldOf } from '../../src/simulator/world/literal-world.js';
import type { CaseJson, World } from '../../src/simulator/world/types.js';

const literal = (): World => worldOf([{ id: 30, suites: [{ id: 1, cases: [{}, {}, {}] }, { id: 2 }] }]);
const idsOf = (world: LiveWorld, suiteId = 1): number[] => world.cases(suiteId)!.map(({ id }) => id);

describe('LiveWorld', () => {
  it('removes, inserts and updates, by index, from the end and by id', () => {
    const world = new LiveWorld(literal());
    const [a, b, c] = idsOf(world) as [number, number, number];
    expect(world.edit({ suiteId: 1, remove: { index: 0 } })).toBe(true);
    expect(idsOf(world)).toEqual([b, c]);
    world.edit({ suiteId: 1, insert: { index: 1, case: { id: 7, title: 'new' } } });
    world.edit({ suiteId: 1, insert: { index: -1, case: { id: 8 } } });
    expect(idsOf(world)).toEqual([b, 7, c, 8]);
    world.edit({ suiteId: 1, update: { id: c, fields: { title: 'other' } } });
    world.edit({ suiteId: 1, update: { index: -3, fields: { refs: 'X' } } });
    world.edit({ suiteId: 1, remove: { id: b } });
    const [first, second] = world.cases(1) as CaseJson[];
    expect(first).toMatchObject({ id: 7, title: 'new', refs: 'X', suite_id: 1 });
    expect(second).toMatchObject({ id: c, title: 'other' });
    expect(second!.updated_on).toBeGreaterThan(1_704_067_200);
    expect([world.edit({ suiteId: 1, remove: { id: a } }), world.edit({ suiteId: 9 })]).toEqual([
      false,
      false,
    ]);
  });

  it('moves a case to another suite, or within its own, and dates it anew', () => {
    const world = new LiveWorld(literal());
    const [a, b, c] = idsOf(world) as [number, number, number];
    expect(world.edit({ suiteId: 1, move: { id: b, to: 2, at: 0 } })).toBe(true);
    expect([idsOf(world), idsOf(world, 2)]).toEqual([[a, c], [b]]);
    expect(world.cases(2)![0]).toMatchObject({ suite_id: 2, title: `Case ${b}` });
    expect(world.cases(2)![0]!.updated_on).toBeGreaterThan(world.cases(1)![0]!.updated_on);
    world.edit({ suiteId: 1, move: { index: 0, at: -1 } });
    expect(idsOf(world)).toEqual([c, a]);
    expect(world.edit({ suiteId: 1, move: { id: b, at: 0 } })).toBe(false);
    expect(world.edit({ suiteId: 1, move: { id: a, to: 9, at: 0 } })).toBe(false);
    expect(idsOf(world)).toEqual([c, a]);
  });

  it('takes a suite away, and leaves the world it was made of as it was', () => {
    const planned = planWorld({ cases: 1_000 });
    const world = new LiveWorld(planned);
    const { suites } = world.projects.get(30)!;
    expect(world.truth).toEqual(planned.truth);
    world.edit({ suiteId: 301, removeSuite: true });
    expect(world.projects.get(30)!.suites.map(({ id }) => id)).toEqual(suites.slice(1).map(({ id }) => id));
    expect([world.truth, world.cases(301), world.has(302)]).toEqual([undefined, undefined, true]);
    expect([planned.projects.get(30)!.suites.length, planned.truth]).toEqual([10, expect.anything()]);
  });

  it('does as an array would, whatever is done to it, in a world that is made as it is asked for', () => {
    const edits: fc.Arbitrary<Edit> = fc.oneof(
      fc.integer({ min: -6, max: 30 }).map((index): Edit => ({ suiteId: 301, remove: { index } })),
      fc.integer({ min: -6, max: 30 }).map((index): Edit => ({ suiteId: 301, insert: { index } })),
      fc
        .integer({ min: -6, max: 30 })
        .map((index): Edit => ({ suiteId: 301, update: { index, fields: { refs: 'R' } } })),
    );
    const planned = planWorld({ cases: 400 });
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), (list) => {
        const world = new LiveWorld(planned);
        const model = world.cases(301)!.map(({ id, refs }) => ({ id, refs }));
        for (const edit of list) {
          world.edit(edit);
          const { remove, insert, update } = edit as Record<
            'remove' | 'insert' | 'update',
            { index: number } | undefined
          >;
          const at = (index: number) => (index < 0 ? model.length + index : index);
          if (remove && at(remove.index) >= 0) model.splice(at(remove.index), 1);
          if (insert) {
            const { index } = insert;
            const place = index < 0 ? Math.max(0, model.length + 1 + index) : Math.min(index, model.length);
            model.splice(place, 0, { id: world.cases(301)![place]!.id, refs: null });
          }
          if (update && model[at(update.index)]) model[at(update.index)]!.refs = 'R';
        }
        const now = world.cases(301)!;
        expect(now.map(({ id, refs }) => ({ id, refs }))).toEqual(model);
        expect(now.map(({ id }) => world.projects.get(30)!.suites[0]!.indexOf(id))).toEqual([...now.keys()]);
        expect(world.projects.get(30)!.suites[0]!.caseAt(now.length)).toBeUndefined();
        expect(new Set(now.map(({ id }) => id)).size).toBe(now.length);
      }),
    );
  });
});
