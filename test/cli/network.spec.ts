import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificateFile, front, type Certificate } from '../support/front.js';
import { httpServer } from '../support/scripted.js';
import { startProxy, type ProxyOptions } from '../support/proxy.js';
import {
  accountOf,
  closeLater,
  folder,
  jsonLines,
  PLAIN,
  raildiff,
  simulate,
  type Ended,
} from './support/command.js';

const KEY = 'very-secret-key-0815';
const COMPARE = ['compare', '30', '34', ...PLAIN, '--format', 'ndjson'];
const CA = certificateFile('ca');

/** A TestRail that speaks TLS, and the settings for it. */
async function secured(name: Certificate, options: Parameters<typeof simulate>[0] = {}) {
  const simulator = await simulate({ world: { cases: 900 }, apiKey: KEY, ...options });
  const before = await front(simulator.url, name);
  closeLater(before.close);
  return { before, simulator, env: { ...accountOf(simulator), TESTRAIL_URL: before.url } };
}

async function proxied(options: ProxyOptions = {}) {
  const proxy = await startProxy(options);
  closeLater(proxy.close);
  return proxy;
}

function expectRefused({ code, stdout, stderr }: Ended, words: RegExp): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^raildiff: [^\n]+\n$/);
  expect(stderr).toMatch(words);
  expect(stderr).not.toMatch(/\bat .+:\d+:\d+|Error:|undefined|\[object/);
}

it('--left-ca and --right-ca are of one side each', async () => {
  const [left, right] = [await secured('server'), await secured('self-signed')];
  const env = {
    RAILDIFF_LEFT_URL: left.before.url,
    RAILDIFF_RIGHT_URL: right.before.url,
    TESTRAIL_USER: left.simulator.user,
    TESTRAIL_API_KEY: left.simulator.apiKey,
  };
  const both = ['--left-ca', CA, '--right-ca', certificateFile('self-signed')];
  expect(await raildiff([...COMPARE, ...both], env)).toMatchObject({ code: 1, stderr: '' });
  expect((await raildiff([...COMPARE, '--left-ca', CA], env)).code).toBe(2);
  expect((await raildiff([...COMPARE, '--left-ca', '/nowhere/ca.pem'], env)).stderr).toContain(
    '--left-ca /nowhere/ca.pem cannot be read (ENOENT)',
  );
});

it('says once that pages are said to go on at another host, and asks nothing there', async () => {
  const elsewhere = 'http://other.example:8080/index.php?/api/v2/get_cases&offset=1';
  const server = await httpServer(({ url = '' }, response) => {
    const id = Number(/get_\w+\/(\d+)/.exec(url)?.[1]);
    const first = !url.includes('offset=1');
    const page = { offset: first ? 0 : 1, limit: 1, size: 1, _links: { next: first ? elsewhere : null } };
    const body = url.includes('get_project/')
      ? { id, name: `Project ${id}`, suite_mode: 3 }
      : url.includes('get_suites/')
        ? [{ id, name: 'Suite' }]
        : { ...page, cases: first ? [{ id: id * 10, title: 'Case', suite_id: id, section_id: 1 }] : [] };
    response.end(JSON.stringify(body));
  });
  closeLater(server.close);
  const env = { TESTRAIL_URL: server.url, TESTRAIL_USER: 'u', TESTRAIL_API_KEY: KEY };
  const args = ['compare', '30', '34', '--no-sections', '--no-names', '--rate', 'none'];
  const { code, stderr } = await raildiff(args, env);
  expect(code).toBe(0);
  expect(stderr.match(/pages go on at [^;]+;/g)).toEqual(['pages go on at other.example:8080;']);
  expect((await raildiff([...args, '--quiet'], env)).stderr).toBe('');
});

describe('--ca', () => {
  it('trusts the CA of a file, from the command line, the environment or the config file', async () => {
    const { env } = await secured('server');
    const config = join(folder(), 'raildiff.yml');
    writeFileSync(config, `options:\n  ca: ${CA}\n`);
    for (const [args, more] of [
      [['--ca', CA], {}],
      [[], { RAILDIFF_CA: CA }],
      [['--config', config], {}],
    ] as const) {
      const { code, stderr, stdout } = await raildiff([...COMPARE, ...args], { ...env, ...more });
      expect([code, stderr]).toEqual([1, '']);
      expect(jsonLines(stdout).pop()).toMatchObject({ status: 'complete' });
    }
  });

  it('takes none of NODE_EXTRA_CA_CERTS away', async () => {
    const { env } = await secured('server');
    const args = [...COMPARE, '--ca', certificateFile('self-signed')];
    expect((await raildiff(args, { ...env, NODE_EXTRA_CA_CERTS: CA })).code).toBe(1);
  });

  it.each<[string, () => string, RegExp]>([
    ['is not there', () => '/nowhere/ca.pem', /--ca \/nowhere\/ca\.pem cannot be read \(ENOENT\)/],
    ['is a directory', folder, /cannot be read \(EISDIR\)/],
    [
      'is no certificate',
      () => certificateFile('server').replace('pem', 'key'),
      /holds no certificate in PEM form/,
    ],
  ])('a file that %s is refused before the first request', async (_name, file, words) => {
    const { before, env } = await secured('server');
    expectRefused(await raildiff([...COMPARE, '--ca', file()], env), words);
    expect(before.accepted()).toBe(0);
  });
});

describe('what cannot be reached is one line before start, exit 2:', () => {
  it.each<[string, Certificate, string[], RegExp]>([
    [
      'an untrusted certificate',
      'server',
      [],
      /cannot be verified.*; give the certificate of its CA with --ca FILE/,
    ],
    ['a self-signed one', 'self-signed', [], /is self-signed.*--ca FILE/],
    ['an expired one', 'expired', ['--ca', CA], /has expired/],
    ['one of another host', 'other-name', ['--ca', CA], /is for another host name/],
  ])('%s', async (_name, name, args, words) => {
    const { before, env } = await secured(name);
    expectRefused(await raildiff([...COMPARE, '--attempts', '1', ...args], env), words);
    expect(before.received()).toBe('');
  });

  it.each<[string, string, RegExp]>([
    ['a host that nobody knows', 'https://testrail.invalid', /\((ENOTFOUND|EAI_AGAIN)\).*check/],
    [
      'a port that nobody listens at',
      'https://127.0.0.1:1',
      /nobody listens there \(ECONNREFUSED\); check host and port/,
    ],
  ])('%s', async (_name, url, words) => {
    const env = { TESTRAIL_URL: url, TESTRAIL_USER: 'u', TESTRAIL_API_KEY: 'k' };
    expectRefused(await raildiff([...COMPARE, '--attempts', '1'], env), words);
  });

  it('an address with credentials in it, without repeating them', async () => {
    const env = { TESTRAIL_USER: 'u', TESTRAIL_API_KEY: 'k' };
    const bad = await raildiff(COMPARE, { ...env, TESTRAIL_URL: 'https://me:hidden@ho st' });
    expectRefused(bad, /the left side's URL: "https:\/\/ho st" is no address/);
    const other = ['compare', 'https://me:hidden@other.test/index.php?/projects/overview/30', '34'];
    expectRefused(
      await raildiff(other, { ...env, TESTRAIL_URL: 'https://a.test' }),
      /on https:\/\/other\.test/,
    );
    const wrong = ['compare', 'me:hidden@other.test', '34'];
    expectRefused(
      await raildiff(wrong, { ...env, TESTRAIL_URL: 'https://a.test' }),
      /"other\.test" is neither/,
    );
  });
});

describe('a proxy', () => {
  it('is used as HTTPS_PROXY says, and NO_PROXY leaves it aside', async () => {
    const { env } = await secured('server');
    const proxy = await proxied({ credentials: 'porter:pass' });
    const through = { ...env, HTTPS_PROXY: proxy.address.replace('//', '//porter:pass@') };
    expect(await raildiff([...COMPARE, '--ca', CA], through)).toMatchObject({ code: 1, stderr: '' });
    const { length } = proxy.connects;
    expect(length).toBeGreaterThan(0);
    expect((await raildiff([...COMPARE, '--ca', CA], { ...through, NO_PROXY: '127.0.0.1' })).code).toBe(1);
    expect(proxy.connects.length).toBe(length);
  });

  it('is not between the demo and its simulator', async () => {
    const env = { HTTP_PROXY: 'http://127.0.0.1:1' };
    const { code, stderr } = await raildiff(['demo', ...PLAIN, '--cases', '900', '--page-ms', '1'], env);
    expect([code, stderr]).toEqual([0, '']);
  });

  it.each<[string, ProxyOptions | string, RegExp]>([
    ['asks for credentials', { credentials: 'porter:pass' }, /asks for credentials \(407\); set HTTPS_PROXY/],
    [
      'refuses to connect',
      { answersConnect: 403 },
      /does not connect to 127\.0\.0\.1:\d+, it answered 403; check/,
    ],
    ['is none', { answersConnect: 'SSH-2.0\r\n' }, /cannot be used: it answered no HTTP/],
    [
      'is gone',
      'http://who:hidden@127.0.0.1:1',
      /the proxy http:\/\/127\.0\.0\.1:1 cannot be used: nobody listens/,
    ],
    ['has a bad address', 'http://who:hidden@', /HTTPS_PROXY is no address of a proxy/],
  ])('that %s is one line, exit 2', async (_name, options, words) => {
    const { before, env } = await secured('server');
    const address = typeof options === 'string' ? options : (await proxied(options)).address;
    const ended = await raildiff([...COMPARE, '--attempts', '1', '--ca', CA], {
      ...env,
      HTTPS_PROXY: address,
    });
    expectRefused(ended, words);
    expect(ended.stderr).not.toContain('hidden');
    expect(before.accepted()).toBe(0);
  });
});

it.each(['directly', 'behind a proxy', 'of a proxy to https', 'of a proxy to http'] as const)(
  'certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says: %s',
  async (where) => {
    const isOfProxy = where.startsWith('of a proxy');
    // What is not trusted is the instance's certificate, or that of the proxy, which is the first to be met.
    const { before, env } = await secured('server');
    const proxy = where === 'directly' ? undefined : await proxied({ secure: isOfProxy });
    const { code, stdout, stderr } = await raildiff([...COMPARE, '--attempts', '1'], {
      ...env,
      ...(where === 'of a proxy to http' && { TESTRAIL_URL: 'http://testrail.test' }),
      ...(proxy && { HTTPS_PROXY: proxy.address, HTTP_PROXY: proxy.address }),
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    });
    expect([code, stdout]).toEqual([2, '']);
    // Node warns of the setting as well.
    expect(stderr).toMatch(/(cannot be verified|cannot be used: .*certificate)/);
    expect(before.received()).toBe('');
    if (isOfProxy) expect(proxy!.headers).toEqual([]);
  },
);

it('no secret is in stdout, stderr or the log at debug, with credentials in every address', async () => {
  const { before, env, simulator } = await secured('server', {
    world: { cases: 3_000 },
    faults: [
      { kind: 'reset', times: 2 },
      { kind: 'html', times: 1 },
      { kind: 'status', status: 302, times: 1 },
      { kind: 'status', status: 500, body: `you sent ${KEY}`, times: 2 },
    ],
  });
  const proxy = await proxied({ credentials: 'porter:hidden-password' });
  const log = join(folder(), 'raildiff.log');
  const args = ['compare', '30', '34', '--rate', 'none', '--format', 'ndjson', '--events', 'page,progress'];
  const { code, stdout, stderr } = await raildiff(
    [...args, '--ca', CA, '--log-file', log, '--log-level', 'debug', '--attempts', '9'],
    {
      ...env,
      TESTRAIL_URL: before.url.replace('//', '//me:hidden-in-the-url@'),
      HTTPS_PROXY: proxy.address.replace('//', '//porter:hidden-password@'),
    },
  );
  expect(code).toBe(1);
  expect(proxy.headers.every((headers) => headers['proxy-authorization'] !== undefined)).toBe(true);
  const logged = readFileSync(log, 'utf8');
  expect(logged).toContain('answered 500: you sent [concealed]');
  const basic = Buffer.from(`${simulator.user}:${KEY}`).toString('base64');
  const proxyBasic = Buffer.from('porter:hidden-password').toString('base64');
  for (const text of [stdout, stderr, logged]) {
    expect(text.length).toBeGreaterThan(50);
    for (const secret of [KEY, basic, proxyBasic, 'hidden']) expect(text).not.toContain(secret);
    expect(text.toLowerCase()).not.toContain('authorization');
  }
});
