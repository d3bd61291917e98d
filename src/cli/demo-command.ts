import type { Command } from 'commander';
import { join } from 'node:path';
import { forkSimulator } from '../simulator/fork.js';
import { applyConfig } from './apply-config.js';
import type { CompareFlags } from './flags.js';

export interface DemoFlags extends CompareFlags {
  cases: number;
  seed: number;
  pageMs: number;
}

/** `raildiff demo`: the main job against a simulator in a process of its own. Differences are what it is to show: exit 0. */
export async function demo(command: Command, programFolder: string): Promise<number> {
  await applyConfig(command);
  const flags = command.opts<DemoFlags>();
  const { cases, seed, pageMs, concurrency } = flags;
  const options = { world: { cases, seed }, pageMs, workers: concurrency };
  const starting = forkSimulator(options, join(programFolder, '..', 'simulator', 'child.js'));
  // Both take most of a second, and each has a processor of its own.
  const [simulator, { compare }] = await Promise.all([starting, import('./compare-command.js')]);
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
