import type { Rechecked } from '../../src/compare/arrivals.js';
import type { Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { aCase, brief, finished, opened, page, run, summaryOf } from '../support/cases.js';

const rechecked = (side: Side, suiteId: number, cases: TestCase[] = []): Rechecked => ({
  ...{ type: 'rechecked', side, suiteId, cases },
});

it('a case that is left over where it was read, and not told yet, is settled where it stands now', () => {
  const moved = aCase(5, 'Moved');
  for (const isReadTwice of [false, true]) {
    const events = run([
      { ...opened('left', ['A', 'B']), recheck: true },
      opened('right', ['A', 'B']),
      page('left', 1, [moved]),
      // The suites of the first pair are in: it has nobody there.
      page('right', 1, []),
      page('left', 2, isReadTwice ? [moved] : []),
      page('right', 2, [aCase(12, 'Moved')]),
      rechecked('left', 1),
      rechecked('left', 2, [{ ...moved, updated_on: 9_999_999_999 }]),
      finished(),
    ]);
    expect([isReadTwice, summaryOf(events).status, brief(events)]).toEqual([
      isReadTwice,
      'complete',
      ['identical 5:12'],
    ]);
  }
});
