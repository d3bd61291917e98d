/** Differences with whatever a server may hold in its texts, for the specs of the documents. */
import fc from 'fast-check';

import type { CompareEvent, DifferenceEvent } from '../../src/compare/events.js';
import { type Format, type SinkOptions } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { aCase, aDifference, aStart, aSummary } from './report-events.js';

/** Texts that some format or program would act on. */
export const HOSTILE = [
  '\u001b[31mred\u001b[0m \u0007',
  'two\nlines\r\nand\ttab',
  'user\u202egnp.exe \u2066x\u2069',
  '=HYPERLINK("http://evil.example","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1',
  "'=1",
  ']]> <![CDATA[ x',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '<!-- x --> &lt;b&gt; &#106; &nbsp;',
  'a | b \\| c \\',
  '`code` ``` ```` ~~~',
  '**bold** _em_ ~~gone~~ __x__ a_b_c',
  '[link](http://evil.example) ![image](x) [ref][1] [x]: y <http://evil.example>',
  'https://evil.example www.evil.example mailto:a@b.example me@evil.example',
  '# heading',
  '- bullet',
  '1. one',
  '2) two',
  '    four spaces',
  '> quote',
  '---',
  '===',
  '$math$ @someone #12 :smile: [^1]',
  'nul \u0000, \ufffe, \uffff, lone \ud800 and \udc00, form \f feed',
  '',
] as const;

const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }));

const fields = fc.array(
  fc.record({ field: fc.oneof(fc.constant('custom_steps'), text), left: text, right: text }),
  { maxLength: 3 },
);

const caseWith = (id: number, title: string, suite: string) =>
  aCase({ id, title, suite, section: title, url: `https://rail.example/index.php?/cases/view/${id}` });

const difference = (id: number): fc.Arbitrary<DifferenceEvent> =>
  fc
    .record({
      kind: fc.constantFrom('changed', 'renamed', 'moved', 'onlyLeft', 'onlyRight', 'undetermined'),
      left: text,
      right: text,
      suite: fc.constantFrom('Login', 'Basket', HOSTILE[16], 'Elsewhere'),
      fields,
      accepted: fc.boolean(),
    })
    .map(({ kind, left, right, suite, fields: changed, accepted }) => {
      const one = kind === 'onlyRight' ? null : caseWith(2 * id, left, suite);
      const other = kind === 'onlyLeft' ? null : caseWith(2 * id + 1, right, suite);
      return aDifference({
        kind: kind as DifferenceEvent['kind'],
        aspects: [],
        left: one,
        right: other,
        title: (one ?? other)!.title,
        fields: changed,
        ...(accepted ? { accepted: true as const } : {}),
      });
    });

/** Differences of distinct cases. */
export const differences: fc.Arbitrary<DifferenceEvent[]> = fc
  .integer({ min: 0, max: 12 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, index) => difference(index + 1))));

/** A whole run that tells these differences. */
export const runOf = (events: readonly DifferenceEvent[], summary = aSummary()): CompareEvent[] => [
  aStart(),
  ...events,
  summary,
];

export const written = (
  format: Format,
  events: readonly CompareEvent[],
  options: SinkOptions = {},
): string => {
  const sink = createSink(format, options);
  return events.map((event) => sink.write(event)).join('') + sink.end();
};

/** The ids of a difference as every format for people writes them. */
export const idsIn = ({ left, right }: DifferenceEvent): string =>
  [left, right].flatMap((side) => (side ? [`C${side.id}`] : [])).join(' → ');
