import {
  aCase,
  compareTwo,
  differencesOf,
  finished,
  opened,
  page,
  run,
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
