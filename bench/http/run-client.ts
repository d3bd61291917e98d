import { fork } from 'node:child_process';
import { join } from 'node:path';
import { forkSimulator, type ForkOptions } from '../../src/simulator/fork.js';
import type { Measured } from './measured.js';

/** `bench/.build`, where this is compiled to beside the sources it measures. */
export const BUILD = join(process.argv[1]!, '..', '..', '..');

export type Client = 'bare' | 'sequential' | 'knowing' | 'raildiff' | 'command';

/** Runs one client in a process of its own against a simulator in another. */
export async function runClient(
  client: Client,
  args: readonly string[],
  server: ForkOptions,
  execArgv: readonly string[] = [],
): Promise<Measured> {
  const simulator = await forkSimulator(server, join(BUILD, 'src/simulator/child.js'));
  try {
    const { url, user, apiKey } = simulator;
    const env = { ...process.env, TESTRAIL_URL: url, TESTRAIL_USER: user, TESTRAIL_API_KEY: apiKey };
    return await measured(
      fork(join(BUILD, `bench/http/client-${client}.js`), [...args], {
        env,
        execArgv: [...execArgv],
        // The command writes its differences to stdout.
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      }),
    );
  } finally {
    await simulator.close();
  }
}

/** What the client told, once it has ended: by then its profile is written as well, where one was asked for. */
const measured = (child: ReturnType<typeof fork>): Promise<Measured> =>
  new Promise((resolve, reject) => {
    let told: Measured | undefined;
    child.once('message', (message) => (told = message as Measured));
    child.once('close', (code) => {
      if (told) resolve(told);
      else reject(new Error(`the client ended with ${code}`));
    });
  });

/** The run of median CPU out of several, or of median time. */
export async function medianRun(
  runs: number,
  run: () => Promise<Measured>,
  by: 'cpuMs' | 'ms' = 'cpuMs',
): Promise<Measured> {
  const all: Measured[] = [];
  for (let n = 0; n < runs; n++) all.push(await run());
  return all.sort((a, b) => a[by] - b[by])[Math.floor(runs / 2)]!;
}
