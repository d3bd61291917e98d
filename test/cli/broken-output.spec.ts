import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.js';
import { accountOf, folder, jsonLines, PLAIN, raildiff, simulate, start, until } from './support/command.js';

const COMPARE = ['compare', '30', '34', ...PLAIN];
const FULL = '/dev/full';
const onLinux = process.platform === 'linux' ? it : it.skip;

/** A run of several seconds, with a difference every moment. */
const LONG = { world: { cases: 36_000, differing: 0.5 }, pageMs: 200, workers: 20 };

/** Asks as another client would. */
async function ask({ url, user, apiKey }: Simulator, method: string): Promise<void> {
  const basic = Buffer.from(`${user}:${apiKey}`).toString('base64');
  const answer = await fetch(`${url}/index.php?/api/v2/${method}`, {
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
}

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

const account = async (
  options: Parameters<typeof simulate>[0] = { world: { cases: 3_000, differing: 0.5 } },
) => {
  const simulator: Simulator = await simulate(options);
  return { simulator, env: accountOf(simulator) };
};

describe('--output that is no file', () => {
  onLinux('a full device: one line, exit 2, asking stops', async () => {
    const { simulator, env } = await account(LONG);
    const { code, stdout, stderr } = await raildiff([...COMPARE, '--output', FULL], env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^raildiff: \/dev\/full cannot be written: .*ENOSPC[^\n]*\n$/);
    expect(simulator.stats().requests).toBeLessThan(100);
  });

  onLinux('a named pipe is written to, and stays one', async () => {
    const { env } = await account();
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = promisify(execFile)('cat', [pipe], { maxBuffer: 1e8 });
    const { code, stdout, stderr } = await raildiff([...COMPARE, '--output', pipe], env);
    expect([code, stdout, stderr]).toEqual([1, '', '']);
    expect((await reading).stdout).toContain('complete:');
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it('a link stays one, and what it names is replaced', async () => {
    const { env } = await account();
    const path = folder();
    writeFileSync(join(path, 'real.txt'), 'yesterday');
    symlinkSync(join(path, 'real.txt'), join(path, 'link.txt'));
    expect((await raildiff([...COMPARE, '--output', join(path, 'link.txt')], env)).code).toBe(1);
    expect(lstatSync(join(path, 'link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(path, 'real.txt'), 'utf8')).toContain('Payments 2026');
    expect(readdirSync(path).sort()).toEqual(['link.txt', 'real.txt']);
  });
});

onLinux('a log that breaks is said once, and changes neither result nor exit code', async () => {
  const { env } = await account();
  const { code, stdout, stderr } = await raildiff([...COMPARE, '--log-file', FULL], env);
  expect(code).toBe(1);
  expect(stdout).toContain('complete:');
  expect(stderr).toMatch(/^raildiff: the log \/dev\/full ends here, it cannot be written: ENOSPC[^\n]*\n$/);
});

it('a reader that goes ends the run with the next line', async () => {
  const { simulator, env } = await account(LONG);
  const running = start([...COMPARE, '--format', 'ndjson', '--concurrency', '4'], env);
  await until(() => running.out().split('\n').length > 3);
  running.child.stdout.destroy();
  const code = await new Promise((resolve) => running.child.on('exit', resolve));
  expect([code, running.err()]).toEqual([141, '']);
  expect(simulator.stats().requests).toBeLessThan(150);
});

onLinux('a reader that takes nothing for a while costs no memory meanwhile, then all arrives', async () => {
  const { simulator, env } = await account({ world: { cases: 60_000, differing: 0.5 } });
  const running = start(
    [...COMPARE, '--format', 'ndjson', '--events', 'identical', '--concurrency', '4'],
    env,
  );
  running.child.stdout.pause();
  await until(() => simulator.stats().requests > 10);
  // It stands still when a hundred requests of another client are answered, and none of its own comes between them.
  let own = 0;
  let before: number;
  let held: number;
  do {
    before = simulator.stats().requests;
    held = memoryOf(running.child.pid!);
    for (let n = 0; n < 100; n++) await ask(simulator, 'get_project/30');
    own += 100;
  } while (simulator.stats().requests > before + 100);
  expect(memoryOf(running.child.pid!)).toBeLessThan(held + 10 * 1024 * 1024);
  // All that there is to ask for is far more.
  expect(simulator.stats().requests - own).toBeLessThan(200);
  running.child.stdout.resume();
  const { code, stdout } = await running.ended;
  expect(code).toBe(1);
  expect(jsonLines(stdout).pop()).toMatchObject({ status: 'complete' });
});
