import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { JournalError } from './journal-error.js';

/**
 * The file that a name leads to, by whatever links: it is locked, replaced and written under one name alone.
 *
 * @throws JournalError when it is a link that leads to nothing
 */
export function realFile(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  if (isLink(file))
    throw new JournalError(
      `${file} is a link to ${readlinkSync(file)}, which is not there; remove the link, or name that file`,
    );
  return file;
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
