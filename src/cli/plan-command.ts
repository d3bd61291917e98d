import type { Command } from 'commander';
import { applyDirectoryConfig } from './directory-config.js';
import { openDirectory, type Directory } from './open-directory.js';
import { KeptPages } from './plan/known-pages.js';
import { planOf, type Plan, type PlanFlags } from './plan/plan-of.js';
import { planText } from './plan/plan-text.js';
import { plannedSides } from './plan/planned-sides.js';
import { fetchFiles, read, refuseCollisions } from './run-files.js';
import { resolveSides, type LiveSide } from './sides.js';
import { hasOwnSuites, suiteScope } from './suite-scope.js';
import { jsonDocument } from './table.js';

/** `raildiff plan <left> <right>`: how many requests and minutes a comparison will take, before any page is read. */
export async function plan(left: string, right: string, command: Command): Promise<number> {
  const config = await applyDirectoryConfig(command);
  const flags = command.opts<PlanFlags>();
  refuseCollisions([...fetchFiles(flags), ...flags.journal.map((file) => read('--journal', file))]);
  const made = await planned(resolveSides({ left, right }, process.env, config, hasOwnSuites(flags)), flags);
  process.stdout.write(
    flags.format === 'json' ? jsonDocument(made) : planText(made, process.stdout.isTTY === true),
  );
  return 0;
}

async function planned(targets: ReturnType<typeof resolveSides>, flags: PlanFlags): Promise<Plan> {
  const directories = new Map<string, Promise<Directory>>();
  const directoryOf = ({ account }: LiveSide): Promise<Directory> => {
    const directory = directories.get(account.url) ?? openDirectory(account, flags);
    directories.set(account.url, directory);
    return directory;
  };
  const kept = new KeptPages(flags.journal);
  try {
    const { probe, suiteMap } = flags;
    const scopes = { left: suiteScope('left', flags), right: suiteScope('right', flags) };
    const sides = await plannedSides(targets, directoryOf, { kept, probe, scopes, suiteMap });
    return planOf(sides, flags, await statedBy(directories));
  } finally {
    kept.close();
    for (const directory of directories.values()) await (await directory).close();
  }
}

/** What a 429 stated while the plan was made, by server. */
async function statedBy(directories: ReadonlyMap<string, Promise<Directory>>): Promise<Map<string, number>> {
  const stated = new Map<string, number>();
  for (const [url, directory] of directories) {
    const limit = (await directory).heard.statedLimit;
    if (limit !== undefined) stated.set(url, limit);
  }
  return stated;
}
