import type { Command } from 'commander';
import { applyConfig } from './apply-config.js';
import { compare } from './compare-command.js';
import type { CompareFlags } from './flags.js';
import { ownFiles } from './right-files.js';
import { resolveSides } from './sides.js';
import { hasOwnSuites } from './suite-scope.js';

/**
 * `raildiff compare <left> <right...>`, as it was typed.
 *
 * @return the exit code
 */
export async function compareAll(left: string, rights: readonly string[], command: Command): Promise<number> {
  const config = await applyConfig(command);
  const flags = command.opts<CompareFlags>();
  const pairs = rights.map((right) => ({
    right,
    sides: resolveSides({ left, right }, process.env, config, hasOwnSuites(flags)),
  }));
  if (pairs.length === 1) return compare(pairs[0]!.sides, ownFiles(flags, pairs[0]!.right));
  const { compareMany } = await import('./compare-many.js');
  return compareMany(pairs, flags);
}
