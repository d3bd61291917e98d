import {
  closeSync,
  createWriteStream,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { UsageError } from './usage-error.js';

/** Where the result goes: stdout, or a file that appears when it is whole. */
export interface Output {
  stream: Writable;
  /** What the reader should know before the run, such as what an earlier one has left. */
  notice?: string;
  /** Waits until all is written, and gives the file its name. */
  finish(): Promise<void>;
  /** Nothing was found, and nothing is left behind. */
  discard(): void;
}

/**
 * A file is streamed to `<file>.part` beside it, so that after a hard kill what was found is still there, and nothing that
 * reads `<file>` ever sees a half of it.
 *
 * @throws UsageError when it cannot be written
 */
export function openOutput(file: string | undefined): Output {
  return file === undefined ? stdoutOutput() : fileOutput(file);
}

const stdoutOutput = (): Output => ({
  stream: process.stdout,
  finish: () => new Promise((resolve) => process.stdout.write('', () => resolve())),
  discard: () => {},
});

function fileOutput(file: string): Output {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new UsageError(`--output ${file} is a directory; name a file`);
  if (existsSync(file) && !statSync(file).isFile()) return deviceOutput(file);
  return regularOutput(file);
}

/** A device or a named pipe is written to: a file put in its place would take it away. */
function deviceOutput(file: string): Output {
  const stream = createWriteStream(file, { flags: 'a' });
  return { stream, finish: () => ended(stream), discard: () => void stream.destroy() };
}

function regularOutput(named: string): Output {
  // What a link names is replaced, and not the link.
  const file = existsSync(named) ? realpathSync(named) : named;
  if (!existsSync(dirname(file)))
    throw new UsageError(`--output ${file}: there is no directory ${dirname(file)}`);
  const part = `${file}.part`;
  let notice: string | undefined;
  let fd: number;
  try {
    // A target that may not be written would be found out when all is done.
    if (existsSync(file)) closeSync(openSync(file, 'r+'));
    if (existsSync(part)) {
      renameSync(part, `${part}.old`);
      notice = `an earlier run did not end: what it had found is in ${part}.old`;
    }
    fd = openSync(part, 'w');
  } catch (error) {
    throw new UsageError(`--output ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  const stream = createWriteStream(part, { fd });
  return {
    stream,
    notice,
    finish: async () => {
      await ended(stream);
      renameSync(part, file);
    },
    discard: () => {
      stream.destroy();
      rmSync(part, { force: true });
    },
  };
}

/** Waits until all is written. */
const ended = (stream: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.end(() => resolve());
  });
