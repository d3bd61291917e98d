/** `--verify-attachments` as a command: what it says, how it ends, and what it asks for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { worldOf, type LiteralAttachments, type SimulatorOptions } from '../../src/simulator/index.js';
import { accountOf, folder, PLAIN, raildiff, simulate } from './support/command.js';

const picture = (id: number): string => `See the picture ![](index.php?/attachments/get/${id})`;
const project = (id: number, first: number) => ({
  id,
  suites: [
    {
      id: id * 10,
      name: 'Login',
      cases: [
        { title: 'same', custom_steps: picture(first) },
        { title: 'other', custom_steps: picture(first + 1) },
      ],
    },
  ],
});
const ALL: LiteralAttachments = { 1: 'one', 2: 'two', 11: 'one', 12: 'two, newer' };

const serve = (attachments = ALL, options: SimulatorOptions = {}) =>
  simulate({ world: worldOf([project(30, 1), project(34, 11)], attachments), ...options });

const COMPARE = ['compare', '30', '34', '--no-names', ...PLAIN];
const VERIFY = [...COMPARE, '--verify-attachments'];

it('says which case refers to another picture, and how many were verified; without it that none was', async () => {
  const simulator = await serve();
  const verified = await raildiff(VERIFY, accountOf(simulator));
  expect(verified.code).toBe(1);
  expect(verified.stdout).toMatch(/~ .*other.*custom_steps \(.*attachment 2 → 12 is another file\)/);
  expect(verified.stdout).toContain('attachments: 4 verified (4 references in 4 cases)');
  expect(verified.stdout).toContain('not compared: results, history, section descriptions');
  const without = await raildiff(COMPARE, accountOf(simulator));
  expect(without.code).toBe(0);
  expect(without.stdout).toContain('attachments: not verified (4 references in 4 cases)');
});

it('is set in the environment and in the config file, too', async () => {
  const simulator = await serve();
  const file = join(folder(), 'raildiff.yaml');
  writeFileSync(file, 'options:\n  verify-attachments: true\n');
  const environment = await raildiff(COMPARE, {
    ...accountOf(simulator),
    RAILDIFF_VERIFY_ATTACHMENTS: 'true',
  });
  const config = await raildiff([...COMPARE, '--config', file], accountOf(simulator));
  for (const { code, stdout } of [environment, config]) {
    expect(code).toBe(1);
    expect(stdout).toContain('4 verified');
  }
});

it('what may not be read fails nothing, and every report says so', async () => {
  const simulator = await serve({ ...ALL, 2: 'forbidden' });
  const file = join(folder(), 'out.md');
  const { code, stdout } = await raildiff([...VERIFY, '--report', `markdown=${file}`], accountOf(simulator));
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /attachments: 3 verified, 1 could not be read \(1 left \(2\): answered 403: .*not allowed.*\) \(4 references in 4 cases\)/,
  );
});

it('what is lost is said, and the journal asks for that alone; then for nothing', async () => {
  const simulator = await serve(ALL, {
    faults: [{ kind: 'status', status: 500, match: { method: 'get_attachment', id: '1' }, times: 2 }],
  });
  const args = [...VERIFY, '--attempts', '1', '--no-recheck', '--journal', join(folder(), 'run.journal')];
  const first = await raildiff(args, accountOf(simulator));
  expect(first.code).toBe(3);
  expect(first.stdout).toMatch(/\? .*same.*\(likely = identical\)/);
  expect(first.stdout).toContain('1 could not be read (1 left (1), lost: answered 500: Injected fault.)');

  const before = simulator.stats().requests;
  const second = await raildiff(args, accountOf(simulator));
  expect(second.code).toBe(1);
  expect(second.stdout).toContain('attachments: 4 verified');
  expect(
    simulator
      .stats()
      .arrivals.slice(before)
      .map(({ url }) => url),
  ).toEqual([expect.stringContaining('get_attachment/1')]);

  const third = await raildiff(args, accountOf(simulator));
  expect([third.code, simulator.stats().requests]).toEqual([1, before + 1]);
  expect(third.stdout).toContain('attachments: 4 verified');
});

it('a snapshot holds none: nothing is asked for, and it is said', async () => {
  const simulator = await serve();
  const file = join(folder(), 'p30.rds');
  await raildiff(['snapshot', '30', '-o', file, '--no-names'], accountOf(simulator));
  const { code, stdout, stderr } = await raildiff(
    ['compare', file, '34', '--no-names', '--verify-attachments', '--color', '--no-color'],
    accountOf(simulator),
  );
  expect([code, stderr]).toEqual([0, expect.stringContaining('p30.rds holds no attachments')]);
  expect(stdout).toContain('attachments: not verified');
  expect(simulator.stats().arrivals.filter(({ url }) => url.includes('get_attachment'))).toEqual([]);
});

it('a snapshot whose texts refer to none holds all there are, when it is refreshed as well', async () => {
  const plain = (id: number) => ({
    id,
    suites: [{ id: id * 10, cases: [{ title: 'same', custom_steps: 'a' }] }],
  });
  const simulator = await simulate({ world: worldOf([plain(30), plain(34)]) });
  const file = join(folder(), 'p30.rds');
  const taking = ['snapshot', '30', '-o', file, '--no-names'];
  await raildiff([...taking, '--verify-attachments'], accountOf(simulator));
  for (const refreshing of [[], ['--refresh']]) {
    if (refreshing.length > 0) await raildiff([...taking, ...refreshing], accountOf(simulator));
    const { stdout, stderr } = await raildiff(
      ['compare', file, '34', '--no-names', '--verify-attachments', '--color', '--no-color'],
      accountOf(simulator),
    );
    expect(stderr).not.toContain('holds no attachments');
    expect(stdout).toContain('attachments: 0 verified (0 references in 0 cases)');
  }
});

it('a snapshot may hold them: they are compared, and a refresh asks for the new ones alone', async () => {
  const simulator = await serve();
  const file = join(folder(), 'p30.rds');
  const taking = ['snapshot', '30', '-o', file, '--no-names', '--rate', 'none'];
  const asked = () =>
    simulator.stats().arrivals.flatMap(({ url }) => /get_attachment\/(\d+)/.exec(url)?.[1] ?? []);
  expect((await raildiff([...taking, '--verify-attachments'], accountOf(simulator))).code).toBe(0);
  expect(asked().sort()).toEqual(['1', '2']);
  const args = ['compare', file, '34', '--no-names', '--verify-attachments', ...PLAIN];
  const { code, stdout } = await raildiff(args, accountOf(simulator));
  expect(code).toBe(1);
  expect(stdout).toContain('attachments: 4 verified');
  expect(asked().sort()).toEqual(['1', '11', '12', '2']);

  const updated_on = Math.floor(Date.now() / 1000);
  simulator.edit({ suiteId: 300, update: { index: 0, fields: { custom_steps: picture(12), updated_on } } });
  expect((await raildiff([...taking, '--refresh'], accountOf(simulator))).code).toBe(0);
  expect(asked().sort()).toEqual(['1', '11', '12', '12', '2']);
  expect((await raildiff(args, accountOf(simulator))).stdout).toMatch(
    /~ .*same.*attachment 12 → 11 is another file/,
  );
});

it('a snapshot that lost one is not complete, and the same command asks for that alone', async () => {
  const simulator = await serve(ALL, {
    faults: [{ kind: 'status', status: 500, match: { method: 'get_attachment', id: '1' }, times: 2 }],
  });
  const file = join(folder(), 'p30.rds');
  const taking = ['snapshot', '30', '-o', file, '--no-names', '--verify-attachments', '--attempts', '1'];
  const first = await raildiff(taking, accountOf(simulator));
  expect([first.code, first.stderr]).toEqual([
    3,
    expect.stringContaining('attachment 1 could not be read: answered 500'),
  ]);
  const compared = await raildiff(
    ['compare', file, '34', '--no-names', '--verify-attachments', ...PLAIN],
    accountOf(simulator),
  );
  expect([compared.code, compared.stdout]).toEqual([3, expect.stringContaining('(likely = identical)')]);
  const before = simulator.stats().requests;
  expect((await raildiff(taking, accountOf(simulator))).code).toBe(0);
  const anew = simulator.stats().arrivals.slice(before);
  expect(anew.map(({ url }) => url)).toEqual([expect.stringContaining('get_attachment/1')]);
});

it('one project against several: those of the left are asked for once', async () => {
  const world = worldOf([project(30, 1), project(34, 11), project(35, 11)], ALL);
  const simulator = await simulate({ world });
  const args = ['compare', '30', '34', '35', '--no-names', '--verify-attachments', ...PLAIN];
  const { code, stdout } = await raildiff(args, accountOf(simulator));
  expect(code).toBe(1);
  expect(stdout.match(/attachments: 4 verified/g)).toHaveLength(2);
  const asked = simulator
    .stats()
    .arrivals.flatMap(({ url }) => /get_attachment\/(1|2)$/.exec(url)?.[1] ?? []);
  expect(asked.sort()).toEqual(['1', '2']);
});

it('the plan says that they are not counted', async () => {
  const { stdout } = await raildiff(['plan', '30', '34'], accountOf(await serve()));
  expect(stdout).toMatch(
    /Assumed: attachments are not verified: --verify-attachments adds a request for each/,
  );
});
