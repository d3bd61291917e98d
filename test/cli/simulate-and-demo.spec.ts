import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, jsonLines, linesOf, raildiff, start, until, type Environment } from './support/command.js';

/** What the three lines set, as a shell reads them. */
const environmentOf = (stdout: string): Environment =>
  Object.fromEntries(
    linesOf(stdout).map((line) => [
      /^export (\w+)=/.exec(line)![1]!,
      /=(.*)$/.exec(line)![1]!.replace(/^'(.*)'$/, '$1'),
    ]),
  );

async function serve(...args: string[]) {
  const running = start(['simulate', '--page-ms', '0', ...args]);
  await until(() => linesOf(running.out()).length === 3);
  return { ...running, env: environmentOf(running.out()) };
}

describe('raildiff simulate', () => {
  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 0],
  ] as const)('prints three lines to paste, serves, and ends on %s with %i', async (signal, code) => {
    const { child, env, ended } = await serve('--cases', '900', '--limit', 'none');
    expect(Object.keys(env)).toEqual(['TESTRAIL_URL', 'TESTRAIL_USER', 'TESTRAIL_API_KEY']);
    const run = await raildiff(['compare', '30', '34', '--format', 'ndjson', '--quiet'], env);
    expect(run.code).toBe(1);
    expect(jsonLines(run.stdout).pop()).toMatchObject({
      status: 'complete',
      left: { cases: expect.any(Number) },
    });
    child.kill(signal);
    const end = await ended;
    expect([end.code, end.signal]).toEqual([code, null]);
    expect(linesOf(end.stdout).length).toBe(3);
  });

  it('ends while requests hang and connections are open', async () => {
    const file = join(folder(), 'faults.json');
    writeFileSync(file, JSON.stringify([{ kind: 'hang', match: { method: 'get_cases' } }]));
    const { child, env, ended } = await serve('--cases', '900', '--faults', file);
    const run = start(['compare', '30', '34', '--format', 'ndjson', '--quiet'], env);
    await until(() => run.out().includes('"start"'));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    run.child.kill('SIGKILL');
  });

  it('takes its data, limits and credentials from its options', async () => {
    const { env } = await serve(
      '--cases',
      '600',
      '--seed',
      '3',
      '--differing',
      '0',
      '--limit',
      '25',
      '--window',
      '1s',
      '--user',
      'me',
      '--api-key',
      "it's",
      '--old-server',
      '--retry-after',
      'date',
      '--next',
      'query',
      '--size',
      'total',
    );
    expect(env['TESTRAIL_USER']).toBe('me');
    const pace = ['--rate', '25', '--window', '1s'];
    const run = await raildiff(['compare', '30', '34', '--format', 'ndjson', '--quiet', ...pace], {
      ...env,
      TESTRAIL_API_KEY: "it's",
    });
    const summary = jsonLines(run.stdout).pop()!;
    expect(summary).toMatchObject({ status: 'complete', requests: { throttled: 0 } });
    expect(summary['counts']).toMatchObject({ changed: 0, renamed: 0, moved: 0, onlyLeft: 0 });
    expect((summary['left'] as { cases: number }).cases + (summary['right'] as { cases: number }).cases).toBe(
      600,
    );
  });

  /** What the server answers, as any client would ask it. */
  const asked = async (env: Environment, path: string) => {
    const auth = `${env['TESTRAIL_USER']}:${env['TESTRAIL_API_KEY']}`;
    const answer = await fetch(`${env['TESTRAIL_URL']}/index.php?/api/v2/${path}`, {
      headers: {
        authorization: `Basic ${Buffer.from(auth).toString('base64')}`,
        'content-type': 'application/json',
      },
    });
    return { status: answer.status, body: (await answer.json()) as any };
  };

  it('stands under a sub-path, and lists suites in pages', async () => {
    const { env } = await serve('--cases', '900', '--base-path', '/qa/testrail', '--paginated-suites');
    expect(env['TESTRAIL_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/qa\/testrail$/);
    const { body } = await asked(env, 'get_suites/30');
    expect(body).toMatchObject({ offset: 0, limit: 250, size: 10, _links: { next: null } });
    expect(body.suites).toHaveLength(10);
  });

  it.each([
    ['1', [], [{ is_master: true, is_baseline: false }]],
    [
      '2',
      ['--right-suites', '3'],
      [
        { is_master: false, is_baseline: true },
        { is_master: false, is_baseline: true },
        { is_master: true, is_baseline: false },
      ],
    ],
  ])('has suite mode %s, and the masters are compared', async (mode, args, suites) => {
    const { env } = await serve('--cases', '900', '--limit', 'none', '--suite-mode', mode, ...args);
    expect((await asked(env, 'get_project/34')).body).toMatchObject({ suite_mode: Number(mode) });
    const listed = (await asked(env, 'get_suites/34')).body as { is_master: boolean }[];
    expect(listed.sort((a, b) => Number(a.is_master) - Number(b.is_master))).toMatchObject(suites);
    const run = await raildiff(
      ['compare', '30', '34', '--format', 'ndjson', '--quiet', '--rate', 'none'],
      env,
    );
    const lines = jsonLines(run.stdout);
    expect(lines[0]).toMatchObject({ left: { suites: [{}] }, right: { suites: [{}] } });
    expect(lines.pop()).toMatchObject({ status: 'complete', left: { suites: 1 }, right: { suites: 1 } });
  });

  it('has as many suites and cases a side as it is told: a lopsided pair', async () => {
    const { env } = await serve(
      ...['--left-cases', '200', '--right-cases', '2400', '--left-suites', '4', '--right-suites', '12'],
      ...['--limit', 'none'],
    );
    const run = await raildiff(
      ['compare', '30', '34', '--format', 'ndjson', '--quiet', '--rate', 'none'],
      env,
    );
    expect(jsonLines(run.stdout).pop()).toMatchObject({
      status: 'complete',
      left: { suites: 4, cases: 200 },
      right: { suites: 12, cases: 2_400 },
    });
  });

  it('moves its limit, and smooths what comes at once', async () => {
    const moving = await serve('--cases', '900', '--limit', 'none', '--limit-changes', '1ms=2,1h=none');
    const story: number[] = [];
    // The second request comes more than a millisecond after the first, whatever the machine.
    for (let n = 0; n < 5; n++) {
      story.push((await asked(moving.env, 'get_project/30')).status);
      await new Promise((done) => setTimeout(done, 2));
    }
    expect(story).toEqual([200, 200, 429, 429, 429]);
    const smooth = await serve('--cases', '900', '--limit', '180', '--limit-smoothing', '2/1h');
    const first = await asked(smooth.env, 'get_project/30');
    expect([first.status, (await asked(smooth.env, 'get_project/30')).status]).toEqual([200, 200]);
    const refused = await asked(smooth.env, 'get_project/30');
    expect([refused.status, refused.body.error]).toEqual([429, expect.stringContaining(' - 180 per minute')]);
  });

  it.each([
    [['--suite-mode', '4'], /'4' is invalid.*Allowed choices are 1, 2, 3/],
    [['--suite-mode', '1', '--left-suites', '2'], /suiteMode 1 has a single suite a side, not 2/],
    [['--left-cases', 'many'], /--left-cases.*whole number/],
    [['--right-suites', '0'], /--right-suites.*whole number/],
    [['--base-path', 'http://host/x'], /--base-path.*a path such as \/testrail/],
    [['--limit-changes', '30s'], /--limit-changes.*30s=20,90s=none/],
    [['--limit-changes', '30s=few'], /--limit-changes.*whole number/],
    [['--limit-smoothing', '5'], /--limit-smoothing.*such as 5\/1s/],
    [['--limit-smoothing', '5/x'], /--limit-smoothing.*duration/],
  ])('refuses %j in one line', async (args, told) => {
    const { code, stdout, stderr } = await raildiff(['simulate', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^raildiff: [^\n]+\n$/);
    expect(stderr).toMatch(told);
  });

  it('refuses what is no list of faults in one line', async () => {
    const file = join(folder(), 'faults.json');
    writeFileSync(file, '[{"kind":"explode"}]');
    const { code, stdout, stderr } = await raildiff(['simulate', '--faults', file]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^raildiff: --faults [^\n]*faults\.json: 0\.kind: [^\n]+\n$/);
  });
});

describe('raildiff demo', () => {
  it('compares two projects of its own simulator, shows differences and a summary, and exits 0', async () => {
    const { code, stdout, stderr } = await raildiff(['demo', '--cases', '1000', '--page-ms', '20']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^left {3}Payments 2025 \(30\)/);
    expect(linesOf(stdout).filter((line) => /^[-+~>] C\d/.test(line)).length).toBeGreaterThan(5);
    expect(stdout).toMatch(/complete/i);
    expect(stderr).toMatch(/100%/);
  });

  it('takes the options of compare', async () => {
    const { code, stdout, stderr } = await raildiff([
      'demo',
      '--cases',
      '1000',
      '--page-ms',
      '0',
      '--format',
      'json',
      '--quiet',
      '--concurrency',
      '3',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      start: { options: { left: { concurrency: 3 } } },
      summary: { status: 'complete' },
    });
  });

  it('shows its first differences while most pages are still to come', async () => {
    const { child, out, ended } = start(['demo', '--format', 'ndjson', '--quiet', '--events', 'page']);
    await until(() => out().includes('"type":"difference"'));
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    const types = jsonLines(stdout).map(({ type }) => type);
    const pagesBefore = types.slice(0, types.indexOf('difference')).filter((type) => type === 'page').length;
    // Of 157: as soon as both of two small suites are there. How long that takes is for the bench to say.
    expect(pagesBefore).toBeGreaterThanOrEqual(2);
    expect(pagesBefore).toBeLessThanOrEqual(31);
    // Whatever it was interrupted at, it says what it has read and that this is not all.
    expect(jsonLines(stdout).pop()).toMatchObject({ type: 'summary', status: 'interrupted' });
  });

  it('takes its simulator along when it is interrupted', async () => {
    const running = start(['demo', '--format', 'ndjson', '--quiet', '--page-ms', '2000']);
    await until(() => running.out().includes('"start"'));
    const { url } = (jsonLines(linesOf(running.out())[0]!)[0] as { left: { url: string } }).left;
    expect((await fetch(url)).status).toBe(404);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    await expect(fetch(url)).rejects.toThrow();
  });
});
