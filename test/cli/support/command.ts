import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/index.js';

const PROGRAM = join(process.cwd(), 'dist', 'commonjs', 'cli', 'main.js');

/** What a test opened, closed after it, the last one first. */
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

export const closeLater = (close: () => unknown): void => void opened.push(close);

export type Environment = Record<string, string | undefined>;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  ms: number;
}

export interface Started {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** What came so far. */
  out(): string;
  err(): string;
  ended: Promise<Ended>;
}

/** None of the tester's own settings. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(TESTRAIL_|RAILDIFF_|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|NODE_EXTRA_CA|.*_PROXY$)/i.test(name),
  );
  return Object.fromEntries(own);
}

/** Starts the built command. `npm test` builds it first. */
export function start(args: readonly string[], env: Environment = {}, cwd = process.cwd()): Started {
  const since = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr, ms: performance.now() - since }),
    ),
  );
  opened.push(() => void (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')));
  return { child, out: () => stdout, err: () => stderr, ended };
}

export const raildiff = (args: readonly string[], env: Environment = {}, cwd?: string): Promise<Ended> =>
  start(args, env, cwd).ended;

/** The program and its arguments, for a shell. */
export const shellWords = (args: readonly string[]): string =>
  [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');

export const shellEnvironment = (env: Environment): NodeJS.ProcessEnv => ({ ...cleanEnvironment(), ...env });

/**
 * Runs a script on a terminal of its own (util-linux's `script`), and gives what it showed.
 *
 * @param answers what is typed, each when its question is there
 */
export async function onTerminal(
  script: string,
  env: Environment,
  answers: readonly (readonly [question: RegExp, keys: string])[] = [],
): Promise<{ code: number | null; shown: string }> {
  const child = spawn('script', ['-qec', script, '/dev/null'], {
    env: shellEnvironment({ TERM: 'xterm', ...env }),
    stdio: [answers.length > 0 ? 'pipe' : 'ignore', 'pipe', 'inherit'],
  });
  opened.push(() => void (child.exitCode === null && child.kill('SIGKILL')));
  let shown = '';
  const open = [...answers];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (open[0]?.[0].test(shown)) child.stdin!.write(open.shift()![1]);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, shown };
}

/** Whether there is such a program. */
export const hasProgram = (name: string): boolean =>
  spawnSync('bash', ['-c', `command -v ${name}`]).status === 0;

/** A simulator in the test's own process, without a limit unless one is asked for. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ limit: 'none', ...options });
  opened.push(() => simulator.close());
  return simulator;
}

export const accountOf = ({
  url,
  user,
  apiKey,
}: Pick<Simulator, 'url' | 'user' | 'apiKey'>): Environment => ({
  TESTRAIL_URL: url,
  TESTRAIL_USER: user,
  TESTRAIL_API_KEY: apiKey,
});

/** A folder for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'raildiff-cli-'));
  opened.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Without a limit, so that no test waits for a window, and with quiet stderr. */
export const PLAIN = ['--rate', 'none', '--quiet'];

export async function until(isSo: () => boolean): Promise<void> {
  const since = performance.now();
  while (!isSo()) {
    if (performance.now() - since > 100_000) throw new Error(`not within 100 s: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

export const jsonLines = (text: string): Record<string, any>[] =>
  linesOf(text).map((line) => JSON.parse(line) as Record<string, any>);
