import fc from 'fast-check';

import { fieldChange } from '../../src/report/field-change.js';
import { fieldLines } from '../../src/report/field-lines.js';
import { wordMarks } from '../../src/report/word-marks.js';
import { HOSTILE } from '../support/report-arbitraries.js';

const step = (content: string, expected = '') => ({ content, expected });

describe('fieldLines', () => {
  it('short values in one line', () => {
    expect(fieldLines({ field: 'refs', left: null, right: 'REQ-1' })).toEqual(['refs: (none) → "REQ-1"']);
  });

  it('short lists of words in one line, too', () => {
    expect(fieldLines({ field: 'labels', left: ['smoke', 'web'], right: ['smoke'] })).toEqual([
      'labels: smoke, web → smoke',
    ]);
    expect(fieldChange({ field: 'custom_multi', left: [1, 2], right: null })).toBe(
      'custom_multi 1, 2 → (none)',
    );
    expect(fieldChange({ field: 'labels', left: ['a'.repeat(41)], right: ['b'] })).toBe('labels');
  });

  it('texts by word where they share words, else as what goes and what comes', () => {
    const [left, right] = ['The shop is open all day long', 'The shop is closed all day long'];
    expect(fieldLines({ field: 'a', left, right })).toEqual([
      'a:',
      '! The shop is [-open-]{+closed+} all day long',
    ]);
    expect(fieldLines({ field: 'a', left: 'first\r\nsecond line of it all', right: null })).toEqual([
      'a:',
      '- first',
      '- second line of it all',
      '+ (none)',
    ]);
  });

  it('steps step by step, where one says nothing or only what is expected', () => {
    const left = [{ content: 'open the shop' }, {}, { expected: 'it is open' }];
    const right = [{ content: 'open the shop' }, {}, { expected: 'it is closed' }];
    const field = 'custom_steps_separated';
    expect(fieldChange({ field, left, right })).toBe('custom_steps_separated (step 3 changed)');
    expect(fieldLines({ field, left, right })).toEqual([
      'custom_steps_separated:',
      '  step 3 changed, expected:',
      '! it is [-open-]{+closed+}',
    ]);
  });

  it('steps step by step', () => {
    const left = [step('one'), step('open the shop', 'it is open'), step('three'), step('four')];
    const right = [step('one'), step('open the till', 'it is open'), step('four'), step('five', 'six')];
    expect(fieldLines({ field: 'custom_steps_separated', left, right })).toEqual([
      'custom_steps_separated:',
      '  step 2 changed, content:',
      '! open the [-shop-]{+till+}',
      '- step 3 removed',
      '-   content: three',
      '+ step 4 added',
      '+   content: five',
      '+   expected: six',
    ]);
    expect(
      fieldLines({ field: 's', left: [step('a'), step('b')], right: [step('b'), step('a')] }),
    ).toHaveLength(2);
  });

  it('every line is one line, and harmless', () => {
    const value = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }));
    const values = fc.oneof(
      value,
      fc.constant(null),
      fc.array(fc.record({ content: value, expected: value })),
    );
    fc.assert(
      fc.property(value, values, values, (field, left, right) => {
        for (const line of fieldLines({ field, left, right }))
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u);
      }),
    );
  });
});

it('wordMarks shows what stays beside a change only', () => {
  const long = 'word '.repeat(40);
  expect(wordMarks(`${long}old ${long}end`, `${long}new ${long}end`)).toBe(
    '…ord word word word word [-old-]{+new+} word word word word wor…',
  );
});
