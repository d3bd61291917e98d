import { Command } from 'commander';
import type { TestRailSuite } from '../../testrail/index.js';
import {
  addDirectoryOptions,
  applyDirectoryConfig,
  sideOption,
  type DirectoryFlags,
} from '../directory-options.js';
import { withDirectory } from '../open-directory.js';
import { liveSide } from '../sides.js';
import { jsonList, table } from '../table.js';

/** `raildiff suites <project>`. */
export const suitesCommand = (ended: (code: number) => void): Command =>
  addDirectoryOptions(new Command('suites').addOption(sideOption()))
    .description('list the suites of a project')
    .argument('<project>', 'project id, or a project address')
    .action(async (project: string, _flags: unknown, self: Command) => {
      const config = await applyDirectoryConfig(self);
      const flags = self.opts<DirectoryFlags>();
      const { account, projectId } = liveSide(flags.side, project, process.env, config);
      const suites = await withDirectory(account, flags, (directory) => directory.suites(projectId));
      process.stdout.write(shown(suites, flags));
      ended(0);
    });

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
