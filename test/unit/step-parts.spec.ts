/** Steps are told of as they are compared: what differs in nothing that counts has not changed. */
import { Aggregate } from '../../src/compare/aggregate.js';
import type { FieldDifference } from '../../src/compare/events.js';
import { stepParts } from '../../src/compare/step-parts.js';
import { fieldChange } from '../../src/report/field-change.js';
import { fieldLines } from '../../src/report/field-lines.js';
import { pageField } from '../../src/report/html/page-field.js';
import { aCase, compareTwo, differencesOf, finished, opened, page } from '../support/cases.js';

const picture = (n: number): string => `See ![](index.php?/attachments/get/${n})`;
const step = (content: string, expected = '') => ({ content, expected });
const withAll = (id: number, ...steps: object[]) => aCase(id, 'Pay', { custom_steps_separated: steps });

const LEFT = withAll(1, step(picture(1), 'it is there '), step('Pay by Visa', `Paid ${picture(2)}`));
const RIGHT = withAll(2, step(picture(11), 'it is there'), step('Pay by Mastercard', `Paid ${picture(12)}`));

const fieldOf = (left = LEFT, right = RIGHT): FieldDifference => {
  const events = compareTwo([left], [right], {
    compareIds: true,
    normalize: ['whitespace', 'attachments'],
  });
  return differencesOf(events)[0]!.fields[0]!;
};

it('what is normalised away is no change of a step, nor of a part of one', () => {
  expect(fieldChange(fieldOf())).toBe('custom_steps_separated (step 2 changed)');
  expect(fieldLines(fieldOf())).toEqual([
    'custom_steps_separated:',
    '  step 2 changed, content:',
    '! Pay by [-Visa-]{+Mastercard+}',
  ]);
  expect(pageField(fieldOf(), 0)).toMatchObject({
    steps: [
      { kind: 'same' },
      {
        kind: 'changed',
        parts: [
          {
            text: [
              [0, 'Pay by '],
              [-1, 'Visa'],
              [1, 'Mastercard'],
            ],
          },
          {},
        ],
      },
    ],
  });
});

it('a step that is written otherwise, and moved, is moved', () => {
  const field = fieldOf(
    withAll(1, step('Sign in '), step('Pay'), step('Sign out')),
    withAll(2, step('Pay'), step('Sign out'), step('Sign in')),
  );
  expect(fieldChange(field)).toBe('custom_steps_separated (step 1 → 3 moved)');
});

it('the event says so only where it cannot be seen', () => {
  expect(fieldOf().stepParts).toEqual({
    left: [
      { content: 1, expected: 2 },
      { content: 3, expected: 4 },
    ],
    right: [
      { content: 1, expected: 2 },
      { content: 5, expected: 4 },
    ],
  });
  expect(fieldOf(withAll(1, step('a')), withAll(2, step('b')))).not.toHaveProperty('stepParts');
  const trimmed = (_: unknown, part: unknown): string => String(part ?? '').trim();
  expect(stepParts('a ', 'a', trimmed)).toBeUndefined();
  expect(stepParts([step('a ')], undefined, trimmed)).toBeUndefined();
  expect(stepParts([step(' ')], [step('')], trimmed)).toEqual({ left: [{}], right: [{}] });
});

it('a step whose picture is another one has changed, and the others have not', () => {
  const aggregate = new Aggregate({ compareIds: true, verifyAttachments: true });
  const left = withAll(1, step(picture(1)), step(picture(2)));
  const right = withAll(2, step(picture(11)), step(picture(12)));
  const read = (side: 'left' | 'right', id: string, sha256: string) => ({
    type: 'attachment' as const,
    side,
    id,
    bytes: 1,
    sha256,
  });
  const events = [
    opened('left', ['A']),
    opened('right', ['A']),
    page('left', 1, [left]),
    page('right', 1, [right]),
    read('left', '1', 'aa'),
    read('right', '11', 'aa'),
    read('left', '2', 'bb'),
    read('right', '12', 'cc'),
    finished(),
  ].flatMap((arrival) => [...aggregate.take(arrival).events]);
  const [difference] = differencesOf(events);
  expect(fieldChange(difference!.fields[0]!)).toBe(
    'custom_steps_separated (step 2 changed; attachment 2 → 12 is another file)',
  );
});
