import { Command } from 'commander';
import { addDirectoryOptions, sideOption } from '../directory-options.js';

export const projectsCommand = (ended: (code: number) => void): Command =>
  addDirectoryOptions(new Command('projects').addOption(sideOption()))
    .description('list the projects of the server')
    .action(async (_flags: unknown, self: Command) => {
      const { projects } = await import('../projects-command.js');
      ended(await projects(self));
    });
