import { compareProjects, createInstance, fetchProjectCases } from '../../src/index.js';
import {
  worldOf,
  type CaseJson,
  type LiteralProject,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { lastValueFrom, toArray } from 'rxjs';
import {
  bothSides,
  casesAsked,
  expectEveryPageOnce,
  expectTruth,
  instanceAt,
  QUICK,
  runToEnd,
  simulate,
} from './support/run.js';

const titled = (...titles: string[]): Partial<CaseJson>[] =>
  titles.map((title) => ({ title, custom_preconds: `About ${title}` }));

/** Two projects given literally, compared on one instance. */
async function compareLiteral(
  left: Omit<LiteralProject, 'id'>,
  right: Omit<LiteralProject, 'id'>,
  options: SimulatorOptions = {},
) {
  const simulator = await simulate({
    world: worldOf([
      { id: 30, ...left },
      { id: 34, ...right },
    ]),
    ...options,
  });
  return {
    simulator,
    run: await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK })),
  };
}

describe('what servers differ in', () => {
  it.each<[string, SimulatorOptions]>([
    ['suites in envelopes', { paginatedSuites: true }],
    ['a size that is the total', { sizeMeans: 'total' }],
    ['next as a path', { nextStyle: 'path' }],
    ['next as a query', { nextStyle: 'query' }],
    ['next as a conventional query', { nextStyle: 'conventional' }],
    ['next with limit=0', { nextStyle: 'limit0' }],
    ['a sub-path', { basePath: '/testrail/v7' }],
    ['a sub-path and next as a query', { basePath: '/testrail', nextStyle: 'query' }],
  ])('changes nothing: %s', async (_name, options) => {
    const simulator = await simulate({ world: { cases: 4_000, differing: 0.1 }, ...options });
    const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expectEveryPageOnce(run, simulator);
    expect(run.start.left.url).toBe(simulator.url);
  });

  it('asks an old server, which sends all at once, for each suite once', async () => {
    const simulator = await simulate({ world: { cases: 4_000, differing: 0.1 }, paginated: false });
    const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expect(casesAsked(simulator).map(({ offset }) => offset)).toEqual(Array.from({ length: 31 }, () => 0));
    expect(run.summary.requests).toMatchObject({ sent: 35, guessed: 0 });
  });

  it('reads a list of suites that is longer than a page', async () => {
    const suites = Array.from({ length: 300 }, (_, n) => ({
      id: 1_000 + n,
      name: `Suite ${n}`,
      cases: n % 100 === 0 ? titled(`Case ${n}`) : [],
    }));
    const { run } = await compareLiteral(
      { suites },
      { suites: suites.map((suite) => ({ ...suite, id: suite.id + 1_000 })) },
      { paginatedSuites: true },
    );
    expect([
      run.summary.status,
      run.summary.left.suites,
      run.summary.right.suites,
      run.summary.counts.identical,
    ]).toEqual(['complete', 300, 300, 3]);
  });

  it('reads as many cases as there are where the last page is full', async () => {
    const cases = Array.from({ length: 499 }, (_, n) => ({ title: `Case ${n}` }));
    const { run } = await compareLiteral({ suites: [{ id: 1, cases }] }, { suites: [{ id: 2, cases }] });
    // A guess beyond the end is no page.
    expect([run.summary.status, run.summary.counts.identical, run.summary.left.pages]).toEqual([
      'complete',
      499,
      2,
    ]);
  });
});

describe('suite modes', () => {
  it('1: reads a single suite with its id where the server lists it, and pairs it whatever its name', async () => {
    const { run } = await compareLiteral(
      { suite_mode: 1, suites: [{ id: 1, name: 'Master', cases: titled('a', 'b') }] },
      { suite_mode: 3, suites: [{ id: 2, name: 'Imported', cases: titled('a', 'c') }] },
    );
    expect(run.summary).toMatchObject({
      status: 'complete',
      counts: { identical: 1, onlyLeft: 1, onlyRight: 1 },
    });
  });

  it('1: reads without a suite where an old server lists none, and takes the suite from the cases', async () => {
    const cases = titled('a', 'b', 'c').map((each) => ({ ...each, suite_id: 77 }));
    const { run, simulator } = await compareLiteral(
      { suite_mode: 1, suites: [], cases },
      { suite_mode: 1, suites: [], cases: titled('a', 'b', 'x') },
      { paginated: false },
    );
    expect(run.summary).toMatchObject({
      status: 'complete',
      counts: { identical: 2, onlyLeft: 1, onlyRight: 1 },
    });
    expect(run.start.left.suites).toEqual([{ id: null, name: 'Master' }]);
    expect(run.differences.find(({ kind }) => kind === 'onlyLeft')!.left).toMatchObject({
      suiteId: 77,
      suite: 'Master',
    });
    expect(simulator.stats().arrivals.filter(({ url }) => url.includes('suite_id='))).toEqual([]);
  });

  it('1: pages through a suite that is not listed', async () => {
    const cases = Array.from({ length: 600 }, (_, n) => ({ title: `Case ${n}` }));
    const { run } = await compareLiteral(
      { suite_mode: 1, suites: [], cases },
      { suite_mode: 1, suites: [], cases: cases.slice(0, 599) },
    );
    expect(run.summary).toMatchObject({
      status: 'complete',
      counts: { identical: 599, onlyLeft: 1 },
      left: { pages: 3, cases: 600 },
    });
  });

  it('2: reads the master alone, and says in start which baselines are left out', async () => {
    const { run, simulator } = await compareLiteral(
      {
        suite_mode: 2,
        suites: [
          { id: 1, name: 'Master', cases: titled('a') },
          { id: 2, name: 'Baseline 1.0', cases: titled('a', 'old') },
        ],
      },
      { suite_mode: 3, suites: [{ id: 3, name: 'Master', cases: titled('a') }] },
    );
    expect(run.summary).toMatchObject({ status: 'complete', counts: { identical: 1, onlyLeft: 0 } });
    expect(run.start.left).toMatchObject({
      suites: [{ id: 1, name: 'Master' }],
      leftOut: [{ id: 2, name: 'Baseline 1.0' }],
    });
    expect(
      casesAsked(simulator)
        .map(({ suiteId }) => suiteId)
        .sort(),
    ).toEqual([1, 3]);
  });

  it('3: pairs suites by name, those of one name by ascending id, and leaves the others alone', async () => {
    const { run } = await compareLiteral(
      {
        suites: [
          { id: 5, name: 'A', cases: titled('five') },
          { id: 4, name: 'A', cases: titled('four') },
          { id: 6, name: 'L', cases: titled('l') },
        ],
      },
      {
        suites: [
          { id: 8, name: 'A', cases: titled('five') },
          { id: 7, name: 'A', cases: titled('four') },
          { id: 9, name: 'R', cases: titled('r') },
        ],
      },
    );
    expect(run.summary).toMatchObject({
      status: 'complete',
      counts: { identical: 2, moved: 0, onlyLeft: 1, onlyRight: 1 },
    });
  });
});

describe('little or nothing', () => {
  it.each<[string, Omit<LiteralProject, 'id'>, Omit<LiteralProject, 'id'>, object]>([
    [
      'two projects without suites',
      { suites: [] },
      { suites: [] },
      { identical: 0, onlyLeft: 0, onlyRight: 0 },
    ],
    [
      'a project without suites against one with',
      { suites: [] },
      { suites: [{ id: 1, cases: titled('a') }] },
      { onlyRight: 1 },
    ],
    ['suites without cases', { suites: [{ id: 1 }] }, { suites: [{ id: 2 }] }, { identical: 0 }],
    [
      'an empty suite against a full one',
      { suites: [{ id: 1 }] },
      { suites: [{ id: 2, cases: titled('a', 'b') }] },
      { onlyRight: 2 },
    ],
    [
      'an old single suite without cases',
      { suite_mode: 1, suites: [], cases: [] },
      { suite_mode: 1, suites: [], cases: [] },
      { identical: 0 },
    ],
  ])('is complete: %s', async (_name, left, right, counts) => {
    const { run } = await compareLiteral(left, right);
    expect(run.summary).toMatchObject({ status: 'complete', counts });
    expect(run.events.filter(({ type }) => type === 'side')).toMatchObject([
      { complete: true },
      { complete: true },
    ]);
  });

  it('leaves deleted cases out and counts them apart', async () => {
    const { run } = await compareLiteral(
      { suites: [{ id: 1, cases: [...titled('a'), { title: 'gone', is_deleted: 1 }] }] },
      { suites: [{ id: 2, cases: titled('a') }] },
    );
    expect(run.summary).toMatchObject({
      status: 'complete',
      counts: { identical: 1, onlyLeft: 0 },
      left: { cases: 2, deleted: 1 },
    });
  });
});

describe('two instances', () => {
  const one = (id: number, fields: Partial<CaseJson> = {}) =>
    worldOf([
      { id, suites: [{ id, name: 'S', cases: [{ title: 'a', custom_preconds: 'same', ...fields }] }] },
    ]);

  it('leave out of the comparison what is an id, and say so in start', async () => {
    const left = await simulate({ world: one(30, { priority_id: 1, type_id: 3, template_id: 1 }) });
    const right = await simulate({ world: one(34, { priority_id: 4, type_id: 9, template_id: 2 }) });
    const run = await runToEnd(
      compareProjects({
        left: { instance: instanceAt(left), projectId: 30 },
        right: { instance: instanceAt(right), projectId: 34 },
        ...QUICK,
      }),
    );
    expect(run.summary).toMatchObject({ status: 'complete', counts: { identical: 1 } });
    expect(run.start.options['fieldsLeftOut']).toEqual(
      expect.arrayContaining(['priority_id', 'type_id', 'template_id']),
    );
    expect([run.start.left.url, run.start.right.url]).toEqual([left.url, right.url]);
  });

  it('on one instance ids are compared', async () => {
    const { run } = await compareLiteral(
      { suites: [{ id: 1, cases: [{ title: 'a', priority_id: 1 }] }] },
      { suites: [{ id: 2, cases: [{ title: 'a', priority_id: 4 }] }] },
    );
    expect(run.differences).toMatchObject([
      { kind: 'changed', fields: [{ field: 'priority_id', left: 1, right: 4 }] },
    ]);
    expect(run.start.options).not.toHaveProperty('fieldsLeftOut');
  });

  it('may be an old server and a new one, with equal ids of projects, suites and cases', async () => {
    const left = await simulate({
      world: { cases: 3_000 },
      paginated: false,
      basePath: '/old',
      user: 'left',
      apiKey: 'left key',
    });
    const right = await simulate({
      world: { cases: 3_000 },
      paginatedSuites: true,
      sizeMeans: 'total',
      user: 'right',
      apiKey: 'right key',
    });
    const run = await runToEnd(
      compareProjects({
        left: { instance: instanceAt(left), projectId: 30 },
        right: { instance: instanceAt(right), projectId: 30 },
        ...QUICK,
      }),
    );
    expect(run.summary.status).toBe('complete');
    expect(run.summary.counts.identical + run.summary.left.deleted).toBe(run.summary.left.cases);
    expect(casesAsked(left).every(({ offset }) => offset === 0)).toBe(true);
    const links = run.differences[0]!;
    expect([links.left!.url.startsWith(left.url), links.right!.url.startsWith(right.url)]).toEqual([
      true,
      true,
    ]);
  });

  it('of one server are refused, since they would share its limit unknowingly', async () => {
    const simulator = await simulate({ world: { cases: 100 } });
    const [a, b] = [instanceAt(simulator), instanceAt({ ...simulator, url: `${simulator.url}/index.php` })];
    expect(() =>
      compareProjects({ left: { instance: a, projectId: 30 }, right: { instance: b, projectId: 34 } }),
    ).toThrow('is one server: give both sides the same instance');
  });

  it('and one project on both sides is refused', async () => {
    const instance = instanceAt(await simulate({ world: { cases: 100 } }));
    expect(() =>
      compareProjects({ left: { instance, projectId: 30 }, right: { instance, projectId: 30 } }),
    ).toThrow('both sides are project 30');
  });

  it('refuse an address that is none', () => {
    expect(() => createInstance({ url: 'example.testrail.io', user: 'u', apiKey: 'k' })).toThrow(
      'is no address',
    );
    expect(() => createInstance({ url: 'ftp://example.com', user: 'u', apiKey: 'k' })).toThrow(
      'is not http:// or https://',
    );
  });
});

describe('a next link to another host', () => {
  it('is followed in its meaning, and no credentials go there', async () => {
    const elsewhere = await simulate({ world: { cases: 10 } });
    const cases = (from: number) =>
      Array.from({ length: 2 }, (_, n) => ({ id: from + n, title: `Case ${from + n}` }));
    const body = (next: string | null, from: number) =>
      JSON.stringify({ offset: 0, limit: 250, size: 2, _links: { next, prev: null }, cases: cases(from) });
    const simulator = await simulate({
      world: worldOf([{ id: 30, suites: [{ id: 1 }] }]),
      faults: [
        {
          kind: 'status',
          status: 200,
          match: { suiteId: 1, offset: 0 },
          body: body(`${elsewhere.url}/index.php?/api/v2/get_cases/30&suite_id=1&limit=250&offset=250`, 1),
        },
        { kind: 'status', status: 200, match: { suiteId: 1, offset: 250 }, body: body(null, 10) },
      ],
    });
    const events = await lastValueFrom(
      fetchProjectCases({ instance: instanceAt(simulator), projectId: 30 }, QUICK).pipe(toArray()),
    );
    expect(events[events.length - 1]).toMatchObject({ type: 'result', complete: true });
    expect(elsewhere.stats().requests).toBe(0);
  });
});
