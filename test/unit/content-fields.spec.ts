import type { AggregateOptions } from '../../src/compare/aggregate.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { aCase, compareTwo, differencesOf, summaryOf } from '../support/cases.js';

const compare = (left: Partial<TestCase>, right: Partial<TestCase>, options: Partial<AggregateOptions>) => {
  const events = compareTwo([aCase(1, 'x', left)], [aCase(2, 'x', right)], { compareIds: true, ...options });
  const [pair] = differencesOf(events);
  return { kind: pair!.kind, fields: pair!.fields, summary: summaryOf(events) };
};

const LEFT = { custom_a: 'one', custom_b: 'two', refs: 'R1' };
const RIGHT = { custom_a: 'ONE', custom_b: 'TWO', refs: 'R2' };

describe('which fields are compared', () => {
  it.each<[Partial<AggregateOptions>, string[]]>([
    [{}, ['custom_a', 'custom_b', 'refs']],
    [{ fields: ['custom_a'] }, ['custom_a']],
    [{ ignoreFields: ['custom_a', 'refs'] }, ['custom_b']],
    [{ fields: ['custom_a', 'refs'], ignoreFields: ['custom_a'] }, ['refs']],
  ])('%j', (options, expected) => {
    expect(compare(LEFT, RIGHT, options).fields.map(({ field }) => field)).toEqual(expected);
  });

  it('a pair that differs in none of them is identical', () => {
    expect(compare(LEFT, RIGHT, { fields: ['estimate'] }).kind).toBe('identical');
  });

  it('names that no case has are told: they are most likely a slip', () => {
    const options = { fields: ['custom_a', 'custom_aa'], ignoreFields: ['x'] };
    expect(compare(LEFT, RIGHT, options).summary.unknownFields).toEqual(['custom_aa', 'x']);
    expect(compare(LEFT, RIGHT, { fields: ['custom_a'] }).summary.unknownFields).toBeUndefined();
    const matched = { matchBy: ['suite', 'title', 'custom_key', 'custom_a'] };
    expect(compare(LEFT, RIGHT, matched).summary.unknownFields).toEqual(['custom_key']);
    const nothing = compareTwo([], [], { compareIds: true, fields: ['custom_a'] });
    expect(summaryOf(nothing).unknownFields).toBeUndefined();
  });
});

describe('a field that is called otherwise on the right', () => {
  const fieldMap = new Map([['custom_a', 'custom_z']]);

  it('is compared with its partner, under the left name', () => {
    expect(compare({ custom_a: 'one' }, { custom_z: 'one' }, { fieldMap }).kind).toBe('identical');
    const { fields, summary } = compare({ custom_a: 'one' }, { custom_z: 'two' }, { fieldMap });
    expect(fields).toEqual([{ field: 'custom_a', left: 'one', right: 'two' }]);
    expect(summary.right.fieldsOnlyHere).toEqual([]);
  });

  it("goes before the right's own field of the left name", () => {
    const { kind } = compare({ custom_a: 'one' }, { custom_a: 'other', custom_z: 'one' }, { fieldMap });
    expect(kind).toBe('identical');
  });

  it('cases are matched by it as well', () => {
    const options = { compareIds: true, fieldMap, matchBy: ['custom_a'] };
    const events = compareTwo(
      [aCase(1, 'x', { custom_a: 'k1' }), aCase(3, 'y', { custom_a: 'k2' })],
      [aCase(2, 'x!', { custom_z: 'k2' }), aCase(4, 'y!', { custom_z: 'k1' })],
      options,
    );
    expect(differencesOf(events).map(({ left, right }) => [left?.id, right?.id])).toEqual([
      [1, 4],
      [3, 2],
    ]);
  });
});

describe('a value that is called otherwise on the right', () => {
  const valueMap = new Map([
    ['priority_id', new Map([['4', '9']])],
    ['custom_kind', new Map([['1', '5']])],
  ]);

  it('is equal to what it is called there', () => {
    const { kind } = compare({ priority_id: 4 }, { priority_id: 9 }, { valueMap });
    expect(kind).toBe('identical');
    expect(compare({ priority_id: 9 }, { priority_id: 4 }, { valueMap }).kind).toBe('changed');
  });

  it('in a list as well', () => {
    const { kind } = compare({ custom_kind: [1, 2] }, { custom_kind: [5, 2] }, { valueMap });
    expect(kind).toBe('identical');
  });

  it('is shown as each side has it', () => {
    const { fields } = compare({ priority_id: 4 }, { priority_id: 8 }, { valueMap });
    expect(fields).toEqual([{ field: 'priority_id', left: 4, right: 8 }]);
  });
});

describe('links to cases', () => {
  const map = new Map([[10, 20]]);
  it('that were paired by hand are links to the partner', () => {
    expect(compare({ custom_a: 'see C10.' }, { custom_a: 'see C20.' }, { map }).kind).toBe('identical');
    expect(compare({ refs: 'C10' }, { refs: 'C20' }, { map }).kind).toBe('identical');
    expect(compare({ custom_a: 'see C11' }, { custom_a: 'see C20' }, { map }).kind).toBe('changed');
    expect(compare({ custom_a: 'see AC10' }, { custom_a: 'see AC20' }, { map }).kind).toBe('changed');
    expect(compare({ custom_a: 'see C10' }, { custom_a: 'see C10' }, { map }).kind).toBe('changed');
  });
});
