import fc from 'fast-check';

import { canonicalText } from '../../src/compare/canonical.js';
import { changedParts, diffSteps, stepsOf, type Step } from '../../src/report/step-diff.js';

const steps = (texts: string): Step[] =>
  texts === '' ? [] : texts.split(',').map((content) => ({ content, expected: `${content} is done` }));

/** "~2>3": step 2 on the left is step 3 on the right, changed. */
const SIGNS = { same: '=', changed: '~', moved: '>', removed: '-', added: '+' } as const;
const brief = (left: readonly Step[], right: readonly Step[]): string =>
  diffSteps(left, right)
    .map((change) =>
      [
        SIGNS[change.kind],
        'left' in change ? change.left : '',
        'left' in change && 'right' in change ? '>' : '',
        'right' in change ? change.right : '',
      ].join(''),
    )
    .join(' ');

it.each([
  ['nothing', '', '', ''],
  ['the same', 'a,b', 'a,b', '=1>1 =2>2'],
  ['added in the middle', 'a,b', 'a,x,b', '=1>1 +2 =2>3'],
  ['removed at the front', 'x,a,b', 'a,b', '-1 =2>1 =3>2'],
  ['changed', 'a,open the shop,c', 'a,open the new shop,c', '=1>1 ~2>2 =3>3'],
  ['changed beyond recognition', 'a,b,c', 'a,x,c', '=1>1 ~2>2 =3>3'],
  ['moved to the front', 'a,b,c', 'c,a,b', '>3>1 =1>2 =2>3'],
  ['moved and one added', 'a,b,c', 'c,x,a,b', '>3>1 +2 =1>3 =2>4'],
  ['a twin taken away', 'a,b,a', 'a,b', '=1>1 =2>2 -3'],
  ['a new one before the one that changed', 'pay the bill', 'sign in,pay the big bill', '+1 ~1>2'],
  ['an old one before the one that changed', 'sign in,pay the bill', 'pay the big bill', '-1 ~2>1'],
  ['nothing alike', 'p,q', 'x,y,z', '~1>1 ~2>2 +3'],
  ['moved beyond one that changed', 'a,b,c,pay the bill', 'c,pay the whole bill,a', '-2 =3>1 ~4>2 >1>3'],
  ['changed and moved', 'pay the bill,a,b', 'a,b,pay the whole bill', '=2>1 =3>2 ~1>3'],
  ['all on the left only', 'a,b', '', '-1 -2'],
])('%s', (_name, left, right, expected) => {
  expect(brief(steps(left), steps(right))).toBe(expected);
});

it('takes for equal what the comparison takes for equal', () => {
  const left = [{ content: 'a\r\nb', expected: null }];
  expect(brief(left, [{ expected: '', content: 'a\nb', refs: [] }])).toBe('=1>1');
});

it('names the parts that differ', () => {
  expect(
    changedParts({ content: 'a', expected: 'b', refs: null }, { content: 'a', expected: 'c', extra: 1 }),
  ).toEqual(['expected', 'extra']);
});

it.each([
  [null, []],
  [undefined, []],
  [[{ content: 'a' }], [{ content: 'a' }]],
  [[{ shared_step_id: 3 }], [{ shared_step_id: 3 }]],
  ['text', undefined],
  [[1, 2], undefined],
  [[{ name: 'a' }], undefined],
  [[null], undefined],
])('knows whether %j is a list of steps', (value, expected) => {
  expect(stepsOf(value)).toEqual(expected);
});

it('tells every step of both lists exactly once, whatever they are', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'a b', 'b c', 'd'), { maxLength: 9 });
  fc.assert(
    fc.property(list, list, (one, other) => {
      const [left, right] = [steps(one.join()), steps(other.join())];
      const changes = diffSteps(left, right);
      const lefts = changes.flatMap((change) => ('left' in change ? [change.left] : []));
      const rights = changes.flatMap((change) => ('right' in change ? [change.right] : []));
      expect([...lefts].sort((a, b) => a - b)).toEqual(left.map((_, n) => n + 1));
      expect(rights).toEqual(right.map((_, n) => n + 1));
      for (const change of changes) {
        if (change.kind === 'added' || change.kind === 'removed') continue;
        const equal = canonicalText(change.leftStep) === canonicalText(change.rightStep);
        expect(equal).toBe(change.kind !== 'changed');
      }
    }),
  );
});

it('compares thousands of steps', () => {
  const left = steps(Array.from({ length: 5_000 }, (_, n) => `left ${n}`).join());
  const right = steps(Array.from({ length: 5_000 }, (_, n) => (n === 7 ? 'left 7' : `right ${n}`)).join());
  const changes = diffSteps(left, right);
  expect(changes.filter(({ kind }) => kind === 'same')).toHaveLength(1);
  expect(changes.filter(({ kind }) => kind === 'changed')).toHaveLength(4_999);
});
