/** Lists that shift while they are read, over a real socket. */
import { compareProjects } from '../../src/index.js';
import type { Edit, Simulator } from '../../src/simulator/index.js';
import { worldOf } from '../../src/simulator/index.js';
import { bothSides, instanceAt, ofType, QUICK, runToEnd, simulate, type Run } from './support/run.js';

const SIZE = 1_600;
const world = () =>
  worldOf(
    [30, 34].map((id) => ({
      id,
      suites: [
        {
          id,
          name: 'Only',
          cases: Array.from({ length: SIZE }, (_, n) => ({
            title: `Case ${n}`,
            custom_preconds: `text ${n}`,
          })),
        },
      ],
    })),
  );

const compare = (simulator: Simulator): Promise<Run> =>
  runToEnd(compareProjects({ ...bothSides(instanceAt(simulator, { concurrency: 3 })), ...QUICK }));

const titlesOf = (simulator: Simulator, suiteId: number): string[] =>
  simulator
    .cases(suiteId)
    .filter(({ is_deleted }) => !is_deleted)
    .map(({ title }) => title);

describe('a list that shifts while it is read', () => {
  it.each<[string, Omit<Edit, 'suiteId'>]>([
    ['a case of the first page is deleted', { remove: { index: 3 } }],
    ['a case of the third page is deleted', { remove: { index: 600 } }],
    ['a case is added on the first page', { insert: { index: 3, case: { title: 'New' } } }],
    ['a case is added on the third page', { insert: { index: 600, case: { title: 'New' } } }],
    [
      'one is deleted and another added',
      { remove: { index: 700 }, insert: { index: 100, case: { title: 'New' } } },
    ],
  ])('is mended when %s', async (_, edit) => {
    for (const offsetFrom of [249, 747, 1_245]) {
      const simulator = await simulate({
        world: world(),
        pageMs: 4,
        edits: [{ ...edit, suiteId: 34, match: { suiteId: 34, offsetFrom } }],
      });
      const { summary, differences } = await compare(simulator);
      expect(summary.status).toBe('complete');
      const read = differences.flatMap(({ right }) => (right ? [right.title] : [])).sort();
      const now = titlesOf(simulator, 34);
      // What was added or deleted on a page that had been read by then may be seen as it was before; no other case.
      const gone = read.filter((title) => title !== 'New' && !now.includes(title));
      expect(gone.length).toBeLessThanOrEqual(edit.remove ? 1 : 0);
      expect(now.filter((title) => title !== 'New' && !read.includes(title))).toEqual([]);
      expect(new Set(read).size).toBe(read.length);
      expect(summary.right.cases).toBe(read.length);
      await simulator.close();
    }
  });

  it('that never comes to rest is unsettled, and the result partial', async () => {
    const simulator = await simulate({
      world: world(),
      pageMs: 2,
      edits: Array.from({ length: 400 }, (_, n) => ({
        suiteId: 34,
        insert: { index: 0 },
        afterRequests: n + 5,
      })),
    });
    const { summary, events } = await compare(simulator);
    expect(summary.status).toBe('partial');
    expect(summary.reason).toContain('unsettled');
    expect(ofType(events, 'suite').find(({ side }) => side === 'right')).toMatchObject({ complete: false });
    // Seven pages, each read five times at most.
    expect(simulator.stats().requests).toBeLessThan(80);
  });
});
