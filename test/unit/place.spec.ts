import { aCase, compareTwo, differencesOf, withSteps } from '../support/cases.js';

/** A place lets go of contents in pairs, as equal cases come; what is left over must have its own all the same. */
describe('a place', () => {
  it('shows the fields of the case that is left over by its id, though an equal one was let go for it', () => {
    const left = [withSteps(2, 'x', 'same'), withSteps(1, 'x', 'same')];
    const right = [withSteps(11, 'x', 'same'), withSteps(12, 'x', 'other')];
    const changed = differencesOf(compareTwo(left, right)).filter(({ kind }) => kind === 'changed');
    expect(changed).toMatchObject([
      {
        left: { id: 2 },
        right: { id: 12 },
        fields: [{ field: 'custom_steps', left: 'same', right: 'other' }],
      },
    ]);
  });

  it('shows the same fields in whichever order cases come', () => {
    const left = [withSteps(1, 'x', 'a'), withSteps(2, 'x', 'a'), withSteps(3, 'x', 'b')];
    const right = [withSteps(11, 'x', 'a'), withSteps(12, 'x', 'c'), withSteps(13, 'x', 'd')];
    const expected = JSON.stringify(differencesOf(compareTwo(left, right)));
    expect(JSON.stringify(differencesOf(compareTwo(left.toReversed(), right.toReversed())))).toBe(expected);
  });

  it('keeps cases of one title and different contents apart', () => {
    const [pair, ...others] = differencesOf(
      compareTwo(
        [aCase(1, 'x', { refs: 'a' })],
        [aCase(2, 'x', { refs: 'b' }), aCase(3, 'x', { refs: 'a' })],
      ),
    );
    expect([pair!.kind, pair!.left!.id, pair!.right!.id, others.length]).toEqual(['identical', 1, 3, 1]);
  });
});
