import { ContentReader } from '../../src/compare/content.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { aCase } from '../support/cases.js';

const sameInstance = new ContentReader({ compareIds: true });
const twoInstances = new ContentReader({ compareIds: false });
const fields = (left: Partial<TestCase>, right: Partial<TestCase>, reader = sameInstance) => {
  const [l, r] = [aCase(1, 'x', left), aCase(2, 'y', right)];
  const differences = reader.differences(l, r);
  // Digest and fields never disagree.
  expect(reader.read('left', l).digest === reader.read('right', r).digest).toBe(differences.length === 0);
  return differences;
};

describe('content', () => {
  it.each(['template_id', 'type_id', 'priority_id', 'refs', 'estimate', 'custom_anything'])(
    '%s is compared',
    (field) => {
      expect(fields({ [field]: 1 }, { [field]: 2 })).toEqual([{ field, left: 1, right: 2 }]);
    },
  );

  it.each([
    'id',
    'suite_id',
    'section_id',
    'milestone_id',
    'created_by',
    'created_on',
    'updated_by',
    'updated_on',
    'display_order',
    'estimate_forecast',
    'is_deleted',
  ])('%s is not compared', (field) => {
    expect(fields({ [field]: 1 }, { [field]: 2 })).toEqual([]);
  });

  it('texts that are no well-formed Unicode are compared by what they hold', () => {
    expect(fields({ custom_a: 'broken \ud83d' }, { custom_a: 'broken \ud83e' })).toHaveLength(1);
    expect(fields({ custom_a: 'broken \ud83d' }, { custom_a: 'broken \ud83d' })).toEqual([]);
  });

  it('differences are in the order of names, empty values null, CRLF as LF', () => {
    expect(fields({ refs: 'R-1', custom_b: 'x\r\ny' }, { refs: '', custom_a: 'z' })).toEqual([
      { field: 'custom_a', left: null, right: 'z' },
      { field: 'custom_b', left: 'x\ny', right: null },
      { field: 'refs', left: 'R-1', right: null },
    ]);
  });

  it('absent and empty fields are equal', () => {
    expect(fields({ refs: null, custom_steps_separated: [], labels: [] }, { custom_x: '' })).toEqual([]);
  });

  it('labels are the set of their titles', () => {
    const label = (id: number, title: string) => ({ id, title });
    expect(
      fields(
        { labels: [label(1, 'x'), label(2, 'y')] },
        { labels: [label(7, 'y'), label(8, 'x'), label(9, 'x')] },
      ),
    ).toEqual([]);
    expect(fields({ labels: ['x'] }, { labels: [label(1, 'x')] })).toEqual([]);
    expect(fields({ labels: [label(1, 'x')] }, { labels: [label(1, 'y')] })).toEqual([
      { field: 'labels', left: ['x'], right: ['y'] },
    ]);
    expect(fields({ labels: [{ name: 'x' }] }, { labels: [{ name: 'y' }] })).toHaveLength(1);
  });
});

describe('between two instances', () => {
  it('what holds ids is left out, and what holds words is compared', () => {
    expect(
      fields(
        { priority_id: 1, type_id: 1, template_id: 1, custom_automation: 3, custom_users: [1, 2] },
        { priority_id: 2, custom_users: [5] },
        twoInstances,
      ),
    ).toEqual([]);
    const steps = (content: string, shared_step_id: number) => ({
      custom_steps_separated: [{ content, shared_step_id }],
    });
    expect(fields(steps('do', 4), steps('do', 9), twoInstances)).toEqual([]);
    expect(fields(steps('do', 4), steps('undo', 4), twoInstances)).toHaveLength(1);
    expect(
      fields({ refs: 'R-1', custom_flag: true }, { refs: 'R-2', custom_flag: false }, twoInstances).map(
        ({ field }) => field,
      ),
    ).toEqual(['custom_flag', 'refs']);
  });
});

describe('what can tell a renamed case', () => {
  it.each<[boolean, Partial<TestCase>]>([
    [true, { custom_steps: 'do' }],
    [true, { custom_steps_separated: [{ content: '', expected: 'seen' }] }],
    [false, {}],
    [false, { custom_steps: '', refs: 'R-1', estimate: '1m', labels: ['x'] }],
    [false, { custom_steps_separated: [{ content: '', expected: null }] }],
    [false, { custom_automation: 3, custom_flag: true }],
  ])('%s: %j', (hasText, testCase) => {
    expect(sameInstance.read('left', aCase(1, 'x', testCase)).hasText).toBe(hasText);
  });
});

it('the custom fields that hold a value are named, by one array for all cases that have the same', () => {
  const read = (more: Partial<TestCase>) => sameInstance.read('left', aCase(1, 'x', more)).customFields;
  expect(read({ custom_b: 'x', custom_a: 1, custom_c: [], refs: 'R-1' })).toEqual(['custom_a', 'custom_b']);
  expect(read({ custom_b: 'x', custom_a: 1 })).toBe(read({ custom_a: 2, custom_b: 'y' }));
});
