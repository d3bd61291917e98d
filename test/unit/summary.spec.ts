import type { CompareEvent, SuiteEvent } from '../../src/compare/events.js';
import { emptyTally, summaryOf, tally, tallyHeld } from '../../src/compare/summary.js';
import { aDifference, onlyLeft } from '../support/report-events.js';

const suite = (over: Partial<SuiteEvent>): SuiteEvent => ({
  type: 'suite',
  side: 'left',
  suiteId: 1,
  name: 'A',
  cases: 5,
  deleted: 1,
  pages: 2,
  complete: true,
  ...over,
});
const page = (error?: string, over = {}): CompareEvent => ({
  type: 'page',
  side: 'left',
  suiteId: 1,
  offset: 250,
  limit: 250,
  cases: 0,
  attempts: 3,
  ms: 9,
  error,
  ...over,
});

const NONE = { references: 0, cases: 0 };

const fold = (events: CompareEvent[], held = false) => {
  const counted = emptyTally();
  for (const event of events) tally(counted, event);
  if (held) tallyHeld(counted);
  return summaryOf(
    counted,
    { type: 'finished' },
    {
      incomplete: undefined,
      isNarrow: false,
      fieldsOnlyHere: { left: [], right: [] },
      attachments: NONE,
      unknownFields: [],
      scopeUnmet: [],
    },
  );
};

describe('the summary is a fold over the events', () => {
  it('pairs count once, their aspects each', () => {
    const { counts, aspects } = fold([
      aDifference({ aspects: ['content', 'place'] }),
      aDifference({ kind: 'moved', aspects: ['place'] }),
      onlyLeft(),
    ]);
    expect(counts).toEqual({
      identical: 0,
      changed: 1,
      renamed: 0,
      moved: 1,
      onlyLeft: 1,
      onlyRight: 0,
      undetermined: 0,
    });
    expect(aspects).toEqual({ content: 1, title: 0, place: 2 });
  });

  it('an undetermined pair counts once, its cases each on their side, its aspects not at all', () => {
    const { counts, aspects, left, right } = fold([
      aDifference({ kind: 'undetermined', likely: 'changed' }),
      onlyLeft(),
      { ...onlyLeft(), kind: 'undetermined', likely: 'onlyLeft' },
    ]);
    expect([counts.undetermined, left.undetermined, right.undetermined, aspects.content]).toEqual([
      2, 2, 1, 0,
    ]);
  });

  it('the last event of a suite counts', () => {
    expect(
      fold([suite({}), suite({ suiteId: 2 }), suite({ cases: 7, complete: false }), suite({ side: 'right' })])
        .left,
    ).toMatchObject({ suites: 2, cases: 12, deleted: 2, pages: 4 });
  });

  it('a failed page is listed, by suite and offset, unless it was read after all or nothing is missing', () => {
    const listed = (events: CompareEvent[]) =>
      fold(events).left.failedPages.map(({ suiteId, offset }) => [suiteId, offset]);
    expect(
      listed([page('502', { suiteId: 2 }), page('502'), page('503'), page('504', { offset: 0 })]),
    ).toEqual([
      [1, 0],
      [1, 250],
      [2, 250],
    ]);
    expect(listed([page('502'), page()])).toEqual([]);
    expect(listed([page('502'), page('502', { suiteId: 2 }), suite({})])).toEqual([[2, 250]]);
    expect(listed([page('502', { suiteId: null }), suite({})])).toEqual([]);
    expect(listed([page('502'), suite({ complete: false })])).toEqual([[1, 250]]);
  });

  it('what was read and not told is undetermined, each case for itself', () => {
    const { counts, left, right } = fold(
      [
        suite({}),
        suite({ side: 'right', cases: 3, deleted: 0 }),
        aDifference(),
        onlyLeft(),
        { ...onlyLeft(), kind: 'undetermined' },
      ],
      true,
    );
    expect([counts.undetermined, left.undetermined, right.undetermined]).toEqual([1 + 1 + 2, 2, 2]);
  });
});

describe('how it ended', () => {
  const end = (finished: object, incomplete?: string) => {
    const { status, reason } = summaryOf(
      emptyTally(),
      { type: 'finished', ...finished },
      {
        incomplete: incomplete === undefined ? undefined : { name: 'A', error: () => incomplete },
        isNarrow: false,
        fieldsOnlyHere: { left: [], right: [] },
        attachments: NONE,
        unknownFields: [],
        scopeUnmet: [],
      },
    );
    return [status, reason];
  };

  it('complete needs no reason', () => expect(end({})).toEqual(['complete', undefined]));
  it('partial names the suite', () => expect(end({}, 'lost')).toEqual(['partial', 'suite "A": lost']));
  it('what the run says goes before', () =>
    expect(end({ status: 'interrupted', reason: 'Ctrl-C' }, 'lost')).toEqual(['interrupted', 'Ctrl-C']));
});
