import type { Command } from 'commander';
import type { ListedProject } from '../testrail/index.js';
import { applyDirectoryConfig } from './directory-config.js';
import type { DirectoryFlags } from './directory-options.js';
import { withDirectory } from './open-directory.js';
import { accountOf } from './sides.js';
import { jsonList, table } from './table.js';

/** `raildiff projects`: what can be a side of a comparison. */
export async function projects(command: Command): Promise<number> {
  const config = await applyDirectoryConfig(command);
  const flags = command.opts<DirectoryFlags>();
  const account = accountOf(flags.side, process.env, config);
  const found = await withDirectory(account, flags, (directory) => directory.projects());
  process.stdout.write(shown(found, flags));
  return 0;
}

const SUITE_MODES: Record<ListedProject['suite_mode'], string> = {
  1: 'single suite',
  2: 'single suite with baselines',
  3: 'multiple suites',
};

function shown(projects: readonly ListedProject[], { format }: DirectoryFlags): string {
  const listed = projects.map(({ id, name, suite_mode, is_completed }) => ({
    id,
    name,
    suiteMode: suite_mode,
    completed: is_completed === true,
  }));
  if (format === 'json') return jsonList(listed);
  return table(
    [{ head: 'id', align: 'right' }, { head: 'name' }, { head: 'suites' }, { head: 'completed' }],
    listed.map(({ id, name, suiteMode, completed }) => [
      String(id),
      name,
      SUITE_MODES[suiteMode],
      completed ? 'yes' : '',
    ]),
    process.stdout.isTTY === true,
  );
}
