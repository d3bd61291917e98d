/** Filters by what a person calls an id, and what is said where that could not be read. */
import type { Catalogue } from '../../src/compare/catalogue.js';
import type { Side } from '../../src/compare/events.js';
import { emptyQuestion } from '../../src/cli/exit-code.js';
import { aCase, brief, finished, opened, page, run, summaryOf } from '../support/cases.js';

const WHY = 'the account may not read it';
const read: Catalogue = {
  names: { user: new Map([[1, 'Ann']]), milestone: new Map([[5, 'Spring']]) },
  missing: [],
};
const unread: Catalogue = { names: {}, missing: [{ lookup: 'get_users/30', why: WHY }] };

const filtered = (field: string, value: string, catalogue: Catalogue) => {
  const of = (side: Side) => ({ ...opened(side, ['A']), catalogue });
  const cases = [aCase(1, 'mine', { created_by: 1, milestone_id: 5 }), aCase(2, 'other', { created_by: 2 })];
  return run([of('left'), of('right'), page('left', 1, cases), page('right', 1, []), finished()], {
    compareIds: true,
    scope: { where: [{ field, test: 'is', values: [value] }] },
  });
};

it.each([
  ['created_by', 'Ann'],
  ['milestone_id', 'spring'],
  ['created_by', '1'],
])('%s=%s', (field, value) => {
  expect(brief(filtered(field, value, read))).toEqual(['onlyLeft 1:-']);
});

it('says which names could not be read, of those that are asked for', () => {
  const missing = [
    { side: 'left' as const, lookup: 'get_users/30', why: WHY },
    { side: 'left' as const, lookup: 'get_templates/30', why: WHY },
  ];
  const summary = summaryOf(filtered('created_by', 'Ann', unread));
  expect(emptyQuestion(summary, {}, missing)).toMatch(
    /^no case is within "created_by=Ann"; .*; the names of get_users\/30 could not be read on the left \(the account may not read it\), write ids instead$/,
  );
  expect(emptyQuestion(summary, {}, [])).not.toContain('could not be read');
});
