import fc from 'fast-check';
import { caseSchema, isUsualCase, isUsualSection, sectionSchema } from '../../src/testrail/schemas.js';

const value = fc.oneof(
  fc.constantFrom(1, 7, 0, -1, 1.5, 2 ** 53, null, undefined, '', 'x', true, NaN, Infinity),
  fc.constantFrom<unknown>([], {}, [1]),
);
const record = (...names: string[]) =>
  fc.oneof(
    fc.record(Object.fromEntries([...names, 'custom_x'].map((name) => [name, value])), { requiredKeys: [] }),
    value,
  );

const records = {
  case: record('id', 'title', 'suite_id', 'section_id', 'updated_on', 'is_deleted'),
  section: record('id', 'name', 'parent_id'),
};

describe.each([
  ['case', caseSchema, isUsualCase, { id: 1, title: 'x', suite_id: null, updated_on: 5, custom_x: [1] }],
  ['section', sectionSchema, isUsualSection, { id: 1, name: 'x', parent_id: null, depth: 0 }],
] as const)('a usual %s', (name, schema, isUsual, usual) => {
  it('is what its schema would hand on as it is', () => {
    expect(isUsual(usual)).toBe(true);
    fc.assert(
      fc.property(records[name], (each) => {
        if (isUsual(each)) expect(schema.safeParse(each)).toEqual({ success: true, data: each });
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['id', name === 'case' ? 'title' : 'name'])('has a %s', (field) => {
    expect(isUsual({ ...usual, [field]: undefined })).toBe(false);
  });
});
