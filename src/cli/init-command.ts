import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import type { Option } from 'commander';
import { configText } from './config-text.js';
import { refuseMissingFolder } from './output.js';
import { UsageError } from './usage-error.js';

/** Only its owner may read what may hold a key. */
const MODE = 0o600;

/**
 * `raildiff init [file]`: a commented config file.
 *
 * @param options those that the file can hold
 */
export function init(file: string, options: readonly Option[], force: boolean): number {
  write(file, configText(options, process.env), force);
  process.stderr.write(
    `raildiff: ${file} is written, for you alone to read; give it as --config ${file}, or as RAILDIFF_CONFIG\n`,
  );
  return 0;
}

/** @throws UsageError when there is such a file, or it cannot be written */
function write(file: string, text: string, force: boolean): void {
  try {
    const fd = openSync(file, force ? 'w' : 'wx', MODE);
    try {
      // One that was there keeps its mode when it is opened.
      fchmodSync(fd, MODE);
      writeSync(fd, text);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new UsageError(`${file} is there already; name another file, or replace it with --force`);
    refuseMissingFolder(file, file);
    throw new UsageError(`${file} cannot be written (${code})`);
  }
}
