import { join } from 'node:path';
import { accountOf, folder, jsonLines, PLAIN, raildiff, simulate } from './support/command.js';

const planned = async (args: string[], env: Record<string, string | undefined>) => {
  const ended = await raildiff(['plan', ...PLAIN, '--format', 'json', ...args], env);
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout) as {
    total: { known: number; likely: number; most?: number };
    items: { what: string; known: number; likely: number }[];
    times: { pace: string; stated: boolean; likelyMs: number }[];
    sides: Record<string, { suites: { basis: string; known: number }[] }>;
    assumed: string[];
    surer: string[];
  };
};

const itemOf = ({ items }: Awaited<ReturnType<typeof planned>>, what: string) =>
  items.find((item) => item.what === what);

describe('raildiff plan', () => {
  it('asks for projects and suites alone, and says what it assumes', async () => {
    const simulator = await simulate();
    const { code, stdout } = await raildiff(['plan', '30', '34'], accountOf(simulator));
    expect(code).toBe(0);
    expect(simulator.stats().requests).toBe(4);
    expect(stdout).toMatch(/^together +108 +232 +unknown$/m);
    expect(stdout).toMatch(/^180 in 60 s, at --rate: likely 1.2 min \(at least 26 s, at most unknown\)$/m);
    expect(stdout).toContain('Assumed: a suite holds 1,000 cases on average (--cases-per-suite)');
    expect(stdout).toContain('Surer: --probe reads the first page of each suite, 31 requests.');
  });

  it('counts no sections where none are read, and as many cases as it is told', async () => {
    const env = accountOf(await simulate());
    const none = ['--no-sections', '--no-names', '--no-recheck'];
    const plan = await planned(['30', '34', ...none, '--cases-per-suite', '250'], env);
    expect(plan.total).toMatchObject({ known: 35, likely: 35 });
    expect(itemOf(plan, 'sections')).toMatchObject({ known: 0 });
  });

  it('reads the first pages when it is to probe: what has an end is exact, the rest is at least two', async () => {
    const simulator = await simulate();
    const plan = await planned(['30', '34', '--probe'], accountOf(simulator));
    expect(simulator.stats().requests).toBe(4 + 31);
    const suites = [...plan.sides['left']!.suites, ...plan.sides['right']!.suites];
    const open = suites.filter(({ basis }) => basis === 'assumed');
    expect(open.every(({ known }) => known === 2)).toBe(true);
    expect(suites.filter(({ basis }) => basis === 'whole')).toHaveLength(31 - open.length);
    expect(itemOf(plan, 'furtherPages')!.known).toBe(open.length);
    expect(plan.assumed.join()).not.toContain('takes 0.0 s');
  });

  it('takes a size that is the total for what it is', async () => {
    const simulator = await simulate({ sizeMeans: 'total' });
    const plan = await planned(['30', '34', '--probe'], accountOf(simulator));
    expect(31 + itemOf(plan, 'furtherPages')!.likely).toBe(159);
    expect(plan.assumed.join()).toContain('"size" is the total');
  });

  it('is exact with the journal of an earlier run, and a run then asks for so many', async () => {
    const simulator = await simulate({ world: { cases: 9_000 } });
    const env = accountOf(simulator);
    const journal = join(folder(), 'run.journal');
    const run = await raildiff(
      ['compare', '30', '34', '--journal', journal, '--format', 'ndjson', '--quiet', '--rate', '5000'],
      env,
    );
    const summary = jsonLines(run.stdout).at(-1)!;
    const pages = (summary['left'].pages as number) + (summary['right'].pages as number);
    const plan = await planned(['30', '34', '--journal', journal, '--rate', '5000'], env);
    expect(31 + itemOf(plan, 'furtherPages')!.known).toBe(pages);
    expect(plan.surer).toEqual([]);
    // Sections are not in the journal; requests that the run sent are pages, guesses, and what opened the projects.
    const { sent } = summary['requests'] as { sent: number };
    expect(sent).toBeGreaterThanOrEqual(4 + pages);
    // On a busy machine an empty answer may take as long as one with cases, and its guess is then believed in meanwhile.
    const inFlight = 20;
    expect(sent).toBeLessThanOrEqual(plan.total.most! + inFlight);
  });

  it('asks nothing for a snapshot, whose pages it also counts', async () => {
    const simulator = await simulate({ world: { cases: 2_000 } });
    const env = accountOf(simulator);
    const file = join(folder(), 'p30.rds');
    await raildiff(['snapshot', '30', '-o', file, ...PLAIN], env);
    const before = simulator.stats().requests;
    const plan = await planned([file, '34', '--no-sections', '--no-names', '--no-recheck'], env);
    expect(simulator.stats().requests - before).toBe(2);
    expect(itemOf(plan, 'projects')).toMatchObject({ known: 2 });
    expect(itemOf(plan, 'firstPages')).toMatchObject({ known: 21 });
    const live = await planned(['30', '34', '--journal', file], env);
    expect(live.sides['left']!.suites.every(({ basis }) => basis === 'kept')).toBe(true);
    expect(live.sides['right']!.suites.every(({ basis }) => basis === 'assumed')).toBe(true);
  });

  it('tells the time at the limit that a 429 has just stated as well', async () => {
    const refusal = {
      kind: 'status' as const,
      status: 429,
      retryAfter: '0.1',
      body: '{"error":"API Rate Limit Exceeded - 40 per minute maximum allowed."}',
      times: 1,
    };
    const simulator = await simulate({ faults: [refusal] });
    const plan = await planned(['30', '34', '--rate', '1000/s'], accountOf(simulator));
    expect(plan.times.map(({ stated }) => stated)).toEqual([false, true]);
    expect(plan.times[1]!.pace).toMatch(/^40 in 60 s, as a 429 has just stated$/);
    expect(plan.times[1]!.likelyMs).toBeGreaterThan(4 * 60_000);
  });

  it('resolves its sides as compare does', async () => {
    const env = accountOf(await simulate());
    for (const command of ['plan', 'compare']) {
      const ended = await raildiff([command, '30', '30'], env);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(/both sides are project 30 of .*; name two different projects/);
    }
  });

  it('refuses a journal of other projects, and what is none', async () => {
    const env = accountOf(await simulate({ world: { cases: 500 } }));
    const file = join(folder(), 'p30.rds');
    await raildiff(['snapshot', '30', '-o', file, ...PLAIN], env);
    const other = accountOf(await simulate({ world: { cases: 500 } }));
    const ended = await raildiff(['plan', '30', '34', '--journal', file], other);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('tells nothing of these two');
    const none = await raildiff(['plan', '30', '34', '--journal', join(process.cwd(), 'package.json')], env);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('is no journal of raildiff');
  });
});
