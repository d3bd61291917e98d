/**
 * A process entry: a simulator from options given as JSON in the first argument. One JSON line on stdout tells where
 * it listens. It ends with whoever started it: on SIGTERM or SIGINT, and when the IPC channel or, without one, stdin
 * is closed. On the channel `stats` is answered with what arrived so far.
 */
import type { ChildMessage, ForkOptions } from './fork.js';
import { startSimulator } from './index.js';

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as ForkOptions;
  const simulator = await startSimulator(options);
  const { url, user, apiKey } = simulator;
  const tell = (message: ChildMessage): void => void process.send?.(message);
  const end = (): void => {
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (process.send) {
    process.on('message', (message) => {
      if (message === 'stats') tell({ type: 'stats', stats: simulator.stats() });
    });
    process.once('disconnect', end);
  } else {
    process.stdin.once('end', end).resume();
  }
  process.stdout.write(`${JSON.stringify({ url, user, apiKey })}\n`);
  tell({ type: 'listening', url, user, apiKey });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
