import {
  closeSync,
  createWriteStream,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type WriteStream,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { lock } from '../journal/index.js';
import { UsageError } from './usage-error.js';

/** Where a result goes: stdout, or a file that appears when it is whole. */
export interface Output {
  /** What a person calls it. */
  name: string;
  stream: Writable;
  /** What the reader should know before the run, such as what an earlier one has left. */
  notice?: string;
  /** Waits until all is written, and gives the file its name. */
  finish(): Promise<void>;
  /** The run is given up, and with it what is not whole; what was found is left beside the file. */
  abandon(): void;
  /** Nothing was found, and nothing is left behind. */
  discard(): void;
}

export const stdoutOutput = (): Output => ({
  name: 'stdout',
  stream: process.stdout,
  finish: () => new Promise((resolve) => process.stdout.write('', () => resolve())),
  abandon: () => {},
  discard: () => {},
});

/**
 * A file is streamed to `<file>.part` beside it, so that after a hard kill what was found is still there, and nothing that
 * reads `<file>` ever sees a half of it. A device or a named pipe is written to.
 *
 * @param option the words that asked for it, for what is to be said of it
 * @throws UsageError when it cannot be written
 */
export function fileOutput(file: string, option: string): Output {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new UsageError(`${option} is a directory; name a file`);
  // A file put in the place of a device would take it away.
  if (existsSync(file) && !statSync(file).isFile()) return appendingOutput(file);
  return regularOutput(file, option);
}

/** What is written goes behind what a file holds, as others write there too. @throws UsageError when it cannot be written */
export function appendedOutput(file: string, option: string): Output {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw cannotBeWritten(option, error);
  }
  return appendingOutput(file);
}

function appendingOutput(file: string): Output {
  const stream = createWriteStream(file, { flags: 'a' });
  const destroy = (): void => void stream.destroy();
  return { name: file, stream, finish: () => ended(stream), abandon: destroy, discard: destroy };
}

function regularOutput(named: string, option: string): Output {
  // What a link names is replaced, and not the link.
  const file = existsSync(named) ? realpathSync(named) : named;
  refuseMissingFolder(file, option);
  const part = partOf(file);
  const { fd, notice, unlock } = openPart(file, part, option);
  const stream = createWriteStream(part, { fd });
  const discard = (): void => {
    stream.destroy();
    rmSync(part, { force: true });
    unlock();
  };
  return {
    name: named,
    stream,
    notice,
    finish: async () => {
      try {
        await ended(stream);
        renameSync(part, file);
      } finally {
        unlock();
      }
    },
    abandon: () => {
      if (!hasWritten(stream)) return discard();
      stream.end();
      unlock();
    },
    discard,
  };
}

/** Refuses at once what would fail when all is done. @throws UsageError */
export function refuseMissingFolder(file: string, option: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new UsageError(`${option}: there is no directory ${folder}`);
}

/** @throws UsageError when it cannot be written, or another run writes it */
function openPart(
  file: string,
  part: string,
  option: string,
): { fd: number; notice: string | undefined; unlock: () => void } {
  try {
    // A target that may not be written would be found out when all is done.
    if (existsSync(file)) closeSync(openSync(file, 'r+'));
  } catch (error) {
    throw cannotBeWritten(option, error);
  }
  const unlock = locked(part, option);
  try {
    const old = setAside(part);
    const notice = old && `an earlier run did not end: what it had found is in ${old}`;
    return { fd: openSync(part, 'w'), notice, unlock };
  } catch (error) {
    unlock();
    throw cannotBeWritten(option, error);
  }
}

/** @throws UsageError when another run writes it, in words that name what was typed */
function locked(part: string, option: string): () => void {
  try {
    return lock(part);
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`);
  }
}

/** What a run that was killed had found, under a name that nothing has yet; undefined where it had found nothing. */
function setAside(part: string): string | undefined {
  if (!existsSync(part)) return undefined;
  const found = statSync(part);
  if (found.isDirectory())
    throw new UsageError(`${part} is a directory, in the place of what is written first`);
  if (found.size === 0) {
    rmSync(part);
    return undefined;
  }
  let old = `${part}.old`;
  for (let n = 2; existsSync(old); n++) old = `${part}.old.${n}`;
  renameSync(part, old);
  return old;
}

/** The file that stands beside one that is being written. */
export const partOf = (file: string): string => `${file}.part`;

const hasWritten = ({ bytesWritten, writableLength }: WriteStream): boolean =>
  bytesWritten + writableLength > 0;

const cannotBeWritten = (option: string, error: unknown): UsageError => {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`${option} cannot be written (${code ?? message})`);
};

/** Waits until all is written. */
const ended = (stream: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once('error', reject);
    // The callback is told of a last write that failed, before the event is.
    stream.end((error?: Error | null) => (error ? reject(error) : resolve()));
  });
