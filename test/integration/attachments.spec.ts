/** Attachments over a real socket: what is asked, what is said of them, and what becomes of one that cannot be read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareProjects, Journal, type CompareOptions, type InstanceOptions } from '../../src/index.js';
import {
  copiedId,
  isOtherPicture,
  planWorld,
  worldOf,
  type Fault,
  type LiteralAttachments,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { bothSides, closeLater, instanceAt, ofType, QUICK, runToEnd, simulate } from './support/run.js';

const picture = (id: number | string): string => `![](index.php?/attachments/get/${id})`;
const FIRST = '11111111-2222-4333-8444-555555555555';

/** Two projects of one suite: the left refers to attachment 1 and 2, the right to 11 and 12. */
const SMALL = (attachments: LiteralAttachments) =>
  worldOf(
    [
      {
        id: 30,
        suites: [
          {
            id: 301,
            name: 'A',
            cases: [
              { title: 'one', custom_steps: `see ${picture(1)}` },
              { title: 'two', custom_steps: `see ${picture(2)}` },
              { title: 'none', custom_steps: 'words' },
            ],
          },
        ],
      },
      {
        id: 34,
        suites: [
          {
            id: 341,
            name: 'A',
            cases: [
              { title: 'one', custom_steps: `see ${picture(FIRST)}` },
              { title: 'two', custom_steps: `see ${picture(12)}` },
              { title: 'none', custom_steps: 'words' },
            ],
          },
        ],
      },
    ],
    attachments,
  );

const ALL: LiteralAttachments = { 1: 'a picture', 2: 'old', [FIRST]: 'a picture', 12: 'newer' };

const run = async (
  simulator: Simulator,
  more: Partial<CompareOptions> = {},
  instance: Partial<InstanceOptions> = {},
) =>
  runToEnd(
    compareProjects({
      ...bothSides(instanceAt(simulator, instance)),
      ...QUICK,
      normalize: ['attachments'],
      verifyAttachments: true,
      ...more,
    }),
  );

const small = async (attachments: LiteralAttachments, options: SimulatorOptions = {}) =>
  simulate({ world: SMALL(attachments), ...options });

/** Ids of the attachments that were asked for, each as often as it was. */
const asked = (simulator: Simulator): string[] =>
  simulator.stats().arrivals.flatMap(({ url }) => /get_attachment\/([^&]+)/.exec(url)?.[1] ?? []);

const kinds = ({ differences }: Awaited<ReturnType<typeof run>>): Record<string, string> =>
  Object.fromEntries(
    differences.map(({ title, kind, likely }) => [title, likely ? `${kind}, likely ${likely}` : kind]),
  );

const always = (id: string, fault: Partial<Fault>): Fault =>
  ({ kind: 'status', match: { method: 'get_attachment', id }, ...fault }) as Fault;

it('numbers and UUIDs: what is the same is identical, another picture under the same text is a change', async () => {
  const simulator = await small(ALL);
  const ran = await run(simulator);
  expect(kinds(ran)).toEqual({ one: 'identical', two: 'changed', none: 'identical' });
  expect(ran.differences.find(({ title }) => title === 'two')!.fields).toMatchObject([
    {
      field: 'custom_steps',
      left: `see ${picture(2)}`,
      right: `see ${picture(12)}`,
      attachments: [{ left: { id: '2', bytes: 3 }, right: { id: '12', bytes: 5 } }],
    },
  ]);
  expect(ran.summary).toMatchObject({
    status: 'complete',
    attachments: { verified: true, references: 4, cases: 4, read: 4, unread: [] },
  });
  expect(asked(simulator).sort()).toEqual(['1', FIRST, '12', '2'].sort());
  const [last] = ofType(ran.events, 'progress').slice(-1);
  expect(last!.attachments).toEqual({ done: 4, known: 4 });
});

it('without the option nothing is asked, and it is said', async () => {
  const simulator = await small(ALL);
  const ran = await run(simulator, { verifyAttachments: false });
  expect(kinds(ran)).toEqual({ one: 'identical', two: 'identical', none: 'identical' });
  expect(ran.summary.attachments).toEqual({ verified: false, references: 4, cases: 4 });
  expect(asked(simulator)).toEqual([]);
});

it('a copied project: the pictures that somebody has replaced, and each attachment asked for once', async () => {
  const simulator = await simulate({ world: planWorld({ cases: 800, copiedAttachments: true }) });
  const without = await run(simulator, { verifyAttachments: false });
  const ran = await run(simulator);
  const replaced = new Set(
    Array.from({ length: 10_000 }, (_, n) => n)
      .filter(isOtherPicture)
      .map(copiedId),
  );
  const refersTo = (id: number): string[] => {
    const testCase = simulator.world.projects
      .get(34)!
      .suites.map((suite) => suite.find(id))
      .find(Boolean);
    return Array.from(JSON.stringify(testCase).matchAll(/attachments\/get\/([\w-]+)/g), (match) => match[1]!);
  };
  const expected = without.differences
    .filter(({ kind, right }) => kind === 'identical' && refersTo(right!.id).some((id) => replaced.has(id)))
    .map(({ left }) => left!.id);
  const before = new Set(
    without.differences.filter(({ kind }) => kind === 'identical').map(({ left }) => left!.id),
  );
  const found = ran.differences
    .filter(({ kind, left }) => kind === 'changed' && before.has(left!.id))
    .map(({ left }) => left!.id);
  expect(found.sort()).toEqual(expected.sort());
  expect(found.length).toBeGreaterThan(1);
  const ids = asked(simulator);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ran.summary).toMatchObject({ status: 'complete', attachments: { read: ids.length, unread: [] } });
});

it('the limit is never exceeded, attachments counted', async () => {
  const ids = (first: number) => Array.from({ length: 50 }, (_, n) => first + n);
  const project = (id: number, first: number) => ({
    id,
    suites: [
      { id: id * 10, name: 'A', cases: [{ title: 'x', custom_steps: ids(first).map(picture).join('\n') }] },
    ],
  });
  const all = Object.fromEntries([...ids(100), ...ids(200)].map((id) => [id, `file ${id % 100}`]));
  const simulator = await simulate({
    world: worldOf([project(30, 100), project(34, 200)], all),
    limit: 40,
    windowMs: 900,
  });
  // Less than is allowed: server and client share a process here, which delays what is dated by the one or the other.
  const ran = await run(simulator, {}, { rate: 30, windowMs: 900, deliveryMs: 300 });
  const { maxInWindow, throttled, requests } = simulator.stats();
  expect([ran.summary.status, throttled]).toEqual(['complete', 0]);
  expect(maxInWindow).toBeLessThanOrEqual(40);
  expect([requests, asked(simulator).length]).toEqual([ran.summary.requests.sent, 100]);
  expect(kinds(ran)).toEqual({ x: 'identical' });
});

describe('what cannot be read is compared by its place, and fails no run', () => {
  it('forbidden, and unknown', async () => {
    const simulator = await small({ ...ALL, 2: 'forbidden', [FIRST]: undefined! });
    const ran = await run(simulator, { strict: true });
    expect(kinds(ran)).toEqual({ one: 'identical', two: 'identical', none: 'identical' });
    expect(ran.summary).toMatchObject({ status: 'complete', attachments: { read: 2 } });
    expect(ran.summary.attachments!.unread).toMatchObject([
      { side: 'left', error: expect.stringMatching(/403.*not allowed/), lost: false, count: 1, ids: ['2'] },
      { side: 'right', error: expect.stringContaining('400'), lost: false, count: 1, ids: [FIRST] },
    ]);
    expect(asked(simulator)).toHaveLength(4);
  });

  it('one above the bound, whether or not the server says its length before', async () => {
    for (const fault of [[], [always('2', { kind: 'drip', bytes: 50_000, everyMs: 0 })]]) {
      const simulator = await small({ ...ALL, 2: { bytes: 100_000 } }, { faults: fault });
      const ran = await run(simulator, {}, { maxAttachmentBytes: 99_999 });
      expect(kinds(ran)['two']).toBe('identical');
      expect(ran.summary).toMatchObject({ status: 'complete', attachments: { read: 3 } });
      expect(ran.summary.attachments!.unread).toMatchObject([
        { error: 'the answer is longer than 99,999 bytes, and was not read on', lost: false },
      ]);
      expect(asked(simulator).filter((id) => id === '2')).toHaveLength(1);
    }
  });

  it('a large one is hashed as it arrives', async () => {
    const large = { bytes: 3_000_000, seed: 7 };
    const simulator = await small({ 1: large, [FIRST]: large, 2: large, 12: { ...large, seed: 8 } });
    const ran = await run(simulator, {}, { maxBodyBytes: 100_000 });
    expect(kinds(ran)).toMatchObject({ one: 'identical', two: 'changed' });
  });
});

describe('a right that is missing', () => {
  const many = (id: number, first: number) => ({
    id,
    suites: [
      {
        id: id * 10,
        name: 'A',
        cases: Array.from({ length: 60 }, (_, n) => ({ title: `${n}`, custom_steps: picture(first + n) })),
      },
    ],
  });
  const world = (readable: number[]) => {
    const ids = [...Array(60).keys()].flatMap((n) => [100 + n, 200 + n]);
    const files = ids.map((id) => [id, readable.includes(id) ? 'x' : 'forbidden']);
    return worldOf([many(30, 100), many(34, 200)], Object.fromEntries(files) as LiteralAttachments);
  };

  it('is said after three refusals, and nothing more is asked for', async () => {
    const simulator = await simulate({ world: world([]) });
    const ran = await run(simulator);
    expect(asked(simulator)).toHaveLength(3);
    expect(new Set(Object.values(kinds(ran)))).toEqual(new Set(['identical']));
    expect(ran.summary.status).toBe('complete');
    const { read, unread = [] } = ran.summary.attachments!;
    expect([read, unread.reduce((sum, { count }) => sum + count, 0)]).toEqual([0, 120]);
    const told = unread.filter(({ error }) => error.startsWith('not asked for'));
    expect(told.map(({ count }) => count).reduce((a, b) => a + b)).toBe(117);
    expect(told[0]!.error).toMatch(/^not asked for, since 3 were refused and none was read: answered 403: /);
  });

  it('is none where one was read', async () => {
    const simulator = await simulate({ world: world([100, 200]) });
    const ran = await run(simulator);
    expect(asked(simulator)).toHaveLength(120);
    expect(ran.summary.attachments!.read).toBe(2);
  });
});

describe('what may pass is asked for again', () => {
  it.each<[string, Partial<Fault>]>([
    ['a 500', { kind: 'status', status: 500, times: 2 }],
    ['a 429', { kind: 'status', status: 429, retryAfter: '0', times: 1 }],
    ['a reset in the middle', { kind: 'reset', at: 'inBody', times: 1 }],
    ['a body that is cut', { kind: 'truncate', times: 1 }],
    ['a sign-in page', { kind: 'html', times: 1 }],
    ['one that takes too long', { kind: 'slow', delayMs: 60_000, times: 1 }],
    ['one that hangs in its body', { kind: 'hang', at: 'inBody', times: 1 }],
  ])('%s', async (_, fault) => {
    const simulator = await small(ALL, { faults: [always('1', fault)] });
    const isGivenUp = fault.kind === 'slow' || fault.kind === 'hang';
    const ran = await run(simulator, isGivenUp ? { timeoutMs: 700, attempts: 9 } : {});
    expect(kinds(ran)).toEqual({ one: 'identical', two: 'changed', none: 'identical' });
    expect(ran.summary).toMatchObject({ status: 'complete', attachments: { read: 4, unread: [] } });
    const times = asked(simulator).filter((id) => id === '1').length;
    // A busy machine lets more than that one be given up.
    expect(isGivenUp ? Math.min(times, 2) : times).toBe(1 + fault.times!);
  });
});

describe('what is lost makes nothing false', () => {
  it('the pair that it could change is undetermined, no other is, and the run is partial', async () => {
    const simulator = await small(ALL, { faults: [always('1', { status: 500 })] });
    const ran = await run(simulator);
    expect(kinds(ran)).toEqual({
      one: 'undetermined, likely identical',
      two: 'changed',
      none: 'identical',
    });
    expect(ran.summary).toMatchObject({
      status: 'partial',
      reason: 'attachment 1 of the left side could not be read: answered 500: Injected fault.',
      attachments: { read: 3, unread: [{ lost: true, ids: ['1'] }] },
    });
    // Three attempts, and once more when all else is done.
    expect(asked(simulator).filter((id) => id === '1')).toHaveLength(4);
  });

  it('it is asked for once more when all else is done', async () => {
    const simulator = await small(ALL, { faults: [always('1', { status: 500, times: 3 })] });
    const ran = await run(simulator);
    expect(ran.summary.status).toBe('complete');
  });

  it('--strict ends at it', async () => {
    const simulator = await small(ALL, { faults: [always('1', { status: 500 })] });
    const ran = await run(simulator, { strict: true });
    expect(ran.summary).toMatchObject({
      status: 'partial',
      reason: expect.stringMatching(/--strict: attachment 1 of suite "A" could not be read: answered 500/),
    });
  });

  it('a 401 ends the run, as everywhere', async () => {
    const simulator = await small(ALL, { faults: [always('1', { status: 401, delayMs: 150 })] });
    const ran = await run(simulator);
    expect(ran.summary).toMatchObject({ status: 'partial', reason: expect.stringContaining('401') });
    expect(kinds(ran)['one']).toBe('undetermined, likely identical');
  });

  it('a deadline that comes before them', async () => {
    const simulator = await small(ALL, {
      faults: [{ kind: 'hang', match: { method: 'get_attachment' } }],
    });
    const ran = await run(simulator, { deadlineMs: 500 });
    expect(kinds(ran)).toMatchObject({ one: 'undetermined, likely identical', none: 'identical' });
    expect(ran.summary).toMatchObject({ status: 'partial', reason: 'the deadline of 0.5 s was reached' });
  });
});

it('suites whose attachments are read are told while others are waited for', async () => {
  const suite = (id: number, name: string, attachment: number) => ({
    id,
    name,
    cases: [{ title: name, custom_steps: picture(attachment) }],
  });
  const simulator = await simulate({
    world: worldOf(
      [
        { id: 30, suites: [suite(301, 'A', 1), suite(302, 'B', 2)] },
        { id: 34, suites: [suite(341, 'A', 11), suite(342, 'B', 12)] },
      ],
      { 1: 'x', 2: 'x', 11: 'x', 12: 'x' },
    ),
    faults: [always('12', { kind: 'slow', delayMs: 200 })],
  });
  const ran = await run(simulator);
  const order = ran.events.flatMap((event) =>
    event.type === 'difference' ? [event.title] : event.type === 'side' ? [event.side] : [],
  );
  expect(order.indexOf('A')).toBeLessThan(order.indexOf('right'));
  expect(ofType(ran.events, 'difference').map(({ kind }) => kind)).toEqual(['identical', 'identical']);
});

it('no other host is asked for what a text says is there', async () => {
  const old = await simulate({ world: SMALL(ALL) });
  const text = `${old.url}/index.php?/attachments/get/1`;
  const suite = (id: number) => ({ id, name: 'A', cases: [{ title: 'x', custom_steps: text }] });
  const simulator = await simulate({
    world: worldOf(
      [
        { id: 30, suites: [suite(301)] },
        { id: 34, suites: [suite(341)] },
      ],
      { 1: 'not meant' },
    ),
  });
  const ran = await run(simulator);
  expect([old.stats().requests, asked(simulator)]).toEqual([0, []]);
  expect(ran.summary).toMatchObject({ status: 'complete', attachments: { references: 2, read: 0 } });
  expect(ran.summary.attachments!.unread).toMatchObject([{ error: expect.stringContaining('is not asked') }]);
});

it('two instances have their own numbers', async () => {
  const left = await simulate({ world: SMALL({ 1: 'a', 2: 'b' }) });
  const right = await simulate({ world: SMALL({ [FIRST]: 'a', 12: 'c' }) });
  const ran = await run(left, { right: { instance: instanceAt(right), projectId: 34 } });
  expect(kinds(ran)).toMatchObject({ one: 'identical', two: 'changed' });
  expect([asked(left).sort(), asked(right).sort()]).toEqual([['1', '2'], [FIRST, '12'].sort()]);
});

describe('a journal', () => {
  const journalIn = (folder: string, simulator: Simulator) => {
    const projects = [30, 34].map((projectId) => ({ url: simulator.url, projectId }));
    const journal = Journal.open(join(folder, 'run.journal'), projects);
    const instance = instanceAt(simulator);
    const options = {
      left: { instance, projectId: 30, record: journal.record(0) },
      right: { instance, projectId: 34, record: journal.record(1) },
    };
    return { journal, options };
  };
  const temporary = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'raildiff-attachments-'));
    closeLater(() => rmSync(folder, { recursive: true }));
    return folder;
  };

  it('keeps what was read: the next run asks only for what is missing', async () => {
    const folder = temporary();
    const simulator = await small(
      { ...ALL, 12: 'forbidden' },
      { faults: [always('1', { status: 500, times: 4 })] },
    );
    const first = journalIn(folder, simulator);
    expect((await run(simulator, first.options)).summary.status).toBe('partial');
    await first.journal.close();
    const before = simulator.stats().requests;

    const second = journalIn(folder, simulator);
    const resumed = await run(simulator, second.options);
    await second.journal.close();
    expect(kinds(resumed)).toEqual({ one: 'identical', two: 'identical', none: 'identical' });
    expect(resumed.summary.status).toBe('complete');
    // The one that was lost, and the one that was forbidden then.
    const anew = simulator.stats().arrivals.slice(before);
    expect(anew.map(({ url }) => /get_attachment\/([^&]+)/.exec(url)?.[1]).sort()).toEqual(['1', '12']);
  });

  it('is found by whichever side refers to an attachment first', async () => {
    const folder = temporary();
    const both = (id: number) => ({
      id,
      suites: [{ id: id * 10, name: 'A', cases: [{ title: 'x', custom_steps: picture(1) }] }],
    });
    const simulator = await simulate({
      world: worldOf([both(30), both(34)], { 1: 'x' }),
      faults: [{ kind: 'slow', match: { method: 'get_cases', projectId: 34 }, delayMs: 60 }],
    });
    const first = journalIn(folder, simulator);
    await run(simulator, first.options);
    await first.journal.close();
    simulator.setFaults([{ kind: 'slow', match: { method: 'get_cases', projectId: 30 }, delayMs: 60 }]);
    const { left, right } = journalIn(folder, simulator).options;
    const pageless = { ...left.record, page: () => undefined, holds: () => false };
    const ran = await run(simulator, { left: { ...left, record: pageless }, right });
    expect(ran.summary.attachments).toMatchObject({ read: 1 });
    expect(asked(simulator)).toEqual(['1']);
  });
});

it('what a text refers to in entities is read where markup does not count', async () => {
  const ofOne = (id: number, custom_steps: string) => ({
    id,
    suites: [{ id: id * 10, name: 'A', cases: [{ title: 'one', custom_steps }] }],
  });
  const left = ofOne(30, '<img src="index.php?/attachments&#47;get/1">');
  const simulator = await simulate({ world: worldOf([left, ofOne(34, picture(12))], ALL) });
  const { summary } = await run(simulator, { normalize: ['markup'] });
  expect(summary).toMatchObject({
    status: 'complete',
    counts: { changed: 1 },
    attachments: { read: 2, unread: [] },
  });
});
