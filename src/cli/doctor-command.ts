import type { Command } from 'commander';
import { SIDES, type Side } from '../compare/index.js';
import type { Config } from './config.js';
import { applyDirectoryConfig } from './directory-config.js';
import type { DirectoryFlags } from './directory-options.js';
import { exitCodeOfExamined, type Examined } from './doctor/check.js';
import { doctorText } from './doctor/doctor-text.js';
import { examine } from './doctor/examine.js';
import { accountOf, liveSide, type Account } from './sides.js';
import { jsonDocument } from './table.js';

/** `raildiff doctor [left] [right]`: whether all is there that a comparison needs, and what to do where it is not. */
export async function doctor(
  left: string | undefined,
  right: string | undefined,
  command: Command,
): Promise<number> {
  const config = await applyDirectoryConfig(command);
  const flags = command.opts<DirectoryFlags>();
  const servers: Examined[] = [];
  for (const { account, projectIds } of patients({ left, right }, config))
    servers.push(await examine(account, projectIds, flags));
  const colors = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  process.stdout.write(flags.format === 'json' ? jsonDocument({ servers }) : doctorText(servers, colors));
  return exitCodeOfExamined(servers);
}

interface Patient {
  account: Account;
  projectIds: number[];
}

/** The servers of both sides, each once. @throws UsageError */
function patients(args: Partial<Record<Side, string>>, config: Config): Patient[] {
  const found: Patient[] = [];
  for (const side of SIDES) {
    const argument = args[side];
    // One project alone is asked for: the other side may not be configured yet.
    if (argument === undefined && args.left !== undefined) continue;
    const { account, projectId } =
      argument === undefined
        ? { account: accountOf(side, process.env, config), projectId: undefined }
        : liveSide(side, argument, process.env, config);
    const known = found.find((each) => isSame(each.account, account));
    const patient = known ?? { account, projectIds: [] };
    if (!known) found.push(patient);
    if (projectId !== undefined && !patient.projectIds.includes(projectId))
      patient.projectIds.push(projectId);
  }
  return found;
}

const isSame = (a: Account, b: Account): boolean =>
  a.url === b.url && a.user === b.user && a.apiKey === b.apiKey;
