import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, folder, jsonLines, linesOf, raildiff, simulate } from './support/command.js';

const KEY = 'very-secret-key-0815';
const COMPARE = ['compare', '30', '34', '--format', 'ndjson'];

/** The options in force, as `start` tells them. */
const optionsIn = (stdout: string): Record<string, any> =>
  jsonLines(stdout)[0]!['options'] as Record<string, any>;

const serve = (cases = 900) => simulate({ world: { cases }, apiKey: KEY });

describe('options', () => {
  it('have the defaults of the design', async () => {
    const simulator = await serve();
    const { stdout } = await raildiff([...COMPARE, '--quiet'], accountOf(simulator));
    expect(optionsIn(stdout)).toMatchObject({
      timeoutMs: 30_000,
      attempts: 3,
      strict: false,
      left: { rate: 180, windowMs: 60_000, concurrency: 20 },
      right: { rate: 180, windowMs: 60_000, concurrency: 20 },
    });
  });

  it('come from the command line, then the environment, then the config file', async () => {
    const simulator = await serve();
    const file = join(folder(), 'raildiff.yml');
    writeFileSync(
      file,
      'options:\n  attempts: 7\n  concurrency: 7\n  timeout: 7\n  quiet: true\n  rate: 77\n  window: 1s\n  max-wait: 7m\n',
    );
    const { stdout, stderr } = await raildiff([...COMPARE, '--attempts', '5', '--config', file], {
      ...accountOf(simulator),
      RAILDIFF_ATTEMPTS: '6',
      RAILDIFF_CONCURRENCY: '6',
    });
    expect(stderr).toBe('');
    expect(optionsIn(stdout)).toMatchObject({
      attempts: 5,
      timeoutMs: 7_000,
      left: { concurrency: 6, rate: 77, windowMs: 1_000 },
    });
  });

  it('name the config file in the environment too, and take JSON for it', async () => {
    const simulator = await serve();
    const file = join(folder(), 'raildiff.json');
    writeFileSync(file, JSON.stringify({ options: { quiet: true, strict: true, deadline: '20m' } }));
    const { stdout } = await raildiff(COMPARE, { ...accountOf(simulator), RAILDIFF_CONFIG: file });
    expect(optionsIn(stdout)).toMatchObject({ strict: true, deadlineMs: 1_200_000 });
  });

  it('that the config file sets to false are off', async () => {
    const simulator = await serve();
    const file = join(folder(), 'raildiff.yml');
    writeFileSync(file, 'options:\n  strict: false\n  quiet: true\n');
    const { stdout } = await raildiff([...COMPARE, '--config', file], accountOf(simulator));
    expect(optionsIn(stdout)).toMatchObject({ strict: false });
  });

  it('can be switched on in the environment', async () => {
    const simulator = await serve();
    const { stdout, stderr } = await raildiff(COMPARE, {
      ...accountOf(simulator),
      RAILDIFF_QUIET: '1',
      RAILDIFF_FORMAT: 'ndjson',
      RAILDIFF_EVENTS: 'page',
    });
    expect(stderr).toBe('');
    expect(jsonLines(stdout).some(({ type }) => type === 'page')).toBe(true);
  });

  it('--rate and --burst set the pace', async () => {
    const simulator = await simulate({ world: { cases: 5_000 }, windowMs: 1_000 });
    const { stdout, code } = await raildiff(
      [...COMPARE, '--quiet', '--rate', '40', '--window', '1s', '--burst', '8'],
      accountOf(simulator),
    );
    expect(code).toBe(1);
    const { arrivals, maxInWindow, throttled } = simulator.stats();
    expect(optionsIn(stdout)).toMatchObject({ left: { rate: 40, windowMs: 1_000 } });
    expect(throttled).toBe(0);
    expect(maxInWindow).toBeLessThanOrEqual(40);
    // Eight at once, then one in 25 ms, as far as a busy server's clock tells.
    expect(arrivals.length).toBeGreaterThan(40);
    expect(arrivals.at(-1)!.at - arrivals[0]!.at).toBeGreaterThanOrEqual((arrivals.length - 8) * 12);
  });

  it('--concurrency bounds what is in flight', async () => {
    const simulator = await simulate({ world: { cases: 4_000 }, pageMs: 20 });
    await raildiff([...COMPARE, '--quiet', '--rate', 'none', '--concurrency', '3'], accountOf(simulator));
    expect(simulator.stats().maxInFlight).toBe(3);
  });
});

describe('credentials', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'of the environment',
      { RAILDIFF_LEFT_URL: 'http://127.0.0.1:9', TESTRAIL_USER: 'u', TESTRAIL_API_KEY: KEY },
      '',
    ],
    ['of a config file', { TESTRAIL_URL: 'http://127.0.0.1:9' }, 'file'],
  ])('%s for one server never go to another', async (_, env, where) => {
    const simulator = await serve();
    const common = join(folder(), 'common.yml');
    const account = `url: ${simulator.url}\nuser: ${simulator.user}\napiKey: ${KEY}\n`;
    writeFileSync(common, where ? account : '{}');
    const { code, stdout, stderr } = await raildiff([...COMPARE, '--config', common], {
      ...(where ? {} : { TESTRAIL_URL: simulator.url }),
      ...env,
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `raildiff: no API key for the left side on http://127.0.0.1:9: the one that is configured is for "${simulator.url}"; set RAILDIFF_LEFT_API_KEY\n`,
    );
    expect(simulator.stats().requests).toBe(0);
  });

  it('come from the config file, for both sides or for each', async () => {
    const left = await simulate({ world: { cases: 900 }, apiKey: KEY, basePath: '/left' });
    const right = await simulate({
      world: { cases: 900 },
      apiKey: `${KEY}-right`,
      user: 'other@example.com',
    });
    const path = folder();
    const common = join(path, 'common.yml');
    writeFileSync(common, `url: ${left.url}\nuser: ${left.user}\napiKey: ${KEY}\noptions: {quiet: true}\n`);
    expect((await raildiff([...COMPARE, '--config', common])).code).toBe(1);
    const each = join(path, 'each.yml');
    writeFileSync(
      each,
      `user: ${left.user}\napiKey: ${KEY}\nleft:\n  url: ${left.url}\nright:\n  url: ${right.url}\n  user: ${right.user}\n  apiKey: ${KEY}-right\noptions: {quiet: true}\n`,
    );
    const { stdout, code } = await raildiff(['compare', '30', '30', '--format', 'ndjson', '--config', each]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({
      left: { url: left.url, projectId: 30 },
      right: { url: right.url, projectId: 30 },
      options: { left: { rate: 180 }, right: { rate: 180 } },
    });
  });

  it('of a side in the config file go before what the environment says of both', async () => {
    const left = await serve();
    const right = await simulate({ world: { cases: 900 }, apiKey: KEY, basePath: '/right' });
    const file = join(folder(), 'raildiff.yml');
    writeFileSync(
      file,
      `right: {url: ${right.url}, user: ${right.user}, apiKey: ${KEY}}\noptions: {quiet: true}\n`,
    );
    const { stdout } = await raildiff([...COMPARE, '--config', file], accountOf(left));
    expect(jsonLines(stdout)[0]).toMatchObject({ left: { url: left.url }, right: { url: right.url } });
  });

  it('come from the environment of a side before the common one, and that before the file', async () => {
    const simulator = await serve();
    const file = join(folder(), 'raildiff.yml');
    writeFileSync(file, 'url: http://127.0.0.1:9\nuser: nobody\napiKey: none\noptions: {quiet: true}\n');
    const { code } = await raildiff([...COMPARE, '--config', file], {
      ...accountOf(simulator),
      TESTRAIL_USER: 'wrong',
      RAILDIFF_LEFT_USER: simulator.user,
      RAILDIFF_RIGHT_USER: simulator.user,
    });
    expect(code).toBe(1);
  });

  it('a project may be named by its address, as the browser shows it', async () => {
    const simulator = await simulate({ world: { cases: 900 }, basePath: '/testrail' });
    const address = (id: number) => `${simulator.url}/index.php?/projects/overview/${id}`;
    const { code, stdout } = await raildiff(
      ['compare', address(30), address(34), '--format', 'ndjson', '--quiet'],
      accountOf(simulator),
    );
    expect(code).toBe(1);
    expect(jsonLines(stdout)[0]).toMatchObject({ left: { projectId: 30 }, right: { projectId: 34 } });
  });
});

describe('stderr', () => {
  it('holds progress lines where it is no terminal, whole lines and no escape sequences', async () => {
    const simulator = await serve();
    const { stderr, stdout } = await raildiff(COMPARE, accountOf(simulator));
    const lines = linesOf(stderr);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines[lines.length - 1]).toMatch(/^100% .*pages \d+\/\d+ .*900 cases/);

    expect(stderr).not.toMatch(/\u001b|\r/);
    expect(stdout).not.toContain('100%');
  });

  it('is empty with --quiet', async () => {
    const simulator = await serve();
    expect((await raildiff([...COMPARE, '--quiet'], accountOf(simulator))).stderr).toBe('');
  });

  it('holds log lines with --log-level alone', async () => {
    const simulator = await serve();
    const { stderr, stdout } = await raildiff(
      [...COMPARE, '--quiet', '--log-level', 'debug'],
      accountOf(simulator),
    );
    expect(jsonLines(stderr).some(({ message }) => message === 'admitted')).toBe(true);
    expect(jsonLines(stdout).pop()).toMatchObject({ type: 'summary' });
  });
});

describe('--log-file', () => {
  it('holds every request and every decision of scheduling as JSON lines, and stderr none of them', async () => {
    const simulator = await simulate({
      world: { cases: 5_000 },
      apiKey: KEY,
      faults: [{ kind: 'status', match: { method: 'get_cases' }, times: 2 }],
    });
    const file = join(folder(), 'raildiff.log');
    const { stderr } = await raildiff([...COMPARE, '--quiet', '--log-file', file], accountOf(simulator));
    expect(stderr).toBe('');
    const lines = jsonLines(readFileSync(file, 'utf8'));
    const admitted = lines.filter(({ message }) => message === 'admitted');
    expect(admitted.length).toBe(simulator.stats().requests);
    expect(lines.every(({ level, message, timestamp }) => level && message && timestamp)).toBe(true);
    // Nothing is appended to a text: each line's is one of these, and no other.
    expect(new Set(lines.map(({ level, message }) => `${level} ${message}`))).toEqual(
      new Set(['debug admitted', 'debug response', 'debug request failed', 'info retry']),
    );
    expect(new Set(admitted.map(({ work }) => work as string))).toEqual(
      new Set(['project', 'suite', 'page', 'sections', 'recheck']),
    );
    for (const each of admitted) {
      expect(each).toMatchObject({
        name: expect.any(String),
        known: expect.any(Boolean),
        attempt: expect.any(Number),
        rank: expect.any(Number),
        waitedMs: expect.any(Number),
      });
      expect(Object.keys(each['waits'] as object)).toEqual(
        expect.arrayContaining(['slot', 'token', 'breaker']),
      );
    }
    expect(admitted.some(({ attempt }) => attempt === 2)).toBe(true);
    const why = 'answered 500: Injected fault.';
    expect(lines.filter(({ message }) => message === 'request failed')).toMatchObject([
      { code: 'ERR_TESTRAIL_STATUS', error: why, url: expect.stringContaining('/get_cases/') },
      { code: 'ERR_TESTRAIL_STATUS', error: why },
    ]);
    expect(lines.filter(({ message }) => message === 'retry')).toMatchObject([
      { failures: 1, error: `TestRailError: ${why}`, waitMs: expect.any(Number) },
      { failures: 1, error: `TestRailError: ${why}` },
    ]);
    expect(lines.filter(({ message }) => message === 'response').length).toBe(simulator.stats().requests);
  });

  it('is appended to, and says less at a higher level', async () => {
    const simulator = await serve();
    const file = join(folder(), 'raildiff.log');
    writeFileSync(file, '{"message":"earlier"}\n');
    await raildiff([...COMPARE, '--quiet', '--log-file', file, '--log-level', 'info'], accountOf(simulator));
    const lines = jsonLines(readFileSync(file, 'utf8'));
    expect(lines[0]).toEqual({ message: 'earlier' });
    expect(lines.some(({ message }) => message === 'admitted' || message === 'response')).toBe(false);
  });

  it('holds no secret, nor do stdout and stderr: whatever goes wrong', async () => {
    const faults = [
      { kind: 'status', status: 401, afterRequests: 30 },
      { kind: 'reset', times: 2 },
      { kind: 'truncate', times: 1 },
      { kind: 'html', times: 1 },
      { kind: 'status', status: 302, times: 1 },
    ] as const;
    const simulator = await simulate({ world: { cases: 6_000 }, apiKey: KEY, faults: [...faults] });
    const file = join(folder(), 'raildiff.log');
    const config = join(folder(), 'raildiff.yml');
    writeFileSync(config, `apiKey: ${KEY}\n`);
    const { stdout, stderr, code } = await raildiff(
      [...COMPARE, '--attempts', '9', '--log-file', file, '--log-level', 'debug', '--config', config],
      {
        ...accountOf(simulator),
        TESTRAIL_API_KEY: undefined,
      },
    );
    expect(code).toBe(3);
    const base64 = Buffer.from(`${simulator.user}:${KEY}`).toString('base64');
    const log = readFileSync(file, 'utf8');
    expect(log).toContain('request failed');
    for (const text of [stdout, stderr, log]) {
      expect(text.length).toBeGreaterThan(50);
      for (const secret of [KEY, base64, base64.slice(4, 24), encodeURIComponent(KEY)])
        expect(text).not.toContain(secret);
      expect(text.toLowerCase()).not.toContain('authorization');
    }
  });
});

describe('help', () => {
  it('--version tells the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await raildiff(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('--help names the commands; that of compare each option with its unit and default', async () => {
    const { stdout, code } = await raildiff(['--help']);
    expect(code).toBe(0);
    for (const command of ['compare', 'demo', 'simulate']) expect(stdout).toContain(command);
    const help = (await raildiff(['compare', '--help'])).stdout.replace(/\s+/g, ' ');
    expect(help).toMatch(/--rate <n\[\/s\|\/min\]\|none> .*minute.*default: 180\/min/);
    expect(help).toMatch(/--timeout <seconds> .*default: 30/);
    expect(help).toMatch(/--deadline <duration> .*90s or 20m/);
    expect(help).toMatch(/--max-wait <duration> .*default: 5m/);
    expect(help).toMatch(/--concurrency <n> .*default: 20/);
    expect(help).toMatch(/--attempts <n> .*default: 3/);
    expect(help).toMatch(/env: RAILDIFF_RATE/);
    for (const name of [
      '--format',
      '--output',
      '--events',
      '--burst',
      '--strict',
      '--quiet',
      '--progress',
      '--log-level',
      '--log-file',
      '--config',
    ])
      expect(help).toContain(name);
    for (const word of ['TESTRAIL_URL', 'RAILDIFF_LEFT_URL', 'EXIT STATUS', '130'])
      expect(help).toContain(word);
  });

  it('no command at all is the help on stderr, and exit 2', async () => {
    const { code, stdout, stderr } = await raildiff([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: raildiff');
  });
});
