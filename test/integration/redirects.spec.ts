import { compareProjects, type TestRailError } from '../../src/index.js';
import { httpServer, type Spy } from '../support/scripted.js';
import { bothSides, closeLater, instanceAt, ofType, QUICK, readRun } from './support/run.js';
import type { CompareEvent } from '../../src/index.js';

/** A host that must never hear of us. */
async function spyHost(): Promise<Spy> {
  const spy = await httpServer((_request, response) => response.end('[]'));
  closeLater(spy.close);
  return spy;
}

const account = { user: 'someone@example.com', apiKey: 'very-secret-key' };

const failureAt = (url: string): Promise<TestRailError> =>
  new Promise((resolve, reject) =>
    compareProjects({ ...bothSides(instanceAt({ url, ...account }, { proxy: false })), ...QUICK }).subscribe({
      error: resolve,
      complete: () => reject(new Error('it completed')),
    }),
  );

describe('a redirect to another host', () => {
  it.each([301, 302, 303, 307, 308])('%i is said in one line, and never followed', async (status) => {
    const spy = await spyHost();
    const server = await httpServer((_request, response) =>
      response
        .writeHead(status, { Location: `${spy.url}/index.php?/auth/login/&token=1\u00e4` })
        .end('moved'),
    );
    closeLater(server.close);
    const failure = await failureAt(server.url);
    expect(failure).toMatchObject({ code: 'ERR_TESTRAIL_REDIRECT', kind: 'transient', status });
    // Without the query: a sign-in page is given tokens in it.
    expect(failure.message).toBe(
      `answered ${status}, a redirect to ${spy.url}/index.php, which is not followed`,
    );
    expect(failure.mend).toContain('credentials go to no other host');
    expect([spy.accepted(), spy.requests]).toEqual([0, []]);
    expect(server.requests.length).toBeGreaterThanOrEqual(3);
  });

  it('is not followed in mid-run either: the page is lost, the run goes on', async () => {
    const spy = await spyHost();
    const simulated = await testRail((response) => response.writeHead(302, { Location: spy.url }).end());
    const { summary } = await run(simulated.url);
    expect(summary.status).toBe('partial');
    expect(summary.right.failedPages).toMatchObject([
      { suiteId: 34, offset: 0, error: expect.stringContaining(`a redirect to ${spy.url}`) },
    ]);
    expect(spy.accepted()).toBe(0);
  });
});

describe('a redirect to the same host', () => {
  it.each([
    ['/index.php?/auth/login', '/index.php'],
    ['login', '/login'],
  ])('says that a sign-in page may stand there: %s', async (location, shown) => {
    const server = await httpServer((_request, response) =>
      response.writeHead(302, { Location: location }).end(),
    );
    closeLater(server.close);
    const failure = await failureAt(server.url);
    expect(failure.message).toBe(`answered 302, a redirect to ${server.url}${shown}, which is not followed`);
    expect(failure.mend).toContain('sign-in page');
    expect(server.requests.every((url) => url.includes('/api/v2/'))).toBe(true);
  });

  it.each([undefined, 'http://['])('says so where it leads nowhere: %s', async (location) => {
    const server = await httpServer((_request, response) =>
      response.writeHead(302, location === undefined ? {} : { Location: location }).end(),
    );
    closeLater(server.close);
    expect((await failureAt(server.url)).message).toContain('a redirect to nowhere');
  });
});

it('a sign-in page with 200 is said in one line', async () => {
  const server = await httpServer((_request, response) => response.end('<!doctype html><h1>Sign in</h1>'));
  closeLater(server.close);
  expect(await failureAt(server.url)).toMatchObject({
    code: 'ERR_TESTRAIL_HTML',
    message: 'answered with a web page instead of JSON',
    url: expect.stringContaining(server.url),
    mend: expect.stringContaining('sign-in page'),
  });
});

describe('`next` is read for its offset, and never asked for', () => {
  it.each<[string, (spy: string) => string]>([
    [
      'an address of another host',
      (spy) => `${spy}/index.php?/api/v2/get_cases/34&suite_id=34&limit=1&offset=1`,
    ],
    ['one without a scheme', (spy) => `${spy.slice(5)}/index.php?/api/v2/get_cases/34&limit=1&offset=1`],
    [
      'one with credentials in it',
      (spy) => `${spy.replace('//', '//127.0.0.1:1@')}/api/v2/get_cases/34&limit=1&offset=1`,
    ],
  ])('%s', async (_name, next) => {
    const spy = await spyHost();
    const simulated = await testRail((response, offset) =>
      response.end(
        JSON.stringify({
          offset,
          limit: 1,
          size: 1,
          _links: { next: offset === 0 ? next(spy.url) : null, prev: null },
          cases: offset < 2 ? [caseOf(34_000 + offset)] : [],
        }),
      ),
    );
    const said: string[] = [];
    const { summary } = await run(simulated.url, (text) => said.push(text));
    expect([summary.status, summary.right.cases]).toEqual(['complete', 2]);
    // Once, in words of ours: what stands before the host may be credentials.
    expect(said).toEqual([
      `${simulated.url} says that its pages go on at ${new URL(spy.url).host}; the offset alone is taken from that, and no other host is asked`,
    ]);
    expect(simulated.requests.filter((url) => url.includes('suite_id=34')).length).toBeGreaterThanOrEqual(2);
    expect(spy.accepted()).toBe(0);
  });
});

const caseOf = (id: number) => ({ id, title: `Case ${id}`, suite_id: 34, section_id: 1 });

/** Two projects of one suite each; the cases of the right one are answered by the test. */
async function testRail(
  answer: (response: Parameters<Parameters<typeof httpServer>[0]>[1], offset: number) => void,
): Promise<Spy> {
  const server = await httpServer(({ url }, response) => {
    const project = Number(/get_\w+\/(\d+)/.exec(url!)![1]);
    if (url!.includes('get_project/')) {
      response.end(JSON.stringify({ id: project, name: `Project ${project}`, suite_mode: 3 }));
    } else if (url!.includes('get_suites/')) {
      response.end(JSON.stringify([{ id: project, name: 'Suite' }]));
    } else if (project === 30) {
      response.end(JSON.stringify({ offset: 0, limit: 250, size: 0, _links: { next: null }, cases: [] }));
    } else answer(response, Number(/offset=(\d+)/.exec(url!)?.[1] ?? 0));
  });
  closeLater(server.close);
  return server;
}

async function run(url: string, noticed?: (text: string) => void) {
  const events: CompareEvent[] = [];
  const instance = instanceAt({ url, ...account }, { proxy: false, noticed });
  await new Promise<void>((resolve, reject) =>
    compareProjects({ ...bothSides(instance), ...QUICK }).subscribe({
      next: (event) => events.push(event),
      error: reject,
      complete: resolve,
    }),
  );
  expect(ofType(events, 'start').length).toBe(1);
  return readRun(events);
}
