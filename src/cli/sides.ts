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
 * side's own environment, the common one, the side's and the common part of the config file, in this order.
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

function sideTarget(side: Side, argument: string, environment: Environment, config: Config): SideTarget {
  return existsSync(argument) && statSync(argument).isFile()
    ? { file: argument }
    : liveSide(side, argument, environment, config);
}

/** A project on a server. @throws UsageError */
export function liveSide(side: Side, argument: string, environment: Environment, config: Config): LiveSide {
  const account = accountOf(side, environment, config);
  if (/^\d+$/.test(argument)) {
    const projectId = Number(argument);
    if (projectId < 1 || !Number.isSafeInteger(projectId))
      throw new UsageError(`${argument} is no project id; a project id is 1 or more`);
    return { account, projectId };
  }
  if (!/^https?:/i.test(argument)) {
    throw new UsageError(
      `${shown(argument)} is neither a project id, nor a project's web address, nor a snapshot's file`,
    );
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

/** Where a side is and who asks. @throws UsageError when one of it is not configured */
export function accountOf(side: Side, environment: Environment, config: Config): Account {
  const prefix = `RAILDIFF_${side.toUpperCase()}`;
  const read = (name: 'URL' | 'USER' | 'API_KEY', key: keyof Account): string => {
    const value =
      environment[`${prefix}_${name}`] ||
      environment[`TESTRAIL_${name}`] ||
      config[side]?.[key] ||
      config[key];
    if (!value)
      throw new UsageError(
        `no ${WORDS[key]} for the ${side} side; set TESTRAIL_${name} (or ${prefix}_${name}), or ${key} in a config file`,
      );
    return value;
  };
  const url = said(() => normaliseBaseUrl(read('URL', 'url')), `the ${side} side's URL: `);
  return { url, user: read('USER', 'user'), apiKey: read('API_KEY', 'apiKey') };
}

const WORDS: Record<keyof Account, string> = { url: 'TestRail address', user: 'user', apiKey: 'API key' };

function said<T>(read: () => T, prefix: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AddressError) throw new UsageError(prefix + error.message);
    throw error;
  }
}
