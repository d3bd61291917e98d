/** What ids mean, over a real socket: in one instance to show it, between two to compare by it. */
import { compareProjects, type CompareOptions } from '../../src/index.js';
import { worldOf, type SimulatorOptions } from '../../src/simulator/index.js';
import { instanceAt, QUICK, runToEnd, simulate } from './support/run.js';

const field = (
  system_name: string,
  type_id: number,
  items?: string,
  project_ids: number[] | null = null,
) => ({
  id: 1,
  system_name,
  label: system_name,
  type_id,
  is_active: true,
  configs: [{ context: { is_global: project_ids === null, project_ids }, options: { items } }],
});

/** The same priorities under other ids. */
const REVERSED = ['Critical', 'High', 'Medium', 'Low'].map((name, n) => ({ id: n + 1, name }));
const FIELDS = [
  field('custom_kind', 6, '1, Manual\n2, Automated, at night'),
  field('custom_tags', 12, '1, a\n2, b\n3, c'),
  field('custom_owner', 7),
  field('custom_weight', 2),
];
const OTHER_FIELDS = [
  field('custom_kind', 6, '7, Automated, at night\n8, Manual'),
  field('custom_tags', 12, '4, c\n5, b\n6, a'),
  field('custom_owner', 7),
  field('custom_weight', 2),
];
const OTHER_USERS = [
  { id: 50, name: 'Ada' },
  { id: 51, name: 'Björn' },
];

const project = (id: number, suiteId: number, fields: object) => ({
  id,
  suites: [{ id: suiteId, name: 'A', cases: [{ title: 'Pay', ...fields }] }],
});
const LEFT = { priority_id: 3, custom_kind: 2, custom_tags: [1, 3], custom_owner: 1, custom_weight: 5 };
const RIGHT = { priority_id: 2, custom_kind: 7, custom_tags: [4, 6], custom_owner: 50, custom_weight: 5 };

async function twoInstances(
  left: SimulatorOptions = {},
  right: SimulatorOptions = {},
  options: Partial<CompareOptions> = {},
  rightFields: object = RIGHT,
) {
  const one = await simulate({
    world: worldOf([project(30, 300, LEFT)]),
    directory: { caseFields: FIELDS },
    ...left,
  });
  const other = await simulate({
    world: worldOf([project(34, 340, rightFields)]),
    paginated: false,
    directory: { priorities: REVERSED, caseFields: OTHER_FIELDS, users: OTHER_USERS },
    ...right,
  });
  return runToEnd(
    compareProjects({
      left: { instance: instanceAt(one), projectId: 30 },
      right: { instance: instanceAt(other), projectId: 34 },
      ...QUICK,
      names: true,
      ...options,
    }),
  );
}

describe('between two instances', () => {
  it('ids are compared by name, options of dropdowns, lists and users among them, and numbers as they are', async () => {
    const { summary, start } = await twoInstances();
    expect(summary).toMatchObject({ status: 'complete', counts: { identical: 1 } });
    expect(start.options['fieldsLeftOut']).toBeUndefined();
  });

  it('what differs is shown by its names', async () => {
    const { differences } = await twoInstances({}, {}, {}, { ...RIGHT, priority_id: 1, custom_weight: 6 });
    expect(differences[0]!.fields).toEqual([
      { field: 'custom_weight', left: 5, right: 6 },
      { field: 'priority_id', left: 3, right: 1, leftName: 'High', rightName: 'Critical' },
    ]);
  });

  it('without names what holds ids is left out, and said', async () => {
    const { summary, start } = await twoInstances({}, {}, { names: false });
    expect(summary.counts).toMatchObject({ identical: 1 });
    expect(start.options['fieldsLeftOut']).toEqual([
      'template_id',
      'type_id',
      'priority_id',
      'numbers in custom fields',
      'shared_step_id',
    ]);
  });

  it('a look-up that is forbidden is no failure: the field is left out, and the right that is missing said', async () => {
    const faults = [{ kind: 'status', status: 403, match: { method: 'get_users' } } as const];
    const { summary, start } = await twoInstances({ faults }, {}, {}, { ...RIGHT, custom_owner: 51 });
    expect(summary).toMatchObject({ status: 'complete', counts: { identical: 1 } });
    expect(start.options['fieldsLeftOut']).toEqual(['custom_owner']);
    expect(start.namesMissing).toEqual([
      { side: 'left', lookup: 'get_users/30', why: 'the account may not read it: ask for that right' },
    ]);
  });

  it('and so is one that fails each time', async () => {
    const faults = [{ kind: 'status', status: 500, match: { method: 'get_case_fields' } } as const];
    const { summary, start } = await twoInstances({}, { faults }, { attempts: 2 });
    expect(summary).toMatchObject({ status: 'complete', counts: { identical: 1 } });
    expect(start.options['fieldsLeftOut']).toContain('numbers in custom fields');
    expect(start.namesMissing).toMatchObject([{ side: 'right', lookup: 'get_case_fields' }]);
  });

  it('the differences of the two schemas open the result', async () => {
    const caseFields = [
      ...OTHER_FIELDS.slice(1),
      field('custom_kind', 6, '7, Manual\n8, None'),
      field('custom_new', 3),
    ];
    const { start } = await twoInstances(
      {},
      { directory: { caseFields, priorities: REVERSED, users: OTHER_USERS } },
    );
    expect(start.schema).toEqual([
      { what: 'option', side: 'left', field: 'custom_kind', name: 'Automated, at night' },
      { what: 'option', side: 'right', field: 'custom_kind', name: 'None' },
      { what: 'field', side: 'right', field: 'custom_new', label: 'custom_new' },
    ]);
  });
});

describe('in one instance', () => {
  const oneInstance = async (options: SimulatorOptions, right: object) => {
    const world = worldOf([project(30, 300, LEFT), project(34, 340, { ...LEFT, ...right })]);
    const simulator = await simulate({ world, directory: { caseFields: FIELDS }, ...options });
    const instance = instanceAt(simulator);
    const ran = await runToEnd(
      compareProjects({
        left: { instance, projectId: 30 },
        right: { instance, projectId: 34 },
        ...QUICK,
        names: true,
      }),
    );
    return { ran, methods: simulator.stats().arrivals.map(({ url }) => /v2\/(\w+)/.exec(url)![1]!) };
  };

  it('ids are compared as they are, and shown by name', async () => {
    const { ran } = await oneInstance({}, { priority_id: 4, custom_tags: [2] });
    expect(ran.differences[0]!.fields).toEqual([
      { field: 'custom_tags', left: [1, 3], right: [2], leftName: 'a, c', rightName: 'b' },
      { field: 'priority_id', left: 3, right: 4, leftName: 'High', rightName: 'Critical' },
    ]);
  });

  it('what is the same for all its projects is asked once', async () => {
    const { methods } = await oneInstance({}, {});
    const asked = (method: string): number => methods.filter((each) => each === method).length;
    expect(['get_priorities', 'get_case_types', 'get_case_fields'].map(asked)).toEqual([1, 1, 1]);
    const own = ['get_templates', 'get_users', 'get_milestones', 'get_shared_steps'];
    expect(own.map(asked)).toEqual([2, 2, 2, 2]);
  });

  it('options that differ from project to project are compared by their labels', async () => {
    const caseFields = [
      {
        ...field('custom_kind', 6),
        configs: [
          { context: { is_global: false, project_ids: [30] }, options: { items: '2, Fast' } },
          { context: { is_global: false, project_ids: [34] }, options: { items: '2, Slow\n9, Fast' } },
        ],
      },
    ];
    const same = await oneInstance({ directory: { caseFields } }, { custom_kind: 9 });
    expect(same.ran.summary.counts).toMatchObject({ identical: 1 });
    const other = await oneInstance({ directory: { caseFields } }, { custom_kind: 2 });
    expect(other.ran.differences[0]!.fields).toEqual([
      { field: 'custom_kind', left: 2, right: 2, leftName: 'Fast', rightName: 'Slow' },
    ]);
  });

  it("milestones and shared steps, which are a project's own, are compared by what they say", async () => {
    const steps = (content: string) => [{ content, expected: '', additional_info: '', refs: '' }];
    const own = (id: number, offset: number, content: string) => ({
      id,
      milestones: [{ id: 70 + offset, name: 'Spring' }],
      shared_steps: [{ id: 80 + offset, title: 'Log in', custom_steps_separated: steps(content) }],
      suites: [
        {
          id: id * 10,
          name: 'A',
          cases: [
            {
              title: 'Pay',
              custom_target: 70 + offset,
              custom_steps_separated: [{ shared_step_id: 80 + offset }, ...steps('pay')],
            },
          ],
        },
      ],
    });
    const compare = async (content: string) => {
      const world = worldOf([own(30, 0, 'log in'), own(34, 5, content)]);
      const simulator = await simulate({ world, directory: { caseFields: [field('custom_target', 9)] } });
      const instance = instanceAt(simulator);
      const sides = { left: { instance, projectId: 30 }, right: { instance, projectId: 34 } };
      return runToEnd(compareProjects({ ...sides, ...QUICK, names: true }));
    };
    expect((await compare('log in')).summary.counts).toMatchObject({ identical: 1 });
    const { differences } = await compare('log out');
    expect(differences[0]!.fields.map(({ field: name }) => name)).toEqual(['custom_steps_separated']);
  });
});
