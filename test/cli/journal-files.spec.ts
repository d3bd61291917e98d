/** The files of journals and snapshots: named wrongly, ended too early, linked to, or on a disk that is full. */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRecordSync, FIRST_LINE } from '../../src/journal/record.js';
import {
  accountOf,
  folder,
  jsonLines,
  linesOf,
  PLAIN,
  raildiff,
  shellEnvironment,
  shellWords,
  simulate,
} from './support/command.js';

const NDJSON = ['--format', 'ndjson', ...PLAIN];
const serve = (cases = 900) => simulate({ world: { cases } });

/** One line, before anything was asked. */
async function refusalOf(args: readonly string[], env: Record<string, string | undefined>, cwd?: string) {
  const { code, stdout, stderr } = await raildiff(args, env, cwd);
  expect([code, stdout, linesOf(stderr).length]).toEqual([2, '', 1]);
  return stderr;
}

describe('a snapshot that was ended too early', () => {
  const project = { url: 'http://127.0.0.1:9', projectId: 30 };
  const first = encodeRecordSync({
    type: 'journal',
    projects: [project],
    startedAt: '2026-01-01T00:00:00.000Z',
  });
  it.each<[string, Buffer, string]>([
    ['before its first byte', Buffer.alloc(0), 'holds nothing yet; take the snapshot again'],
    ['in its first line', FIRST_LINE.subarray(0, 5), 'holds nothing yet; take the snapshot again'],
    [
      'before its project',
      Buffer.concat([FIRST_LINE, first]),
      'does not hold its project yet; take the snapshot again',
    ],
  ])('%s is named, with what to do', async (_, bytes, said) => {
    const file = join(folder(), '30.rds');
    writeFileSync(file, bytes);
    const env = { TESTRAIL_URL: 'http://127.0.0.1:9', TESTRAIL_USER: 'u', TESTRAIL_API_KEY: 'k' };
    for (const args of [
      ['compare', file, '34', ...NDJSON],
      ['plan', file, '34'],
    ]) {
      const line = await refusalOf(args, env);
      expect(line).toContain(`${file} ${said}`);
      expect(line).not.toContain('127.0.0.1');
    }
  });
});

it('digits are a project, whatever file has that name; it is written ./30', async () => {
  const simulator = await serve();
  const cwd = folder();
  writeFileSync(join(cwd, '30'), 'notes of ticket 30');
  expect((await raildiff(['compare', '30', '34', ...NDJSON], accountOf(simulator), cwd)).code).toBe(1);
  const line = await refusalOf(['compare', './30', '34', ...NDJSON], accountOf(simulator), cwd);
  expect(line).toContain('./30 is no journal of raildiff');
});

describe('--journal beside a snapshot', () => {
  it('keeps the side that is asked for, and asks nothing when that is complete', async () => {
    const simulator = await serve();
    const [snapshot, journal] = [join(folder(), '30.rds'), join(folder(), 'run.journal')];
    await raildiff(['snapshot', '30', '-o', snapshot, ...PLAIN], accountOf(simulator));
    const args = ['compare', snapshot, '34', '--format', 'ndjson', '--rate', 'none', '--quiet'];
    const without = await raildiff(args, accountOf(simulator));
    const first = await raildiff([...args, '--journal', journal], accountOf(simulator));
    expect(first.code).toBe(1);
    const before = simulator.stats().requests;
    const second = await raildiff([...args, '--journal', journal], accountOf(simulator));
    expect([second.code, simulator.stats().requests]).toEqual([1, before]);
    for (const { stdout } of [first, second])
      expect(jsonLines(stdout).at(-1)!['counts']).toEqual(jsonLines(without.stdout).at(-1)!['counts']);
  });

  it('is refused where it would keep nothing, or be the snapshot itself', async () => {
    const simulator = await serve();
    const file = join(folder(), '30.rds');
    await raildiff(['snapshot', '30', '-o', file, ...PLAIN], accountOf(simulator));
    const bytes = readFileSync(file);
    const both = await refusalOf(['compare', file, file, '--journal', 'x.journal', ...NDJSON], {});
    expect(both).toContain('both sides are snapshots, which are kept already; leave it away');
    const same = await refusalOf(['compare', file, '30', '--journal', file, ...NDJSON], accountOf(simulator));
    expect(same).toContain(`--journal ${file} would be written over the left side`);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});

it('a journal that is complete of one suite answers for that suite alone', async () => {
  const simulator = await serve();
  const args = ['compare', '30', '34', '--suite', simulator.world.projects.get(30)!.suites[0]!.name];
  const kept = [...args, '--no-recheck', '--journal', join(folder(), 'run.journal'), ...NDJSON];
  const first = jsonLines((await raildiff(kept, accountOf(simulator))).stdout).at(-1)!;
  const before = simulator.stats().requests;
  const second = jsonLines((await raildiff(kept, accountOf(simulator))).stdout).at(-1)!;
  expect([second['status'], second['counts'], second['left']]).toEqual([
    'complete',
    first['counts'],
    first['left'],
  ]);
  expect(simulator.stats().requests).toBe(before);
});

describe('a link', () => {
  it('stays one, and the file that it leads to is refreshed', async () => {
    const simulator = await serve();
    const [file, link] = [join(folder(), '30.rds'), join(folder(), 'latest.rds')];
    await raildiff(['snapshot', '30', '-o', file, ...PLAIN], accountOf(simulator));
    symlinkSync(file, link);
    const before = readFileSync(file);
    const refreshed = await raildiff(
      ['snapshot', '30', '-o', link, '--refresh', ...PLAIN],
      accountOf(simulator),
    );
    expect(refreshed).toMatchObject({ code: 0, stderr: '' });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file).equals(before)).toBe(false);
    for (const path of [`${file}.part`, `${file}.lock`, `${link}.part`, `${link}.lock`])
      expect(existsSync(path)).toBe(false);
  });

  it('that leads to nothing is refused in one line', async () => {
    const simulator = await serve();
    const link = join(folder(), 'latest.rds');
    symlinkSync('gone.rds', link);
    const taking = ['snapshot', '30', '-o', link, ...PLAIN];
    for (const args of [
      taking,
      [...taking, '--refresh'],
      ['compare', '30', '34', '--journal', link, ...NDJSON],
    ])
      expect(await refusalOf(args, accountOf(simulator))).toContain(
        `${link} is a link to gone.rds, which is not there; remove the link, or name that file`,
      );
    expect(simulator.stats().requests).toBe(0);
  });
});

it('snapshot ends at once when its file can no longer be written, and asks no more', async () => {
  const simulator = await simulate({ world: { cases: 20_000 }, pageMs: 20 });
  const file = join(folder(), '34.rds');
  // A limit on the size of files, in blocks of 1,024 bytes, stands for a disk that is full.
  const command = shellWords([
    'snapshot',
    '34',
    '-o',
    file,
    '--concurrency',
    '2',
    '--rate',
    'none',
    '--quiet',
  ]);
  const child = spawn('bash', ['-c', `trap '' XFSZ; ulimit -f 60; exec ${command}`], {
    env: shellEnvironment(accountOf(simulator)),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, linesOf(stderr).length]).toEqual([2, 1]);
  expect(stderr).toContain(`${file} cannot be written: EFBIG`);
  const pages = simulator.world.projects
    .get(34)!
    .suites.reduce((sum, { length }) => sum + Math.ceil(length / 249), 0);
  const asked = simulator.stats().arrivals.filter(({ url }) => url.includes('get_cases')).length;
  // Some 10 pages fill it.
  expect(asked).toBeLessThan(pages / 2);
});
