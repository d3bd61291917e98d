import fc from 'fast-check';
import { canonicalText, canonicalValue } from '../../src/compare/canonical.js';

const EMPTY = [undefined, null, '', []];

describe('canonicalText', () => {
  it.each([
    ['absent, null, "" and [] are equal', EMPTY],
    ['so they are in an object', [{}, ...EMPTY.map((a) => ({ a }))]],
    ['so they are in a list, which keeps its length', EMPTY.map((a) => [a])],
    ['so they are at every depth', EMPTY.map((a) => [{ b: { a }, c: 1 }])],
    ['CRLF equals LF', ['a\r\nb\n', 'a\nb\n']],
    ['CRLF equals LF at every depth', [[{ a: 'x\r\n' }], [{ a: 'x\n' }]]],
    [
      'the order of members does not count',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ])('%s', (_, values) => {
    expect(new Set(values.map((value) => canonicalText(value))).size).toBe(1);
    expect(new Set(values.map((value) => JSON.stringify(canonicalValue(value)))).size).toBe(1);
  });

  it.each<[unknown, unknown]>([
    [0, null],
    [false, null],
    [{}, null],
    [[null], []],
    [[null, null], [null]],
    ['1', 1],
    ['true', true],
    ['a\rb', 'a\nb'],
    ['a ', 'a'],
    ['A', 'a'],
    ['é', 'e\u0301'],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a,b'], ['a', 'b']],
    [
      [['a'], 'b'],
      ['a', ['b']],
    ],
    [{ a: 'b' }, [{ a: 'b' }]],
    [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
  ])('%j is not %j', (a, b) => {
    expect(canonicalText(a)).not.toBe(canonicalText(b));
  });

  it('tells apart exactly what the shown values tell apart', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, '', 'a', 'a\r\n', 'a\n', 0, 1, true),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(value, value, (a, b) => {
        const shownAlike = JSON.stringify(canonicalValue(a)) === JSON.stringify(canonicalValue(b));
        expect(canonicalText(a) === canonicalText(b)).toBe(shownAlike);
      }),
      { numRuns: 1_000 },
    );
  });
});
