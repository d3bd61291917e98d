/** One project against several. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { worldOf, type Fault } from '../../src/simulator/index.js';
import { accountOf, folder, jsonLines, PLAIN, raildiff, simulate } from './support/command.js';

const project = (id: number, ...titles: string[]) => ({
  id,
  name: `Copy ${id}`,
  suites: [{ id: id * 10, name: 'A', cases: titles.map((title) => ({ title })) }],
});

async function setup(faults: Fault[] = []) {
  const world = worldOf([
    project(30, 'a', 'b'),
    project(34, 'a', 'b'),
    project(35, 'a'),
    project(36, 'a', 'b', 'c'),
  ]);
  const simulator = await simulate({ world, faults });
  const cwd = folder();
  const run = (...args: string[]) => raildiff(['compare', ...args, ...PLAIN], accountOf(simulator), cwd);
  const asked = (path: string): number =>
    simulator.stats().arrivals.filter(({ url }) => url.includes(path)).length;
  return { run, asked, cwd, simulator };
}

it('reads the left once, gives a summary a pair, and a matrix over all', async () => {
  const { run, asked } = await setup();
  const { code, stdout, stderr } = await run('30', '34', '35', '36', '--no-recheck');
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout.match(/^complete: /gm)).toHaveLength(3);
  expect(asked('get_cases/30')).toBe(1);
  expect(asked('get_sections/30')).toBe(1);
  expect(asked('get_project/30')).toBe(1);
  expect(asked('get_cases/36')).toBe(1);
  const rows = stdout.slice(stdout.lastIndexOf('complete: ')).split('\n').slice(2);
  expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
    [
      'Copy 30 (30) against',
      'identical',
      'changed',
      'renamed',
      'moved',
      'onlyLeft',
      'onlyRight',
      'undetermined',
      'status',
    ],
    ['Copy 34 (34)', '2', '0', '0', '0', '0', '0', '0', 'complete'],
    ['Copy 35 (35)', '1', '0', '0', '0', '1', '0', '0', 'complete'],
    ['Copy 36 (36)', '2', '0', '0', '0', '0', '1', '0', 'complete'],
    [''],
  ]);
});

it('no differences at all is exit 0', async () => {
  const { run } = await setup();
  expect((await run('34', '30')).code).toBe(0);
  expect((await run('30', '34', '34')).code).toBe(2);
});

it('ndjson is one stream after the other', async () => {
  const { run } = await setup();
  const events = jsonLines((await run('30', '34', '35', '--format', 'ndjson')).stdout);
  expect(events.filter(({ type }) => type === 'start' || type === 'summary').map(({ type }) => type)).toEqual(
    ['start', 'summary', 'start', 'summary'],
  );
});

it('each pair writes files of its own', async () => {
  const { run, cwd } = await setup();
  expect((await run('30', '34', '35', '--report', 'json={right}.json')).code).toBe(1);
  expect(JSON.parse(readFileSync(join(cwd, '35.json'), 'utf8')).summary.counts.onlyLeft).toBe(1);
  expect(existsSync(join(cwd, '34.json'))).toBe(true);
});

it.each([
  [['--report', 'json=out.json'], 'out.json would be written by each pair; put {right} into its name'],
  [['--format', 'json'], '--format json is one document a pair'],
  [['--journal', 'j'], '--journal is of two projects'],
  [['--baseline', 'b'], '--baseline is of two projects'],
])('%j: one line, exit 2', async (more, line) => {
  const { run } = await setup();
  const { code, stdout, stderr } = await run('30', '34', '35', ...more);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^raildiff: [^\n]*\n$/);
  expect(stderr).toContain(line);
});

const rowsOf = (stdout: string): string[][] =>
  stdout
    .slice(stdout.lastIndexOf(' against'))
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/ {2,}/));

it('opens every project before the first page of any', async () => {
  const { run, asked } = await setup();
  const { code, stdout, stderr } = await run('30', '34', '99', '36');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^raildiff: [^\n]*get_(project|suites)\/99[^\n]*\n$/);
  expect(asked('get_cases')).toBe(0);
});

it('finds a suite that one of them does not have before the first page of any', async () => {
  const { run, asked } = await setup();
  const { code, stdout, stderr } = await run('30', '34', '36', '--right-suite', '340');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('project 36 has no suite "340"');
  expect(asked('get_cases')).toBe(0);
});

it('asks once what is the same for all projects of a server', async () => {
  const { run, asked } = await setup();
  await run('30', '34', '35', '36');
  for (const method of ['get_priorities', 'get_case_types', 'get_case_fields']) expect(asked(method)).toBe(1);
  for (const method of ['get_project/36', 'get_suites/36', 'get_templates/36']) expect(asked(method)).toBe(1);
});

it('a pair that fails is a row, and the others go on', async () => {
  const { run, cwd } = await setup();
  mkdirSync(join(cwd, '35.json'));
  const { code, stdout, stderr } = await run('30', '34', '35', '36', '--report', 'json={right}.json');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^raildiff: --report json=35.json is a directory; name a file\n$/);
  expect(rowsOf(stdout)).toEqual([
    ['Copy 34 (34)', '2', '0', '0', '0', '0', '0', '0', 'complete'],
    [
      'Copy 35 (35)',
      ...Array.from({ length: 7 }, () => '–'),
      'failed: --report json=35.json is a directory; name a file',
    ],
    ['Copy 36 (36)', '2', '0', '0', '0', '0', '1', '0', 'complete'],
  ]);
});

it('what is wrong with all of them is said once', async () => {
  const { run } = await setup();
  const { code, stdout, stderr } = await run(
    '30',
    '34',
    '35',
    '--match-by',
    'section,title',
    '--no-sections',
  );
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^raildiff: [^\n]*\n$/);
});

it('a failure is worse than a lost page, and the matrix is on stderr where stdout is a format', async () => {
  const match = { method: 'get_cases', projectId: 34 };
  const { simulator, cwd } = await setup([{ kind: 'status', status: 400, match }]);
  mkdirSync(join(cwd, '35.json'));
  const args = ['30', '34', '35', '36', '--rate', 'none'];
  const { code, stdout, stderr } = await raildiff(
    ['compare', ...args, '--format', 'ndjson', '--report', 'json={right}.json'],
    accountOf(simulator),
    cwd,
  );
  expect(code).toBe(2);
  expect(jsonLines(stdout).filter(({ type }) => type === 'summary')).toHaveLength(2);
  expect(rowsOf(stderr).map((row) => row.at(-1)!.split(':')[0])).toEqual(['partial', 'failed', 'complete']);
});

describe('--deadline is of the whole run', () => {
  it('what it leaves no time for is not compared, and the result partial', async () => {
    const { run, asked } = await setup([
      { kind: 'hang', match: { method: 'get_cases', projectId: 34 }, at: 'beforeHeaders' },
    ]);
    const { code, stdout, stderr } = await run('30', '34', '35', '36', '--deadline', '6');
    expect(code).toBe(3);
    const why = 'not compared: the deadline of 6 s was reached';
    expect(rowsOf(stdout).map((row) => row.at(-1))).toEqual(['partial', why, why]);
    expect(stdout.match(/^PARTIAL: .*the deadline of 6 s was reached/gm)).toHaveLength(1);
    expect(stderr).toBe(
      'raildiff: Copy 35 (35) is not compared: the deadline of 6 s was reached\n' +
        'raildiff: Copy 36 (36) is not compared: the deadline of 6 s was reached\n',
    );
    expect(asked('get_cases/35')).toBe(0);
  });

  it('it holds before the first pair too', async () => {
    const { run } = await setup([
      { kind: 'hang', match: { method: 'get_suites', projectId: 36 }, at: 'beforeHeaders' },
    ]);
    const { code, stdout, stderr } = await run('30', '34', '35', '36', '--deadline', '200ms');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^raildiff: the deadline of 0\.2 s was reached before the projects were read; [^\n]*\n$/,
    );
  });
});

it('the name of a file may stand for the right side where there is one', async () => {
  const { run, cwd } = await setup();
  expect((await run('30', '34', '--output', '{right}.txt')).stdout).toBe('');
  expect(existsSync(join(cwd, '34.txt'))).toBe(true);
});

it('a line is free between two pairs', async () => {
  const { run } = await setup();
  const { stdout } = await run('30', '34', '35', '--summary-only');
  expect(stdout).toMatch(/^complete: [^\n]*\n\nleft {3}Copy 30/m);
});
