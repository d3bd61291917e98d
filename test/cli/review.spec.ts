/** What a person settles by hand, in files: pairs, names of fields and values, and differences that are accepted. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { worldOf } from '../../src/simulator/index.js';
import { accountOf, folder, jsonLines, PLAIN, raildiff, simulate } from './support/command.js';

const aCase = (title: string, custom_preconds: string, more: object = {}) => ({
  title,
  custom_preconds,
  ...more,
});
const WORLD = () =>
  worldOf([
    {
      id: 30,
      suites: [
        {
          id: 300,
          name: 'A',
          cases: [aCase('Pay', 'one'), aCase('Old name', 'long ago'), aCase('Same', 's')],
        },
      ],
    },
    {
      id: 34,
      suites: [
        {
          id: 340,
          name: 'A',
          cases: [aCase('Pay', 'two'), aCase('New name', 'just now'), aCase('Same', 's')],
        },
      ],
    },
  ]);

async function setup() {
  const simulator = await simulate({ world: WORLD() });
  const [env, cwd] = [accountOf(simulator), folder()];
  const run = (...more: string[]) => raildiff(['compare', '30', '34', ...PLAIN, ...more], env, cwd);
  const file = (name: string): string => join(cwd, name);
  const ids = (project: number): number[] => simulator.cases(project * 10).map(({ id }) => id);
  return { run, env, cwd, file, left: ids(30), right: ids(34) };
}

it('--write-map writes every case of the left, and --map reads it back, with what was put in by hand', async () => {
  const { run, file, left, right } = await setup();
  expect(await run('--write-map', 'map.csv')).toMatchObject({ code: 1, stderr: '' });
  const rows = parse(readFileSync(file('map.csv'), 'utf8'), { columns: true }) as Record<string, string>[];
  expect(rows).toEqual([
    { left: `${left[0]}`, right: `${right[0]}`, kind: 'changed', matched_by: 'key', score: '' },
    { left: `${left[1]}`, right: '', kind: 'onlyLeft', matched_by: '', score: '' },
    { left: `${left[2]}`, right: `${right[2]}`, kind: 'identical', matched_by: 'key', score: '' },
  ]);
  const mended = readFileSync(file('map.csv'), 'utf8').replace(`${left[1]},,`, `${left[1]},${right[1]},`);
  writeFileSync(file('map.csv'), mended);
  const { stdout } = await run('--map', 'map.csv', '--format', 'ndjson');
  const pair = jsonLines(stdout).find(({ title }) => title === 'Old name');
  expect(pair).toMatchObject({ kind: 'changed', matchedBy: 'map', aspects: ['content', 'title'] });
});

it('--update-baseline accepts what there is: the next run has nothing to fail at', async () => {
  const { run, file } = await setup();
  expect(await run('--baseline', 'ok.json', '--update-baseline')).toMatchObject({ code: 0, stderr: '' });
  const baseline = JSON.parse(readFileSync(file('ok.json'), 'utf8'));
  expect(baseline.accepted).toHaveLength(3);
  const again = await run('--baseline', 'ok.json');
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('accepted before: 3');
  expect(again.stdout).not.toMatch(/^[~+-] C/m);
  baseline.accepted.shift();
  writeFileSync(file('ok.json'), JSON.stringify(baseline));
  expect((await run('--baseline', 'ok.json')).code).toBe(1);
});

it('--field-map, --value-map, --fields and --ignore-fields decide what differs', async () => {
  const { run, file } = await setup();
  const kinds = async (...more: string[]): Promise<string[]> =>
    jsonLines((await run('--format', 'ndjson', ...more)).stdout)
      .filter(({ type }) => type === 'difference')
      .map(({ kind }) => kind)
      .sort();
  expect(await kinds()).toEqual(['changed', 'onlyLeft', 'onlyRight']);
  expect(await kinds('--ignore-fields', 'custom_preconds')).toEqual(['onlyLeft', 'onlyRight']);
  expect(await kinds('--fields', 'priority_id')).toEqual(['onlyLeft', 'onlyRight']);
  writeFileSync(file('values.csv'), 'field,left,right\ncustom_preconds,one,two\n');
  expect(await kinds('--value-map', 'values.csv')).toEqual(['onlyLeft', 'onlyRight']);
  expect(await kinds('--match-by', 'custom_preconds')).toEqual(
    expect.arrayContaining(['onlyLeft', 'onlyRight']),
  );
});

it('a field that no case has is said: most likely it is a slip', async () => {
  const { run } = await setup();
  const { stdout } = await run('--ignore-fields', 'custom_precond');
  expect(stdout).toContain('no case has custom_precond');
});

it.each([
  [['--map', 'none.csv'], 'the map none.csv cannot be read (ENOENT)'],
  [['--value-map', 'none.csv'], '--value-map none.csv cannot be read'],
  [['--baseline', 'none.json'], '--baseline none.json: there is none; write it with --update-baseline'],
  [['--update-baseline'], '--update-baseline: name the file with --baseline'],
  [['--field-map', 'a'], '"a" is no pair of fields; write custom_a=custom_b.'],
  [['--field-map', 'title=custom_name'], 'title is what it is on both sides, and no other field'],
  [['--match-by', 'titel'], 'cases cannot be matched by "titel"'],
  [['--match-by', 'section,suite'], 'cases are matched by more than suite and section'],
  [['--match-by', 'section,title', '--no-sections'], 'only where sections are read'],
  [
    ['--fields', 'milestone_id'],
    'no case is compared by milestone_id; name template_id, type_id, priority_id, refs,',
  ],
  [['--fields', 'title'], 'no case is compared by title; name'],
  [
    ['--fields', 'refs', '--ignore-fields', 'refs'],
    'all of refs is to be compared alone and left out as well',
  ],
  [['--normalize', 'blanks'], '"blanks" is none of whitespace, case, unicode, markup, attachments.'],
  [['--write-map', '/nowhere/map.csv'], '--write-map /nowhere/map.csv: there is no directory /nowhere'],
])('%j: one line, exit 2', async (more, line) => {
  const { run } = await setup();
  const { code, stdout, stderr } = await run(...more);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^raildiff: [^\n]*\n$/);
  expect(stderr).toContain(line);
});

it('a baseline of other projects is refused by name', async () => {
  const { run, file } = await setup();
  await run('--baseline', 'ok.json', '--update-baseline');
  const text = readFileSync(file('ok.json'), 'utf8').replace('"projectId":34', '"projectId":35');
  writeFileSync(file('ok.json'), text);
  const { code, stderr } = await run('--baseline', 'ok.json');
  expect(code).toBe(2);
  expect(stderr).toContain('is of project 35 of');
});

it('--ignore-fields says what is not compared anyway', async () => {
  const { run } = await setup();
  const { code, stderr } = await run('--ignore-fields', 'milestone_id,refs');
  expect([code, stderr]).toEqual([1, 'raildiff: --ignore-fields: milestone_id is not compared anyway\n']);
});

it('the answer to a slip accepts nothing, and a run of some fields rewrites no baseline of all', async () => {
  const { run, file } = await setup();
  await run('--baseline', 'ok.json', '--update-baseline');
  const before = readFileSync(file('ok.json'), 'utf8');
  const slip = await run('--baseline', 'ok.json', '--update-baseline', '--fields', 'custom_typo');
  expect(slip.code).toBe(2);
  expect(readFileSync(file('ok.json'), 'utf8')).toBe(before);
  expect(await run('--baseline', 'new.json', '--update-baseline', '--fields', 'custom_typo')).toMatchObject({
    code: 2,
  });
  expect(existsSync(file('new.json'))).toBe(false);
  const narrow = await run('--baseline', 'ok.json', '--update-baseline', '--fields', 'priority_id');
  expect([narrow.code, narrow.stdout]).toEqual([2, '']);
  expect(narrow.stderr).toBe(
    'raildiff: --baseline ok.json was written with other --fields, and a run of a part cannot rewrite it; update it with the same, or name another file\n',
  );
  expect(readFileSync(file('ok.json'), 'utf8')).toBe(before);
});

it('a baseline says what it was written with, and a run that compares otherwise says so', async () => {
  const { run, file } = await setup();
  await run('--baseline', 'ok.json', '--update-baseline');
  expect(JSON.parse(readFileSync(file('ok.json'), 'utf8')).comparedWith).toEqual({
    normalize: 'attachments,unicode,whitespace',
  });
  const said = /^the baseline was written with other --ignore-fields, --no-sections, --normalize: .*$/m;
  const other = ['--no-sections', '--normalize', 'none', '--ignore-fields', 'refs'];
  const { stdout } = await run('--baseline', 'ok.json', ...other);
  expect(stdout).toMatch(said);
  expect((await run('--baseline', 'ok.json')).stdout).not.toContain('the baseline was written');
  const all = ['--baseline', 'ok.json', '--update-baseline', '--normalize', 'none'];
  expect((await run(...all)).code).toBe(0);
  expect(JSON.parse(readFileSync(file('ok.json'), 'utf8')).comparedWith).toEqual({ normalize: 'none' });
  expect((await run('--baseline', 'ok.json', '--normalize', 'none')).stdout).toContain('accepted before: 3');
});

it.each([
  [['--kinds', 'changed'], ['changed']],
  [['--one-way'], ['changed', 'onlyLeft']],
])('--update-baseline %j accepts what it lists, and no more', async (more, kinds) => {
  const { run, file } = await setup();
  expect((await run('--baseline', 'ok.json', '--update-baseline', ...more)).code).toBe(0);
  const { accepted } = JSON.parse(readFileSync(file('ok.json'), 'utf8'));
  expect(accepted.map(({ kind }: { kind: string }) => kind).sort()).toEqual(kinds);
});

it('says how many differences a baseline holds once it is written', async () => {
  const { cwd, env } = await setup();
  const args = ['compare', '30', '34', '--rate', 'none', '--baseline', 'ok.json', '--update-baseline'];
  expect((await raildiff(args, env, cwd)).stderr).toMatch(
    /^raildiff: ok\.json holds 3 accepted differences now$/m,
  );
});

it('a baseline that is no JSON is refused in a line', async () => {
  const { run, file } = await setup();
  writeFileSync(file('b.json'), 'nope\n');
  const { code, stderr } = await run('--baseline', 'b.json');
  expect([code, stderr]).toEqual([2, 'raildiff: --baseline b.json is no baseline: it holds no JSON\n']);
});

it('--update-baseline into a folder that is not there is refused before anything is asked', async () => {
  const simulator = await simulate({ world: WORLD() });
  const args = ['compare', '30', '34', ...PLAIN, '--baseline', 'no/such/ok.json', '--update-baseline'];
  const { code, stdout, stderr } = await raildiff(args, accountOf(simulator), folder());
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe('raildiff: --baseline no/such/ok.json: there is no directory no/such\n');
  expect(simulator.stats().requests).toBe(0);
});
