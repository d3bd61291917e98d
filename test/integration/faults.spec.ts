/** The faults of a bad day, each over a real socket: complete where it passes, partial and true where it does not. */
import { compareProjects, type CompareOptions, type InstanceOptions, type Logger } from '../../src/index.js';
import { worldOf, type Fault, type Simulator } from '../../src/simulator/index.js';
import { silentLogger } from '../../src/testrail/logger.js';
import {
  bothSides,
  casesAsked,
  instanceAt,
  ofType,
  QUICK,
  runToEnd,
  saidOf,
  simulate,
  type Run,
} from './support/run.js';

const SIZE = 600;
const world = () =>
  worldOf(
    [30, 34].map((id) => ({
      id,
      suites: [
        {
          id: id * 10,
          name: 'Large',
          cases: Array.from({ length: SIZE }, (_, n) => ({
            title: `Case ${n}`,
            custom_preconds: `text ${n} ${n % 50 === 0 ? id : ''}`,
          })),
        },
        {
          id: id * 10 + 1,
          name: 'Small',
          cases: [{ title: `Only ${id}`, custom_preconds: `of ${id}` }, { title: 'Same' }],
        },
      ],
    })),
  );

const compare = (
  simulator: Simulator,
  options: Partial<CompareOptions> = {},
  instance: Partial<InstanceOptions> = {},
): Promise<Run> =>
  runToEnd(compareProjects({ ...bothSides(instanceAt(simulator, instance)), ...QUICK, ...options }));

/** What the world holds, by a run without a fault. */
async function truth(): Promise<Run> {
  const run = await compare(await simulate({ world: world() }));
  expect(run.summary.status).toBe('complete');
  return run;
}

const sorted = (run: Run): string[] => run.differences.map(saidOf).sort();

/** Nothing certain is said that would not be said without the fault. */
function expectNothingFalse(run: Run, whole: Run): void {
  const said = new Set(whole.differences.map(saidOf));
  expect(run.differences.filter((each) => each.kind !== 'undetermined' && !said.has(saidOf(each)))).toEqual(
    [],
  );
}

const large = { suiteId: 340, offsetFrom: 249 };

const PASSING: [string, Fault][] = [
  ...[500, 502, 503, 504, 409].map((status): [string, Fault] => [
    `${status}`,
    { kind: 'status', status, match: large },
  ]),
  ...(['beforeHeaders', 'inHeaders', 'afterHeaders', 'inBody'] as const).map((at): [string, Fault] => [
    `a reset ${at}`,
    { kind: 'reset', at, match: large },
  ]),
  ...(['beforeHeaders', 'afterHeaders', 'inBody'] as const).map((at): [string, Fault] => [
    `a hang ${at}`,
    { kind: 'hang', at, match: large },
  ]),
  ['a truncated body', { kind: 'truncate', match: large }],
  ['a body that is shorter than it says', { kind: 'wrongLength', bytes: 50, match: large }],
  ['a body that is longer than it says', { kind: 'wrongLength', bytes: -50, match: large }],
  ['text behind the JSON', { kind: 'trailing', match: large }],
  ['invalid JSON with 200', { kind: 'invalidJson', match: large }],
  ['a sign-in page with 200', { kind: 'html', match: large }],
  ['a redirect to a sign-in page', { kind: 'redirect', match: large }],
  [
    'a redirect to another host',
    { kind: 'redirect', location: 'http://127.0.0.1:1/index.php', match: large },
  ],
  ['`cases` that is null', { kind: 'wrongShape', match: large }],
  ['a body that drips', { kind: 'drip', bytes: 20, everyMs: 20, match: large }],
  ['`next` back to itself', { kind: 'next', next: { offset: 'same' }, match: { suiteId: 340, offset: 249 } }],
  ['`next` in a circle', { kind: 'next', next: { offset: 0 }, match: { suiteId: 340, offset: 249 } }],
  [
    '`next` without an offset',
    { kind: 'next', next: { offset: 'none' }, match: { suiteId: 340, offset: 249 } },
  ],
];

/** Only what is never answered must be given up soon. A busy machine lets others be late then: they have more attempts. */
const impatience = ({ kind }: Fault, attempts: number): Partial<CompareOptions> =>
  kind === 'hang' || kind === 'drip' ? { timeoutMs: 250, attempts: attempts * 3 } : { attempts };

describe.each(PASSING)('%s', (_, fault) => {
  it('that passes is tried again, and the answer is the same', async () => {
    const simulator = await simulate({ world: world(), faults: [{ ...fault, times: 2 }] });
    const run = await compare(simulator, impatience(fault, 3));
    expect(run.summary.status).toBe('complete');
    expect(sorted(run)).toEqual(sorted(await truth()));
  });

  it('that does not pass loses its pages, which are named, and nothing false is said', async () => {
    const simulator = await simulate({ world: world(), faults: [fault] });
    const run = await compare(simulator, impatience(fault, 2));
    expect(run.summary.status).toBe('partial');
    expect(run.summary.right.failedPages[0]).toMatchObject({ suiteId: 340, offset: 249 });
    expect(run.summary.left.failedPages).toEqual([]);
    expectNothingFalse(run, await truth());
  });
});

describe('a `next` that points to another host', () => {
  it('is read for its offset alone', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'next', next: { origin: 'http://127.0.0.1:1' }, match: { suiteId: 340 } }],
    });
    const run = await compare(simulator);
    expect(sorted(run)).toEqual(sorted(await truth()));
  });
});

describe('a record that is not as it should be', () => {
  const record = (of: Fault['record'], index = 300): Fault => ({
    kind: 'record',
    match: { suiteId: 340, holds: index },
    record: of,
  });

  it.each<[string, Fault['record']]>([
    ['the same record twice', { copy: true }],
    ['unknown fields', { set: { something_new: { deep: [1, null] } } }],
    ['a field called __proto__', { members: '"__proto__":{"polluted":true}' }],
    ['fields called constructor and toString', { set: { constructor: 1, toString: 2 } }],
    ['dates that are missing', { unset: ['created_on', 'section_id'] }],
  ])('%s: it is used', async (_, of) => {
    const simulator = await simulate({ world: world(), faults: [record(of)] });
    const run = await compare(simulator);
    expect(run.summary.status).toBe('complete');
    expect(run.summary.counts).toEqual((await truth()).summary.counts);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each<[string, Fault['record'], string]>([
    [
      'a title of 10 kB, with escapes and a change of direction',
      { set: { title: `\u001b[31m\u202e\n${'x'.repeat(10_000)}` } },
      'complete',
    ],
    ['no title', { unset: ['title'] }, 'complete'],
    ['a case of another suite', { set: { suite_id: 341 } }, 'partial'],
    ['an id that is none', { set: { id: 'x' } }, 'partial'],
  ])('%s: the run ends, and says %s', async (_, of, status) => {
    const simulator = await simulate({ world: world(), faults: [record(of)] });
    const run = await compare(simulator, { attempts: 1 });
    expect(run.summary.status).toBe(status === 'complete' ? 'complete' : 'partial');
    if (status === 'partial') expect(run.summary.reason).toBeDefined();
  });
});

describe('a case that is too much for a page', () => {
  it('of 2 MB is read with its page', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'record', match: { suiteId: 340, holds: 300 }, record: { bloat: 2_000_000 } }],
    });
    const run = await compare(simulator, { timeoutMs: 5_000 });
    expect(run.summary.status).toBe('complete');
    expect(run.summary.right.cases).toBe(SIZE + 2);
  });

  it('that is above the size limit is lost alone, and named by its offset', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'record', match: { suiteId: 340, holds: 300 }, record: { bloat: 400_000 } }],
    });
    const run = await compare(simulator, { timeoutMs: 5_000 }, { maxBodyBytes: 300_000 });
    expect(run.summary.right.failedPages).toEqual([
      { suiteId: 340, offset: 300, limit: 1, open: false, error: expect.stringContaining('300,000 bytes') },
    ]);
    expect(run.summary.right.cases).toBe(SIZE + 2 - 1);
    expectNothingFalse(run, await truth());
    // The page and each of eight halves as often as it has attempts, where nothing else is answered beside it; the halves that
    // are good; and the pages.
    const most = 9 * 3 + 8 + 12;
    expect(casesAsked(simulator).filter(({ suiteId }) => suiteId === 340).length).toBeLessThan(most);
  });

  it('that keeps its page from being answered in time is lost alone, while others are answered', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'hang', match: { suiteId: 340, holds: 300 } }],
    });
    const run = await compare(simulator, { timeoutMs: 250, attempts: 1 });
    // On a busy machine another page may be late as well.
    const failed = run.summary.right.failedPages.find(
      ({ suiteId, offset, limit }) => suiteId === 340 && offset <= 300 && 300 < offset + limit,
    );
    // The last of the halves may find nobody else who is answered.
    expect(failed!.limit).toBeLessThan(250);
    expectNothingFalse(run, await truth());
  });
});

describe('a refusal in mid-run', () => {
  it.each([
    ['403', { kind: 'status', status: 403, match: large } satisfies Fault],
    ['400 for a suite that was deleted meanwhile', undefined],
  ])('%s: that suite is given up, the rest goes on', async (_, fault) => {
    const simulator = await simulate({
      world: world(),
      ...(fault ? { faults: [fault] } : { edits: [{ suiteId: 340, removeSuite: true, match: large }] }),
    });
    const run = await compare(simulator);
    expect(run.summary.status).toBe('partial');
    const suites = ofType(run.events, 'suite').filter(({ complete }) => !complete);
    expect(suites.map(({ suiteId }) => suiteId)).toEqual([340]);
    expectNothingFalse(run, await truth());
  });

  it('401: it stops, and what is known is told', async () => {
    const simulator = await simulate({
      world: world(),
      pageMs: 10,
      faults: [{ kind: 'status', status: 401, match: large }],
    });
    const run = await compare(simulator, {}, { concurrency: 4 });
    expect(run.summary.status).toBe('partial');
    expect(run.summary.reason).toMatch(/401/);
    const { arrivals } = simulator.stats();
    const refused = arrivals.findIndex(({ status }) => status === 401);
    // Those that were on the wire when it was refused, and no more.
    expect(arrivals.length - 1 - refused).toBeLessThan(4);
    expectNothingFalse(run, await truth());
  });
});

describe('pages that always fail, when nothing else is left to ask', () => {
  it('are lost for what they answer, and not for a server that is given up', async () => {
    const simulator = await simulate({
      world: world(),
      faults: [{ kind: 'status', status: 500, match: { method: 'get_cases', offset: 249 } }],
    });
    const run = await compare(
      simulator,
      { attempts: 2, timeoutMs: 10_000 },
      { breaker: { threshold: 1, resetMs: 10, maxResetMs: 20 }, maxWaitMs: 60_000 },
    );
    expect(ofType(run.events, 'throttle').map(({ what }) => what)).toContain('breakerClosed');
    for (const side of ['left', 'right'] as const) {
      expect(run.summary[side].failedPages).toContainEqual(
        expect.objectContaining({ offset: 249, error: expect.stringContaining('answered 500') }),
      );
    }
    expect(run.summary.elapsedMs).toBeLessThan(60_000);
    expectNothingFalse(run, await truth());
  });
});

describe('a server that is down for a while', () => {
  it('is waited for, one request at a time, and nothing that was fetched is asked again', async () => {
    const simulator = await simulate({
      world: { cases: 6_000 },
      pageMs: 20,
      faults: [{ kind: 'down', forMs: 400, times: 1, afterRequests: 14 }],
    });
    const read: string[] = [];
    const logger: Logger = {
      ...silentLogger,
      debug: (message, meta) => {
        const { url, status } = meta as { url: string; status?: number };
        // Whether it is back is asked of what was answered before.
        if (message === 'response' && status === 200 && !url.includes('get_project')) read.push(url);
      },
    };
    const run = await compare(
      simulator,
      { attempts: 2, timeoutMs: 10_000 },
      { concurrency: 4, breaker: { threshold: 3, resetMs: 30, maxResetMs: 60 }, logger },
    );
    expect(run.summary.status).toBe('complete');
    expect(ofType(run.events, 'throttle').map(({ what }) => what)).toEqual(
      expect.arrayContaining(['breakerOpened', 'breakerClosed']),
    );
    expect(read.length).toBeGreaterThan(14);
    expect(new Set(read).size).toBe(read.length);
    const pages = ofType(run.events, 'page').map(({ suiteId, offset }) => `${suiteId}/${offset}`);
    expect(new Set(pages).size).toBe(pages.length);
  });

  it('for longer than is to be waited ends the run: partial, every known page named', async () => {
    const simulator = await simulate({
      world: { cases: 6_000 },
      pageMs: 20,
      faults: [{ kind: 'down', forMs: 60_000, times: 1, afterRequests: 20 }],
    });
    const run = await compare(
      simulator,
      { attempts: 2 },
      { concurrency: 4, maxWaitMs: 600, breaker: { threshold: 3, resetMs: 30, maxResetMs: 60 } },
    );
    expect(run.summary.status).toBe('partial');
    expect(run.summary.left.failedPages.length + run.summary.right.failedPages.length).toBeGreaterThan(3);
    const incomplete = ofType(run.events, 'suite').filter(({ complete }) => !complete);
    const named = new Set(
      [...run.summary.left.failedPages, ...run.summary.right.failedPages].map(({ suiteId }) => suiteId),
    );
    expect(incomplete.every(({ suiteId }) => named.has(suiteId))).toBe(true);
  });
});
