import type { Command } from 'commander';
import { applyConfig } from './apply-config.js';
import type { Config } from './config.js';

/** The config file, of which the options for how a server is asked are meant for these commands as well. */
export const applyDirectoryConfig = (command: Command): Promise<Config> =>
  applyConfig(
    command,
    (name) => name !== 'format' && (isOptionOf(command, name) || !isOptionOf(compareOf(command), name)),
  );

const isOptionOf = (command: Command | undefined, name: string): boolean =>
  command?.options.some(({ long }) => long === `--${name}`) ?? false;

const compareOf = (command: Command): Command | undefined =>
  command.parent?.commands.find((each) => each.name() === 'compare');
