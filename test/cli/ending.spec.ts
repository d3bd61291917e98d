import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.js';
import { listen } from '../support/sockets.js';
import {
  accountOf,
  closeLater,
  folder,
  jsonLines,
  PLAIN,
  raildiff,
  shellEnvironment,
  shellWords,
  simulate,
  start,
  until,
} from './support/command.js';

const COMPARE = ['compare', '30', '34', ...PLAIN];
/** A run that would take several seconds, with differences from the first moments on. */
const LONG = { world: { cases: 36_000, differing: 0.3 }, pageMs: 1_000, baseMs: 20, workers: 20 };

const pagesAnswered = (simulator: Simulator): number =>
  simulator.stats().arrivals.filter(({ url, status }) => url.includes('get_cases') && status === 200).length;

async function inShell(
  script: string,
  env: Parameters<typeof shellEnvironment>[0],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn('bash', ['-c', script], {
    env: shellEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

/** A way to a server on which no connection ends but by whoever opened it. */
async function keptOpen(target: string): Promise<string> {
  const { hostname, port } = new URL(target);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream).pipe(client, { end: false });
    client.on('error', () => {}).on('close', () => upstream.destroy());
    upstream.on('error', () => {});
  });
  const listening = await listen(server);
  closeLater(() => listening.close());
  return `http://127.0.0.1:${listening.port}`;
}

describe('a signal', () => {
  it.each([
    ['SIGINT', 130, 'ndjson'],
    ['SIGTERM', 143, 'ndjson'],
    ['SIGINT', 130, 'json'],
    ['SIGTERM', 143, 'text'],
  ] as const)(
    '%s ends the run with its summary, exit %i, and waits for no page: %s',
    async (signal, code, format) => {
      // The pages after the first ones never come: nothing but the signal ends this run.
      const simulator = await simulate({
        ...LONG,
        faults: [{ kind: 'hang', match: { method: 'get_cases' }, afterRequests: 100 }],
      });
      const running = start([...COMPARE, '--format', format], accountOf(simulator));
      await until(() => pagesAnswered(simulator) > 25);
      running.child.kill(signal);
      const ended = await running.ended;
      expect([ended.code, ended.signal, ended.stderr]).toEqual([code, null, '']);
      if (format === 'ndjson')
        expect(jsonLines(ended.stdout).pop()).toMatchObject({ type: 'summary', status: 'interrupted' });
      if (format === 'json')
        expect(JSON.parse(ended.stdout)).toMatchObject({ summary: { status: 'interrupted' } });
      if (format === 'text') expect(ended.stdout).toMatch(/interrupted/i);
      expect(simulator.stats().requests).toBeLessThan(150);
    },
  );

  it('before start leaves stdout empty', async () => {
    const simulator = await simulate({ world: { cases: 100 }, faults: [{ kind: 'hang' }] });
    const running = start([...COMPARE, '--format', 'ndjson'], accountOf(simulator));
    await until(() => simulator.stats().requests > 0);
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 143, stdout: '', stderr: '' });
  });

  it('gives --output its name as well, since the summary is in', async () => {
    const simulator = await simulate(LONG);
    const file = join(folder(), 'result.json');
    const running = start([...COMPARE, '--format', 'json', '--output', file], accountOf(simulator));
    await until(() => pagesAnswered(simulator) > 25);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ summary: { status: 'interrupted' } });
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('is not held up by a reader that reads nothing', async () => {
    const simulator = await simulate({ ...LONG, pageMs: 100 });
    // The pipe fills, and nobody empties it.
    const running = start([...COMPARE, '--format', 'ndjson', '--events', 'identical'], accountOf(simulator));
    running.child.stdout.pause();
    await until(() => pagesAnswered(simulator) >= 20);
    const exited = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      running.child.on('exit', (code, signal) => resolve([code, signal])),
    );
    running.child.kill('SIGINT');
    // Before the reader takes anything.
    expect(await exited).toEqual([130, null]);
    running.child.stdout.resume();
  });

  it('a second time ends the process at once', async () => {
    const simulator = await simulate({ ...LONG, pageMs: 100 });
    const running = start([...COMPARE, '--format', 'ndjson', '--events', 'identical'], accountOf(simulator));
    running.child.stdout.pause();
    await until(() => pagesAnswered(simulator) >= 20);
    const exited = new Promise<number | null>((resolve) => running.child.on('exit', resolve));
    // How much sooner is told by `signals.spec.ts`.
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await exited).toBe(130);
    running.child.stdout.resume();
  });
});

describe('a reader that goes', () => {
  it.each(['text', 'ndjson'])('ends the run silently with 141, and asking stops: %s', async (format) => {
    const simulator = await simulate({ ...LONG, pageMs: 400 });
    const script = `${shellWords([...COMPARE, '--format', format, '--concurrency', '4'])} | head -1; echo "\${PIPESTATUS[0]}" >&2`;
    const { stdout, stderr } = await inShell(script, accountOf(simulator));
    expect(stderr).toBe('141\n');
    expect(stdout.split('\n').length).toBe(2);
    // Two hundred pages would have been asked for.
    expect(simulator.stats().requests).toBeLessThan(100);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux.each(['ndjson', 'json'])(
    'ends the run although nothing was to be written: the server hangs, %s',
    async (format) => {
      const simulator = await simulate({
        ...LONG,
        faults: [{ kind: 'hang', match: { method: 'get_cases' } }],
      });
      // `head` takes the line of `start`, or where there is none leaves at once; then nothing more comes.
      const reader = format === 'ndjson' ? 'head -1 >/dev/null' : 'true';
      const script = `${shellWords([...COMPARE, '--format', format, '--timeout', '1h'])} | ${reader}; echo "\${PIPESTATUS[0]}" >&2`;
      const { stderr } = await inShell(script, accountOf(simulator));
      expect(stderr).toBe('141\n');
    },
  );

  onLinux('that stays is told of the end at once, also where the watch stands on its pipe', async () => {
    const simulator = await simulate({ world: { cases: 900 }, pageMs: 400 });
    const script = `PATH=/usr/bin:/bin; ${shellWords(COMPARE)} | cat | wc -l; echo "\${PIPESTATUS[0]}" >&2`;
    const { stdout, stderr } = await inShell(script, accountOf(simulator));
    expect(stderr).toBe('1\n');
    expect(Number(stdout)).toBeGreaterThan(5);
  });

  onLinux('changes nothing where there is no `tail`', async () => {
    const simulator = await simulate({ world: { cases: 900 }, pageMs: 400 });
    const { code, stderr } = await inShell(
      `PATH=/nowhere ${shellWords(COMPARE)} | while read -r _; do :; done; echo "\${PIPESTATUS[0]}" >&2`,
      accountOf(simulator),
    );
    expect([code, stderr]).toEqual([0, '1\n']);
  });

  it('is silent too where nothing is left to ask: json is written at the end', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    const { stderr } = await inShell(
      `${shellWords([...COMPARE, '--format', 'json'])} | true; echo "\${PIPESTATUS[0]}" >&2`,
      accountOf(simulator),
    );
    expect(stderr).toBe('141\n');
  });
});

describe('the end of a run', () => {
  it('leaves nothing that keeps the process', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    // A connection that the command left open would keep it until this test is given up.
    const url = await keptOpen(simulator.url);
    const { code } = await raildiff(COMPARE, accountOf({ ...simulator, url }));
    expect(code).toBe(1);
  });
});
