import fc from 'fast-check';
import { create } from 'xmlbuilder2';

import type { CompareEvent, DifferenceEvent } from '../../src/compare/events.js';
import type { SinkOptions } from '../../src/report/sink.js';
import { differences, HOSTILE, idsIn, runOf, written } from '../support/report-arbitraries.js';
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

interface Case {
  name: string;
  classname: string;
  outcome?: string;
  message?: string;
  body?: string;
}

interface Suite {
  name: string;
  counts: string[];
  cases: Case[];
  out: string;
}

const COUNTS = ['tests', 'failures', 'errors', 'skipped'];

/** As much of the DOM as is needed. */
interface XmlElement {
  nodeName: string;
  textContent: string | null;
  childNodes: Iterable<XmlElement>;
  getAttribute(name: string): string | null;
}

/** Reads it as a CI server does. */
function read(xml: string): { counts: string[]; suites: Suite[] } {
  const root = create(xml).root().node as unknown as XmlElement;
  const children = (of: XmlElement, name: string): XmlElement[] =>
    [...of.childNodes].filter((node) => node.nodeName === name);
  const countsOf = (of: XmlElement): string[] => COUNTS.map((name) => of.getAttribute(name)!);
  return {
    counts: countsOf(root),
    suites: children(root, 'testsuite').map((suite) => ({
      name: suite.getAttribute('name')!,
      counts: countsOf(suite),
      out: children(suite, 'system-out')[0]?.textContent ?? '',
      cases: children(suite, 'testcase').map((each) => {
        const outcome = ['failure', 'error', 'skipped'].flatMap((name) => children(each, name))[0];
        return {
          name: each.getAttribute('name')!,
          classname: each.getAttribute('classname')!,
          ...(outcome
            ? {
                outcome: outcome.nodeName,
                message: outcome.getAttribute('message')!,
                body: outcome.textContent ?? '',
              }
            : {}),
        };
      }),
    })),
  };
}

/** Both paired suites and the one without a partner were read. */
const READ = [
  aSuite({ side: 'left', suiteId: 10, name: 'Login' }),
  aSuite({ side: 'right', suiteId: 20, name: 'Login' }),
  aSuite({ side: 'right', suiteId: 21, name: 'Basket' }),
];

const run = (
  events: readonly DifferenceEvent[],
  options: SinkOptions = {},
  more: readonly CompareEvent[] = READ,
  summary = aSummary(),
) => {
  const [start, ...rest] = runOf(events, summary);
  return read(written('junit', [start!, ...more, ...rest], options));
};

const named = ({ suites }: ReturnType<typeof read>, name: string): Suite =>
  suites.find((suite) => suite.name === name)!;

it('a complete run without differences passes: one case a suite, and one for the run', () => {
  const report = run([]);
  expect(report.counts).toEqual(['3', '0', '0', '0']);
  expect(report.suites.map(({ name, cases }) => [name, cases.map((each) => each.name)])).toEqual([
    ['raildiff', ['everything was read']],
    ['Basket', ['no differences']],
    ['Login', ['no differences']],
  ]);
});

it('a difference fails, in the suite of its left case, and says where both are', () => {
  const report = run([
    aDifference({
      right: aCase({ id: 2, suiteId: 21, suite: 'Basket', section: 'Top', url: 'https://rail.example/2' }),
      fields: [{ field: 'priority_id', left: 2, right: 3, leftName: 'Medium', rightName: 'High' }],
    }),
    onlyRight({ id: 9, suiteId: 20 }),
  ]);
  const { cases, counts } = named(report, 'Login');
  expect(counts).toEqual(['2', '2', '0', '0']);
  expect(cases[0]).toEqual({
    name: 'Sign in (C1 → C2)',
    classname: 'Login → Basket > Top',
    outcome: 'failure',
    message: 'changed: priority_id Medium → High',
    body:
      'left: https://rail.example/index.php?/cases/view/1\nright: https://rail.example/2\n' +
      'priority_id: Medium → High',
  });
  expect(cases[1]).toMatchObject({ name: 'Sign in (C9)', outcome: 'failure', message: 'only right' });
  expect(named(report, 'Basket').cases).toEqual([{ name: 'no differences', classname: 'Basket' }]);
});

it('undetermined is an error, accepted is skipped, identical passes', () => {
  const { cases, counts } = named(
    run(
      [
        { ...onlyLeft({ id: 1 }), kind: 'undetermined', likely: 'onlyLeft' },
        { ...onlyLeft({ id: 2 }), accepted: true },
        aDifference({ kind: 'identical', aspects: [], left: aCase({ id: 3 }) }),
      ],
      { events: ['identical'] },
    ),
    'Login',
  );
  expect(cases.map(({ outcome, message }) => [outcome, message])).toEqual([
    ['error', 'undetermined, likely only left'],
    ['skipped', 'accepted before: only left'],
    [undefined, undefined],
  ]);
  expect(counts).toEqual(['3', '0', '1', '1']);
});

it('what was not read is an error of its suite and of the run, and no suite of it passes', () => {
  const summary = aSummary({
    status: 'partial',
    right: aSideSummary({ failedPages: [{ suiteId: 20, offset: 0, limit: 250, open: false, error: '502' }] }),
  });
  const broken = [READ[0]!, aSuite({ side: 'right', suiteId: 20, complete: false, error: 'offset 0: 502' })];
  const report = run([], {}, broken, summary);
  expect(report.counts).toEqual(['3', '0', '3', '0']);
  expect(named(report, 'raildiff').cases[0]).toMatchObject({
    outcome: 'error',
    message: expect.stringMatching(/^PARTIAL: 1 page/),
    body: 'not read: right suite 20, cases 1 to 250: 502',
  });
  expect(named(report, 'Login').cases).toEqual([
    {
      name: 'the right suite was read',
      classname: 'Login',
      outcome: 'error',
      message: 'offset 0: 502',
      body: '',
    },
  ]);
  // Nothing was told of it at all: it was not reached.
  expect(named(report, 'Basket').cases[0]).toMatchObject({ outcome: 'error' });
});

it('the only suite of an old server has no id at the start', () => {
  const nameless = { ...aStart().left, suites: [{ id: null, name: 'Master' }] };
  const start = aStart({ left: nameless });
  const suite = aSuite({ suiteId: null, name: 'Master' });
  const report = read(
    written('junit', [
      start,
      suite,
      ...READ.slice(1),
      onlyLeft({ suiteId: 77, suite: 'Master' }),
      aSummary(),
    ]),
  );
  expect(named(report, 'Master').cases.map(({ outcome }) => outcome)).toEqual(['failure']);
});

it('summaryOnly: one case that fails where anything differs, and nothing listed', () => {
  const options = { summaryOnly: true };
  const { suites } = run([onlyLeft(), onlyRight()], options);
  expect(
    suites.map(({ name, cases }) => [name, cases.map(({ outcome, message }) => [outcome, message])]),
  ).toEqual([
    [
      'raildiff',
      [
        [undefined, undefined],
        ['failure', '2 differences'],
      ],
    ],
  ]);
  expect(run([], options).counts).toEqual(['2', '0', '0', '0']);
});

it('says what every report says, and no times with omitTimes', () => {
  const summary = aSummary({
    attachments: { verified: false, references: 2, cases: 1 },
    notCompared: ['results'],
  });
  const out = named(run([], {}, READ, summary), 'raildiff').out;
  expect(out).toContain('attachments: not verified (2 references in 1 case)\nnot compared: results');
  expect(out).toContain('36.2 s');
  expect(named(run([], { omitTimes: true }, READ, summary), 'raildiff').out).not.toMatch(/36\.2 s|requests/);
});

it('every difference stands in it exactly once, whatever the texts, and the counts agree', () => {
  fc.assert(
    fc.property(differences, (events) => {
      const report = run(events);
      const cases = report.suites.flatMap((suite) => suite.cases);
      for (const event of events)
        expect(cases.filter(({ name }) => name.endsWith(` (${idsIn(event)})`))).toHaveLength(1);
      const of = (outcome: string): string => String(cases.filter((each) => each.outcome === outcome).length);
      expect(report.counts).toEqual([String(cases.length), of('failure'), of('error'), of('skipped')]);
      expect(Number(report.counts[3])).toBe(events.filter(({ accepted }) => accepted).length);
    }),
  );
});

it('is well-formed, and holds no character that XML forbids or a terminal acts on', () => {
  const illegal = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/u;
  fc.assert(
    fc.property(differences, (events) => {
      const xml = written('junit', runOf(events));
      expect(xml).not.toMatch(illegal);
      expect(xml.replace(/<\/?[a-z-]+( [a-z]+="[^"<>]*")*\/?>|<\?xml[^>]*>/g, '')).not.toMatch(/[<>]/);
    }),
  );
});

it('a title cannot leave its place', () => {
  for (const title of HOSTILE) {
    const { cases } = named(run([onlyLeft({ title })]), 'Login');
    expect(cases.map(({ name }) => /\(C1\)$/.test(name))).toEqual([true]);
  }
});

it('gives the same bytes whatever the order of arrival', () => {
  fc.assert(
    fc.property(
      differences.chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      ),
      ([events, shuffled]) => expect(written('junit', runOf(shuffled))).toBe(written('junit', runOf(events))),
    ),
  );
});
