import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { lastValueFrom } from 'rxjs';
import { pageRequests } from '../../bench/http/page-requests.js';
import { compareProjects, createInstance } from '../../src/pipeline/index.js';
import {
  startSimulator,
  worldOf,
  type CaseJson,
  type Simulator,
  type SimulatorOptions,
  type World,
} from '../../src/simulator/index.js';

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: any;
  ms: number;
}

const agent = new Agent({ keepAlive: true });
let simulator: Simulator;

async function start(options: SimulatorOptions = {}): Promise<void> {
  simulator = await startSimulator({ limit: 'none', world: smallWorld(), ...options });
}

afterEach(() => simulator.close());
afterAll(() => agent.destroy());

const cases = (count: number) => Array.from({ length: count }, () => ({}));

/** Project 1 with suites of 620, 500 and 0 cases; 2 with baselines; 3 single; 4 single of an old server, without suites. */
const smallWorld = () =>
  worldOf([
    { id: 1, suites: [{ id: 11, cases: cases(620) }, { id: 12, cases: cases(500) }, { id: 13 }] },
    {
      id: 2,
      suite_mode: 2,
      suites: [
        { id: 21, cases: cases(1) },
        { id: 22, cases: cases(1) },
      ],
    },
    { id: 3, suite_mode: 1, suites: [{ id: 31, cases: cases(3) }] },
    { id: 4, suite_mode: 1, suites: [], cases: cases(300) },
  ]);

function get(
  path: string,
  {
    headers = {},
    method = 'GET',
    raw = false,
    signal,
  }: {
    headers?: Record<string, string | undefined>;
    method?: string;
    raw?: boolean;
    signal?: AbortSignal;
  } = {},
): Promise<Reply> {
  const started = performance.now();
  const basic = Buffer.from(`${simulator.user}:${simulator.apiKey}`).toString('base64');
  const all = { authorization: `Basic ${basic}`, 'content-type': 'application/json', ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const url = raw ? `${simulator.url}${path}` : `${simulator.url}/index.php?/api/v2/${path}`;
  return new Promise((resolve, reject) => {
    request(url, { agent, method, headers: sent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString(
          'utf8',
        );
        let json: unknown;
        try {
          json = JSON.parse(text);
        } catch {
          json = undefined;
        }
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json,
          ms: performance.now() - started,
        });
      });
    })
      .on('error', reject)
      .end();
  });
}

const failure = (reply: Promise<Reply>): Promise<string> =>
  reply.then(
    () => 'answered',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

const error = async (reply: Promise<Reply>): Promise<[number, string]> => {
  const { status, json } = await reply;
  return [status, json.error];
};

describe('lists', () => {
  /** Offsets asked for and ids read, following `next` to the letter. */
  async function follow(first: string, prefix: string): Promise<{ pages: number; ids: Set<number> }> {
    const ids = new Set<number>();
    let pages = 0;
    let next: string | null = first;
    while (next !== null) {
      const { status, json }: Reply = await get(next, { raw: true });
      expect(status).toBe(200);
      pages++;
      for (const one of json.cases as CaseJson[]) ids.add(one.id);
      next = json._links.next === null ? null : prefix + json._links.next;
    }
    return { pages, ids };
  }

  it.each([
    ['path', '/index.php?'],
    ['query', ''],
  ] as const)('page until next is null, with %s links', async (nextStyle, prefix) => {
    await start({ nextStyle, basePath: '/testrail' });
    const { pages, ids } = await follow('/index.php?/api/v2/get_cases/1&suite_id=11', prefix);
    expect([pages, ids.size]).toEqual([3, 620]);
  });

  it.each([
    ['path', '/api/v2/get_cases/1&suite_id=11&limit=250&offset=250'],
    ['query', '/index.php?/api/v2/get_cases/1&suite_id=11&limit=250&offset=250'],
    ['conventional', '/api/v2/get_cases/1?suite_id=11&limit=250&offset=250'],
    ['limit0', '/api/v2/get_cases/1&suite_id=11&limit=0&offset=250'],
  ] as const)('write their links in the style %s', async (nextStyle, next) => {
    await start({ nextStyle });
    const { json } = await get('get_cases/1&suite_id=11');
    expect(json).toMatchObject({ offset: 0, limit: 250, size: 250, _links: { next, prev: null } });
    expect(Object.keys(json)).toEqual(['offset', 'limit', 'size', '_links', 'cases']);
  });

  it('answer an empty page to limit=0, and cap a limit above 250', async () => {
    await start();
    expect((await get('get_cases/1&suite_id=11&limit=0&offset=250')).json).toMatchObject({
      size: 0,
      cases: [],
      _links: { next: null },
    });
    expect((await get('get_cases/1&suite_id=11&limit=9999')).json).toMatchObject({ size: 250, limit: 250 });
    expect((await get('get_cases/1&suite_id=11&limit=100&offset=600')).json).toMatchObject({
      size: 20,
      limit: 100,
      _links: { next: null },
    });
  });

  it('end a whole number of pages with a full one, and have nothing beyond the end', async () => {
    await start();
    expect((await get('get_cases/1&suite_id=12&offset=250')).json).toMatchObject({
      size: 250,
      _links: { next: null },
    });
    expect((await get('get_cases/1&suite_id=12&offset=500')).json).toMatchObject({
      size: 0,
      cases: [],
      _links: { next: null },
    });
    expect((await get('get_cases/1&suite_id=13')).json).toMatchObject({
      size: 0,
      cases: [],
      _links: { next: null },
    });
  });

  it('have a size that is the total where that is asked for', async () => {
    await start({ sizeMeans: 'total' });
    expect((await get('get_cases/1&suite_id=11&offset=500')).json).toMatchObject({ size: 620, offset: 500 });
  });

  it('are bare arrays of everything on an old server, whatever limit and offset say', async () => {
    await start({ paginated: false });
    const { json } = await get('get_cases/1&suite_id=11&limit=10&offset=20');
    expect(Array.isArray(json) && json.length).toBe(620);
  });

  it('of suites are bare or in envelopes', async () => {
    await start();
    expect((await get('get_suites/1')).json).toMatchObject([
      { id: 11, project_id: 1, url: `${simulator.url}/index.php?/suites/view/11` },
      { id: 12 },
      { id: 13 },
    ]);
    await simulator.close();
    await start({ paginatedSuites: true });
    expect((await get('get_suites/1')).json).toMatchObject({
      size: 3,
      suites: [{ id: 11 }, { id: 12 }, { id: 13 }],
    });
  });

  it('are filtered, with encoded values too, and page through what passes', async () => {
    const given = Array.from({ length: 600 }, (_, n) => ({
      priority_id: 1 + (n % 3),
      updated_on: n,
      section_id: n % 2,
      type_id: n % 5,
    }));
    await start({ world: worldOf([{ id: 1, suites: [{ id: 11, cases: given }] }]) });
    const size = async (filter: string) => (await get(`get_cases/1&suite_id=11&${filter}`)).json.size;
    expect(await size('priority_id=1')).toBe(200);
    expect(await size('updated_after=589')).toBe(10);
    expect(await size('updated_before=7&unknown=1')).toBe(7);
    expect(await size('section_id=0&type_id=0')).toBe(60);
    const { json } = await get('get_cases/1&suite_id=11&priority_id=1%2C3');
    expect(json).toMatchObject({
      size: 250,
      _links: { next: '/api/v2/get_cases/1&suite_id=11&priority_id=1%2C3&limit=250&offset=250' },
    });
    expect((await get(json._links.next.slice('/api/v2/'.length))).json).toMatchObject({
      size: 150,
      _links: { next: null },
    });
  });
});

describe('the filters of get_cases', () => {
  const given = [
    { id: 1, title: 'Sign in', created_on: 10, created_by: 1, updated_by: 2, refs: 'TR-1' },
    { id: 2, title: 'SIGN IN by phone', created_on: 20, created_by: 2, updated_by: 2, refs: 'TR-1, TR-12' },
    { id: 3, title: 'Résumé', created_on: 30, created_by: 3, updated_by: 3, milestone_id: 7, template_id: 2 },
  ];
  const ids = async (filter: string): Promise<number[]> => {
    const { json } = await get(`get_cases/1&suite_id=11&${filter}`);
    return json.cases.map(({ id }: { id: number }) => id);
  };
  const serve = () => start({ world: worldOf([{ id: 1, suites: [{ id: 11, cases: given }] }]) });

  it.each([
    ['created_after=10', [2, 3]],
    ['created_before=30', [1, 2]],
    ['created_after=10&created_before=30', [2]],
    ['created_by=1,3', [1, 3]],
    ['updated_by=2', [1, 2]],
    ['milestone_id=7', [3]],
    ['milestone_id=8', []],
    ['template_id=2', [3]],
    ['refs=TR-1', [1, 2]],
    ['refs=TR-12', [2]],
    ['refs=TR', []],
    ['filter=sign%20in', [1, 2]],
    ['filter=R%C3%89', [3]],
    ['filter=TR-1', []],
    ['filter=phone&created_by=1', []],
    ['custom_severity=3', [1, 2, 3]],
  ])('%s', async (filter, passed) => {
    await serve();
    expect(await ids(filter)).toEqual(passed);
  });

  it.each([
    ['created_by=me', 'Field :created_by is not a valid ID.'],
    ['updated_by=1,', 'Field :updated_by is not a valid ID.'],
    ['milestone_id=none', 'Field :milestone_id is not a valid ID.'],
    ['template_id=', 'Field :template_id is not a valid ID.'],
    ['priority_id=-1', 'Field :priority_id is not a valid ID.'],
    ['created_after=2026-01-01', 'Field :created_after is not a valid integer.'],
    ['updated_before=1.5', 'Field :updated_before is not a valid integer.'],
  ])('%s is refused', async (filter, message) => {
    await serve();
    expect(await error(get(`get_cases/1&suite_id=11&${filter}`))).toEqual([400, message]);
  });
});

describe('suite modes', () => {
  it('want a suite_id unless the project has a single suite', async () => {
    await start();
    expect(await error(get('get_cases/1'))).toEqual([400, 'Field :suite_id is a required field.']);
    expect(await error(get('get_cases/2'))).toEqual([400, 'Field :suite_id is a required field.']);
    expect((await get('get_cases/3')).json.size).toBe(3);
    expect((await get('get_cases/3&suite_id=31')).json.size).toBe(3);
    expect((await get('get_project/2')).json).toMatchObject({ id: 2, suite_mode: 2 });
    expect((await get('get_suites/2')).json).toMatchObject([{ is_master: true }, { is_baseline: true }]);
  });

  it('list no suite on an old single-suite server, which has cases all the same', async () => {
    await start();
    expect((await get('get_suites/4')).json).toEqual([]);
    const { json } = await get('get_cases/4&offset=250');
    expect(json.cases).toHaveLength(50);
    expect(json.cases[0].suite_id).toBeNull();
  });
});

describe('refusals', () => {
  it.each([
    ['get_project/99', 400, 'Field :project_id is not a valid or accessible project.'],
    ['get_suites/abc', 400, 'Field :project_id is not a valid or accessible project.'],
    ['get_cases/1&suite_id=21', 400, 'Field :suite_id is not a valid test suite.'],
    ['get_cases/1&suite_id=11&offset=-1', 400, 'Field :offset is not a valid integer.'],
    ['get_case/5', 400, 'Field :case_id is not a valid test case.'],
    ['get_nothing/1', 404, "Unknown method 'get_nothing'"],
    ['get_users', 403, 'You are not allowed to view users (requires administrator).'],
  ])('%s → %d', async (path, status, message) => {
    await start();
    expect(await error(get(path))).toEqual([status, message]);
  });

  it.each([
    undefined,
    'Basic bm8=',
    'Bearer x',
    `Basic ${Buffer.from('demo@raildiff.example:wrong').toString('base64')}`,
  ])('authorization %s → 401', async (authorization) => {
    await start();
    expect(await error(get('get_project/1', { headers: { authorization } }))).toEqual([
      401,
      'Authentication failed: invalid or missing user/password or session cookie.',
    ]);
  });

  it('a missing content type → 400, another method → 405, another path → 404, a wrong sub-path → 404', async () => {
    await start({ basePath: '/testrail', user: 'me', apiKey: 'a:b' });
    expect((await error(get('get_project/1', { headers: { 'content-type': undefined } })))[0]).toBe(400);
    expect((await get('get_project/1', { method: 'POST' })).status).toBe(405);
    expect((await get('get_project/1', { method: 'HEAD' })).status).toBe(405);
    expect((await get('/other', { raw: true })).status).toBe(404);
    expect((await get('/index.php?/dashboard', { raw: true })).status).toBe(404);
    expect(simulator.url.endsWith('/testrail')).toBe(true);
    expect(simulator.stats().arrivals.map((arrival) => arrival.status)).toEqual([400, 405, 405, 404, 404]);
    expect((await get('get_project/1')).status).toBe(200);
  });
});

describe('answers', () => {
  it('are JSON in UTF-8, gzipped for those who take it', async () => {
    await start({ world: { cases: 2_000 } });
    const suite = [...simulator.world.projects.values()][0]?.suites.find((one) => one.length > 250);
    const path = `get_cases/30&suite_id=${suite?.id}`;
    const plain = await get(path);
    const zipped = await get(path, { headers: { 'accept-encoding': 'gzip, deflate' } });
    expect(plain.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(Number(zipped.headers['content-length'])).toBeLessThan(
      Number(plain.headers['content-length']) / 3,
    );
    expect(zipped.text).toBe(plain.text);
    expect(plain.json.cases[1]).toEqual(suite?.caseAt(1));
    expect((await get(`get_case/${plain.json.cases[7].id}`)).json).toEqual(suite?.caseAt(7));
  });

  it('are milestones and shared steps of a project, page by page', async () => {
    const steps = [{ content: 'Do', expected: 'Done', additional_info: '', refs: '' }];
    await start({
      world: worldOf([
        {
          id: 5,
          is_completed: true,
          milestones: [{ name: 'Release 1' }, { name: 'Release 2' }],
          shared_steps: [{ title: 'Sign in', custom_steps_separated: steps }],
        },
      ]),
    });
    expect((await get('get_project/5')).json.is_completed).toBe(true);
    expect((await get('get_milestones/5&limit=1')).json).toMatchObject({
      limit: 1,
      size: 1,
      _links: { next: '/api/v2/get_milestones/5&limit=1&offset=1' },
      milestones: [{ name: 'Release 1', project_id: 5, milestones: [] }],
    });
    expect((await get('get_shared_steps/5')).json).toMatchObject({
      size: 1,
      shared_steps: [{ title: 'Sign in', project_id: 5, custom_steps_separated: steps, case_ids: [] }],
    });
  });

  it('are there for what belongs to projects and instance', async () => {
    await start();
    expect((await get('get_projects')).json.projects).toHaveLength(4);
    expect((await get('get_suite/21')).json).toMatchObject({ id: 21, project_id: 2 });
    expect((await get('get_sections/1&suite_id=11')).json.sections).toMatchObject([
      { id: 111, suite_id: 11 },
    ]);
    expect((await get('get_milestones/1')).json.milestones).toEqual([]);
    expect((await get('get_shared_steps/1')).json.shared_steps).toEqual([]);
    for (const path of [
      'get_priorities',
      'get_case_types',
      'get_templates/1',
      'get_case_fields',
      'get_statuses',
      'get_users/1',
    ]) {
      const { json } = await get(path);
      expect(Array.isArray(json) && json.length > 2).toBe(true);
    }
  });
});

describe('the limit', () => {
  it('is refused in the words of TestRail, with whole seconds', async () => {
    await start({ limit: 3 });
    for (let n = 0; n < 3; n++) expect((await get('get_project/1')).status).toBe(200);
    const { status, json, headers } = await get('get_project/1');
    expect(status).toBe(429);
    expect(json.error).toBe(
      'API Rate Limit Exceeded - 3 per minute maximum allowed. Retry after 60 seconds.',
    );
    expect(headers['retry-after']).toBe('60');
    expect(simulator.stats()).toMatchObject({ requests: 4, throttled: 1, maxInWindow: 4 });
    expect(simulator.stats().arrivals.map((arrival) => arrival.status)).toEqual([200, 200, 200, 429]);
  });

  it('is a window that slides, and who waits as told is let in', async () => {
    await start({ limit: 2, windowMs: 150 });
    await get('get_project/1');
    await get('get_project/1');
    const { headers, json } = await get('get_project/1');
    const seconds = Number(headers['retry-after']);
    expect(headers['retry-after']).toMatch(/^0\.\d{1,3}$/);
    expect(json.error).toContain('2 per minute');
    expect(seconds).toBeLessThanOrEqual(0.15);
    await new Promise((done) => setTimeout(done, seconds * 1_000 + 2));
    expect((await get('get_project/1')).status).toBe(200);
  });

  it('counts requests with wrong credentials, and says date or nothing where asked', async () => {
    await start({ limit: 1, retryAfterStyle: 'date' });
    expect((await get('get_project/1', { headers: { authorization: undefined } })).status).toBe(401);
    const { status, headers } = await get('get_project/1');
    const wait = Date.parse(headers['retry-after'] as string) - Date.now();
    expect(status).toBe(429);
    expect(wait).toBeGreaterThan(58_000);
    expect(wait).toBeLessThanOrEqual(61_000);
    await simulator.close();
    await start({ limit: 1, retryAfterStyle: 'none' });
    await get('get_project/1');
    expect((await get('get_project/1')).headers['retry-after']).toBeUndefined();
  });

  it('moves', async () => {
    await start({ limit: 'none' });
    await get('get_project/1');
    simulator.setLimit(1);
    expect((await get('get_project/1')).json.error).toContain('- 1 per minute');
    simulator.setLimit('none');
    expect((await get('get_project/1')).status).toBe(200);
  });

  it('answers a 429 at once, however slow the rest is', async () => {
    await start({ limit: 1, pageMs: 60_000, baseMs: 60_000 });
    const slow = failure(get('get_project/1'));
    while (simulator.stats().requests < 1) await new Promise((done) => setTimeout(done, 5));
    expect((await get('get_project/1')).status).toBe(429);
    // That one is still being worked at.
    expect(simulator.stats().arrivals.map(({ status }) => status)).toEqual([0, 429]);
    await simulator.close();
    expect(await slow).toBe('ECONNRESET');
  });
});

describe('time', () => {
  it('is taken by cases', async () => {
    await start({ pageMs: 120, baseMs: 10 });
    expect((await get('get_cases/1&suite_id=11')).ms).toBeGreaterThanOrEqual(118);
    expect((await get('get_cases/1&suite_id=11&limit=100')).ms).toBeGreaterThanOrEqual(52);
    await simulator.close();
    // A busy machine only adds to that: what takes less is done before what would take a minute.
    await start({ pageMs: 60_000, baseMs: 0 });
    const full = failure(get('get_cases/1&suite_id=11'));
    while (simulator.stats().requests < 1) await new Promise((done) => setTimeout(done, 5));
    expect((await get('get_cases/1&suite_id=11&limit=1')).status).toBe(200);
    expect((await get('get_project/1')).status).toBe(200);
    expect(simulator.stats().arrivals.map(({ status }) => status)).toEqual([0, 200, 200]);
    await simulator.close();
    expect(await full).toBe('ECONNRESET');
  });

  it('passes in line when all workers are busy', async () => {
    await start({ pageMs: 40, baseMs: 40, workers: 2 });
    const replies = await Promise.all(Array.from({ length: 6 }, () => get('get_project/1')));
    expect(Math.max(...replies.map((reply) => reply.ms))).toBeGreaterThanOrEqual(118);
    // Two at a time: each pair has waited for those before it. A busy machine only adds to that.
    const waited = replies.map((reply) => reply.ms).sort((a, b) => a - b);
    expect(waited[2]).toBeGreaterThanOrEqual(78);
    expect(waited[0]).toBeLessThan(waited[5]!);
    expect(simulator.stats().maxInFlight).toBe(6);
  });
});

describe('faults', () => {
  it('answer other than they should', async () => {
    await start();
    simulator.setFaults([{ kind: 'status', status: 503, times: 1, retryAfter: '7', body: '<h1>busy</h1>' }]);
    expect(await get('get_project/1')).toMatchObject({
      status: 503,
      text: '<h1>busy</h1>',
      headers: { 'retry-after': '7' },
    });
    expect((await get('get_project/1')).status).toBe(200);
    simulator.setFaults([
      { kind: 'status', status: 429, times: 1 },
      { kind: 'status', status: 429, retryAfter: '' },
    ]);
    const refused = await get('get_project/1');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(refused.json.error).toContain('Retry after 1 seconds.');
    expect((await get('get_project/1')).headers['retry-after']).toBeUndefined();
    simulator.setFaults([{ kind: 'status' }]);
    expect((await get('get_project/1')).headers['retry-after']).toBeUndefined();
    expect(await error(get('get_project/1'))).toEqual([500, 'Injected fault.']);
    simulator.setFaults([{ kind: 'html' }]);
    expect(await get('get_project/1')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    simulator.setFaults([{ kind: 'invalidJson' }]);
    expect(await get('get_project/1')).toMatchObject({ status: 200, json: undefined });
    simulator.setFaults([{ kind: 'wrongShape', match: { offset: 250 } }]);
    expect((await get('get_cases/1&suite_id=11&offset=250')).json).toMatchObject({ size: 1, cases: null });
    expect((await get('get_cases/1&suite_id=11')).json.cases).toHaveLength(250);
  });

  it('cut the connection before or within the answer, and count as arrivals', async () => {
    await start({
      faults: [
        { kind: 'reset', times: 1 },
        { kind: 'truncate', times: 1 },
      ],
    });
    expect(await failure(get('get_cases/1&suite_id=11'))).toBe('ECONNRESET');
    expect(await failure(get('get_cases/1&suite_id=11'))).toMatch(/ECONNRESET|aborted/);
    expect((await get('get_cases/1&suite_id=11')).status).toBe(200);
    expect(simulator.stats().arrivals.map((arrival) => arrival.status)).toEqual([0, 200, 200]);
  });

  it('are slow, and hang until the client gives up', async () => {
    await start({
      workers: 1,
      faults: [
        { kind: 'slow', delayMs: 60, times: 1 },
        { kind: 'hang', times: 1 },
      ],
    });
    expect((await get('get_project/1')).ms).toBeGreaterThanOrEqual(58);
    expect(await failure(get('get_project/1', { signal: AbortSignal.timeout(50) }))).toBe('ABORT_ERR');
    // It kept no worker.
    expect((await get('get_project/1')).status).toBe(200);
  });
});

describe('prepared answers', () => {
  const page = 'get_cases/1&suite_id=11&limit=250&offset=249';
  const prepared = [`/index.php?/api/v2/${page}`];
  const gzip = { 'accept-encoding': 'gzip' };

  /** A world that counts how often a case is looked up. */
  function countingWorld(): { world: World; looked: () => number } {
    const world = smallWorld();
    const suite = world.projects.get(1)!.suites[0]!;
    const caseAt = jest.spyOn(suite, 'caseAt');
    return { world, looked: () => caseAt.mock.calls.length };
  }

  it('are those that would have been made, and are made once', async () => {
    await start();
    const made = await get(page, { headers: gzip });
    await simulator.close();
    const { world, looked } = countingWorld();
    await start({ world, prepared });
    const before = looked();
    expect(before).toBe(250);
    for (let n = 0; n < 3; n++) {
      const reply = await get(page, { headers: gzip });
      expect([reply.status, reply.headers['content-encoding'], reply.json]).toEqual([200, 'gzip', made.json]);
    }
    expect(looked()).toBe(before);
    expect(simulator.stats().requests).toBe(3);
  });

  it('are asked for to the letter by whoever reads all pages as raildiff does', async () => {
    const world = { cases: 1_500 };
    await start({ world, prepared: pageRequests(world) });
    const instance = createInstance({ ...simulator, rate: Infinity });
    const sides = { left: { instance, projectId: 30 }, right: { instance, projectId: 34 } };
    await lastValueFrom(compareProjects(sides));
    const asked = simulator.stats().arrivals.map(({ url }) => url);
    expect(asked).toEqual(expect.arrayContaining(pageRequests(world)));
  });

  it('are for nobody who may not read them or takes no gzip, and of data that were not edited', async () => {
    const { world, looked } = countingWorld();
    await start({ world, prepared });
    expect((await get(page, { headers: { ...gzip, authorization: 'Basic YTpi' } })).status).toBe(401);
    const plain = await get(page);
    expect([plain.headers['content-encoding'], plain.json.cases.length]).toEqual([undefined, 250]);
    expect(looked()).toBe(500);
    simulator.edit({ suiteId: 11, remove: { index: 249 } });
    const edited = await get(page, { headers: gzip });
    expect(edited.json.cases[0].id).toBe(plain.json.cases[1].id);
  });

  it('of what has none are refused, and the port is free again', async () => {
    await start();
    const port = Number(new URL(simulator.url).port);
    await simulator.close();
    await expect(startSimulator({ port, prepared: ['/index.php?/api/v2/get_cases/99'] })).rejects.toThrow(
      /prepared: .*get_cases\/99 is answered "Field :project_id/,
    );
    const elsewhere = { port, basePath: '/testrail', prepared };
    await expect(startSimulator(elsewhere)).rejects.toThrow(/prepared: .* does not begin with \/testrail/);
    await start({ port });
  });
});

describe('close', () => {
  it('ends at once what hangs, sleeps, waits in line or has only connected', async () => {
    await start({ workers: 1, pageMs: 60_000, baseMs: 60_000, faults: [{ kind: 'hang', times: 1 }] });
    const { hostname, port } = new URL(simulator.url);
    const idle = connect(Number(port), hostname);
    const idleEnded = new Promise((done) => idle.once('close', done));
    idle.on('error', () => {});
    const pending = [1, 2, 3].map(() => failure(get('get_project/1')));
    while (simulator.stats().requests < 3) await new Promise((done) => setTimeout(done, 5));
    await simulator.close();
    await simulator.close();
    expect(await Promise.all(pending)).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET']);
    await idleEnded;
    // A handle is gone one turn of the loop after it was closed.
    await new Promise(setImmediate);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap')).toEqual([]);
  });
});
