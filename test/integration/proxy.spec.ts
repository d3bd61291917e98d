import { Subject } from 'rxjs';
import { AddressError, compareProjects, createInstance, type TestRailError } from '../../src/index.js';
import { createClient } from '../../src/testrail/index.js';
import { certificate, front, type Certificate, type Front } from '../support/front.js';
import { startProxy, type ProxyOptions, type TestProxy } from '../support/proxy.js';
import {
  bothSides,
  closeLater,
  expectTruth,
  instanceAt,
  QUICK,
  runToEnd,
  simulate,
  until,
} from './support/run.js';

const KEY = 'very-secret-key-0815';
const USER = 'someone@example.com';
const BASIC = Buffer.from(`${USER}:${KEY}`).toString('base64');
const PROXY_USER = 'porter:p%40ss word';
const PROXY_URL_USER = 'porter:p%2540ss%20word';
const PROXY_BASIC = Buffer.from(PROXY_USER).toString('base64');

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
const tester = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
beforeEach(() => NAMES.forEach((name) => delete process.env[name]));
afterAll(() => {
  for (const [name, value] of Object.entries(tester)) if (value !== undefined) process.env[name] = value;
});

/** A simulator behind something that hears all of it. */
async function served(name?: Certificate, cases = 3_000) {
  const simulator = await simulate({ world: { cases }, user: USER, apiKey: KEY });
  const before = await front(simulator.url, name);
  closeLater(before.close);
  return { simulator, before };
}

async function proxied(options: ProxyOptions = {}): Promise<TestProxy> {
  const proxy = await startProxy(options);
  closeLater(proxy.close);
  return proxy;
}

const at = ({ url }: Pick<Front, 'url'>, options: Parameters<typeof instanceAt>[1] = {}) =>
  instanceAt({ url, user: USER, apiKey: KEY }, { ca: certificate('ca'), ...options });

const compare = (instance: ReturnType<typeof at>) =>
  runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));

async function failureOf(instance: ReturnType<typeof at>): Promise<TestRailError> {
  const options = { ...bothSides(instance), ...QUICK };
  return new Promise((resolve, reject) =>
    compareProjects(options).subscribe({ error: resolve, complete: () => reject(new Error('it completed')) }),
  );
}

describe('an https instance', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
    'is reached by CONNECT through the proxy of %s, over connections that are kept alive',
    async (name) => {
      const { simulator, before } = await served('server');
      const proxy = await proxied();
      process.env[name] = proxy.address;
      const instance = at(before);
      const { summary } = await compare(instance);
      expectTruth(summary, simulator.world);
      expect(new Set(proxy.connects)).toEqual(new Set([new URL(before.url).host]));
      expect(summary.requests.sent).toBeGreaterThan(30);
      // As many as are in flight, and not one for each request.
      expect(proxy.connects.length).toBeLessThanOrEqual(instance.concurrency);
      expect(before.accepted()).toBe(proxy.connects.length);
      expect(proxy.forwards).toEqual([]);
    },
  );

  it('shows the proxy neither addresses nor credentials, and the instance none of the proxy', async () => {
    const { before } = await served('server', 900);
    const proxy = await proxied({ credentials: PROXY_USER });
    process.env['HTTPS_PROXY'] = proxy.address.replace('//', `//${PROXY_URL_USER}@`);
    await compare(at(before));
    expect(before.received()).toContain(`Basic ${BASIC}`);
    expect(before.received().toLowerCase()).not.toContain('proxy-');
    expect(before.received()).not.toContain(PROXY_BASIC);
    for (const headers of proxy.headers) {
      expect(headers['proxy-authorization']).toBe(`Basic ${PROXY_BASIC}`);
      expect(headers['authorization']).toBeUndefined();
    }
    expect(proxy.headers.length).toBeGreaterThan(0);
    expect(proxy.tunnelled().length).toBeGreaterThan(1_000);
    expect(proxy.tunnelled()).not.toContain(BASIC);
    expect(proxy.tunnelled()).not.toContain('get_cases');
  });

  it('is named to the proxy, which looks the name up itself', async () => {
    const { simulator, before } = await served('server', 900);
    const proxy = await proxied({ hosts: { 'testrail.test': before.port } });
    process.env['HTTPS_PROXY'] = proxy.address;
    const { summary } = await compare(at({ url: 'https://testrail.test' }));
    expectTruth(summary, simulator.world);
    expect(new Set(proxy.connects)).toEqual(new Set(['testrail.test:443']));
  });

  it('is reached through a proxy that itself speaks TLS', async () => {
    const { simulator, before } = await served('server', 900);
    const proxy = await proxied({ secure: true, credentials: PROXY_USER });
    process.env['HTTPS_PROXY'] = proxy.address.replace('//', `//${PROXY_URL_USER}@`);
    const { summary } = await compare(at(before));
    expectTruth(summary, simulator.world);
  });

  it('has its certificate checked behind a proxy as well', async () => {
    const { before } = await served('other-name', 900);
    const proxy = await proxied();
    process.env['HTTPS_PROXY'] = proxy.address;
    expect(await failureOf(at(before))).toMatchObject({
      code: 'ERR_TESTRAIL_NETWORK',
      message: expect.stringContaining('its certificate is for another host name'),
    });
    expect(before.received()).toBe('');
  });

  it('tells that a request is written when the tunnel stands, not before', async () => {
    const { before } = await served('server', 900);
    const opened = new Subject<void>();
    const proxy = await proxied({ holds: () => new Promise<void>((resolve) => opened.subscribe(resolve)) });
    const client = createClient({
      url: before.url,
      user: USER,
      apiKey: KEY,
      concurrency: 1,
      ca: certificate('ca'),
      proxy: proxy.address,
    });
    closeLater(client.close);
    const told: string[] = [];
    const done = new Promise<void>((resolve, reject) =>
      client
        .project(30, { next: () => told.push(before.received() === '' ? 'too early?' : 'written') })
        .subscribe({ next: () => told.push('answered'), complete: resolve, error: reject }),
    );
    await until(() => proxy.connects.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(told).toEqual([]);
    opened.next();
    await done;
    expect(told.length).toBe(2);
    expect(told[1]).toBe('answered');
  });
});

describe('an http instance', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('is reached by way of the proxy of %s', async (name) => {
    const { simulator, before } = await served();
    const proxy = await proxied({ credentials: PROXY_USER });
    process.env[name] = proxy.address.replace('//', `//${PROXY_URL_USER}@`);
    const instance = at(before);
    const { summary } = await compare(instance);
    expectTruth(summary, simulator.world);
    expect(proxy.connects).toEqual([]);
    expect(proxy.forwards.length).toBe(summary.requests.sent);
    expect(proxy.forwards.every((url) => url.startsWith(`${before.url}/index.php?/api/v2/`))).toBe(true);
    expect(proxy.headers.every(({ host }) => host === new URL(before.url).host)).toBe(true);
    expect(proxy.accepted()).toBeLessThanOrEqual(instance.concurrency);
    expect(before.received().toLowerCase()).not.toContain('proxy-authorization');
    expect(before.received()).not.toContain(PROXY_BASIC);
  });
});

describe('no proxy is used', () => {
  it.each<[string, Record<string, string>]>([
    ['for a host that NO_PROXY names', { NO_PROXY: 'elsewhere.test, 127.0.0.1' }],
    ['for a host that no_proxy names, with its port', { no_proxy: '127.0.0.1:PORT' }],
    ['for a subnet that NO_PROXY names', { NO_PROXY: '127.0.0.0/8' }],
    ['for any host with *', { NO_PROXY: '*' }],
  ])('%s', async (_name, environment) => {
    const { simulator, before } = await served('server', 900);
    const proxy = await proxied();
    process.env['HTTPS_PROXY'] = proxy.address;
    for (const [name, value] of Object.entries(environment))
      process.env[name] = value.replace('PORT', String(before.port));
    expectTruth((await compare(at(before))).summary, simulator.world);
    expect(proxy.accepted()).toBe(0);
  });

  it('where `proxy` is false', async () => {
    const { simulator, before } = await served(undefined, 900);
    const proxy = await proxied();
    process.env['HTTP_PROXY'] = proxy.address;
    expectTruth((await compare(at(before, { proxy: false }))).summary, simulator.world);
    expect(proxy.accepted()).toBe(0);
  });

  it('of another scheme', async () => {
    const { simulator, before } = await served(undefined, 900);
    const proxy = await proxied();
    process.env['HTTPS_PROXY'] = proxy.address;
    expectTruth((await compare(at(before))).summary, simulator.world);
    expect(proxy.accepted()).toBe(0);
  });
});

describe('a proxy that lets nothing through is told in one line', () => {
  it.each<[string, ProxyOptions, string, RegExp, Certificate | undefined, TestRailError['kind']]>([
    [
      '407 to CONNECT, no credentials given',
      { credentials: PROXY_USER },
      '',
      /asks for credentials \(407\)/,
      'server',
      'auth',
    ],
    [
      '407 to CONNECT, wrong ones',
      { credentials: PROXY_USER },
      'who:ever-secret@',
      /refuses its credentials \(407\)/,
      'server',
      'auth',
    ],
    [
      '407 to what it forwards',
      { credentials: PROXY_USER },
      'who:ever-secret@',
      /refuses its credentials \(407\)/,
      undefined,
      'auth',
    ],
    [
      '403 to CONNECT',
      { answersConnect: 403 },
      '',
      /does not connect to 127\.0\.0\.1:\d+, it answered 403/,
      'server',
      'transient',
    ],
    ['502 to CONNECT', { answersConnect: 502 }, '', /it answered 502/, 'server', 'transient'],
    [
      'no HTTP',
      { answersConnect: 'SSH-2.0-nothing\r\n' },
      '',
      /cannot be used: it answered no HTTP/,
      'server',
      'transient',
    ],
    [
      'the connection closed',
      { answersConnect: '' },
      '',
      /cannot be used: socket hang up \(ECONNRESET\)/,
      'server',
      'transient',
    ],
    [
      'more than the answer',
      { answersConnect: 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n' },
      '',
      /it sent more than the answer to CONNECT/,
      'server',
      'transient',
    ],
  ])('%s', async (_name, options, credentials, words, certificateName, kind) => {
    const { before } = await served(certificateName, 100);
    const proxy = await proxied(options);
    const failure = await failureOf(at(before, { proxy: proxy.address.replace('//', `//${credentials}`) }));
    expect(failure).toMatchObject({
      code: 'ERR_TESTRAIL_PROXY',
      kind,
      url: expect.stringContaining(before.url),
    });
    expect(failure.message).toMatch(words);
    expect(failure.message).toContain(proxy.address);
    expect(failure.message).not.toMatch(/\n|ever-secret/);
    expect(failure.mend).toMatch(/HTTPS_PROXY|NO_PROXY/);
    // Refused credentials are not tried again, all else is.
    const tries = certificateName ? proxy.connects.length : proxy.forwards.length;
    if (kind === 'auth') expect(tries).toBeLessThanOrEqual(4);
    else expect(tries).toBeGreaterThanOrEqual(3);
    expect(before.received()).toBe('');
  });

  it.each(['https', 'http'] as const)('nobody listens at its address, for %s', async (scheme) => {
    const gone = await startProxy();
    await gone.close();
    const failure = await failureOf(at({ url: `${scheme}://testrail.test` }, { proxy: gone.address }));
    expect(failure).toMatchObject({
      code: 'ERR_TESTRAIL_PROXY',
      kind: 'transient',
      message: `the proxy ${gone.address} cannot be used: nobody listens there (ECONNREFUSED)`,
    });
  });

  it('no answer to CONNECT ends with the attempt, and its connection with it', async () => {
    const proxy = await proxied({ answersConnect: 'hang' });
    const instance = at({ url: 'https://testrail.test' }, { proxy: proxy.address });
    const options = { ...bothSides(instance), ...QUICK, timeoutMs: 60, attempts: 2 };
    const failure = await new Promise<TestRailError>((resolve) =>
      compareProjects(options).subscribe({ error: resolve }),
    );
    expect(failure.code).toBe('ERR_TIMEOUT');
    expect(proxy.connects.length).toBeGreaterThanOrEqual(2);
    await until(() => proxy.open() === 0);
  });

  it.each<[string, string, RegExp]>([
    [
      'nothing that is an address',
      'http://who:ever-secret@',
      /^HTTPS_PROXY is no address of a proxy; it should look like/,
    ],
    [
      'another kind of proxy',
      'socks5://who:ever-secret@127.0.0.1:1080',
      /kind socks5:\/\/, which is not spoken/,
    ],
  ])('%s is refused before the first request', async (_name, address, words) => {
    process.env['HTTPS_PROXY'] = address;
    const open = () => createInstance({ url: 'https://testrail.test', user: USER, apiKey: KEY });
    expect(open).toThrow(AddressError);
    expect(open).toThrow(words);
    expect(open).not.toThrow(/ever-secret/);
  });
});
