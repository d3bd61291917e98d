/** `C123` in texts and refs means another number on the right, where a map says so. */
import type { TestCase } from '../../src/compare/test-case.js';
import { fieldChange } from '../../src/report/field-change.js';
import { fieldLines } from '../../src/report/field-lines.js';
import { pageField } from '../../src/report/html/page-field.js';
import { aCase, brief, compareTwo, differencesOf } from '../support/cases.js';

const MAP = new Map([
  [101, 201],
  [102, 202],
]);
const compare = (left: Partial<TestCase>, right: Partial<TestCase>, matchBy = ['title']) =>
  compareTwo([aCase(1, 'Pay', left)], [aCase(2, 'Pay', right)], { compareIds: true, map: MAP, matchBy });
const fieldOf = (left: Partial<TestCase>, right: Partial<TestCase>) =>
  differencesOf(compare(left, right))[0]!.fields[0]!;

it('a link that was left as it was is a difference, and every report says which', () => {
  const field = fieldOf({ refs: 'C101, C102' }, { refs: 'C101, C202' });
  expect(field.links).toEqual([{ left: 101, right: 201 }]);
  const same = fieldOf({ custom_steps: 'See C101' }, { custom_steps: 'See C101' });
  expect(fieldChange(same)).toBe('custom_steps (C101 is C201 by the map)');
  expect(fieldLines(same)).toEqual(['custom_steps:', '! C101 is C201 by the map']);
  expect(pageField(same, 0)).toMatchObject({ files: ['C101 is C201 by the map'] });
});

it('nothing is said of links where something else differs', () => {
  expect(fieldOf({ refs: 'C101' }, { refs: 'C999' })).not.toHaveProperty('links');
  expect(fieldOf({ refs: 'C101 a' }, { refs: 'C201 b' })).not.toHaveProperty('links');
});

it('many are counted', () => {
  const all = { refs: 'C1, C2, C3, C4' };
  const map = new Map([1, 2, 3, 4].map((id) => [id, id + 10]));
  const events = compareTwo([aCase(21, 'Pay', all)], [aCase(22, 'Pay', all)], { compareIds: true, map });
  expect(fieldChange(differencesOf(events)[0]!.fields[0]!)).toBe('refs (4 links are others by the map)');
});

it('cases are matched by what their links mean', () => {
  const events = compareTwo([aCase(1, 'a', { refs: 'C101' })], [aCase(2, 'b', { refs: 'C201' })], {
    compareIds: true,
    map: MAP,
    matchBy: ['refs'],
  });
  expect(brief(events)).toEqual(['renamed 1:2']);
});
