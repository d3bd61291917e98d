import { notes } from '../../src/report/notes.js';
import {
  aCase,
  brief,
  compareTwo,
  differencesOf,
  finished,
  lost,
  opened,
  page,
  run,
  summaryOf,
  withSteps,
} from '../support/cases.js';

const acrossSuites = (left: Parameters<typeof page>[2], right: Parameters<typeof page>[2]) =>
  differencesOf(
    run([
      opened('left', ['A', 'B']),
      opened('right', ['A', 'B']),
      page('left', 1, left),
      page('left', 2, []),
      page('right', 1, []),
      page('right', 2, right),
      finished(),
    ]),
  );

describe('what is said of a pair', () => {
  it('changed: the content differs', () => {
    expect(
      differencesOf(compareTwo([withSteps(1, 'x', 'a', { section_id: 5 })], [withSteps(2, 'x', 'b')])),
    ).toEqual([
      {
        type: 'difference',
        kind: 'changed',
        aspects: ['content'],
        key: { title: 'x' },
        title: 'x',
        left: {
          id: 1,
          url: 'https://rail.example/index.php?/cases/view/1',
          suiteId: 1,
          suite: 'A',
          sectionId: 5,
          title: 'x',
        },
        right: {
          id: 2,
          url: 'https://rail.example/index.php?/cases/view/2',
          suiteId: 1,
          suite: 'A',
          sectionId: null,
          title: 'x',
        },
        fields: [{ field: 'custom_steps', left: 'a', right: 'b' }],
        matchedBy: 'key',
      },
    ]);
  });

  it('renamed: the title differs and the content does not; the key is the left one', () => {
    expect(differencesOf(compareTwo([withSteps(1, 'x', 'a')], [withSteps(2, 'y', 'a')]))).toMatchObject([
      {
        kind: 'renamed',
        aspects: ['title'],
        key: { title: 'x' },
        title: 'x',
        right: { title: 'y' },
        fields: [{ field: 'title', left: 'x', right: 'y' }],
      },
    ]);
  });

  it('moved: only the suite differs', () => {
    expect(acrossSuites([aCase(1)], [aCase(2)])).toMatchObject([
      { kind: 'moved', aspects: ['place'], fields: [{ field: 'suite', left: 'A', right: 'B' }] },
    ]);
  });

  it('a pair that moved and changed is counted once, as changed, and hides neither', () => {
    expect(acrossSuites([withSteps(1, 'x', 'a')], [withSteps(2, 'x', 'b')])).toMatchObject([
      {
        kind: 'changed',
        aspects: ['content', 'place'],
        fields: [{ field: 'suite' }, { field: 'custom_steps' }],
      },
    ]);
  });

  it('a pair that moved and has another title is renamed, and hides neither', () => {
    expect(acrossSuites([withSteps(1, 'x', 'a')], [withSteps(2, 'y', 'a')])).toMatchObject([
      { kind: 'renamed', aspects: ['title', 'place'] },
    ]);
  });

  it('candidates stand where a pair that is not identical was picked among several', () => {
    const [changed, alone] = differencesOf(
      compareTwo([withSteps(1, 'x', 'a')], [withSteps(3, 'x', 'c'), withSteps(2, 'x', 'b')]),
    );
    expect(changed).toMatchObject({
      kind: 'changed',
      right: { id: 2 },
      candidates: { left: [1], right: [2, 3] },
    });
    expect(alone).not.toHaveProperty('candidates');
    const [identical] = differencesOf(compareTwo([aCase(1)], [aCase(2), aCase(3)]));
    expect(identical).not.toHaveProperty('candidates');
  });
});

it('of a case without a partner the other side is null', () => {
  expect(differencesOf(compareTwo([aCase(1, 'x')], [aCase(2, 'y')]))).toMatchObject([
    { kind: 'onlyLeft', aspects: [], title: 'x', left: { id: 1 }, right: null, fields: [] },
    {
      kind: 'onlyRight',
      aspects: [],
      title: 'y',
      key: { title: 'y' },
      left: null,
      right: { id: 2 },
      fields: [],
    },
  ]);
});

describe('a row of the map that names nobody', () => {
  const map = new Map([
    [1, 99],
    [88, 12],
  ]);
  const left = [withSteps(1, 'x', 'a'), withSteps(2, 'y', 'b')];
  const right = [withSteps(11, 'x', 'c'), withSteps(12, 'y', 'b')];

  it('parts no pair: both are matched by their key, and the row is named', () => {
    const events = compareTwo(left, right, { compareIds: true, map });
    expect(differencesOf(events)).toMatchObject([
      { kind: 'identical', left: { id: 2 }, right: { id: 12 }, matchedBy: 'key' },
      { kind: 'changed', left: { id: 1 }, right: { id: 11 }, matchedBy: 'key' },
    ]);
    expect(summaryOf(events).mapUnmet).toEqual({
      rows: 2,
      named: [
        { left: 1, right: 99 },
        { left: 88, right: 12 },
      ],
    });
    expect(notes(summaryOf(events))).toContain(
      '2 rows of the map name a case that was not read or is deleted: C1 → C99, C88 → C12',
    );
  });

  it('a deleted case is nobody', () => {
    const gone = withSteps(99, 'x', 'a', { is_deleted: 1 });
    const events = compareTwo(left, [...right, gone], { compareIds: true, map });
    expect(brief(events)).toEqual(['changed 1:11', 'identical 2:12']);
    expect(summaryOf(events).mapUnmet?.rows).toBe(2);
  });

  it('what is found by its content was not found by the map', () => {
    const events = compareTwo([withSteps(1, 'x', 'a')], [withSteps(11, 'z', 'a')], { compareIds: true, map });
    expect(differencesOf(events)).toMatchObject([{ kind: 'renamed', matchedBy: 'content' }]);
  });

  it('where a page is lost the partner may be on it', () => {
    const events = run(
      [
        opened('left', ['A']),
        opened('right', ['A']),
        page('left', 1, left),
        page('right', 1, right, { next: 250 }),
        lost('right', 1, 250),
        finished(),
      ],
      { compareIds: true, map },
    );
    expect(brief(events)).toEqual(['undetermined(changed) 1:11', 'undetermined(identical) 2:12']);
    expect(summaryOf(events).mapUnmet).toBeUndefined();
  });
});
