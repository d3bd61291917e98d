/** The run that docs/formats.md shows in every format. */
import type { CompareEvent } from '../../src/compare/events.js';
import { aCase, aDifference, aSideSummary, aStart, aSuite, aSummary, onlyRight } from './report-events.js';

const urlOf = (id: number): string => `https://rail.example/index.php?/cases/view/${id}`;

export const EXAMPLE: readonly CompareEvent[] = [
  aStart(),
  aDifference({
    left: aCase({ id: 1201, url: urlOf(1201), section: 'Cards', title: 'Pay by card' }),
    right: aCase({ id: 9310, url: urlOf(9310), suiteId: 20, section: 'Cards', title: 'Pay by card' }),
    fields: [
      { field: 'priority_id', left: 2, right: 3, leftName: 'Medium', rightName: 'High' },
      {
        field: 'custom_steps_separated',
        left: [{ content: 'Pay with the Visa card', expected: 'The order is paid' }],
        right: [
          { content: 'Pay with the Mastercard card', expected: 'The order is paid' },
          { content: 'Look at the receipt', expected: 'It is there' },
        ],
      },
    ],
    matchedBy: 'key',
  }),
  aDifference({
    kind: 'moved',
    aspects: ['place'],
    left: aCase({ id: 1202, url: urlOf(1202), section: 'Cards', title: 'Pay by voucher' }),
    right: aCase({ id: 9311, url: urlOf(9311), suiteId: 20, section: 'Vouchers', title: 'Pay by voucher' }),
    fields: [{ field: 'section', left: 'Cards', right: 'Vouchers' }],
    matchedBy: 'key',
  }),
  onlyRight({ id: 9400, url: urlOf(9400), suiteId: 21, suite: 'Basket', title: '=Empty | it' }),
  aSuite({ suiteId: 10, cases: 250 }),
  aSuite({ side: 'right', suiteId: 20, cases: 250 }),
  aSuite({ side: 'right', suiteId: 21, name: 'Basket', cases: 1 }),
  aSummary({
    counts: {
      identical: 248,
      changed: 1,
      renamed: 0,
      moved: 1,
      onlyLeft: 0,
      onlyRight: 1,
      undetermined: 0,
    },
    aspects: { content: 1, title: 0, place: 1 },
    left: aSideSummary({ suites: 1, cases: 250, pages: 1 }),
    right: aSideSummary({ suites: 2, cases: 251, pages: 2 }),
    requests: { sent: 9, retried: 0, throttled: 0, guessed: 0 },
    elapsedMs: 1_200,
    attachments: { verified: false, references: 12, cases: 3 },
    notCompared: ['results', 'history', 'section descriptions'],
  }),
];
