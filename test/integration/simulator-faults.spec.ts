import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { parseFaults, worldOf, type Fault, type Simulator } from '../../src/simulator/index.js';
import { simulate, until } from './support/run.js';

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

/** What a plain client sees: a status, a body, and what went wrong at which moment. */
interface Seen {
  status?: number;
  headers?: IncomingMessage['headers'];
  text: string;
  json?: any;
  failure?: string;
}

function get(
  { url, user, apiKey }: Pick<Simulator, 'url' | 'user' | 'apiKey'>,
  path: string,
  { gzip = false, gaveUpWhen = (_seen: Seen): boolean => false } = {},
): Promise<Seen> {
  return new Promise((resolve) => {
    const seen: Seen = { text: '' };
    const aborter = new AbortController();
    const look = (): void => void (gaveUpWhen(seen) && aborter.abort());
    const end = (failure?: string): void => {
      let json: unknown;
      try {
        json = JSON.parse(seen.text);
      } catch {
        // Not every answer is JSON.
      }
      resolve({ ...seen, ...(failure && { failure }), ...(json !== undefined && { json }) });
    };
    const sent = request(
      `${url}/index.php?/api/v2/${path}`,
      {
        agent,
        auth: `${user}:${apiKey}`,
        headers: { 'Content-Type': 'application/json', ...(gzip && { 'Accept-Encoding': 'gzip' }) },
        signal: aborter.signal,
      },
      (response) => {
        seen.status = response.statusCode!;
        seen.headers = response.headers;
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          seen.text += chunk;
          look();
        });
        response.on('end', () => end(response.complete ? undefined : 'incomplete'));
        response.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
        look();
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.name));
    // Sent whole: all that comes before an answer.
    sent.on('finish', () => setImmediate(look));
    sent.end();
  });
}

/** Project 30 with a suite of 600 cases. */
const small = (faults: Fault[]) =>
  simulate({
    faults,
    world: worldOf([
      {
        id: 30,
        suites: [
          { id: 1, cases: Array.from({ length: 600 }, (_, n) => ({ id: n + 1, title: `Case ${n}` })) },
        ],
      },
    ]),
  });

const PAGE = 'get_cases/30&suite_id=1';
const faulty = async (fault: Fault, path = PAGE, options = {}) => get(await small([fault]), path, options);

describe('faults in the place of the answer', () => {
  it.each([
    [400, 'Field :suite_id is not a valid test suite.'],
    [401, 'Authentication failed: invalid or missing user/password or session cookie.'],
    [403, 'You are not allowed to access this project.'],
    [409, expect.stringContaining('maintenance mode')],
    [429, expect.stringContaining('per minute maximum allowed')],
    [500, 'Injected fault.'],
  ])('%i in the words of TestRail', async (status, error) => {
    expect(await faulty({ kind: 'status', status })).toMatchObject({ status, json: { error } });
  });

  it.each([502, 503, 504])('%i as a proxy says it, in HTML', async (status) => {
    const seen = await faulty({ kind: 'status', status });
    expect(seen).toMatchObject({ status, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(seen.text).toContain(`<h1>${status} `);
  });

  it('a redirect, to the own sign-in page or to another host', async () => {
    const simulator = await small([
      { kind: 'redirect', times: 1 },
      { kind: 'redirect', status: 307, location: 'http://elsewhere.example/' },
    ]);
    expect(await get(simulator, PAGE)).toMatchObject({
      status: 302,
      headers: { location: `${simulator.url}/index.php?/auth/login/` },
    });
    expect(await get(simulator, PAGE)).toMatchObject({
      status: 307,
      headers: { location: 'http://elsewhere.example/' },
    });
  });
});

describe('faults with the real answer', () => {
  it.each<[string, NonNullable<Fault['next']>, number, string | null]>([
    [
      'to another host',
      { origin: 'http://elsewhere.example' },
      250,
      'http://elsewhere.example/api/v2/get_cases/30&suite_id=1&limit=250&offset=500',
    ],
    ['back to itself', { offset: 'same' }, 250, '/api/v2/get_cases/30&suite_id=1&limit=250&offset=250'],
    ['back to the start', { offset: 0 }, 500, '/api/v2/get_cases/30&suite_id=1&limit=250&offset=0'],
    ['without an offset', { offset: 'none' }, 0, '/api/v2/get_cases/30&suite_id=1&limit=250'],
    ['nowhere on the last page, whatever its host', { origin: 'http://elsewhere.example' }, 500, null],
  ])('a next link %s', async (_name, next, offset, link) => {
    const { json } = await faulty({ kind: 'next', next }, `${PAGE}&limit=250&offset=${offset}`);
    expect(json._links.next).toBe(link);
    expect(json.cases.length).toBe(offset === 500 ? 100 : 250);
  });

  it('another record: fields set, taken away and written as text, at the place that is told', async () => {
    const simulator = await small([
      {
        kind: 'record',
        match: { holds: 251 },
        record: { set: { labels: null }, unset: ['title'], members: '"__proto__":{"a":1},"x":2' },
      },
    ]);
    expect((await get(simulator, PAGE)).json.cases[0]).toMatchObject({ id: 1, title: 'Case 0' });
    const { text, json } = await get(simulator, `${PAGE}&offset=250`);
    expect(text).toContain('{"__proto__":{"a":1},"x":2,"id":252,');
    expect(Object.keys(json.cases[1])).toEqual(expect.arrayContaining(['__proto__', 'x']));
    expect(json.cases[1]).toMatchObject({ id: 252, labels: null });
    expect('title' in json.cases[1]).toBe(false);
    expect(json.cases).toHaveLength(250);
    expect(json).toMatchObject({ offset: 250, size: 250 });
  });

  it('a record twice, and one that is as heavy as told', async () => {
    const simulator = await small([
      { kind: 'record', record: { copy: true, set: { title: 'Other' } }, times: 1 },
      { kind: 'record', record: { bloat: 180_000 } },
    ]);
    const { cases } = (await get(simulator, PAGE)).json;
    expect(cases.slice(0, 3).map(({ id, title }: any) => [id, title])).toEqual([
      [1, 'Case 0'],
      [1, 'Other'],
      [2, 'Case 1'],
    ]);
    expect((await get(simulator, PAGE)).json.cases[0].custom_preconds).toHaveLength(180_000);
  });

  it('something behind the JSON', async () => {
    const { text, status } = await faulty({ kind: 'trailing', body: '<!-- x -->' });
    expect([status, text.slice(-13)]).toEqual([200, '}]}<!-- x -->']);
  });
});

describe('which requests are struck', () => {
  it('those whose page holds a record, and those that ask for more than so many', async () => {
    const simulator = await small([{ kind: 'status', match: { holds: 260, limitAbove: 1 } }]);
    const status = async (offset: number, limit?: number) =>
      (await get(simulator, `${PAGE}&offset=${offset}${limit ? `&limit=${limit}` : ''}`)).status;
    expect(await status(0)).toBe(200);
    expect(await status(11)).toBe(500);
    expect(await status(250)).toBe(500);
    expect(await status(250, 10)).toBe(200);
    expect(await status(250, 11)).toBe(500);
    expect(await status(260, 1)).toBe(200);
    expect(await status(261)).toBe(200);
  });
});

describe('faults on the wire', () => {
  it.each<[string, Fault, Partial<Seen>]>([
    ['before the headers', { kind: 'reset' }, { failure: 'ECONNRESET', text: '' }],
    ['within the headers', { kind: 'reset', at: 'inHeaders' }, { failure: 'ECONNRESET', text: '' }],
    [
      'after the headers',
      { kind: 'reset', at: 'afterHeaders' },
      { status: 200, failure: 'ECONNRESET', text: '' },
    ],
    ['within the body', { kind: 'reset', at: 'inBody' }, { status: 200, failure: 'ECONNRESET' }],
    ['after half of the body', { kind: 'truncate' }, { status: 200, failure: 'ECONNRESET' }],
    [
      'before a length that is too great',
      { kind: 'wrongLength', bytes: 10 },
      { status: 200, failure: 'ECONNRESET' },
    ],
  ])('end the connection %s', async (_name, fault, expected) => {
    const seen = await faulty(fault);
    expect(seen).toMatchObject(expected);
    // In the headers means that something of them came, and no response.
    expect(seen.status).toBe(expected.status);
    expect(seen.json === undefined).toBe(fault.kind !== 'wrongLength');
  });

  it('in the middle of the headers means that some bytes of them came', async () => {
    const simulator = await small([{ kind: 'reset', at: 'inHeaders' }]);
    const { hostname, port } = new URL(simulator.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (chunk) => (received += chunk)).on('error', () => {});
    const closed = new Promise((done) => socket.once('close', done));
    socket.write(`GET /index.php?/api/v2/${PAGE} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await closed;
    expect(received).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Ty[^\r]*$/);
  });

  it('state a length that is too small: the body is cut for whoever believes it', async () => {
    const whole = await get(await small([]), PAGE);
    const { text, status } = await faulty({ kind: 'wrongLength', bytes: -10 });
    // What is too much is no answer to anything, and a parser may well refuse it.
    expect([status, text === whole.text.slice(0, -10)]).toEqual([200, true]);
  });

  it.each<[string, Fault, (seen: Seen) => boolean, Partial<Seen>]>([
    ['before the headers', { kind: 'hang' }, () => true, { text: '' }],
    [
      'after the headers',
      { kind: 'hang', at: 'afterHeaders' },
      ({ status }) => status !== undefined,
      { status: 200, text: '' },
    ],
    [
      'within the body',
      { kind: 'hang', at: 'inBody' },
      ({ text }) => text !== '',
      { status: 200, text: expect.stringMatching(/^\{"off/) },
    ],
  ])('hang %s until the client gives up, and take no worker', async (_name, fault, gaveUpWhen, expected) => {
    const simulator = await simulate({
      workers: 1,
      world: { cases: 3_000 },
      faults: [{ ...fault, times: 1 }],
    });
    const seen = await get(simulator, 'get_cases/30&suite_id=301', { gaveUpWhen });
    expect(seen).toMatchObject({ ...expected, failure: expect.stringMatching(/ABORT/i) });
    expect((await get(simulator, 'get_project/30')).status).toBe(200);
  });

  it('drip: whole at last for who waits, and over when the client has gone', async () => {
    const simulator = await small([
      { kind: 'drip', bytes: 20, everyMs: 2, match: { method: 'get_project' } },
    ]);
    const since = performance.now();
    expect((await get(simulator, 'get_project/30')).json).toMatchObject({ id: 30 });
    expect(performance.now() - since).toBeGreaterThan(10);
    simulator.setFaults([{ kind: 'drip', everyMs: 5 }]);
    const { failure, status, text } = await get(simulator, PAGE, {
      gaveUpWhen: (seen) => seen.text !== '',
    });
    expect(failure).toMatch(/ABORT/i);
    expect([status, text.length < 1_000]).toEqual([200, true]);
    expect(simulator.stats().arrivals.every((arrival) => arrival.status === 200)).toBe(true);
  });

  it('down: the port is closed, what is open is cut, and after a while it is there again', async () => {
    const simulator = await small([
      { kind: 'hang', times: 1 },
      { kind: 'down', forMs: 150, times: 1 },
    ]);
    const hanging = get(simulator, PAGE);
    await until(() => simulator.stats().requests === 1);
    expect((await get(simulator, PAGE)).failure).toMatch(/ECONNRESET/);
    expect((await hanging).failure).toBe('ECONNRESET');
    expect((await get(simulator, PAGE)).failure).toBe('ECONNREFUSED');
    let seen = await get(simulator, PAGE);
    while (seen.failure) {
      await new Promise((done) => setTimeout(done, 5));
      seen = await get(simulator, PAGE);
    }
    expect(seen.json.cases).toHaveLength(250);
    // Who was refused never arrived.
    expect(simulator.stats().requests).toBe(3);
  });

  it('down: closed meanwhile, it stays closed', async () => {
    const simulator = await small([{ kind: 'down', forMs: 60_000 }]);
    expect((await get(simulator, PAGE)).failure).toBe('ECONNRESET');
    await simulator.close();
    expect((await get(simulator, PAGE)).failure).toBe('ECONNREFUSED');
    await new Promise(setImmediate);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap')).toEqual([]);
  });
});

describe('a file of faults', () => {
  it('tells every kind', () => {
    const kinds: Fault[] = [
      { kind: 'status', status: 502, body: 'x', retryAfter: '1', probability: 0.5, afterRequests: 3 },
      { kind: 'redirect', location: 'http://elsewhere.example/' },
      { kind: 'html', body: '<p>' },
      { kind: 'invalidJson' },
      { kind: 'wrongShape', times: 2 },
      { kind: 'slow', delayMs: 10 },
      { kind: 'next', next: { origin: 'http://elsewhere.example', offset: 'none' } },
      {
        kind: 'record',
        match: { holds: 3 },
        record: { members: '"a":1', set: { b: null }, unset: ['c'], copy: true },
      },
      { kind: 'trailing', body: '!' },
      { kind: 'reset', at: 'inHeaders' },
      { kind: 'hang', at: 'inBody' },
      { kind: 'truncate' },
      { kind: 'wrongLength', bytes: -1 },
      { kind: 'drip', bytes: 2, everyMs: 5 },
      { kind: 'down', forMs: 10, match: { suiteId: 3, limitAbove: 5 } },
    ];
    const edit = {
      kind: 'edit',
      suiteId: 1,
      remove: { index: 2 },
      insert: { index: 0, case: { title: 'n' } },
    };
    expect(parseFaults(JSON.stringify([...kinds, edit]))).toEqual({ faults: kinds, edits: [edit] });
  });

  it.each<[string, RegExp]>([
    ['{', /JSON/],
    ['{}', /^it: .*expected array/],
    ['[{"kind":"explode"}]', /^0\.kind: /],
    ['[{"kind":"reset"},{"kind":"hang","at":"inHeaders"}]', /^1\.at: /],
    ['[{"kind":"slow","forMs":3}]', /^0: .*"forMs"/],
    ['[{"kind":"status","status":"500"}]', /^0\.status: /],
    ['[{"kind":"reset","probability":2}]', /^0\.probability: /],
    ['[{"kind":"reset","match":{"suite":2}}]', /^0\.match: .*"suite"/],
    ['[{"kind":"edit","suiteId":1,"remove":3}]', /^0\.remove: it is \{"index": …\} or \{"id": …\}/],
    ['[{"kind":"edit","suiteId":1}]', /^0: an edit has remove, insert, update, move or removeSuite/],
    ['[{"kind":"next"}]', /^0\.next: /],
  ])('that is wrong is refused in one line: %s', (text, words) => {
    expect(() => parseFaults(text)).toThrow(words);
    expect(() => parseFaults(text)).not.toThrow(/\n/);
  });
});
