import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { JournalError } from './journal-error.js';

/**
 * Keeps a second process from writing to the same file: `<file>.lock` holds the number of the process that does. A lock
 * whose process is gone is taken over.
 *
 * @return what gives it back
 * @throws JournalError when another process holds it, or it cannot be written
 */
export function lock(file: string): () => void {
  const path = `${file}.lock`;
  if (!taken(path) && !takenOver(path)) {
    throw new JournalError(
      `${file} is in use by process ${holderOf(path)}; wait for it, or name another file (if that is no raildiff, remove ${path})`,
    );
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

/** The locks of this process. */
const held = new Set<string>();

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

/** Of several that find the same stale lock one alone moves it aside; what it moved is looked at once more. */
function takenOver(path: string): boolean {
  if (isHeld(path, path)) return false;
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    // Another was quicker, or its holder has just given it back.
    return taken(path);
  }
  try {
    if (isHeld(aside, path)) return putBack(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
  return taken(path);
}

/** It was taken over in between, and is not ours. */
function putBack(aside: string, path: string): false {
  try {
    linkSync(aside, path);
  } catch {
    // A third one has it: then the two of them are told of no one, as when a lock is removed by hand.
  }
  return false;
}

/** A process that has our number, and is not this one, was killed: where numbers begin anew, as in containers, it is usual. */
function isHeld(file: string, path: string): boolean {
  const holder = holderOf(file);
  if (holder === undefined) return false;
  return holder === process.pid ? held.has(path) : isAlive(holder);
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
