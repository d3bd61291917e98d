import { spawn, type ChildProcess } from 'node:child_process';
import { fstatSync } from 'node:fs';

/** Most runs are over before: then no process is started for them. Milliseconds. */
const BEGIN_MS = 200;

/** How often `tail` looks, seconds. */
const LOOK_S = '0.2';

/**
 * Tells when whoever reads our stdout has closed it, also while nothing is written: Node learns of it with the next write
 * alone, and under a limit that may be a minute away. `tail -f` watches the same pipe, and dies of SIGPIPE when its reader
 * leaves. Where stdout is no pipe, where this is no Linux, or where there is no such `tail`, nothing is told, and the next
 * write tells.
 *
 * @param gone told once
 * @return ends the watching; after it nobody but us holds the pipe, so that its reader is told of our end
 */
export function watchReader(gone: () => void): () => void {
  if (process.platform !== 'linux' || !isPipe(1)) return () => {};
  let tail: ChildProcess | undefined;
  let ended = false;
  const end = (): void => {
    ended = true;
    clearTimeout(begin);
    process.off('exit', end);
    tail?.kill('SIGKILL');
  };
  const watch = (): void => {
    tail = spawn('tail', ['-f', '-s', LOOK_S, `--pid=${process.pid}`, '/dev/null'], {
      stdio: ['ignore', 1, 'ignore'],
    });
    tail.unref();
    tail.on('error', () => {});
    tail.on('exit', (_code, signal) => {
      if (signal === 'SIGPIPE' && !ended) gone();
    });
  };
  const begin = setTimeout(watch, BEGIN_MS).unref();
  process.on('exit', end);
  return end;
}

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false;
  }
}
