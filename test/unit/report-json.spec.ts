import fc from 'fast-check';

import type { CompareEvent } from '../../src/compare/events.js';
import { FORMATS, type Format } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { compareDifferences } from '../../src/report/order.js';
import {
  aCase,
  aDifference,
  aProgress,
  aStart,
  aSuite,
  aSummary,
  aThrottle,
  onlyLeft,
  onlyRight,
} from '../support/report-events.js';

const page = {
  type: 'page',
  side: 'left',
  suiteId: 1,
  offset: 0,
  limit: 250,
  cases: 250,
  attempts: 1,
  ms: 5,
} as const;
const side = (name: 'left' | 'right') =>
  ({ type: 'side', side: name, suites: 1, cases: 5, complete: true }) as const;
const identical = aDifference({ kind: 'identical', aspects: [] });

const run = (format: Format, events: CompareEvent[], options = {}): string => {
  const sink = createSink(format, options);
  return events.map((event) => sink.write(event)).join('') + sink.end();
};

it('knows its formats, the default first', () => {
  expect(FORMATS[0]).toBe('text');
  expect(FORMATS).toEqual(
    expect.arrayContaining(['ndjson', 'json', 'csv', 'markdown', 'junit', 'github-summary', 'map']),
  );
});

describe('ndjson', () => {
  const all: CompareEvent[] = [
    aStart(),
    aDifference(),
    identical,
    aSuite(),
    side('left'),
    page,
    aProgress(),
    aThrottle(),
    aSummary(),
  ];
  const parsed = (options = {}): CompareEvent[] =>
    run('ndjson', all, options)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('writes every event but pages, progress and identical pairs', () => {
    expect(parsed()).toEqual(
      all.filter((event) => ![identical, page].includes(event as never) && event.type !== 'progress'),
    );
  });

  it.each([
    ['page', page],
    ['identical', identical],
    ['progress', aProgress()],
  ] as const)('writes %s when asked for, and only that', (name, event) => {
    const written = parsed({ events: [name] });
    expect(written).toContainEqual(event);
    expect(written).toHaveLength(7);
  });

  it('tells in its start what was asked for, where that is not all', () => {
    const start = (options = {}) => parsed(options)[0] as CompareEvent & { selection?: unknown };
    expect(start().selection).toBeUndefined();
    expect(start({ oneWay: false, summaryOnly: false }).selection).toBeUndefined();
    expect(start({ kinds: ['changed'], oneWay: true }).selection).toEqual({
      kinds: ['changed'],
      oneWay: true,
    });
    expect(start({ summaryOnly: true }).selection).toEqual({ summaryOnly: true });
  });

  it('writes all when all are asked for', () => {
    expect(parsed({ events: ['page', 'progress', 'identical'] })).toEqual(all);
  });

  it('puts the type first, wherever the event has it', () => {
    const { type, ...rest } = aSuite();
    expect(run('ndjson', [{ ...rest, type }])).toMatch(/^\{"type":"suite",/);
  });
});

describe('json', () => {
  const differences = [
    onlyRight({ id: 3, suite: 'b', title: 'x' }),
    aDifference({ left: aCase({ id: 9, suite: 'a' }) }),
    onlyLeft({ id: 3, suite: 'b', title: 'x' }),
    onlyLeft({ id: 3, suite: 'Z', title: 'é' }),
    onlyLeft({ id: 4, suite: 'b', section: 'S', title: 'a' }),
    onlyLeft({ id: 10, suite: 'b', title: 'x' }),
    onlyLeft({ id: 5, suite: 'Z', title: 'z' }),
  ];
  const suites = [
    aSuite({ side: 'right', suiteId: 5, name: 'a' }),
    aSuite({ side: 'left', suiteId: 12, name: 'b' }),
    aSuite({ side: 'left', suiteId: 2, name: 'b' }),
    aSuite({ side: 'left', suiteId: 20, name: 'a' }),
  ];

  it('writes one document, at the end, with everything in its place', () => {
    const sink = createSink('json');
    const throttles = [aThrottle(), aThrottle({ what: 'recovered' })];
    const events = [
      aStart(),
      ...differences,
      ...suites,
      side('right'),
      side('left'),
      ...throttles,
      page,
      aProgress(),
      aSummary(),
    ];
    for (const event of events) expect(sink.write(event)).toBe('');
    const document = JSON.parse(sink.end());
    expect(Object.keys(document)).toEqual([
      'start',
      'differences',
      'suites',
      'sides',
      'throttles',
      'summary',
    ]);
    expect(document.start).toEqual(aStart());
    expect(document.sides).toEqual([side('left'), side('right')]);
    expect(document.throttles).toEqual(throttles);
    expect(document.summary).toEqual(aSummary());
    expect(document.suites.map((suite: { suiteId: number }) => suite.suiteId)).toEqual([20, 2, 12, 5]);
  });

  it('orders differences by suite, section, title, id, by code unit', () => {
    const document = JSON.parse(run('json', [aStart(), ...differences, aSummary()]));
    const [a, b, c, d, e, f, g] = [6, 3, 1, 2, 0, 5, 4].map((index) => differences[index]);
    expect(document.differences).toEqual([a, b, c, d, e, f, g]);
  });

  it('gives the same document whatever the order of arrival', () => {
    const expected = run('json', [aStart(), ...differences, ...suites, aSummary()]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...differences, ...suites], { minLength: 11 }), (shuffled) => {
        expect(run('json', [aStart(), ...shuffled, aSummary()])).toBe(expected);
      }),
    );
  });

  it('never takes two differences for equal', () => {
    for (const one of differences) {
      for (const other of differences) {
        if (one === other) expect(compareDifferences(one, other)).toBe(0);
        else
          expect(Math.sign(compareDifferences(one, other))).toBe(-Math.sign(compareDifferences(other, one)));
        if (one !== other) expect(compareDifferences(one, other)).not.toBe(0);
      }
    }
  });

  it('keeps identical pairs only when asked for', () => {
    const events = [aStart(), identical, aSummary()];
    expect(JSON.parse(run('json', events)).differences).toEqual([]);
    expect(JSON.parse(run('json', events, { events: ['identical'] })).differences).toEqual([identical]);
  });

  it('leaves out what differs from run to run where that is asked for', () => {
    const document = JSON.parse(run('json', [aStart(), aThrottle(), aSummary()], { omitTimes: true }));
    const { requests: _requests, elapsedMs: _elapsedMs, ...rest } = aSummary();
    expect([document.throttles, document.summary]).toEqual([[], rest]);
  });

  it('writes nothing without a start, and no summary where there was none', () => {
    expect(run('json', [])).toBe('');
    expect(JSON.parse(run('json', [aStart()])).summary).toBeNull();
  });

  it('writes a difference a line', () => {
    const lines = run('json', [aStart(), ...differences, aSummary()]).split('\n');
    expect(lines.filter((line) => line.startsWith('{"type":"difference"'))).toHaveLength(differences.length);
  });
});
