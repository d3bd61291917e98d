/** Whatever a server sends is used or refused: through the client's reading, the aggregate and every format. */
import fc from 'fast-check';
import { lastValueFrom, of, toArray } from 'rxjs';
import { aggregatePages } from '../../src/pipeline/index.js';
import type { Arrival, CompareEvent, Side } from '../../src/compare/index.js';
import { FORMATS } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { readBody } from '../../src/testrail/http.js';
import { TestRailError } from '../../src/testrail/errors.js';
import { readCases } from '../../src/testrail/client.js';
import type { Page } from '../../src/testrail/page.js';
import type { TestRailCase } from '../../src/testrail/schemas.js';
import { broken, mutated, nasty } from '../support/mutations.js';

const URL = 'https://example.test/index.php?/api/v2/get_cases/1';
const asked = { offset: 0, limit: 250 };

/** A page out of real life, as text, so that a member called `__proto__` is one of its own. */
const real = JSON.stringify({
  offset: 0,
  limit: 250,
  size: 3,
  _links: { next: '/api/v2/get_cases/1&limit=250&offset=250', prev: null },
  cases: [
    {
      id: 1,
      title: 'Log in – Zahlung \u202eprüfen\u001b[31m',
      section_id: 5,
      suite_id: 7,
      template_id: 1,
      type_id: 3,
      priority_id: 2,
      milestone_id: null,
      refs: 'A-1, B-2',
      created_on: 1_700_000_000,
      updated_on: 1_700_000_000,
      estimate: '1m 45s',
      is_deleted: 0,
      labels: [{ id: 1, title: 'smoke' }],
      custom_preconds: 'a\r\nb <script>alert(1)</script>',
      custom_steps_separated: [
        { content: 'open', expected: '![](index.php?/attachments/get/9)', additional_info: null, refs: null },
        { content: '=1+1', expected: '', shared_step_id: 4 },
      ],
      custom_automation_type: 0,
    },
    { id: 2, title: 'Pay', suite_id: 7, section_id: 5, custom_steps: 'x', updated_on: 5, is_deleted: 1 },
    { id: 3, title: '', suite_id: 7, section_id: null, custom_owner: 3 },
  ],
});

const withMember = fc
  .record({
    name: fc.constantFrom('__proto__', 'constructor', 'toString', 'custom_x', 'custom___proto__', 'labels'),
    value: nasty,
  })
  .map(({ name, value }) => real.replace('"id":1,', `"${name}":${value},"id":1,`));

const bodies = fc.oneof(
  { weight: 5, arbitrary: mutated(real) },
  { weight: 3, arbitrary: withMember },
  { weight: 2, arbitrary: broken(real) },
  fc.json(),
  fc.string(),
);

/** What the client makes of an answer: a page, or an error that says what is wrong. */
function read(body: string): Page<TestRailCase> | undefined {
  try {
    return readCases(URL, readBody(URL, { status: 200, data: body, headers: {} }), asked);
  } catch (error) {
    if (!(error instanceof TestRailError)) throw error;
    expect(error.kind).toBe('transient');
    expect(error.url).toBe(URL);
    expect(error.message).not.toMatch(/[\n\r\u001b]/);
    expect(error.message.length).toBeLessThan(600);
    return undefined;
  }
}

const opened = (side: Side): Arrival => ({
  type: 'opened',
  side,
  url: 'https://example.test',
  projectId: 1,
  name: 'P',
  suites: [{ id: 7, name: 'Suite' }],
});

const arrival = (side: Side, { items, limit, next }: Page<TestRailCase>): Arrival => ({
  type: 'page',
  side,
  suiteId: 7,
  offset: 0,
  limit,
  next,
  cases: items,
});

const compare = (left: Page<TestRailCase>, right: Page<TestRailCase>): Promise<CompareEvent[]> => {
  const finished: Arrival = { type: 'finished' };
  const arrivals = [
    opened('left'),
    opened('right'),
    arrival('left', left),
    arrival('right', right),
    finished,
  ];
  return lastValueFrom(of(...arrivals).pipe(aggregatePages(), toArray()));
};

function expectHarmless(format: (typeof FORMATS)[number], events: readonly CompareEvent[]): void {
  const sink = createSink(format, { events: ['identical', 'page'] });
  const text = events.map((event) => sink.write(event)).join('') + sink.end();
  // Nothing a terminal would act on but line ends, in any format.

  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  if (format === 'json') JSON.parse(text);
  if (format === 'ndjson') for (const line of text.trim().split('\n')) JSON.parse(line);
}

/** What an object of no members has. */
const pristine = (): string[] => [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype),
];

describe('any body', () => {
  it('is a page or an error that says what is wrong, and what is a page goes through to every format', async () => {
    const before = pristine();
    const whole = read(real)!;
    let used = 0;
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const page = read(body);
        if (!page) return;
        used++;
        const events = await compare(page, whole);
        const summary = events[events.length - 1]!;
        if (summary.type !== 'summary') throw new Error('no summary');
        const { counts, left } = summary;
        const { identical, changed, renamed, moved, onlyLeft } = counts;
        expect(identical + changed + renamed + moved + onlyLeft + left.undetermined + left.deleted).toBe(
          left.cases,
        );
        expect(left.cases).toBe(new Set(page.items.map(({ id }) => id)).size);
        for (const format of FORMATS) expectHarmless(format, events);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 1_500) },
    );
    expect(used).toBeGreaterThan(300);
    expect(pristine()).toEqual(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('that the client reads as it is loses no member, whatever its name', () => {
    const member = '"__proto__":{"polluted":1},"constructor":2,"toString":3,';
    const page = read(real.replace('"id":3,', `${member}"is_deleted":null,"id":3,`))!;
    const names = Object.keys(page.items[2]!);
    expect(names).toEqual(expect.arrayContaining(['__proto__', 'constructor', 'toString']));
  });
});
