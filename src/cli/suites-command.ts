import type { Command } from 'commander';
import type { TestRailSuite } from '../testrail/index.js';
import { applyDirectoryConfig } from './directory-config.js';
import type { DirectoryFlags } from './directory-options.js';
import { withDirectory } from './open-directory.js';
import { liveSide } from './sides.js';
import { jsonList, table } from './table.js';

/** `raildiff suites <project>`. */
export async function suites(project: string, command: Command): Promise<number> {
  const config = await applyDirectoryConfig(command);
  const flags = command.opts<DirectoryFlags>();
  const { account, projectId } = liveSide(flags.side, project, process.env, config);
  const found = await withDirectory(account, flags, (directory) => directory.suites(projectId));
  process.stdout.write(shown(found, flags));
  return 0;
}

function shown(suites: readonly TestRailSuite[], { format }: DirectoryFlags): string {
  const listed = suites.map((suite) => ({
    id: suite.id,
    name: suite.name,
    master: suite.is_master === true,
    baseline: suite.is_baseline === true,
    completed: suite['is_completed'] === true,
  }));
  if (format === 'json') return jsonList(listed);
  return table(
    [{ head: 'id', align: 'right' }, { head: 'name' }, { head: 'kind' }, { head: 'completed' }],
    listed.map(({ id, name, master, baseline, completed }) => [
      String(id),
      name,
      [master ? 'master' : '', baseline ? 'baseline' : ''].filter(Boolean).join(', '),
      completed ? 'yes' : '',
    ]),
    process.stdout.isTTY === true,
  );
}
