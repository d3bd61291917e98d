import { tap } from 'rxjs';
import { CertificateError, compareProjects, createInstance, type TestRailError } from '../../src/index.js';
import { certificate, front, type Certificate } from '../support/front.js';
import {
  bothSides,
  closeLater,
  expectTruth,
  instanceAt,
  ofType,
  QUICK,
  runToEnd,
  simulate,
} from './support/run.js';

const CA = certificate('ca');

async function secured(name: Certificate) {
  const simulator = await simulate({ world: { cases: 900 } });
  const before = await front(simulator.url, name);
  closeLater(before.close);
  return { simulator, before };
}

const failureOf = (instance: ReturnType<typeof instanceAt>): Promise<TestRailError> =>
  new Promise((resolve, reject) =>
    compareProjects({ ...bothSides(instance), ...QUICK }).subscribe({
      error: resolve,
      complete: () => reject(new Error('it completed')),
    }),
  );

const at = (url: string, ca?: string) =>
  instanceAt({ url, user: 'someone', apiKey: 'a-secret-key' }, { ca, proxy: false });

describe('`ca`', () => {
  it.each<[string, Certificate, string]>([
    ['a CA of its own', 'server', CA],
    ['a certificate that is its own CA', 'self-signed', certificate('self-signed')],
    [
      'one CA of several, with words between them',
      'server',
      `first\n${certificate('self-signed')}\nthen\n${CA}`,
    ],
  ])('is trusted besides the usual ones: %s', async (_name, name, ca) => {
    const { simulator, before } = await secured(name);
    const instance = instanceAt({ ...simulator, url: before.url }, { ca, proxy: false });
    const run = await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expect(before.accepted()).toBeLessThanOrEqual(instance.concurrency);
  });

  it.each<[string, string, RegExp]>([
    ['no PEM', 'not a certificate', /holds no certificate in PEM form/],
    ['a key', '-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----', /holds no certificate/],
    [
      'a broken one behind a good one',
      `${CA}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----`,
      /certificate 2 of 2 cannot be read/,
    ],
  ])('is refused before the first request: %s', (_name, ca, words) => {
    const open = () => createInstance({ url: 'https://testrail.test', user: 'u', apiKey: 'k', ca });
    expect(open).toThrow(CertificateError);
    expect(open).toThrow(words);
  });
});

describe('before start, one line with what to do, and no request is sent:', () => {
  it.each<[string, Certificate, string | undefined, RegExp, RegExp]>([
    [
      'an unknown CA',
      'server',
      undefined,
      /cannot be verified \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
      /--ca FILE/,
    ],
    ['a self-signed certificate', 'self-signed', CA, /is self-signed/, /--ca FILE/],
    ['an expired certificate', 'expired', CA, /has expired/, /renewed/],
    ['another host name', 'other-name', CA, /is for another host name/, /by the name/],
  ])('%s', async (_name, name, ca, words, mend) => {
    const { before } = await secured(name);
    const failure = await failureOf(at(before.url, ca));
    expect(failure).toMatchObject({ code: 'ERR_TESTRAIL_NETWORK', kind: 'transient' });
    expect(failure.message).toMatch(words);
    expect(failure.message).not.toContain('\n');
    expect(failure.mend).toMatch(mend);
    expect(before.received()).toBe('');
  });

  it('a server that speaks no TLS', async () => {
    const simulator = await simulate({ world: { cases: 10 } });
    const failure = await failureOf(at(simulator.url.replace('http:', 'https:')));
    expect(failure.message).toBe('no answer: it does not speak TLS as it should (EPROTO)');
    expect(failure.mend).toContain('http:// or https://');
  });

  it('a host name that nobody knows', async () => {
    const failure = await failureOf(at('https://testrail.invalid'));
    expect(failure.message).toMatch(/\((ENOTFOUND|EAI_AGAIN)\)/);
    expect(failure.mend).toContain('connected');
  });
});

it('a certificate that is not trusted in mid-run is transient: the run goes on when it is', async () => {
  const { simulator, before } = await secured('server');
  const instance = instanceAt({ ...simulator, url: before.url }, { ca: CA, proxy: false, concurrency: 2 });
  const comparison = compareProjects({ ...bothSides(instance), ...QUICK, attempts: 9 });
  const run = await runToEnd(
    comparison.pipe(
      tap((event) => {
        if (event.type === 'start') before.use('self-signed');
        if (event.type === 'throttle' && event.what === 'breakerOpened') before.use('server');
      }),
    ),
  );
  expectTruth(run.summary, simulator.world);
  expect(ofType(run.events, 'throttle').map(({ what }) => what)).toContain('breakerOpened');
  expect(run.summary.requests.retried).toBeGreaterThan(0);
});
