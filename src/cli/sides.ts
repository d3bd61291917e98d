import { existsSync, statSync } from 'node:fs';
import { AddressError, normaliseBaseUrl, parseProjectAddress, shown } from '../testrail/index.js';
import type { Side } from '../compare/index.js';
import type { Config } from './config.js';
import { UsageError } from './usage-error.js';

/** Where a side is and who asks. */
export interface Account {
  url: string;
  user: string;
  apiKey: string;
}

export interface LiveSide {
  account: Account;
  projectId: number;
}

/** A side that `raildiff snapshot` has written. */
export interface SnapshotSide {
  file: string;
}

export type SideTarget = LiveSide | SnapshotSide;

export const isLive = (side: SideTarget): side is LiveSide => 'account' in side;

type Environment = Record<string, string | undefined>;

/**
 * Both sides from their arguments, a project id, a project's web address or a snapshot, and from what is configured: the
 * side's own environment, the side's part of the config file, the common environment, and the common part of the file, in
 * this order.
 *
 * @param isOneProjectFine whether both may be the same project, since suites of it are compared
 * @throws UsageError
 */
export function resolveSides(
  args: Record<Side, string>,
  environment: Environment,
  config: Config,
  isOneProjectFine = false,
): Record<Side, SideTarget> {
  const sides = {
    left: sideTarget('left', args.left, environment, config),
    right: sideTarget('right', args.right, environment, config),
  };
  const { left, right } = sides;
  if (!isLive(left) || !isLive(right)) return sides;
  if (left.account.url !== right.account.url) return sides;
  if (left.projectId === right.projectId && !isOneProjectFine) {
    throw new UsageError(
      `both sides are project ${left.projectId} of ${left.account.url}; name two different projects, or compare two of its suites with --left-suite and --right-suite`,
    );
  }
  if (left.account.user !== right.account.user || left.account.apiKey !== right.account.apiKey) {
    throw new UsageError(
      `both sides are on ${left.account.url} with different credentials; one account must read both projects`,
    );
  }
  return sides;
}

/** A snapshot, or a project on a server. @throws UsageError */
const sideTarget = (side: Side, argument: string, environment: Environment, config: Config): SideTarget =>
  isFile(argument)
    ? { file: argument }
    : projectOf(
        side,
        argument,
        environment,
        config,
        "neither a project id, nor a project's web address, nor a snapshot's file",
      );

/** Digits are a project's id, whatever files there are: one of such a name is written `./30`. */
const isFile = (argument: string): boolean =>
  !/^\d+$/.test(argument) && existsSync(argument) && statSync(argument).isFile();

/** A project on a server, for a command that reads no snapshot. @throws UsageError */
export function liveSide(side: Side, argument: string, environment: Environment, config: Config): LiveSide {
  if (isFile(argument)) {
    throw new UsageError(
      `${shown(argument)} is a file, and this command reads a project on a server: give the project's id or its web address`,
    );
  }
  return projectOf(side, argument, environment, config, "neither a project id nor a project's web address");
}

/** @param otherwise what an argument is that names no project */
function projectOf(
  side: Side,
  argument: string,
  environment: Environment,
  config: Config,
  otherwise: string,
): LiveSide {
  const account = accountOf(side, environment, config);
  if (/^\d+$/.test(argument)) {
    const projectId = Number(argument);
    if (projectId < 1 || !Number.isSafeInteger(projectId))
      throw new UsageError(`${argument} is no project id; a project id is 1 or more`);
    return { account, projectId };
  }
  if (!/^https?:/i.test(argument)) {
    throw new UsageError(`${shown(argument)} is ${otherwise}`);
  }
  const { url, projectId } = said(() => parseProjectAddress(argument), '');
  // Credentials go to no host but the one they were configured for.
  if (url !== account.url) {
    throw new UsageError(
      `the ${side} side's address is on ${url}, but its credentials are for ${account.url}; set RAILDIFF_${side.toUpperCase()}_URL, _USER and _API_KEY`,
    );
  }
  return { account, projectId };
}

/**
 * Where a side is and who asks. Each may stand in another place, but a key beside an address is for that address alone: it
 * never goes to another server. A user may have the same name on both.
 *
 * @throws UsageError when one of it is not configured
 */
export function accountOf(side: Side, environment: Environment, config: Config): Account {
  const places = placesOf(side, environment, config);
  const prefix = `RAILDIFF_${side.toUpperCase()}`;
  const configured = places.find((place) => place.url)?.url;
  if (!configured) throw missing(side, 'url', prefix);
  const url = said(() => normaliseBaseUrl(configured), `the ${side} side's URL: `);
  const isFor = (place: Partial<Account>): boolean => !place.url || isSameServer(place.url, url);
  const meant = places.filter(isFor);
  const user = [...meant, ...places].find((place) => place.user)?.user;
  if (!user) throw missing(side, 'user', prefix);
  const apiKey = meant.find((place) => place.apiKey)?.apiKey;
  if (apiKey) return { url, user, apiKey };
  const elsewhere = places.find((place) => place.apiKey);
  if (!elsewhere) throw missing(side, 'apiKey', prefix);
  throw new UsageError(
    `no ${WORDS.apiKey} for the ${side} side on ${url}: the one that is configured is for ${shown(elsewhere.url!)}; set ${prefix}_API_KEY`,
  );
}

const NAMES: Record<keyof Account, string> = { url: 'URL', user: 'USER', apiKey: 'API_KEY' };

/** Where an address and credentials may be configured, in the order in which they are looked for. */
function placesOf(side: Side, environment: Environment, config: Config): Partial<Account>[] {
  const inEnvironment = (prefix: string): Partial<Account> => ({
    url: environment[`${prefix}_URL`],
    user: environment[`${prefix}_USER`],
    apiKey: environment[`${prefix}_API_KEY`],
  });
  // What is said of this side goes before what is said of both, wherever it stands.
  return [
    inEnvironment(`RAILDIFF_${side.toUpperCase()}`),
    config[side] ?? {},
    inEnvironment('TESTRAIL'),
    { url: config.url, user: config.user, apiKey: config.apiKey },
  ];
}

function isSameServer(address: string, url: string): boolean {
  try {
    return normaliseBaseUrl(address) === url;
  } catch {
    return false;
  }
}

const missing = (side: Side, key: keyof Account, prefix: string): UsageError =>
  new UsageError(
    `no ${WORDS[key]} for the ${side} side; set TESTRAIL_${NAMES[key]} (or ${prefix}_${NAMES[key]}), or ${key} in a config file`,
  );

const WORDS: Record<keyof Account, string> = { url: 'TestRail address', user: 'user', apiKey: 'API key' };

function said<T>(read: () => T, prefix: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AddressError) throw new UsageError(prefix + error.message);
    throw error;
  }
}
