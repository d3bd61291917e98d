import { SIDES, type Side } from '../../compare/index.js';
import { sanitize } from '../../report/index.js';
import { AddressError, normaliseBaseUrl, type ListedProject } from '../../testrail/index.js';
import { readConfig, type Config } from '../config.js';
import { accountOf, type Account } from '../sides.js';
import { UsageError } from '../usage-error.js';
import type { Choice, Prompts } from './prompts.js';

type Environment = Record<string, string | undefined>;

/** What the questions stand in. */
export interface Surroundings {
  environment: Environment;
  /** A config file that lies here, such as `raildiff init` writes. */
  configFile?: string;
  /** The projects of a server. Rejects with a TestRailError. */
  projects(account: Account): Promise<ListedProject[]>;
}

/** The command that was asked for. */
export interface Asked {
  args: string[];
  /** What the command needs in its environment and was typed in: it is for this process alone. */
  environment: Environment;
  /** The command as a person would type it, lines for a shell. It never holds a key. */
  shown: string[];
}

/** Asks what is not configured and which projects are to be compared. */
export async function askComparison(prompts: Prompts, surroundings: Surroundings): Promise<Asked> {
  const { config, flags } = await configOf(prompts, surroundings);
  const typed = await typedAccount(prompts, surroundings.environment, config);
  const environment = { ...surroundings.environment, ...typed };
  const accounts = {
    left: accountOf('left', environment, config),
    right: accountOf('right', environment, config),
  };
  const projects = new Map<string, Promise<ListedProject[]>>();
  const listed = (account: Account): Promise<ListedProject[]> => {
    const known = projects.get(account.url) ?? surroundings.projects(account);
    projects.set(account.url, known);
    return known;
  };
  const left = await pickSide(prompts, 'left', await listed(accounts.left), accounts.left);
  const others = (await listed(accounts.right)).filter(
    ({ id }) => accounts.left.url !== accounts.right.url || id !== left,
  );
  const right = await pickSide(prompts, 'right', others, accounts.right);
  const args = ['compare', String(left), String(right), ...flags];
  return { args, environment: typed, shown: shownAs(args, typed) };
}

/** A file that lies here is used only when it is agreed to: it says which server is given credentials. */
async function configOf(
  prompts: Prompts,
  { environment, configFile }: Surroundings,
): Promise<{ config: Config; flags: string[] }> {
  const named = environment['RAILDIFF_CONFIG'];
  if (named) return { config: await readConfig(named), flags: [] };
  if (configFile === undefined || !(await prompts.confirm(`Use ${configFile}?`)))
    return { config: {}, flags: [] };
  return { config: await readConfig(configFile), flags: ['--config', configFile] };
}

/** What is missing of the account that both sides fall back to. */
async function typedAccount(
  prompts: Prompts,
  environment: Environment,
  config: Config,
): Promise<Environment> {
  const typed: Environment = {};
  const isMissing = (): boolean => {
    try {
      for (const side of SIDES) accountOf(side, { ...environment, ...typed }, config);
      return false;
    } catch (error) {
      if (error instanceof UsageError) return true;
      throw error;
    }
  };
  if (!isMissing()) return typed;
  if (!environment['TESTRAIL_URL'] && !config.url)
    typed['TESTRAIL_URL'] = normaliseBaseUrl(
      await prompts.text('Where is your TestRail, such as https://example.testrail.io?', wrongAddress),
    );
  if (!environment['TESTRAIL_USER'] && !config.user)
    typed['TESTRAIL_USER'] = await prompts.text('Who are you there (e-mail)?', () => undefined);
  if (!environment['TESTRAIL_API_KEY'] && !config.apiKey)
    typed['TESTRAIL_API_KEY'] = await prompts.secret('Your API key (My Settings → API Keys)?');
  return typed;
}

function wrongAddress(text: string): string | undefined {
  try {
    normaliseBaseUrl(text);
    return undefined;
  } catch (error) {
    if (error instanceof AddressError) return error.message;
    throw error;
  }
}

/** @throws UsageError when there is nothing to pick */
async function pickSide(
  prompts: Prompts,
  side: Side,
  projects: readonly ListedProject[],
  { url }: Account,
): Promise<number> {
  if (projects.length === 0)
    throw new UsageError(
      `${url} shows no project for the ${side} side; have the account given access to two`,
    );
  return prompts.pick(`The ${side} project?`, choices(projects));
}

/** Those that are worked on first. */
function choices(projects: readonly ListedProject[]): Choice<number>[] {
  const isCompleted = (project: ListedProject): boolean => project.is_completed === true;
  const order = [...projects].sort((a, b) => Number(isCompleted(a)) - Number(isCompleted(b)) || a.id - b.id);
  return order.map((project) => ({
    name: `${project.id}  ${sanitize(project.name)}${isCompleted(project) ? '  (completed)' : ''}`,
    value: project.id,
  }));
}

function shownAs(args: readonly string[], typed: Environment): string[] {
  const exports = Object.entries(typed).map(
    ([name, value]) => `export ${name}=${name === 'TESTRAIL_API_KEY' ? '…' : shellWord(value!)}`,
  );
  return [...exports, ['raildiff', ...args].map(shellWord).join(' ')];
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${sanitize(text).replaceAll("'", `'\\''`)}'`;
