import { Command } from 'commander';
import { addDirectoryOptions, sideOption } from '../directory-options.js';

export const suitesCommand = (ended: (code: number) => void): Command =>
  addDirectoryOptions(new Command('suites').addOption(sideOption()))
    .description('list the suites of a project')
    .argument('<project>', 'project id, or a project address')
    .action(async (project: string, _flags: unknown, self: Command) => {
      const { suites } = await import('../suites-command.js');
      ended(await suites(project, self));
    });
