import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import type { DifferenceEvent } from '../../src/compare/events.js';
import { sanitize } from '../../src/report/index.js';
import type { SinkOptions } from '../../src/report/sink.js';
import { differences, HOSTILE, runOf, written } from '../support/report-arbitraries.js';
import { aCase, aDifference, aSideSummary, aSummary, onlyLeft, onlyRight } from '../support/report-events.js';

type Row = Record<string, string>;

const csv = (events: readonly DifferenceEvent[], options: SinkOptions = {}, summary = aSummary()): string =>
  written('csv', runOf(events, summary), options);

const rows = (...args: Parameters<typeof csv>): Row[] => parse(csv(...args), { columns: true, bom: true });

it('has a row for a pair, with both cases and what differs', () => {
  const event = aDifference({
    aspects: ['content', 'place'],
    left: aCase({ section: 'A > B' }),
    right: aCase({ id: 2, suite: 'Access', title: 'Log in' }),
    fields: [
      { field: 'priority_id', left: 2, right: 3, leftName: 'Medium', rightName: 'High' },
      { field: 'refs', left: null, right: 'REQ-1' },
    ],
    candidates: { left: [1], right: [2, 3] },
    matchedBy: 'similarity',
    score: 0.912,
    accepted: true,
  });
  expect(rows([event])).toEqual([
    {
      kind: 'changed',
      aspects: 'content; place',
      left_id: '1',
      left_url: 'https://rail.example/index.php?/cases/view/1',
      left_suite: 'Login',
      left_section: 'A > B',
      left_title: 'Sign in',
      right_id: '2',
      right_url: 'https://rail.example/index.php?/cases/view/1',
      right_suite: 'Access',
      right_section: '',
      right_title: 'Log in',
      fields: 'priority_id; refs',
      changes: 'priority_id Medium → High, refs (none) → "REQ-1"',
      candidates_left: '1',
      candidates_right: '2; 3',
      likely: '',
      matched_by: 'similarity',
      score: '0.912',
      accepted: 'yes',
    },
  ]);
});

it('leaves the cells of a missing side empty, and says what is likely', () => {
  const [row] = rows([{ ...onlyRight({ id: 8 }), kind: 'undetermined', likely: 'onlyRight' }]);
  expect(row).toMatchObject({
    kind: 'undetermined',
    likely: 'onlyRight',
    left_id: '',
    left_title: '',
    right_id: '8',
  });
});

it.each(['=1', '+1', '-1', '@x', '＝1'])('a title %j is no formula', (title) => {
  expect(rows([onlyLeft({ title })])[0]!['left_title']).toBe(`'${title}`);
});

it('a title that begins with a tab or CR begins with its visible escape', () => {
  expect(rows([onlyLeft({ title: '\t=1' })])[0]!['left_title']).toBe('\\t=1');
  expect(rows([onlyLeft({ title: '\r=1' })])[0]!['left_title']).toBe('\\r=1');
});

it('no cell begins as a formula, and a row is a line, whatever the texts', () => {
  fc.assert(
    fc.property(differences, (events) => {
      const text = csv(events);
      expect(text.trimEnd().split('\n')).toHaveLength(events.length + 1);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      for (const row of parse(text) as string[][])
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    }),
  );
});

it('every difference stands in it exactly once', () => {
  fc.assert(
    fc.property(differences, (events) => {
      const told = rows(events).map(({ kind, left_id, right_id }) => [kind, left_id, right_id].join());
      const expected = events.map(({ kind, left, right }) => [kind, left?.id, right?.id].join());
      expect(told.sort()).toEqual(expected.sort());
    }),
  );
});

it('titles come back as they would be shown', () => {
  for (const title of HOSTILE) {
    const shown = sanitize(title);
    expect(rows([onlyLeft({ title })])[0]!['left_title']).toBe(
      /^[=+\-@＝]/.test(shown) ? `'${shown}` : shown,
    );
  }
});

it('gives the same bytes whatever the order of arrival', () => {
  fc.assert(
    fc.property(
      differences.chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      ),
      ([events, shuffled]) => expect(csv(shuffled)).toBe(csv(events)),
    ),
  );
});

it('csvStyle excel: a byte order mark and CRLF', () => {
  const text = csv([onlyLeft()], { csvStyle: 'excel' });
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(text.split('\r\n')).toHaveLength(3);
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  expect(csv([onlyLeft()])).not.toMatch(/\r|\ufeff/);
});

it('says in notes what was not read and not compared', () => {
  const summary = aSummary({
    status: 'partial',
    left: aSideSummary({ failedPages: [{ suiteId: 10, offset: 0, limit: 250, open: true, error: '502' }] }),
    attachments: { verified: false, references: 1204, cases: 300 },
    notCompared: ['results', 'history'],
  });
  const told = rows([onlyLeft()], {}, summary);
  expect(told.map(({ kind }) => kind)).toEqual(['onlyLeft', 'note', 'note', 'note', 'note']);
  expect(told.slice(1).map(({ changes }) => changes)).toEqual([
    expect.stringMatching(/^PARTIAL: 1 page could not be read/),
    'not read: left suite 10, cases 1 to 250 and any after them: 502',
    'attachments: not verified (1,204 references in 300 cases)',
    'not compared: results, history',
  ]);
});

it('says in notes what every report says: what was accepted and is gone, and slips', () => {
  const summary = aSummary({
    accepted: {
      counts: { ...aSummary().counts, changed: 2 },
      altered: 1,
      gone: 1,
      goneDifferences: [{ kind: 'moved', left: 7, right: 8, title: 'Gone' }],
    },
    mapUnmet: { rows: 1, named: [{ left: 101, right: 999 }] },
    unknownFields: ['custom_slip'],
  });
  const told = rows([], {}, summary).map(({ changes }) => changes);
  expect(told).toEqual([
    'no case has custom_slip, which an option names',
    '1 row of the map names a case that was not read or is deleted: C101 → C999',
    expect.stringMatching(/^accepted before: .*; of what was accepted 1 changed since and 1 gone$/),
    'accepted before and gone: moved C7 → C8 "Gone"',
  ]);
});

it('is a head with summaryOnly, and a note that nothing is listed; and nothing without a start', () => {
  const rows = csv([onlyLeft()], { summaryOnly: true }).trimEnd().split('\n');
  expect(rows.slice(1)).toEqual([expect.stringMatching(/^note,+listed: nothing,+$/)]);
  expect(written('csv', [])).toBe('');
});
