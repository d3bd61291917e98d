/** No credential goes to another host, and none is in what is said or logged, whatever goes wrong. */
import { inspect } from 'node:util';
import winston from 'winston';
import { Writable } from 'node:stream';
import { lastValueFrom, toArray } from 'rxjs';
import { compareProjects, createInstance } from '../../src/index.js';
import { answering, spy, tlsFront, type Front } from '../support/front.js';
import { bothSides, closeLater, QUICK, simulate } from './support/run.js';

const USER = 'someone@example.test';
const KEY = 'Very-Secret/Key+0815==';
const BASIC = Buffer.from(`${USER}:${KEY}`).toString('base64');
const SECRETS = [
  KEY,
  BASIC,
  BASIC.replace(/=+$/, ''),
  encodeURIComponent(KEY),
  Buffer.from(KEY).toString('base64'),
];

const opened = async (front: Promise<Front>): Promise<Front> => {
  const server = await front;
  closeLater(() => server.close());
  return server;
};

/** All that a person or a program can see of a run: its events or its error, dumped whole, and its log at every level. */
async function seenOf(
  url: string,
  more: { timeoutMs?: number; maxBodyBytes?: number } = {},
): Promise<string> {
  let log = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk);
      done();
    },
  });
  const logger = winston.createLogger({
    level: 'silly',
    transports: [new winston.transports.Stream({ stream })],
  });
  const { maxBodyBytes } = more;
  const instance = createInstance({
    url,
    user: USER,
    apiKey: KEY,
    rate: Infinity,
    logger,
    maxBodyBytes,
    maxWaitMs: 200,
  });
  closeLater(() => instance.close());
  const options = { ...bothSides(instance), ...QUICK, attempts: 2, ...more };
  const outcome = await lastValueFrom(compareProjects(options).pipe(toArray())).catch(
    (error: unknown) => error,
  );
  const all = inspect(outcome, {
    depth: Infinity,
    showHidden: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
  });
  const chain: string[] = [];
  for (let error: unknown = outcome; error instanceof Error; error = error.cause) {
    chain.push(String(error), error.stack ?? '', JSON.stringify(error), JSON.stringify({ ...error }));
  }
  return [all, ...chain, log].join('\n');
}

function expectNoSecret(seen: string): void {
  expect(seen.length).toBeGreaterThan(200);
  for (const secret of SECRETS) expect(seen.includes(secret)).toBe(false);
  expect(seen).not.toMatch(/authorization/i);
}

describe('what is seen of a run holds no secret', () => {
  it.each<[string, Parameters<typeof answering>[0]]>([
    ['401', (_, response) => response.writeHead(401).end('{"error":"Authentication failed"}')],
    ['403', (_, response) => response.writeHead(403).end('{"error":"No"}')],
    ['500', (_, response) => response.writeHead(500).end('{"error":"Oops"}')],
    [
      'a page that repeats what it was sent',
      (request, response) =>
        response.writeHead(500).end(`${request.headers.authorization} ${KEY} ${encodeURIComponent(KEY)}`),
    ],
    [
      'an error that repeats what it was sent',
      (request, response) =>
        response.writeHead(400).end(JSON.stringify({ error: request.headers.authorization })),
    ],
    [
      'a good answer that repeats what it was sent',
      (request, response) => response.end(`${request.headers.authorization}`),
    ],
    [
      'a redirect that repeats what it was sent',
      (_, response) => response.writeHead(302, { location: `/login?key=${encodeURIComponent(KEY)}` }).end(),
    ],
    [
      'a refusal that repeats what it was sent',
      (request, response) =>
        response.writeHead(429, { 'retry-after': '0' }).end(request.headers.authorization),
    ],
    ['a web page', (_, response) => response.end('<html>sign in</html>')],
    ['a reset', (request) => request.socket.destroy()],
    [
      'a cut body',
      (_, response) =>
        response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    ['no HTTP at all', (request) => request.socket.end('what?\r\n\r\n')],
    ['no answer', () => {}],
    ['a body that is too large', (_, response) => response.end(`"${'x'.repeat(5_000)}"`)],
  ])('when it fails with %s', async (_, answer) => {
    const server = await opened(answering(answer));
    const seen = await seenOf(server.url, { timeoutMs: 100, maxBodyBytes: 1_000 });
    expect(server.seen.length).toBeGreaterThan(0);
    expect(server.seen[0]!.headers.authorization).toBe(`Basic ${BASIC}`);
    expectNoSecret(seen);
  });

  it.each([
    ['where nobody listens', 'http://127.0.0.1:1'],
    ['where no host is', 'http://nowhere.invalid'],
    [
      'with the credentials in the address',
      `http://${encodeURIComponent(USER)}:${encodeURIComponent(KEY)}@127.0.0.1:1`,
    ],
  ])('when it fails %s', async (_, url) => expectNoSecret(await seenOf(url)));

  it('when the certificate is not trusted', async () => {
    const front = await opened(tlsFront('http://127.0.0.1:1'));
    expectNoSecret(await seenOf(front.url));
  });

  it('when all goes well', async () => {
    const simulator = await simulate({ world: { cases: 900 }, user: USER, apiKey: KEY });
    expectNoSecret(await seenOf(simulator.url));
  });
});

describe('another host is asked nothing', () => {
  it.each([301, 302, 303, 307, 308])('when an answer of %i sends there', async (status) => {
    const other = await opened(spy());
    const server = await opened(
      answering((request, response) =>
        response.writeHead(status, { location: `${other.url}${request.url}` }).end(),
      ),
    );
    const seen = await seenOf(server.url);
    expect(seen).toContain(`a redirect to ${other.url}`);
    expect(other.seen).toEqual([]);
  });

  it('when `next` points there', async () => {
    const other = await opened(spy());
    const list = (request: string, offset: number) => {
      const next = offset === 0 ? `${other.url}/index.php?/api/v2/get_cases/30&offset=250` : null;
      const cases = Array.from({ length: offset === 0 ? 250 : 3 }, (_, n) => ({
        id: offset + n + 1,
        title: `T${offset + n}`,
      }));
      return {
        offset,
        limit: 250,
        size: cases.length,
        _links: { next, prev: null },
        [/get_suites/.test(request) ? 'suites' : 'cases']: cases,
      };
    };
    const server = await opened(
      answering(({ url = '' }, response) => {
        const offset = Number(/offset=(\d+)/.exec(url)?.[1] ?? 0);
        const body = /get_project/.test(url)
          ? { id: 30, name: 'P', suite_mode: 3 }
          : /get_suites/.test(url)
            ? [{ id: 1, name: 'Only' }]
            : list(url, offset);
        response.end(JSON.stringify(body));
      }),
    );
    const seen = await seenOf(server.url);
    expect(seen).toContain("type: 'summary'");
    expect(server.seen.some(({ line }) => line.includes('offset=249'))).toBe(true);
    expect(other.seen).toEqual([]);
  });
});
