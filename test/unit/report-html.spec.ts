import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import fc from 'fast-check';

import type { CompareEvent, FieldDifference } from '../../src/compare/events.js';
import type { PageData, PageField } from '../../src/report/html/page-data.js';
import { type SinkOptions } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import {
  aCase,
  aDifference,
  aSideSummary,
  aStart,
  aSuite,
  aSummary,
  onlyLeft,
  onlyRight,
} from '../support/report-events.js';

const run = (events: readonly CompareEvent[], options: SinkOptions = {}): string => {
  const sink = createSink('html', options);
  return events.map((event) => sink.write(event)).join('') + sink.end();
};

/** What the page's script reads, taken out of the file as a browser takes it: up to the first end tag. */
const dataOf = (html: string): PageData =>
  JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script/i.exec(html)![1]!);

const dataFor = (events: readonly CompareEvent[], options: SinkOptions = {}): PageData =>
  dataOf(run(events, options));

const fieldFor = (left: unknown, right: unknown, more: Partial<FieldDifference> = {}): PageField => {
  const fields = [{ field: 'f', left, right, ...more }];
  return dataFor([aStart(), aDifference({ fields }), aSummary()]).differences[0]!.fields[0]!;
};

const policyOf = (html: string): string => /content="(default-src[^"]*)"/.exec(html)![1]!;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

const EVENTS = [aStart(), aDifference(), onlyLeft({ id: 3 }), onlyRight({ id: 3, suite: 'A' }), aSummary()];

describe('the file', () => {
  const html = run(EVENTS);

  it('allows exactly the script and the style that it holds', () => {
    const [script] = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
    const [style] = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text]) => text!);
    expect(policyOf(html).split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${sha256(script!)}'`,
      `style-src 'sha256-${sha256(style!)}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('names the policy before anything that it is about', () => {
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.search(/<(style|script|title|link)/));
  });

  it('loads nothing', () => {
    expect(html.replace(/<script[^]*?<\/script>/g, '')).not.toMatch(/(src|href)=|url\(|@import/);
  });

  it('holds the script and style that report-page makes', () => {
    execFileSync(process.execPath, [join(__dirname, '../../report-page/build.mjs'), '--check']);
  });

  it('is nothing without a start, and says so where there is no summary', () => {
    expect(run([])).toBe('');
    expect(dataFor([aStart(), onlyLeft()])).toMatchObject({ status: 'missing', counts: [], lost: [] });
  });
});

describe('texts', () => {
  it('make no markup, whatever they are', () => {
    const piece = fc.constantFrom(
      '</script>',
      '<script>',
      '<!--',
      '-->',
      ']]>',
      '\u2028',
      '&lt;',
      '\\',
      '"',
      'a',
      '<',
    );
    const texts = fc.oneof(
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    );
    const bare = run(EVENTS).replace(/<script type[^]*?<\/script>/, '');
    fc.assert(
      fc.property(texts, (text) => {
        const html = run([
          aStart({ left: { ...aStart().left, name: text, url: text } }),
          aDifference({
            left: aCase({ title: text, suite: text, section: text, url: text }),
            fields: [{ field: text, left: text, right: `${text}.` }],
          }),
          aSummary({ status: 'failed', reason: text, notCompared: [text] }),
        ]);
        expect(html.replace(/<script type[^]*?<\/script>/, '')).toBe(bare);
        const [json] = /(?<=id="data">\n)[^]*?(?=<\/script)/.exec(html)!;
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(dataOf(html).differences[0]!.left!.url).toBe(text);
      }),
    );
  });

  it('show control characters and turned writing as escapes, and keep their lines', () => {
    const data = dataFor([
      aStart(),
      onlyLeft({ title: 'a\u202eb\u0007', suite: 'x\ny' }),
      aDifference({ fields: [{ field: 'f\u200b', left: null, right: 'one\n\ttwo\u001b[1m\u2066' }] }),
    ]);
    expect(data.differences[0]!.fields).toEqual([{ field: 0, text: [[1, 'one\n\ttwo\\x1b[1m\\u2066']] }]);
    expect(data.differences[1]!.left!.title).toBe('a\\u202eb\\x07');
    expect(data.suites).toEqual(['Login', 'x\\ny']);
    expect(data.fields).toEqual(['f\\u200b']);
  });
});

describe('the order', () => {
  const events = [
    aDifference({ left: aCase({ id: 9, suite: 'a' }), fields: [{ field: 'refs', left: 'A', right: 'B' }] }),
    onlyLeft({ id: 3, suite: 'b', title: 'x' }),
    onlyRight({ id: 3, suite: 'b', title: 'x' }),
    onlyLeft({ id: 4, suite: 'b', section: 'S', title: 'a' }),
    aSuite({ complete: false }),
    aSuite({ side: 'right', suiteId: 20, complete: false }),
  ];
  const expected = run([aStart(), ...events, aSummary()]);

  it('is the fixed one, and the bytes the same whatever arrives first', () => {
    expect(dataOf(expected).differences.map(({ left, right }) => (left ?? right)!.id)).toEqual([9, 3, 3, 4]);
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
        expect(run([aStart(), ...shuffled, aSummary()])).toBe(expected);
      }),
    );
  });

  it('keeps times out where they are left out', () => {
    const at = (elapsedMs: number): string =>
      run([aStart(), ...events, aSummary({ elapsedMs })], { omitTimes: true });
    expect(at(5)).toBe(at(70_000));
    expect(run([aStart(), aSummary({ elapsedMs: 5 })])).not.toBe(
      run([aStart(), aSummary({ elapsedMs: 70_000 })]),
    );
  });

  it('writes a difference a line', () => {
    const lines = expected.split('\n').filter((line) => line.startsWith('{"kind":'));
    expect(lines).toHaveLength(4);
  });
});

describe('the summary', () => {
  it('has the figures of both sides, what is missing and what was not compared', () => {
    const data = dataFor([
      aStart({
        left: {
          ...aStart().left,
          leftOut: [{ id: 9, name: 'Baseline' }],
          snapshot: { takenAt: '2026-11-24' },
        },
      }),
      aSuite({ complete: false, error: 'offset 0: 502' }),
      aSuite({ side: 'right', suiteId: 20 }),
      aSummary({
        status: 'partial',
        formatting: 4,
        accepted: { counts: { ...aSummary().counts, changed: 2 }, gone: 1, altered: 1 },
        attachments: { verified: false, references: 7, cases: 3 },
        notCompared: ['results'],
        right: aSideSummary({
          failedPages: [{ suiteId: 20, offset: 0, limit: 250, open: true, error: '502' }],
          fieldsOnlyHere: [{ field: 'custom_x', cases: 9 }],
        }),
      }),
    ]);
    expect(data.sides.left).toMatchObject({ name: 'Shop', projectId: 30, takenAt: '2026-11-24' });
    expect(data.sides.right.figures).toEqual({
      suites: 10,
      pages: 80,
      cases: 18_000,
      deleted: 0,
      undetermined: 0,
    });
    expect(data.counts).toContainEqual({ kind: 'changed', count: 300 });
    expect(data.lost).toEqual([
      'not read: right suite 20, cases 1 to 250 and any after them: 502',
      'left suite Login (10): offset 0: 502',
    ]);
    for (const note of [
      /^only right has custom_x: 9 cases$/,
      /^identical but for formatting: 4 pairs$/,
      /^accepted before: /,
      /^attachments: not verified \(7 references in 3 cases\)$/,
      /^not compared: results$/,
      /^left out on the left: Baseline$/,
    ])
      expect(data.notes).toContainEqual(expect.stringMatching(note));
  });

  it('lists what is asked for, and says so', () => {
    const events = [...EVENTS.slice(0, 2), { ...aDifference(), accepted: true as const }, ...EVENTS.slice(2)];
    expect(dataFor(events).differences).toHaveLength(3);
    expect(dataFor(events, { events: ['accepted'] }).differences).toHaveLength(4);
    const kinds = dataFor(events, { kinds: ['onlyLeft'] });
    expect(kinds.differences.map(({ kind }) => kind)).toEqual(['onlyLeft']);
    expect(kinds.notes).toContain('listed: onlyLeft');
  });
});

describe('a field', () => {
  it.each<[string, unknown, unknown, PageField]>([
    [
      'by word',
      'pay by card',
      'pay by voucher',
      {
        field: 0,
        text: [
          [0, 'pay by '],
          [-1, 'card'],
          [1, 'voucher'],
        ],
      },
    ],
    [
      'a number as a whole',
      2,
      25,
      {
        field: 0,
        text: [
          [-1, '2'],
          [1, '25'],
        ],
      },
    ],
    ['nothing before', null, 'new', { field: 0, text: [[1, 'new']] }],
    [
      'a truth',
      false,
      true,
      {
        field: 0,
        text: [
          [-1, 'false'],
          [1, 'true'],
        ],
      },
    ],
  ])('%s', (_name, left, right, expected) => {
    expect(fieldFor(left, right)).toEqual(expected);
  });

  it('shows the names of ids', () => {
    expect(fieldFor(2, 4, { leftName: 'Low', rightName: 'High' })).toEqual({
      field: 0,
      text: [
        [-1, 'Low (2)'],
        [1, 'High (4)'],
      ],
    });
  });

  it('shows a step with its members, and of one that stayed no more than its content', () => {
    const stayed = { content: 'Open', expected: 'It opens' };
    const field = fieldFor(
      [stayed, { content: 'Pay', expected: 'Paid' }],
      [stayed, { expected: 'Paid now', content: 'Pay', refs: 'R-1' }],
    );
    expect(field).toEqual({
      field: 0,
      steps: [
        { kind: 'same', left: 1, right: 1, parts: [{ name: 'content', text: [[0, 'Open']] }] },
        {
          kind: 'changed',
          left: 2,
          right: 2,
          parts: [
            { name: 'content', text: [[0, 'Pay']] },
            {
              name: 'expected',
              text: [
                [0, 'Paid'],
                [1, ' now'],
              ],
            },
            { name: 'refs', text: [[1, 'R-1']] },
          ],
        },
      ],
    });
  });

  it('leaves out the middle of long equal stretches, and the rest of endless ones, and says how much', () => {
    const equal = 'word '.repeat(1_000);
    const apart = fieldFor(`a ${equal}b`, `x ${equal}y`);
    expect(apart).toEqual({
      field: 0,
      text: [
        [-1, 'a'],
        [1, 'x'],
        [0, ` ${equal}`.slice(0, 300)],
        ['leftOut', 5_001 - 600],
        [0, equal.slice(-300)],
        [-1, 'b'],
        [1, 'y'],
      ],
    });
    expect(fieldFor(null, 'x'.repeat(50_000))).toEqual({
      field: 0,
      text: [
        [1, 'x'.repeat(20_000)],
        ['leftOut', 30_000],
      ],
    });
  });

  it('cuts no character in two', () => {
    const field = fieldFor(`a ${'😀'.repeat(1_001)}`, `b ${'😀'.repeat(1_001)}`);
    expect(JSON.stringify(field)).not.toMatch(/\\\\u[dD]/);
    expect(fieldFor(null, `x${'😀'.repeat(20_000)}`)).toMatchObject({
      text: [
        [1, expect.stringMatching(/😀$/u)],
        ['leftOut', 20_002],
      ],
    });
  });
});
