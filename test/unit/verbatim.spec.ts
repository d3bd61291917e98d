import fc from 'fast-check';
import { ContentReader } from '../../src/compare/content.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { isVerbatim } from '../../src/compare/verbatim.js';
import { aCase } from '../support/cases.js';

const value = fc.oneof(
  fc.constantFrom(null, undefined, '', 'a', 'a\r\nb', 'a\nb', 0, 1, true),
  fc.constantFrom([], [1], [{ content: 'x', expected: '' }], [{ content: 'x' }], [{ shared_step_id: 7 }]),
);
const fields = fc.record(
  { custom_a: value, custom_b: value, custom_c: value, refs: value, priority_id: value },
  { requiredKeys: [] },
);

describe('what is written alike', () => {
  it('is the same to the letter, whatever the order of members', () => {
    expect(isVerbatim([{ a: 1, b: ['x'] }], [{ a: 1, b: ['x'] }])).toBe(true);
    expect(isVerbatim({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(isVerbatim({ a: 1, b: 2 }, { a: 1 })).toBe(false);
    expect(isVerbatim({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(isVerbatim({ a: 1, b: 2 }, { a: 1, c: 2 })).toBe(false);
    expect(isVerbatim([1, 2], [1])).toBe(false);
    expect(isVerbatim([1], { 0: 1 })).toBe(false);
    expect(isVerbatim(null, {})).toBe(false);
  });

  it('is read as a case by itself would be, whichever fields either of them has', () => {
    const same = { compareIds: true };
    const other = { compareIds: false };
    fc.assert(
      fc.property(fields, fields, fc.constantFrom(same, other), (left, right, rules) => {
        for (const twin of [right, left]) {
          const [l, r]: TestCase[] = [aCase(1, 'x', left as object), aCase(2, 'x', { ...(twin as object) })];
          const reader = new ContentReader(rules);
          const like = { ...reader.read('left', l!), fields: l };
          const alone = new ContentReader(rules).read('right', r!);
          const { digest, written, attachments, hasText, customFields } = reader.read('right', r!, like);
          expect({ digest, written, attachments, hasText, customFields }).toEqual(alone);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
