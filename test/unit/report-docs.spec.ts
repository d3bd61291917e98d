import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CompareEvent, SummaryEvent } from '../../src/compare/events.js';
import { FORMATS } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { written } from '../support/report-arbitraries.js';
import { EXAMPLE } from '../support/report-example.js';
import {
  aDifference,
  aProgress,
  aStart,
  aSideSummary,
  aSuite,
  aSummary,
  aThrottle,
} from '../support/report-events.js';

const page = readFileSync(join(__dirname, '../../docs/events.md'), 'utf8');
const examples: CompareEvent[] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text]) =>
  JSON.parse(text!),
);

/** One event of each type, checked against the types by the compiler. */
const known: CompareEvent[] = [
  aStart(),
  aDifference(),
  aSuite(),
  { type: 'side', side: 'left', suites: 1, cases: 1, complete: true },
  { type: 'page', side: 'left', suiteId: 1, offset: 0, limit: 250, cases: 1, attempts: 1, ms: 1 },
  aProgress(),
  aThrottle(),
  aSummary({ left: aSideSummary() }),
];

describe('docs/events.md', () => {
  it('has an example of each type', () => {
    expect(new Set(examples.map(({ type }) => type))).toEqual(new Set(known.map(({ type }) => type)));
  });

  it.each(known.map((event) => [event.type, event] as const))(
    '%s: the example has every required field',
    (type, event) => {
      for (const example of examples.filter((one) => one.type === type)) {
        expect(Object.keys(example)).toEqual(
          expect.arrayContaining(Object.keys(event).filter((key) => key !== 'pauseMs')),
        );
      }
    },
  );

  it('has type first', () => {
    for (const example of examples) expect(Object.keys(example)[0]).toBe('type');
  });

  it('counts every case of the summary exactly once', () => {
    const { counts, left, right } = examples.find((one): one is SummaryEvent => one.type === 'summary')!;
    const pairs = counts.identical + counts.changed + counts.renamed + counts.moved;
    expect(pairs + counts.onlyLeft + left.undetermined + left.deleted).toBe(left.cases);
    expect(pairs + counts.onlyRight + right.undetermined + right.deleted).toBe(right.cases);
  });

  it('has only examples that every format can write', () => {
    // The page of the HTML report holds its script as well, in which these are words.
    for (const format of FORMATS.filter((name) => name !== 'html')) {
      const sink = createSink(format, { events: ['page', 'progress', 'identical'] });
      const written = examples.map((example) => sink.write(example)).join('') + sink.end();
      // The page's own script may say so.
      expect(written.replace(/<script>[^]*?<\/script>/, '')).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

describe('docs/formats.md', () => {
  const formats = readFileSync(join(__dirname, '../../docs/formats.md'), 'utf8');

  it.each(['text', 'csv', 'markdown', 'junit', 'json'] as const)('shows %s as it is written', (format) => {
    expect(formats).toContain(`\`\`\`\`text\n${written(format, EXAMPLE)}\`\`\`\`\n`);
  });

  it('names every format', () => {
    for (const format of FORMATS) expect(formats).toContain(`| \`${format}\` |`);
  });
});
