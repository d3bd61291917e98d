import { basename } from 'node:path';
import type { CompareFlags } from './flags.js';

/** Stands for the right side in the name of a file. */
export const PLACEHOLDER = '{right}';

/** The flags for one right side: what it writes has names of its own. */
export function ownFiles(flags: CompareFlags, right: string): CompareFlags {
  const name = /^\d+$/.test(right) ? right : basename(right).replace(/[^\w.-]+/g, '-');
  const own = <T extends string | undefined>(file: T): T => file?.replaceAll(PLACEHOLDER, name) as T;
  return {
    ...flags,
    output: own(flags.output),
    writeMap: own(flags.writeMap),
    report: flags.report.map((report) => ({ ...report, file: own(report.file) })),
  };
}
