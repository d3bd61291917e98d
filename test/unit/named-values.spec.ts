/** Values that are ids, by what they are called: where cases are matched by them, mapped, and compared. */
import type { AggregateOptions } from '../../src/compare/aggregate.js';
import type { Catalogue } from '../../src/compare/catalogue.js';
import type { Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { notes } from '../../src/report/notes.js';
import { aCase, brief, finished, opened, page, run, summaryOf } from '../support/cases.js';

const dropdown = (...options: [number, string][]) => ({
  typeId: 6,
  label: 'Kind',
  options: new Map(options.map(([id, name]) => [String(id), name])),
});
const catalogue = (over: Partial<Catalogue> = {}): Catalogue => ({ names: {}, missing: [], ...over });

const compare = (
  catalogues: Partial<Record<Side, Catalogue>>,
  left: Partial<TestCase>[],
  right: Partial<TestCase>[],
  options: Partial<AggregateOptions> = {},
) =>
  run(
    [
      { ...opened('left', ['A']), catalogue: catalogues.left },
      { ...opened('right', ['A']), catalogue: catalogues.right },
      page(
        'left',
        1,
        left.map((each, n) => aCase(n + 1, `left ${n}`, each)),
      ),
      page(
        'right',
        1,
        right.map((each, n) => aCase(n + 11, `right ${n}`, each)),
      ),
      finished(),
    ],
    { compareIds: false, ...options },
  );

const KINDS = {
  left: catalogue({ fields: new Map([['custom_kind', dropdown([1, 'Unit'], [2, 'Cypress'])]]) }),
  right: catalogue({ fields: new Map([['custom_kind', dropdown([1, 'Cypress'], [2, 'Unit'])]]) }),
};

describe('cases that are matched by a field that holds ids', () => {
  const LEFT = [{ custom_kind: 1 }, { custom_kind: 2 }];
  const RIGHT = [{ custom_kind: 1 }, { custom_kind: 2 }];
  const matchBy = ['custom_kind'];

  it.each([true, false])('go by its names, not by the numbers (within one instance: %s)', (compareIds) => {
    expect(brief(compare(KINDS, LEFT, RIGHT, { compareIds, matchBy }))).toEqual([
      'renamed 1:12',
      'renamed 2:11',
    ]);
  });

  it('and by what the value map calls them', () => {
    const valueMap = new Map([
      [
        'custom_kind',
        new Map([
          ['Unit', 'Cypress'],
          ['2', '2'],
        ]),
      ],
    ]);
    expect(brief(compare(KINDS, LEFT, RIGHT, { matchBy, valueMap }))).toEqual([
      'renamed 1:11',
      'renamed 2:12',
    ]);
  });

  it('are refused where nobody can name them', () => {
    const fields = new Map([['custom_owner', { typeId: 7, label: 'Owner' }]]);
    const users = catalogue({ fields, names: { user: new Map([[1, 'Ann']]) } });
    const of = (right: Catalogue) => () =>
      compare({ left: users, right }, [{ custom_owner: 1 }], [{ custom_owner: 1 }], {
        matchBy: ['custom_owner'],
      });
    expect(of(users)).not.toThrow();
    expect(of(catalogue({ fields }))).toThrow(
      /^cases cannot be matched by custom_owner: its ids mean nothing/,
    );
  });

  it("milestones are a project's own, within one instance too", () => {
    const milestones = (id: number) => catalogue({ names: { milestone: new Map([[id, 'Spring']]) } });
    const options = { compareIds: true, matchBy: ['milestone_id'] };
    const [left, right] = [[{ milestone_id: 5 }], [{ milestone_id: 6 }]];
    const both = { left: milestones(5), right: milestones(6) };
    expect(brief(compare(both, left, right, options))).toEqual(['renamed 1:11']);
    expect(() => compare({}, left, right, options)).toThrow(/^cases cannot be matched by milestone_id/);
  });
});

describe('a line of the value map', () => {
  const PRIORITIES = catalogue({
    names: {
      priority_id: new Map([
        [2, 'Medium'],
        [3, 'High'],
      ]),
    },
  });
  const both = { left: PRIORITIES, right: PRIORITIES };

  it.each([
    ['Medium', 'High'],
    ['2', '3'],
    ['Medium', '3'],
    ['2', 'High'],
  ])('names ids or names, in one instance and between two: %s, %s', (from, to) => {
    const valueMap = new Map([['priority_id', new Map([[from, to]])]]);
    for (const compareIds of [true, false]) {
      const events = compare(both, [{ title: 'x', priority_id: 2 }], [{ title: 'x', priority_id: 3 }], {
        compareIds,
        valueMap,
      });
      expect(brief(events)).toEqual(['identical 1:11']);
      expect(summaryOf(events).valueMapUnused).toBeUndefined();
    }
  });

  it('holds for each value of a list', () => {
    const list = {
      typeId: 12,
      label: 'Tags',
      options: new Map([
        ['1', 'a'],
        ['2', 'b'],
      ]),
    };
    const fields = new Map([['custom_tags', list]]);
    const valueMap = new Map([['custom_tags', new Map([['a', 'b']])]]);
    const [left, right] = [[{ title: 'x', custom_tags: [1] }], [{ title: 'x', custom_tags: [2] }]];
    for (const compareIds of [true, false]) {
      const events = compare({ left: catalogue({ fields }), right: catalogue({ fields }) }, left, right, {
        compareIds,
        valueMap,
      });
      expect(brief(events)).toEqual(['identical 1:11']);
    }
  });

  it('that no case has used is told', () => {
    const valueMap = new Map([['priority_id', new Map([['Mediun', 'High']])]]);
    const events = compare(both, [{ title: 'x', priority_id: 2 }], [{ title: 'x', priority_id: 3 }], {
      valueMap,
    });
    expect(summaryOf(events).valueMapUnused).toEqual([
      { field: 'priority_id', left: 'Mediun', right: 'High' },
    ]);
    expect(notes(summaryOf(events))).toContain('no case uses priority_id,Mediun,High of the value map');
  });
});

describe('shared steps', () => {
  const steps = (id: number) => catalogue({ sharedSteps: new Map([[id, [{ content: 'log in' }]]]) });
  const of = (id: number) => [
    { title: 'x', custom_steps_separated: [{ shared_step_id: id }, { content: 'pay' }] },
  ];

  it.each([true, false])(
    'that could be read on one side alone make no difference (one instance: %s)',
    (compareIds) => {
      for (const catalogues of [
        { left: steps(50), right: catalogue() },
        { left: catalogue(), right: steps(51) },
      ]) {
        const events = compare(catalogues, of(50), of(51), { compareIds });
        expect(brief(events)).toEqual(['identical 1:11']);
        const [start] = events;
        expect(start).toMatchObject({
          options: { fieldsLeftOut: expect.arrayContaining(['shared_step_id']) },
        });
      }
    },
  );

  it('that could be read on both count by what they say', () => {
    const other = catalogue({ sharedSteps: new Map([[51, [{ content: 'log out' }]]]) });
    expect(brief(compare({ left: steps(50), right: steps(51) }, of(50), of(51)))).toEqual(['identical 1:11']);
    expect(brief(compare({ left: steps(50), right: other }, of(50), of(51)))).toEqual(['changed 1:11']);
  });
});

describe('two suites of one project, or a snapshot of it and now', () => {
  const inOneProject = (
    catalogues: Partial<Record<Side, Catalogue>>,
    left: Partial<TestCase>,
    right: Partial<TestCase>,
    matchBy = ['title'],
  ) =>
    brief(
      run(
        [
          { ...opened('left', ['A']), projectId: 30, catalogue: catalogues.left },
          { ...opened('right', ['B']), projectId: 30, catalogue: catalogues.right },
          page('left', 1, [aCase(1, 'Pay', left)]),
          page('right', 1, [aCase(2, 'Pay', right)]),
          finished(),
        ],
        { compareIds: true, matchBy },
      ),
    );
  const named = catalogue({
    names: {
      milestone: new Map([
        [5, 'Spring'],
        [6, 'Spring'],
      ]),
    },
    fields: new Map([['custom_due', { typeId: 9, label: 'Due' }]]),
  });
  const both = { left: named, right: named };

  it('a milestone is its number, whether its name is known or not', () => {
    const byMilestone = ['milestone_id', 'title'];
    expect(inOneProject({}, { milestone_id: 5 }, { milestone_id: 5 }, byMilestone)).toEqual([
      'identical 1:2',
    ]);
    expect(inOneProject({}, { milestone_id: 5 }, { milestone_id: 6 }, byMilestone)).toHaveLength(2);
    expect(inOneProject(both, { custom_due: 5 }, { custom_due: 6 })).toEqual(['changed 1:2']);
  });

  it('shared steps that one side alone can name are the numbers they are', () => {
    const left = catalogue({ sharedSteps: new Map([[7, [{ content: 'Sign in' }]]]) });
    const steps = (id: number) => ({ custom_steps_separated: [{ shared_step_id: id }] });
    expect(inOneProject({ left }, steps(7), steps(7))).toEqual(['identical 1:2']);
    expect(inOneProject({ left }, steps(7), steps(8))).toEqual(['changed 1:2']);
  });
});

it('a line of the value map holds for a checkbox', () => {
  const valueMap = new Map([['custom_b', new Map([['true', 'False']])]]);
  const events = compare({}, [{ custom_b: true }], [{ custom_b: false }], {
    compareIds: true,
    valueMap,
    matchBy: ['custom_b'],
  });
  expect(brief(events)).toEqual(['renamed 1:11']);
});
