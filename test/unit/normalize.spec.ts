import fc from 'fast-check';
import { ContentReader } from '../../src/compare/content.js';
import {
  attachmentsIn,
  keyRule,
  NORMALIZATIONS,
  textRule,
  type Normalization,
} from '../../src/compare/normalize.js';
import { loadVisibleText } from '../../src/compare/load-visible-text.js';
import { visibleText } from '../../src/compare/visible-text.js';
import { compareTwo, differencesOf, summaryOf, withSteps } from '../support/cases.js';

const equal = (normalize: Normalization[], left: string, right: string): boolean => {
  const reader = new ContentReader({ compareIds: true, normalize, visibleText });
  const digest = (text: string): string => reader.read('left', withSteps(1, 'x', text)).digest;
  return digest(left) === digest(right);
};

describe.each<[Normalization, string, string]>([
  ['whitespace', 'one  two ', 'one two'],
  ['whitespace', 'one \n two', 'one\ntwo'],
  ['whitespace', 'one\u00a0two', 'one two'],
  ['whitespace', ' ', ''],
  ['case', 'One', 'oNE'],
  ['case', 'STRASSE Ä', 'strasse ä'],
  ['unicode', 'e\u0301', '\u00e9'],
  ['markup', '**one**', '<b>one</b>'],
  ['attachments', '![](index.php?/attachments/get/1) a', '![](index.php?/attachments/get/22) a'],
  ['attachments', 'x attachments/get/0a1b-2c', 'x attachments/get/77'],
])('%s: %j and %j', (rule, left, right) => {
  it('are equal where it is asked for, and not by themselves', () => {
    expect(equal([rule], left, right)).toBe(true);
    const others = NORMALIZATIONS.filter((other) => other !== rule && !implies(other, rule, left, right));
    expect(equal(others, left, right)).toBe(left.trim() === '' && right === '' && others.includes('markup'));
  });
});

it('of white space: how deep an item of a list stands, and not how far it is indented', () => {
  const nested = '- a\n  - b\n    - c\n- d';
  expect(equal(['whitespace'], nested, '- a\n- b\n- c\n- d')).toBe(false);
  expect(equal(['whitespace'], nested, '- a\n  - b\n  - c\n- d')).toBe(false);
  expect(equal(['whitespace'], '1. a\n   1) b', '1. a\n1) b')).toBe(false);
  expect(equal(['whitespace'], nested, ' - a \n\t-  b\n\t\t- c\n\n - d'.replace('\n\n', '\n'))).toBe(true);
  expect(equal(['whitespace'], '- a\n  goes on', '- a\ngoes on')).toBe(true);
  expect(equal(['whitespace'], '  - a\n  - b', '- a\n- b')).toBe(true);
});

/** To a reader of markup white space is white space. */
const implies = (other: Normalization, rule: Normalization, ..._: string[]): boolean =>
  other === 'markup' && rule === 'whitespace';

it('what still counts: how many attachments there are, and where they stand', () => {
  const all: Normalization[] = [...NORMALIZATIONS];
  const picture = (n: number): string => `![](index.php?/attachments/get/${n})`;
  expect(equal(all, `${picture(1)} a ${picture(2)}`, `${picture(3)} a ${picture(3)}`)).toBe(true);
  expect(equal(all, `${picture(1)} a`, `a ${picture(1)}`)).toBe(false);
  expect(equal(all, `${picture(1)} a ${picture(2)}`, `${picture(1)} a`)).toBe(false);
  expect(attachmentsIn(`${picture(1)} and ${picture(2)}`)).toBe(2);
});

it('of a key that concerns one line: blanks, letters, case', () => {
  expect(keyRule(['whitespace', 'case', 'markup'])('  Sign   In ')).toBe('sign in');
  expect(keyRule(['markup', 'attachments'])('**a** attachments/get/1')).toBe('**a** attachments/get/1');
});

const listArb = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '- ', '* ', '2. ', 'a'), maxLength: 20 });

it('a rule changes nothing more where it has been applied', () => {
  const rules = fc.subarray([...NORMALIZATIONS]);
  fc.assert(
    fc.property(rules, fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), listArb), (asked, text) => {
      const rule = textRule(asked);
      expect(rule(rule(text))).toBe(rule(text));
    }),
    { numRuns: 2_000 },
  );
});

it('markup is asked for with what reads it', async () => {
  expect(() => new ContentReader({ compareIds: true, normalize: ['markup'] })).toThrow('loadVisibleText()');
  expect(await loadVisibleText()).toBe(visibleText);
});

it('a pair that is equal but for its markup is identical, and counted as formatting', () => {
  const events = compareTwo([withSteps(1, 'x', '**one**')], [withSteps(2, 'x', '<b>one</b>')], {
    compareIds: true,
    normalize: ['markup'],
    visibleText,
  });
  expect(differencesOf(events)).toMatchObject([{ kind: 'identical', formatting: true }]);
  expect(summaryOf(events)).toMatchObject({ counts: { identical: 1, changed: 0 }, formatting: 1 });
});

it('titles that differ only in what is normalised are no rename', () => {
  const events = compareTwo([withSteps(1, 'Sign in', 'a')], [withSteps(2, ' Sign  in', 'a')], {
    compareIds: true,
    normalize: ['whitespace'],
  });
  expect(differencesOf(events)).toMatchObject([{ kind: 'identical' }]);
});

it('references to attachments are counted, with the cases that hold some', () => {
  const events = compareTwo(
    [withSteps(1, 'x', 'a ![](index.php?/attachments/get/1) ![](index.php?/attachments/get/2)')],
    [withSteps(2, 'x', 'a'), withSteps(3, 'y', '![](index.php?/attachments/get/3)')],
  );
  expect(summaryOf(events).attachments).toEqual({ verified: false, references: 3, cases: 2 });
});

describe('whitespace', () => {
  const plain = ['a', 'b', ' ', '\n'];
  const texts = fc
    .constantFrom(plain, [...plain, 'é', '\r\n', '\t', '\u00a0', '\x7f'])
    .chain((letters) => fc.array(fc.constantFrom(...letters)))
    .map((parts) => parts.join(''));

  it('leaves nothing that could go, and all else', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const squeezed = textRule(['whitespace', 'unicode'])(text);
        expect(squeezed).not.toMatch(/^\s|\s$|[^\S\r\n]{2}|[^\S \r\n]| \r?\n|\n /);
        expect(squeezed.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        expect(squeezed.split(/\s+/)).toEqual(text.trim().split(/\s+/));
      }),
      { numRuns: 1_000 },
    );
  });
});
