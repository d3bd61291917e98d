import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { FetchFlags } from './flags.js';
import { partOf } from './output.js';
import { UsageError } from './usage-error.js';

/** A file that a run reads or writes. */
export interface RunFile {
  /** What was typed, or what it is to the run: `--output out.txt`. */
  option: string;
  /** Undefined where the option was not given. */
  file: string | undefined;
  use: 'read' | 'written';
}

export const read = (option: string, file: string | undefined): RunFile => ({
  option: `${option} ${file}`,
  file,
  use: 'read',
});

export const written = (option: string, file: string | undefined): RunFile => ({
  option: `${option} ${file}`,
  file,
  use: 'written',
});

/** Files of every command that asks a server. */
export const fetchFiles = ({
  config,
  ca,
  logFile,
}: Pick<FetchFlags, 'config' | 'ca' | 'logFile'>): RunFile[] => [
  read('--config', config),
  read('--ca', ca),
  written('--log-file', logFile),
];

/** Whatever is written there is gone, and takes nothing away. */
const NOWHERE = '/dev/null';

/**
 * Refuses a run that would write over what it reads, or write two things to one file: the one that ends last would be left,
 * or a mixture. Call it before anything is opened.
 *
 * @throws UsageError
 */
export function refuseCollisions(files: readonly RunFile[]): void {
  const taken = new Map<string, RunFile>();
  const named = files.filter(({ file }) => file !== undefined && file !== NOWHERE);
  for (const each of named.filter(({ use }) => use === 'written')) {
    const places = placesOf(each.file!);
    const other = places.map((place) => taken.get(place)).find((found) => found !== undefined);
    if (other)
      throw new UsageError(`${each.option} and ${other.option} are written to the same file; name two files`);
    for (const place of places) taken.set(place, each);
  }
  for (const each of named.filter(({ use }) => use === 'read')) {
    const other = taken.get(pathOf(each.file!));
    if (other)
      throw new UsageError(
        `${other.option} would be written over ${each.option}, which this run reads; name another file`,
      );
  }
}

/** The file, what stands beside it until it is whole, and what keeps other runs away from both. */
function placesOf(file: string): string[] {
  const path = pathOf(file);
  return [path, partOf(path)].flatMap((each) => [each, `${each}.lock`]);
}

/** The file as it is, whatever links lead to it. */
function pathOf(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = dirname(resolve(file));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(file));
}
