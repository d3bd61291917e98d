import { join } from 'node:path';
import { forkSimulator } from '../simulator/fork.js';
import { compare } from './compare-command.js';
import type { CompareFlags } from './compare-options.js';

export interface DemoFlags extends CompareFlags {
  cases: number;
  seed: number;
  pageMs: number;
}

/** `raildiff demo`: the main job against a simulator in a process of its own. Differences are what it is to show: exit 0. */
export async function demo(flags: DemoFlags, programFolder: string): Promise<number> {
  const { cases, seed, pageMs, concurrency } = flags;
  const options = { world: { cases, seed }, pageMs, workers: concurrency };
  const simulator = await forkSimulator(options, join(programFolder, '..', 'simulator', 'child.js'));
  try {
    const account = { url: simulator.url, user: simulator.user, apiKey: simulator.apiKey };
    const code = await compare(
      { left: { account, projectId: 30 }, right: { account, projectId: 34 } },
      flags,
      // The simulator is on this machine.
      false,
    );
    return code === 1 ? 0 : code;
  } finally {
    await simulator.close();
  }
}
