/** Each event in docs/comparing.md is what the comparison says of the two cases that stand before it. */
import { visibleText } from '../../src/compare/visible-text.js';
import { readFileSync } from 'node:fs';
import type { AggregateOptions } from '../../src/compare/aggregate.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { differencesOf, finished, lost, opened, page, run } from '../support/cases.js';
import type { Arrival } from '../../src/compare/arrivals.js';

const doc = readFileSync('docs/comparing.md', 'utf8');

const examples = [...doc.matchAll(/<!-- (\w[\w -]*) -->\n+```json\n([^]*?)```/g)].map(
  ([, name, json]): [string, unknown] => [name!, JSON.parse(json!)],
);

const SUITES = [
  { id: 1, name: 'Checkout' },
  { id: 2, name: 'Refunds' },
];
const aCase = (id: number, title: string, more: Partial<TestCase> = {}): TestCase => ({ id, title, ...more });

const told = (
  left: TestCase[],
  right: TestCase[],
  options: Partial<AggregateOptions> = {},
  more: Arrival[] = [],
) =>
  differencesOf(
    run(
      [
        opened('left', SUITES),
        opened('right', SUITES),
        page(
          'left',
          1,
          left.filter(({ suite_id }) => suite_id !== 2),
        ),
        page(
          'left',
          2,
          left.filter(({ suite_id }) => suite_id === 2),
        ),
        page(
          'right',
          1,
          right.filter(({ suite_id }) => suite_id !== 2),
          more.some(({ type }) => type === 'lost') ? { next: 250 } : {},
        ),
        page(
          'right',
          2,
          right.filter(({ suite_id }) => suite_id === 2),
        ),
        ...more,
        finished(),
      ],
      { compareIds: true, ...options },
    ),
  );

const WORLDS: Record<string, () => ReturnType<typeof told>> = {
  identical: () =>
    told(
      [aCase(11, 'Pay by card', { custom_preconds: '' })],
      [aCase(21, 'Pay by card', { custom_preconds: null })],
    ),
  formatting: () =>
    told(
      [aCase(11, 'Pay', { custom_steps: '**Open** the till' })],
      [aCase(21, 'Pay', { custom_steps: '<b>Open</b> the till' })],
      {
        normalize: ['markup'],
        visibleText,
      },
    ),
  changed: () =>
    told([aCase(11, 'Pay by card', { priority_id: 2 })], [aCase(21, 'Pay by card', { priority_id: 3 })]),
  renamed: () =>
    told(
      [aCase(11, 'Pay by card', { custom_steps: 'Insert it.' })],
      [aCase(21, 'Pay with a card', { custom_steps: 'Insert it.' })],
    ),
  moved: () => told([aCase(11, 'Refund', { suite_id: 1 })], [aCase(21, 'Refund', { suite_id: 2 })]),
  'only left': () => told([aCase(11, 'Pay by cheque')], []),
  undetermined: () => told([aCase(11, 'Pay by cheque')], [], {}, [lost('right', 1, 250)]),
  'another file': () =>
    told(
      [aCase(11, 'Pay by card', { custom_expected: 'As shown: ![](index.php?/attachments/get/17)' })],
      [aCase(21, 'Pay by card', { custom_expected: 'As shown: ![](index.php?/attachments/get/93)' })],
      { verifyAttachments: true },
      [
        { type: 'attachment', side: 'left', id: '17', bytes: 48_213, sha256: 'a1'.repeat(32) },
        { type: 'attachment', side: 'right', id: '93', bytes: 51_907, sha256: 'c3'.repeat(32) },
      ],
    ),
  candidates: () =>
    told(
      [aCase(11, 'Pay', { refs: 'A' }), aCase(12, 'Pay', { refs: 'B' })],
      [aCase(21, 'Pay', { refs: 'C' })],
    ).filter(({ kind }) => kind === 'changed'),
  similarity: () =>
    told(
      [aCase(11, 'Pay by card', { custom_steps: 'Open the till, insert the card, wait for the receipt' })],
      [aCase(21, 'Pay with card', { custom_steps: 'Open the till, insert the card, wait for a receipt' })],
      { similarity: 0.7 },
    ),
  map: () =>
    told([aCase(11, 'Pay by card', { refs: 'R1' })], [aCase(21, 'Card payments', { refs: 'R1' })], {
      map: new Map([[11, 21]]),
    }),
};

it('has an example of each', () => {
  expect(examples.map(([name]) => name).sort()).toEqual(Object.keys(WORLDS).sort());
});

it.each(examples)('%s', (name, event) => {
  expect(WORLDS[name]!()).toEqual([event]);
});
