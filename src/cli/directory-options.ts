import { Option, type Command } from 'commander';
import type { Side } from '../compare/index.js';
import { addConnectionOptions, addFetchOptions } from './compare-options.js';
import type { FetchFlags } from './flags.js';

/** How the commands that only look up are told to write. */
export type TableFormat = 'text' | 'json';

export interface DirectoryFlags extends FetchFlags {
  format: TableFormat;
  /** Whose credentials are used, where the two sides are on two servers. */
  side: Side;
}

/** Options of the commands that ask a server what it holds. `RAILDIFF_FORMAT` is for results, and not for them. */
export const addDirectoryOptions = (command: Command): Command =>
  addConnectionOptions(addFetchOptions(command.addOption(formatOption())));

const formatOption = (): Option =>
  new Option('--format <format>', 'a table, or JSON').choices(['text', 'json']).default('text');

export const sideOption = (): Option =>
  new Option('--side <side>', 'whose server and credentials are used, where the sides are on two servers')
    .choices(['left', 'right'])
    .default('left');
