/** Records that contradict each other or themselves, over a real socket. */
import { compareProjects } from '../../src/index.js';
import { worldOf, type Fault, type Simulator } from '../../src/simulator/index.js';
import { bothSides, instanceAt, ofType, QUICK, runToEnd, saidOf, simulate, type Run } from './support/run.js';

/** Two suites of 300 cases, every fiftieth another one on the right. */
const world = () =>
  worldOf(
    [30, 34].map((id) => ({
      id,
      suites: [
        {
          id: id * 10,
          name: 'Large',
          cases: Array.from({ length: 300 }, (_, n) => ({
            title: `Case ${n}`,
            custom_preconds: `text ${n} ${n % 50 === 0 ? id : ''}`,
          })),
        },
      ],
    })),
  );

const compare = (simulator: Simulator): Promise<Run> =>
  runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK, attempts: 2 }));

/** The case at index 20 of the right is another one than it was, as often as told. */
const struck = async (record: Fault['record'], times?: number): Promise<Run> => {
  const fault: Fault = { kind: 'record', match: { suiteId: 340, holds: 20 }, record };
  return compare(
    await simulate({ world: world(), faults: [times === undefined ? fault : { ...fault, times }] }),
  );
};

const whole = async (): Promise<Run> => compare(await simulate({ world: world() }));

/** Nothing certain is said of a case but the one at index 20 that is not so without the fault. */
async function expectNothingFalse(run: Run): Promise<void> {
  const said = new Set((await whole()).differences.map(saidOf));
  const wrong = run.differences.filter(
    (each) =>
      each.kind !== 'undetermined' &&
      !said.has(saidOf(each)) &&
      each.left?.title !== 'Case 20' &&
      each.right?.title !== 'Case 20',
  );
  expect(wrong).toEqual([]);
}

describe('an id that two different cases have', () => {
  const twice: Fault['record'] = { copy: true, set: { custom_preconds: 'another text' } };

  it('is not settled by what either says: partial, the suite unsettled, nothing false', async () => {
    const run = await struck(twice);
    expect(run.summary.status).toBe('partial');
    expect(ofType(run.events, 'suite').filter(({ complete }) => !complete)).toMatchObject([{ suiteId: 340 }]);
    // The one id is one case.
    expect(run.summary.right.cases).toBe(300);
    await expectNothingFalse(run);
  });

  it('is one case where both say the same', async () => {
    const run = await struck({ copy: true });
    expect(run.summary).toMatchObject({ status: 'complete', right: { cases: 300 } });
    expect(run.differences.map(saidOf).sort()).toEqual((await whole()).differences.map(saidOf).sort());
  });
});

describe('a member that is not what it was', () => {
  it.each<[string, Fault['record']]>([
    ['null where labels were', { set: { labels: null } }],
    ['null where steps were', { set: { custom_steps_separated: null } }],
    ['null for dates, section and author', { set: { updated_on: null, section_id: null, created_by: null } }],
    ['a nested __proto__', { members: '"x":{"__proto__":{"is_deleted":1}}' }],
  ])('%s: it is used, and says the same', async (_name, record) => {
    const run = await struck(record);
    expect(run.summary.status).toBe('complete');
    expect(run.differences.map(saidOf).sort()).toEqual((await whole()).differences.map(saidOf).sort());
  });

  it('__proto__ on a case that the schema must mend gives it no members it has not', async () => {
    // Without an `is_deleted` of its own, or that would stand in front of an inherited one.
    const run = await struck({
      set: { title: null },
      unset: ['is_deleted'],
      members: '"__proto__":{"is_deleted":1}',
    });
    // A case without a title, and not a deleted one: it is there, under the empty title.
    expect(run.summary).toMatchObject({ status: 'complete', right: { cases: 300, deleted: 0 } });
    expect(run.differences.find(({ right }) => right?.title === '')).toMatchObject({ kind: 'renamed' });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('a __proto__ in a compared field is compared as any other member', async () => {
    const extra = (suiteId: number, members: string): Fault => ({
      kind: 'record',
      match: { suiteId, holds: 20 },
      record: { members: `"custom_extra":${members}` },
    });
    const run = await compare(
      await simulate({
        world: world(),
        faults: [extra(300, '{"k":1}'), extra(340, '{"k":1,"__proto__":{"a":1}}')],
      }),
    );
    expect(run.summary.status).toBe('complete');
    expect(run.differences.find(({ right }) => right?.title === 'Case 20')).toMatchObject({
      kind: 'changed',
      fields: [{ field: 'custom_extra' }],
    });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each<[string, Fault['record']]>([
    ['a case of another suite', { set: { suite_id: 999 } }],
    ['an id that is none', { set: { id: 'x' } }],
    ['a title that is a number', { set: { title: 7 } }],
    ['a record that lacks its id', { unset: ['id'] }],
  ])('%s: partial, every other case told as it is', async (_name, record) => {
    const run = await struck(record);
    expect(run.summary.status).toBe('partial');
    await expectNothingFalse(run);
  });

  it.each<[string, Fault['record']]>([
    ['an id that is none', { set: { id: 'x' } }],
    ['a date that is a word', { set: { updated_on: 'yesterday' } }],
    ['a record that lacks its id', { unset: ['id'] }],
    [
      'a record nested beyond all measure',
      { members: `"custom_deep":${'['.repeat(2_000)}${']'.repeat(2_000)}` },
    ],
  ])('%s: it alone is lost, by its offset, with the address and the reason', async (_name, record) => {
    const { summary } = await struck(record);
    expect(summary.right).toMatchObject({
      cases: 299,
      failedPages: [
        {
          offset: 20,
          limit: 1,
          error: expect.stringMatching(
            /unexpected shape, (cases\.0\.|case \d+: nested).*\(http.*offset=20\)/,
          ),
        },
      ],
    });
    expect(summary.left.cases).toBe(300);
  });
});
