/** The way to the server: certificates, and a proxy that the environment names. */
import { readFileSync } from 'node:fs';
import { compareProjects, type InstanceOptions } from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { bothSides, closeLater, instanceAt, QUICK, runToEnd, simulate } from './support/run.js';
import { certificate, proxy, spy, tlsFront, type Front } from '../support/front.js';

const world = { cases: 1_200 };
const NAMES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
beforeEach(() => NAMES.forEach((name) => delete process.env[name]));
afterAll(() =>
  NAMES.forEach((name) => {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }),
);

const opened = async (front: Promise<Front>): Promise<Front> => {
  const server = await front;
  closeLater(() => server.close());
  return server;
};

const compareAt = (simulator: Simulator, url: string, options: Partial<InstanceOptions> = {}) =>
  runToEnd(compareProjects({ ...bothSides(instanceAt({ ...simulator, url }, options)), ...QUICK }));

const failureAt = (simulator: Simulator, url: string, options: Partial<InstanceOptions> = {}) =>
  compareAt(simulator, url, options).then(
    () => expect('a failure').toBe('none'),
    (error: unknown) => error,
  );

const keyOf = ({ user, apiKey }: Simulator): string => Buffer.from(`${user}:${apiKey}`).toString('base64');

describe('a certificate', () => {
  it('that is self-signed is trusted where it is given', async () => {
    const simulator = await simulate({ world });
    const front = await opened(tlsFront(simulator.url));
    const ca = readFileSync(certificate('self-signed'), 'utf8');
    expect((await compareAt(simulator, front.url, { ca })).summary.status).toBe('complete');
  });

  it.each([
    ['self-signed', undefined, 'its certificate is self-signed', '--ca'],
    ['other-host', certificate('other-host'), 'its certificate is for another host', 'check the address'],
    ['expired', certificate('expired'), 'its certificate has expired', 'have the certificate renewed'],
  ] as const)(
    '%s that cannot be trusted ends it before it starts, with what to do',
    async (name, ca, said, mend) => {
      const simulator = await simulate({ world });
      const front = await opened(tlsFront(simulator.url, name));
      const error = await failureAt(simulator, front.url, { ca: ca && readFileSync(ca, 'utf8') });
      expect(error).toMatchObject({ kind: 'transient', message: expect.stringContaining(said) });
      expect(error).toMatchObject({ mend: expect.stringContaining(mend) });
      expect(front.seen).toEqual([]);
    },
  );
});

describe('a proxy', () => {
  it('that the environment names is asked for http by absolute addresses', async () => {
    const simulator = await simulate({ world });
    const between = await opened(proxy());
    process.env['HTTP_PROXY'] = between.url;
    const { summary } = await compareAt(simulator, simulator.url);
    expect(summary.status).toBe('complete');
    expect(between.seen.length).toBe(summary.requests.sent);
    expect(between.seen.every(({ line }) => line.startsWith(`GET ${simulator.url}/index.php?/api/v2/`))).toBe(
      true,
    );
  });

  it('is a tunnel to https: it sees no request, and no credentials but its own', async () => {
    const simulator = await simulate({ world });
    const front = await opened(tlsFront(simulator.url));
    const between = await opened(proxy('me:proxy-secret'));
    process.env['HTTPS_PROXY'] = between.url.replace('://', '://me:proxy-secret@');
    const ca = readFileSync(certificate('self-signed'), 'utf8');
    const { summary } = await compareAt(simulator, front.url, { ca });
    expect(summary.status).toBe('complete');
    expect(between.seen.length).toBeGreaterThan(0);
    expect(between.seen.every(({ line }) => line === `CONNECT 127.0.0.1:${front.port}`)).toBe(true);
    expect(JSON.stringify(between.seen)).not.toContain(keyOf(simulator));
    expect(front.seen.length).toBe(summary.requests.sent);
    expect(JSON.stringify(front.seen)).not.toMatch(/proxy-auth|proxy-secret/i);
  });

  it('is not asked for what NO_PROXY names', async () => {
    const simulator = await simulate({ world });
    const between = await opened(spy());
    process.env['HTTP_PROXY'] = between.url;
    process.env['NO_PROXY'] = '127.0.0.1';
    expect((await compareAt(simulator, simulator.url)).summary.status).toBe('complete');
    expect(between.seen).toEqual([]);
  });

  it.each(['http', 'https'])('that wants credentials is said in one line: to %s', async (scheme) => {
    const simulator = await simulate({ world });
    const front = await opened(tlsFront(simulator.url));
    const between = await opened(proxy('me:proxy-secret'));
    const wrong = between.url.replace('://', '://me:proxy-wrong@');
    Object.assign(process.env, { HTTP_PROXY: wrong, HTTPS_PROXY: wrong });
    const ca = readFileSync(certificate('self-signed'), 'utf8');
    const url = scheme === 'http' ? simulator.url : front.url;
    const error = await failureAt(simulator, url, { ca });
    expect(error).toMatchObject({ status: 407, mend: expect.stringContaining('HTTPS_PROXY') });
    expect(String(error)).not.toContain('proxy-wrong');
    expect(simulator.stats().requests).toBe(0);
  });

  it('has no more connections than there are slots, and the window is kept as the server sees it', async () => {
    const simulator = await simulate({ world, limit: 20, windowMs: 1_000 });
    const front = await opened(tlsFront(simulator.url));
    const between = await opened(proxy());
    process.env['HTTPS_PROXY'] = between.url;
    const ca = readFileSync(certificate('self-signed'), 'utf8');
    const { summary } = await compareAt(simulator, front.url, {
      ca,
      rate: 20,
      windowMs: 1_000,
      deliveryMs: 200,
    });
    expect([summary.status, summary.requests.throttled]).toEqual(['complete', 0]);
    expect(simulator.stats().maxInWindow).toBeLessThanOrEqual(20);
  });
});
