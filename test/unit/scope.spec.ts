import type { PageRead } from '../../src/compare/arrivals.js';
import type { Side } from '../../src/compare/events.js';
import { aCase, differencesOf, finished, opened, page, run, summaryOf } from '../support/cases.js';

const SECTIONS = [
  { id: 1, name: 'A', parentId: null },
  { id: 2, name: 'B', parentId: null },
];

const standing = (side: Side, id: number, sectionId: number): PageRead =>
  page(side, 1, [aCase(id, 'Pay', { section_id: sectionId })]);

it('a section in which only the right one of a pair stands was found', () => {
  const events = run(
    [
      opened('left', ['Login']),
      opened('right', ['Login']),
      { type: 'sections', side: 'left', suiteId: 1, sections: SECTIONS },
      { type: 'sections', side: 'right', suiteId: 1, sections: SECTIONS },
      standing('left', 1, 1),
      standing('right', 2, 2),
      finished(),
    ],
    { compareIds: true, sections: true, scope: { sections: ['A', 'B', 'C'] } },
  );
  expect(differencesOf(events)).toMatchObject([{ kind: 'moved' }]);
  expect(summaryOf(events)).toMatchObject({ scopeUnmet: ['C'] });
});
