import fc from 'fast-check';

import { diffWords, type TextPart } from '../../src/report/word-diff.js';

const without = (kind: TextPart['kind'], parts: TextPart[]): string =>
  parts
    .filter((part) => part.kind !== kind)
    .map(({ text }) => text)
    .join('');

const brief = (left: string, right: string): string =>
  diffWords(left, right)
    .map(({ kind, text }) => ({ same: text, removed: `[-${text}-]`, added: `{+${text}+}` })[kind])
    .join('');

it.each([
  ['', '', ''],
  ['a b', 'a b', 'a b'],
  ['', 'new', '{+new+}'],
  ['old', '', '[-old-]'],
  ['Sign in with a card', 'Sign in with a voucher', 'Sign in with a [-card-]{+voucher+}'],
  ['one\ntwo', 'one\n\ntwo', 'one\n{+\n+}two'],
  ['Grüße', 'Gruß', '[-Grüße-]{+Gruß+}'],
  ['卡付款', '卡退款', '卡[-付-]{+退+}款'],
])('%j and %j: %j', (left, right, expected) => {
  expect(brief(left, right)).toBe(expected);
});

it('gives back both texts, to the last space', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', '\r\n', 'é', '😀', '.', 'ab c'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [left, right] = [one.join(''), other.join('')];
      const parts = diffWords(left, right);
      expect(without('added', parts)).toBe(left);
      expect(without('removed', parts)).toBe(right);
    }),
  );
});

describe('beyond its bounds', () => {
  const numbered = (count: number, word: string): string =>
    Array.from({ length: count }, (_, n) => `${word}${n} of many`).join('\n');

  it('goes by line', () => {
    const left = numbered(10_000, 'line');
    const parts = diffWords(left, left.replace('line77 of', 'line77 off'));
    expect(parts.filter(({ kind }) => kind !== 'same').map(({ text }) => text)).toEqual([
      'line77 of many\n',
      'line77 off many\n',
    ]);
  });

  it('and then as a whole', () => {
    const [left, right] = [numbered(3_000, 'a'), numbered(3_000, 'b')];
    expect(diffWords(left, right)).toEqual([
      { kind: 'removed', text: left },
      { kind: 'added', text: right },
    ]);
  });
});
