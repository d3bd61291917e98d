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
