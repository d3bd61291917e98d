import { setTimeout as wait } from 'node:timers/promises';
import { defer, fromEvent, of, type Observable } from 'rxjs';

type Signal = 'SIGINT' | 'SIGTERM';

/** How long a summary may take to reach its reader once the run is interrupted, milliseconds. */
const PATIENCE_MS = 400;

/**
 * The first signal ends the run with its summary, and a reader that is blocked is not waited for; the second ends the
 * process at once.
 */
export interface Signals {
  aborted: AbortSignal;
  caught(): Signal;
  /** 128 + the signal's number. */
  exitCode(): number;
  /** Waits for `done`, but after a signal for less than a second. */
  orSoon(done: Promise<void>): Promise<void>;
  release(): void;
}

/** @param patienceMs how long `orSoon` waits after a signal, milliseconds */
export function catchSignals(patienceMs = PATIENCE_MS): Signals {
  const aborter = new AbortController();
  let caught: Signal = 'SIGINT';
  const exitCode = (): number => (caught === 'SIGINT' ? 130 : 143);
  const on = (signal: Signal): void => {
    if (aborter.signal.aborted) process.exit(exitCode());
    caught = signal;
    aborter.abort();
  };
  const interrupted = (): void => on('SIGINT');
  const terminated = (): void => on('SIGTERM');
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  return {
    aborted: aborter.signal,
    caught: () => caught,
    exitCode,
    orSoon: (done) => Promise.race([done, soonAfter(aborter.signal, patienceMs)]),
    release: () => {
      // After the first signal the process is on its way out, and a second one still ends it with the same code.
      if (aborter.signal.aborted) return;
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', terminated);
    },
  };
}

/** Emits once the signal is aborted, at once where it is already. */
export const abortOf = (signal: AbortSignal): Observable<unknown> =>
  defer(() => (signal.aborted ? of(undefined) : fromEvent(signal, 'abort')));

function soonAfter(signal: AbortSignal, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const start = (): void => void wait(patienceMs, undefined, { ref: false }).then(resolve);
    if (signal.aborted) start();
    else signal.addEventListener('abort', start, { once: true });
  });
}
