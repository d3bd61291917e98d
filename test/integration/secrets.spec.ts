import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { compareProjects, createInstance, type InstanceOptions, type Logger } from '../../src/index.js';
import { certificate, front } from '../support/front.js';
import { startProxy } from '../support/proxy.js';
import { httpServer, scripted } from '../support/scripted.js';
import { bothSides, closeLater, QUICK } from './support/run.js';

const USER = 'someone@example.com';
const KEY = 'k3y/with+odd"chars%ü';
const PROXY_PASSWORD = 'pr0xy-passw0rd';
const BASIC = Buffer.from(`${USER}:${KEY}`).toString('base64');
const PROXY_BASIC = Buffer.from(`porter:${PROXY_PASSWORD}`).toString('base64');
const SECRETS = [
  KEY,
  Buffer.from(KEY).toString('base64'),
  BASIC,
  BASIC.slice(8, 28),
  encodeURIComponent(KEY),
  JSON.stringify(KEY).slice(1, -1),
  JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/'),
  encodeURIComponent(BASIC),
  PROXY_PASSWORD,
  PROXY_BASIC,
];

/** All that a logger was told, at whatever level, as any transport could write it. */
function recorder() {
  const told: string[] = [];
  const tell = (...all: unknown[]): void => void told.push(dumpOf(all));
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  return { logger, told };
}

/** An error as it could end up in a log: its fields, the hidden ones too, its stack, and those of its causes. */
function dumpOf(value: unknown): string {
  const parts = [inspect(value, { depth: Infinity, showHidden: true, getters: true }), String(value)];
  try {
    parts.push(JSON.stringify(value));
  } catch {
    parts.push('it refers to itself');
  }
  for (let error = value; error instanceof Error; error = error.cause)
    parts.push(error.message, error.stack ?? '', ...Object.values(error).map((field) => inspect(field)));
  return parts.join('\n');
}

function expectNoSecret(text: string): void {
  expect(text).not.toContain(KEY.slice(0, 8));
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  expect(text.toLowerCase()).not.toContain('authorization');
}

/** How a server that repeats all it hears would answer. */
type Reply = (response: ServerResponse, said: string) => void;

/** As PHP writes JSON. */
const php = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const replies: Record<string, Reply> = {
  '500 that repeats them in the JSON of PHP': (response, said) =>
    response.writeHead(500).end(php({ error: said })),
  '401 in the JSON of PHP, encoded for a URL': (response, said) =>
    response.writeHead(401).end(php({ error: encodeURIComponent(said) })),
  '401 that repeats the credentials': (response, said) =>
    response.writeHead(401).end(JSON.stringify({ error: said })),
  '403 that repeats them': (response, said) => response.writeHead(403).end(JSON.stringify({ error: said })),
  '404 as a page': (response, said) => response.writeHead(404).end(`<html>${said}`),
  '429 that repeats them': (response, said) =>
    response.writeHead(429, { 'Retry-After': '0' }).end(JSON.stringify({ error: said })),
  '500 in plain text': (response, said) => response.writeHead(500).end(said),
  'a page with 200': (response, said) => response.end(`<pre>${said}</pre>`),
  '500 that repeats the key in base64': (response) =>
    response.writeHead(500).end(`key ${Buffer.from(KEY).toString('base64')}`),
  // V8 shows ten characters of it.
  'half of the key, and no JSON': (response) => response.end(KEY.slice(0, 12)),
  'invalid JSON': (response, said) => response.end(said),
  'invalid JSON that begins with them': (response, said) => response.end(`"${said.slice(-60)}`),
  'a wrong shape': (response, said) =>
    response.end(JSON.stringify({ offset: 0, limit: 250, _links: { next: said }, suites: [], id: said })),
  'a redirect with them': (response) =>
    response.writeHead(302, { Location: `/login/${encodeURIComponent(KEY)}?${BASIC}` }).end(),
  'a redirect to another host with them': (response) =>
    response.writeHead(302, { Location: `http://${USER}:x@other.test/${BASIC}` }).end(),
  'too much': (response, said) => response.end(said.repeat(5_000)),
  'broken gzip': (response, said) =>
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(said).fill(9, 10, 30)),
  'a header of nonsense': (response, said) => response.socket!.end(`HTTP/1.1 200 OK\r\n${said}\r\n\r\n`),
  'a cut connection': (response) => response.socket!.resetAndDestroy(),
  'no answer in time': () => {},
};

async function failureAt(options: Partial<InstanceOptions>): Promise<{ failure: unknown; told: string[] }> {
  const { logger, told } = recorder();
  const instance = createInstance({
    url: 'http://127.0.0.1:9',
    user: USER,
    apiKey: KEY,
    logger,
    proxy: false,
    rate: Infinity,
    maxBodyBytes: 50_000,
    breaker: { resetMs: 10, maxResetMs: 20 },
    maxWaitMs: 200,
    ...options,
  });
  closeLater(() => instance.close());
  const failure = await new Promise((resolve, reject) =>
    compareProjects({ ...bothSides(instance), ...QUICK, timeoutMs: 200, attempts: 2 }).subscribe({
      error: resolve,
      complete: () => reject(new Error('it completed')),
    }),
  );
  return { failure, told };
}

it.each(Object.keys(replies))('neither the error nor any log level holds a secret: %s', async (name) => {
  const server = await httpServer(({ headers }, response) => {
    const said = `you sent ${headers.authorization!.slice(6)} which is ${KEY} or ${encodeURIComponent(KEY)}`;
    replies[name]!(response, said);
  });
  closeLater(server.close);
  const { failure, told } = await failureAt({ url: server.url.replace('//', `//me:${PROXY_PASSWORD}@`) });
  expect(failure).toBeInstanceOf(Error);
  expect(server.headers[0]!.authorization).toBe(`Basic ${BASIC}`);
  expect(told.length).toBeGreaterThan(2);
  expectNoSecret(dumpOf(failure));
  expectNoSecret(told.join('\n'));
});

it.each<[string, () => Promise<Partial<InstanceOptions>>]>([
  ['nobody listens', async () => ({ url: 'http://127.0.0.1:1' })],
  ['an unknown host', async () => ({ url: 'https://testrail.invalid' })],
  [
    'an untrusted certificate',
    async () => {
      const before = await front('http://127.0.0.1:1', 'self-signed');
      closeLater(before.close);
      return { url: before.url, ca: certificate('ca') };
    },
  ],
  ['407 of a proxy', () => behindProxy('https://testrail.test', { credentials: 'other:pass' })],
  ['407 of a proxy to http', () => behindProxy('http://testrail.test', { credentials: 'other:pass' })],
  [
    'a proxy that repeats the credentials',
    () =>
      behindProxy('https://testrail.test', {
        answersConnect: `HTTP/1.1 403 No ${PROXY_BASIC}\r\nX-You: ${PROXY_BASIC}\r\n\r\n${PROXY_BASIC}`,
      }),
  ],
  ...[403, 502].map((status): [string, () => Promise<Partial<InstanceOptions>>] => [
    `a proxy to http that repeats them in a ${status}`,
    () =>
      behindProxy('http://testrail.test', {
        answersForward: (sent) => ({
          status,
          body: `denied: ${sent['proxy-authorization']!.slice(6)}, ${PROXY_PASSWORD}, ${encodeURIComponent(PROXY_BASIC)}, ${sent.authorization!.slice(6)}`,
        }),
      }),
  ]),
  [
    'a proxy to http that answers them instead of JSON',
    () =>
      behindProxy('http://testrail.test', {
        answersForward: (sent) => ({ status: 200, body: sent['proxy-authorization']!.slice(6) }),
      }),
  ],
  [
    'a proxy that talks nonsense',
    () => behindProxy('https://testrail.test', { answersConnect: `${PROXY_BASIC}\r\n` }),
  ],
  ['a proxy that does not answer', () => behindProxy('https://testrail.test', { answersConnect: 'hang' })],
  [
    'a proxy that is gone',
    async () => ({
      url: 'http://testrail.test',
      proxy: `http://porter:${PROXY_PASSWORD}@127.0.0.1:1`,
    }),
  ],
])('nor on the way there: %s', async (_name, options) => {
  const { failure, told } = await failureAt(await options());
  expect(failure).toBeInstanceOf(Error);
  expectNoSecret(dumpOf(failure));
  expectNoSecret(told.join('\n'));
});

async function behindProxy(
  url: string,
  options: Parameters<typeof startProxy>[0],
): Promise<Partial<InstanceOptions>> {
  const proxy = await startProxy(options);
  closeLater(proxy.close);
  return { url, proxy: proxy.address.replace('//', `//porter:${PROXY_PASSWORD}@`) };
}

it('and the test would notice: such a dump shows what an error of the connection usually holds', async () => {
  const server = await scripted((socket) => void socket.end());
  closeLater(server.close);
  const { default: axios } = await import('axios');
  const failure: unknown = await axios
    .get(server.url, { auth: { username: USER, password: KEY }, proxy: false })
    .catch((error: unknown) => error);
  expect(dumpOf(failure)).toContain(KEY);
});
