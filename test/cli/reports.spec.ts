import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { create } from 'xmlbuilder2';
import { worldOf, type CaseJson } from '../../src/simulator/index.js';
import {
  accountOf,
  closeLater,
  folder,
  jsonLines,
  linesOf,
  PLAIN,
  raildiff,
  simulate,
  start,
  until,
  type Ended,
} from './support/command.js';

const COMPARE = ['compare', '30', '34', ...PLAIN];
const FORMATS = ['text', 'ndjson', 'json', 'csv', 'markdown', 'html', 'junit', 'github-summary'] as const;

const onLinux = process.platform === 'linux' ? it : it.skip;

const titled = (...titles: string[]): Partial<CaseJson>[] =>
  titles.map((title) => ({ title, custom_preconds: `About ${title}` }));

const worldWith = (left: Partial<CaseJson>[], right: Partial<CaseJson>[]) =>
  worldOf([
    { id: 30, name: 'Left one', suites: [{ id: 1, name: 'S', cases: left }] },
    { id: 34, name: 'Right one', suites: [{ id: 2, name: 'S', cases: right }] },
  ]);

const changedCase = { title: 'b', custom_preconds: 'Another text about b' };

/** A changed pair, one only on the left and one only on the right. */
const THREE = worldWith(titled('a', 'b', 'left'), [...titled('a'), changedCase, ...titled('right')]);
const ONLY_RIGHT = worldWith(titled('a'), titled('a', 'right'));

const reportsTo = (path: string, formats: readonly string[] = FORMATS): string[] =>
  formats.flatMap((format) => ['--report', `${format}=${join(path, format)}`]);

function expectRefused({ code, stdout, stderr }: Ended, words: RegExp): void {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^raildiff: [^\n]+\n$/);
  expect(stderr).toMatch(words);
}

describe('--report', () => {
  it('writes every format in one run, and all tell the same', async () => {
    const simulator = await simulate({ world: { cases: 3_000, differing: 0.2 } });
    const path = folder();
    const { code, stdout, stderr } = await raildiff([...COMPARE, ...reportsTo(path)], accountOf(simulator));
    expect([code, stderr]).toEqual([1, '']);
    expect(readdirSync(path).sort()).toEqual([...FORMATS].sort());
    const of = (format: string): string => readFileSync(join(path, format), 'utf8');

    // One comparison: the text report is what stdout got, and each page was asked for once.
    expect(of('text')).toBe(stdout);
    const { differences } = JSON.parse(of('json')) as { differences: Record<string, any>[] };
    const idsOf = ({ left, right }: Record<string, any>): string => `${left?.id ?? ''}/${right?.id ?? ''}`;
    const expected = differences.map(idsOf).sort();
    expect(expected.length).toBeGreaterThan(100);
    expect(
      jsonLines(of('ndjson'))
        .filter(({ type }) => type === 'difference')
        .map(idsOf)
        .sort(),
    ).toEqual(expected);
    const rows = parse(of('csv'), { columns: true }) as Record<string, string>[];
    const told = rows.filter((row) => row['kind'] !== 'note');
    expect(told.map((row) => `${row['left_id']}/${row['right_id']}`)).toEqual(differences.map(idsOf));
    // In what the schemas differ, for how many cases that counts, and what was not compared, is said in every format.
    expect(rows.length - told.length).toBe(4);
    expect(
      (create(of('junit')).root().node as unknown as { getAttribute(name: string): string }).getAttribute(
        'failures',
      ),
    ).toBe(String(differences.length));
    expect(of('markdown').match(/^(### |\| \[C)/gm)).toHaveLength(differences.length);
    expect(of('github-summary')).toBe(of('markdown'));
  });

  it('gives the same bytes for the same projects, whatever order the pages came in', async () => {
    const simulator = await simulate({ world: { cases: 3_000, differing: 0.2 } });
    const formats = ['json', 'csv', 'markdown', 'html', 'junit', 'github-summary'];
    const paths = await Promise.all(
      ['1', '20'].map(async (concurrency) => {
        const path = folder();
        const args = [...COMPARE, '--omit-times', '--concurrency', concurrency, ...reportsTo(path, formats)];
        expect((await raildiff(args, accountOf(simulator))).code).toBe(1);
        return path;
      }),
    );
    for (const format of formats) {
      const [one, other] = paths.map((path) => readFileSync(join(path, format), 'utf8'));
      // The options in force are told: here the concurrency.
      const same = (text: string): string => text.replace(/"concurrency":\d+/g, '');
      expect(same(one!) === same(other!)).toBe(true);
    }
  });

  it('stands beside --output and --format, each file under its name when the summary is in', async () => {
    const simulator = await simulate({ world: { cases: 12_000, differing: 0.1 }, pageMs: 150 });
    const path = folder();
    const [main, report] = [join(path, 'main'), join(path, 'report')];
    const args = [...COMPARE, '--format', 'csv', '--output', main, '--report', `ndjson=${report}`];
    const running = start(args, accountOf(simulator));
    await until(() => existsSync(`${report}.part`) && readFileSync(`${report}.part`, 'utf8').includes('\n'));
    expect(readdirSync(path).sort()).toEqual([
      'main.part',
      'main.part.lock',
      'report.part',
      'report.part.lock',
    ]);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout, stderr]).toEqual([1, '', '']);
    expect(readdirSync(path).sort()).toEqual(['main', 'report']);
    expect(readFileSync(main, 'utf8')).toMatch(/^kind,aspects,/);
    expect(jsonLines(readFileSync(report, 'utf8')).pop()).toMatchObject({
      type: 'summary',
      status: 'complete',
    });
  });

  it('is written of a partial run too, and calls it so', async () => {
    const simulator = await simulate({
      world: worldWith(titled('a', 'b'), titled('a', 'b')),
      faults: [{ kind: 'status', match: { suiteId: 2 } }],
    });
    const path = folder();
    const { code } = await raildiff(
      [...COMPARE, '--attempts', '1', ...reportsTo(path)],
      accountOf(simulator),
    );
    expect(code).toBe(3);
    for (const format of FORMATS) expect(readFileSync(join(path, format), 'utf8')).toMatch(/partial/i);
    expect(readFileSync(join(path, 'junit'), 'utf8')).toMatch(/<testsuites [^>]*errors="[1-9]/);
  });

  it('leaves nothing behind where the run cannot start', async () => {
    const simulator = await simulate({ world: THREE });
    const path = folder();
    const env = { ...accountOf(simulator), TESTRAIL_API_KEY: 'wrong' };
    expect((await raildiff([...COMPARE, ...reportsTo(path)], env)).code).toBe(2);
    expect(readdirSync(path)).toEqual([]);
  });

  it('comes from the config file as a list, and from the environment', async () => {
    const simulator = await simulate({ world: THREE });
    const path = folder();
    const config = join(path, 'config.yml');
    const options = { report: [`csv=${path}/a.csv`, `junit=${path}/b.xml`], kinds: ['changed', 'moved'] };
    writeFileSync(config, JSON.stringify({ options }));
    expect((await raildiff([...COMPARE, '--config', config], accountOf(simulator))).code).toBe(1);
    expect(readdirSync(path).sort()).toEqual(['a.csv', 'b.xml', 'config.yml']);
    const rows = linesOf(readFileSync(join(path, 'a.csv'), 'utf8')).filter(
      (line) => !line.startsWith('note,'),
    );
    expect(rows).toHaveLength(2);

    const env = { ...accountOf(simulator), RAILDIFF_REPORT: `markdown=${path}/c.md` };
    expect((await raildiff(COMPARE, env)).code).toBe(1);
    expect(existsSync(join(path, 'c.md'))).toBe(true);

    writeFileSync(config, JSON.stringify({ options: { format: ['csv', 'json'] } }));
    expectRefused(
      await raildiff([...COMPARE, '--config', config], accountOf(simulator)),
      /--format takes one value, and no list/,
    );
  });

  onLinux('a report that breaks in mid-run is said in a line, and the run ends', async () => {
    const simulator = await simulate({ world: { cases: 36_000, differing: 0.5 }, pageMs: 200, workers: 20 });
    const path = folder();
    const args = [...COMPARE, '--report', 'ndjson=/dev/full', '--report', `csv=${join(path, 'a.csv')}`];
    const { code, stderr } = await raildiff(args, accountOf(simulator));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^raildiff: \/dev\/full cannot be written: .*ENOSPC[^\n]*\n$/);
    expect(simulator.stats().requests).toBeLessThan(100);
    // Nothing was written to it yet, so nothing is left of it.
    expect(readdirSync(path)).toEqual([]);
  });

  onLinux('a report that breaks at the end keeps no other from its name', async () => {
    const simulator = await simulate({ world: THREE });
    const path = folder();
    const args = [...COMPARE, '--report', 'csv=/dev/full', '--report', `junit=${join(path, 'a.xml')}`];
    const { code, stderr } = await raildiff(args, accountOf(simulator));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^raildiff: \/dev\/full cannot be written: [^\n]*\n$/);
    expect(readdirSync(path)).toEqual(['a.xml']);
  });

  onLinux('a report that nobody reads holds the run back', async () => {
    const simulator = await simulate({ world: { cases: 60_000, differing: 0.5 } });
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    closeLater(() => void reader.kill());
    const args = [...COMPARE, '--concurrency', '4', '--events', 'identical', '--report', `ndjson=${pipe}`];
    const running = start(args, accountOf(simulator));
    let [asked, since] = [-1, performance.now()];
    const hasStopped = (): boolean => {
      const { requests } = simulator.stats();
      if (requests !== asked) [asked, since] = [requests, performance.now()];
      return asked > 10 && performance.now() - since > 400;
    };
    await until(hasStopped);
    expect(asked).toBeLessThan(250);
    let text = '';
    reader.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    expect((await running.ended).code).toBe(1);
    await until(() => text.endsWith('\n') && text.includes('"type":"summary"'));
  });
});

describe('--report that cannot be', () => {
  it.each<[string, (path: string) => string[], RegExp]>([
    [
      'an unknown format',
      (path) => ['--report', `pdf=${path}/x`],
      /"pdf" is none of text, ndjson, json, csv/,
    ],
    ['no file', () => ['--report', 'csv'], /names no file; write csv=<file>/],
    ['an empty file name', () => ['--report', 'csv='], /names no file; write csv=<file>/],
    ['a directory', (path) => ['--report', `csv=${path}`], /--report csv=\S+ is a directory; name a file/],
    ['no such directory', (path) => ['--report', `csv=${path}/none/x`], /there is no directory \S+none/],
    [
      'two reports into one file',
      (path) => ['--report', `csv=${path}/x`, '--report', `json=${path}/./x`],
      /--report json=\S+ and --report csv=\S+ are written to the same file/,
    ],
    [
      'the same file as --output',
      (path) => ['--output', `${path}/x`, '--report', `json=${path}/x`],
      /--report json=\S+ and --output \S+ are written to the same file/,
    ],
    [
      'the file beside the one of --output',
      (path) => ['--output', `${path}/x`, '--report', `json=${path}/x.part`],
      /are written to the same file/,
    ],
    [
      'the same file by a link',
      (path) => {
        writeFileSync(join(path, 'real'), '');
        symlinkSync(join(path, 'real'), join(path, 'link'));
        return ['--report', `csv=${path}/real`, '--report', `json=${path}/link`];
      },
      /are written to the same file/,
    ],
    [
      'github-summary without a file and outside of GitHub',
      () => ['--report', 'github-summary'],
      /GITHUB_STEP_SUMMARY is not set; write github-summary=<file>/,
    ],
    ['an unknown kind', () => ['--kinds', 'changed,gone'], /"gone" is none of changed, renamed/],
    ['no kind', () => ['--kinds', ''], /--kinds names no kind/],
    ['a kind and its opposite', () => ['--one-way', '--kinds', 'onlyRight'], /--one-way leaves out/],
    ['an unknown style', () => ['--csv-style', 'lotus'], /plain, excel/],
  ])('%s', async (_name, args, words) => {
    const simulator = await simulate({ world: THREE });
    const path = folder();
    const env = { ...accountOf(simulator), GITHUB_STEP_SUMMARY: undefined };
    expectRefused(await raildiff([...COMPARE, ...args(path)], env), words);
    expect(simulator.stats().requests).toBe(0);
    expect(readdirSync(path).filter((name) => !['real', 'link'].includes(name))).toEqual([]);
  });

  it('leaves what an opened report has found where another cannot be', async () => {
    const path = folder();
    mkdirSync(join(path, 'folder'));
    writeFileSync(join(path, 'old.csv'), 'yesterday');
    const simulator = await simulate({ world: THREE });
    const args = [...COMPARE, '--report', `csv=${path}/old.csv`, '--report', `json=${path}/folder`];
    expectRefused(await raildiff(args, accountOf(simulator)), /is a directory/);
    expect(readdirSync(path).sort()).toEqual(['folder', 'old.csv']);
    expect(readFileSync(join(path, 'old.csv'), 'utf8')).toBe('yesterday');
  });
});

describe('github-summary', () => {
  it('is appended to what GITHUB_STEP_SUMMARY names', async () => {
    const simulator = await simulate({ world: THREE });
    const file = join(folder(), 'summary.md');
    writeFileSync(file, 'before\n');
    const env = { ...accountOf(simulator), GITHUB_STEP_SUMMARY: file };
    const { code, stderr } = await raildiff([...COMPARE, '--report', 'github-summary'], env);
    expect([code, stderr]).toEqual([1, '']);
    expect(readFileSync(file, 'utf8')).toMatch(/^before\n# Left one \(30\) → Right one \(34\)\n/);
    expect(readdirSync(join(file, '..'))).toEqual(['summary.md']);
  });

  it('takes no more than GitHub leaves it', async () => {
    const simulator = await simulate({ world: { cases: 12_000, differing: 0.5 } });
    const file = join(folder(), 'summary.md');
    writeFileSync(file, `${'x'.repeat(900 * 1024)}\n`);
    const env = { ...accountOf(simulator), GITHUB_STEP_SUMMARY: file };
    expect((await raildiff([...COMPARE, '--report', 'github-summary'], env)).code).toBe(1);
    expect(statSync(file).size).toBeGreaterThan(1000 * 1024);
    expect(statSync(file).size).toBeLessThanOrEqual(1024 * 1024);
    expect(readFileSync(file, 'utf8')).toMatch(/more differences found no room here/);
  });
});

describe('what is listed, and what is a reason for exit 1', () => {
  const listed = ({ stdout }: Ended): string[] =>
    linesOf(stdout).flatMap((line) => /^[-+~>?](?= C)/.exec(line)?.[0] ?? []);

  it.each<[string, string[], number, string[]]>([
    ['everything', [], 1, ['+', '-', '~']],
    ['one kind', ['--kinds', 'changed'], 1, ['~']],
    ['two kinds', ['--kinds', 'changed,onlyLeft'], 1, ['-', '~']],
    ['a kind of which there is none', ['--kinds', 'moved'], 0, []],
    ['one way', ['--one-way'], 1, ['-', '~']],
    ['no list', ['--summary-only'], 1, []],
    ['no list of a kind of which there is none', ['--summary-only', '--kinds', 'moved'], 0, []],
  ])('%s', async (_name, args, code, signs) => {
    const simulator = await simulate({ world: THREE });
    const ended = await raildiff([...COMPARE, ...args], accountOf(simulator));
    expect([ended.code, listed(ended).sort()]).toEqual([code, signs]);
    // The summary counts all, whatever is listed.
    expect(ended.stdout).toMatch(/only right +│ +1 │/);
    expect(ended.stdout).toMatch(/complete: .*3 differences/);
  });

  it('--one-way: what is only on the right is no reason for exit 1', async () => {
    const simulator = await simulate({ world: ONLY_RIGHT });
    const { code, stdout } = await raildiff([...COMPARE, '--one-way'], accountOf(simulator));
    expect(code).toBe(0);
    expect(stdout).toMatch(/only right +│ +1 │/);
    expect((await raildiff(COMPARE, accountOf(simulator))).code).toBe(1);
  });

  it('a partial run exits 3, whatever is asked for', async () => {
    const simulator = await simulate({
      world: THREE,
      faults: [{ kind: 'status', match: { suiteId: 2 } }],
    });
    const args = [...COMPARE, '--attempts', '1', '--kinds', 'moved'];
    expect((await raildiff(args, accountOf(simulator))).code).toBe(3);
  });

  it('a pair is chosen by any of its aspects', async () => {
    const elsewhere = (suite: string, ...cases: Partial<CaseJson>[]) => ({ name: suite, cases });
    const simulator = await simulate({
      world: worldOf([
        {
          id: 30,
          name: 'L',
          suites: [
            { id: 1, ...elsewhere('S', ...titled('b')) },
            { id: 2, ...elsewhere('T') },
          ],
        },
        {
          id: 34,
          name: 'R',
          suites: [
            { id: 3, ...elsewhere('S') },
            { id: 4, ...elsewhere('T', changedCase) },
          ],
        },
      ]),
    });
    for (const kind of ['changed', 'moved'])
      expect(listed(await raildiff([...COMPARE, '--kinds', kind], accountOf(simulator)))).toEqual(['~']);
    expect((await raildiff([...COMPARE, '--kinds', 'renamed'], accountOf(simulator))).code).toBe(0);
  });

  it('holds in every report', async () => {
    const simulator = await simulate({ world: THREE });
    const path = folder();
    await raildiff([...COMPARE, '--kinds', 'onlyLeft', ...reportsTo(path)], accountOf(simulator));
    const of = (format: string): string => readFileSync(join(path, format), 'utf8');
    expect(jsonLines(of('ndjson')).filter(({ type }) => type === 'difference')).toHaveLength(1);
    expect((JSON.parse(of('json')) as { differences: object[] }).differences).toHaveLength(1);
    expect(linesOf(of('csv')).filter((line) => !line.startsWith('note'))).toHaveLength(2);
    expect(of('junit')).toContain('failures="1"');
    expect(of('markdown').match(/^(### |\| \[C)/gm)).toHaveLength(1);
  });

  it('a suite on one side only is said once, and its cases when asked for', async () => {
    const simulator = await simulate({
      world: worldOf([
        { id: 30, name: 'L', suites: [{ id: 1, name: 'S', cases: titled('a') }] },
        {
          id: 34,
          name: 'R',
          suites: [
            { id: 2, name: 'S', cases: titled('a') },
            { id: 3, name: 'New', cases: titled('x', 'y', 'z') },
          ],
        },
      ]),
    });
    const once = await raildiff(COMPARE, accountOf(simulator));
    expect(linesOf(once.stdout).filter((line) => line.startsWith('+'))).toEqual([
      '+ suite New (3)  only right, 3 cases',
    ]);
    const each = await raildiff([...COMPARE, '--every-case'], accountOf(simulator));
    expect(listed(each)).toEqual(['+', '+', '+']);
  });
});
