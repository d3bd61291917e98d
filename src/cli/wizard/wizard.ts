import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { addConnectionOptions, addFetchOptions } from '../compare-options.js';
import type { FetchFlags } from '../flags.js';
import { withDirectory } from '../open-directory.js';
import { askComparison } from './ask-comparison.js';
import { terminalPrompts } from './terminal-prompts.js';

/** The file that `raildiff init` writes when it is given no name. */
const CONFIG_FILE = 'raildiff.yaml';

/** Whether somebody is there to be asked. */
export const isTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * `raildiff` alone, on a terminal: asks, and says which command it is that runs then.
 *
 * @return the arguments of that command; what it needs in the environment is there
 * @throws AskingEnded when the person has had enough
 */
export async function wizard(): Promise<string[]> {
  const asked = await askComparison(await terminalPrompts(), {
    environment: process.env,
    configFile: existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined,
    projects: (account) => withDirectory(account, usualFlags(), (directory) => directory.projects()),
  });
  Object.assign(process.env, asked.environment);
  process.stderr.write(`\n${asked.shown.map((line) => `  ${line}\n`).join('')}\n`);
  return asked.args;
}

/** What the environment and the defaults say of how a server is asked. */
const usualFlags = (): FetchFlags =>
  addConnectionOptions(addFetchOptions(new Command())).parse([], { from: 'user' }).opts<FetchFlags>();
