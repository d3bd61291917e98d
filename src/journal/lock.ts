import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { JournalError } from './journal-error.js';

/**
 * Keeps a second process from writing to the same journal: `<file>.lock` holds the number of the process that does. A
 * lock whose process is gone is taken over.
 *
 * @return what gives it back
 * @throws JournalError when another process holds it, or it cannot be written
 */
export function lock(file: string): () => void {
  const path = `${file}.lock`;
  if (!taken(path) && !takenOver(path)) {
    throw new JournalError(
      `${file} is in use by process ${holderOf(path)}; wait for it, or name another file`,
    );
  }
  return () => rmSync(path, { force: true });
}

function taken(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new JournalError(`${path} cannot be written (${code})`);
  }
}

function takenOver(path: string): boolean {
  const holder = holderOf(path);
  if (holder !== undefined && isAlive(holder)) return false;
  rmSync(path, { force: true });
  return taken(path);
}

function holderOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
