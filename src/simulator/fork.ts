import { fork } from 'node:child_process';
import type { SimulatorStats } from './http/traffic.js';
import type { SimulatorOptions } from './options.js';
import type { WorldOptions } from './world/plan-world.js';

/** Options that survive JSON: a world can be planned in the child, not handed to it. */
export interface ForkOptions extends Omit<SimulatorOptions, 'world'> {
  world?: WorldOptions;
}

/** A simulator in a process of its own, which costs this one neither CPU nor memory. */
export interface ForkedSimulator {
  url: string;
  user: string;
  apiKey: string;
  /** Rejects once the child has ended. */
  stats(): Promise<SimulatorStats>;
  /** Resolves when the child has ended. May be called twice. */
  close(): Promise<void>;
}

/** What the child says: first where it listens, then its statistics, once for each question. */
export type ChildMessage =
  { type: 'listening'; url: string; user: string; apiKey: string } | { type: 'stats'; stats: SimulatorStats };

/**
 * Starts the simulator as a child process.
 *
 * @param childPath the built `simulator/child.js`. The caller knows where it lies; found here it would need
 *   `import.meta`, which a CommonJS build lacks, or `__dirname`, which an ES module lacks.
 * @throws Error where the child ends before it listens, with what it wrote to stderr
 */
export async function forkSimulator(options: ForkOptions, childPath: string): Promise<ForkedSimulator> {
  const child = fork(childPath, [JSON.stringify(options)], {
    execArgv: [],
    // stdin stays closed to it and stdout unread: the channel says all.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  // 'close' rather than 'exit': by then stderr has been read to its end.
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(complaint.trim() || `it ended with ${signal ?? code}`));
  });
  const reply = async <T extends ChildMessage['type']>(
    type: T,
  ): Promise<Extract<ChildMessage, { type: T }>> => {
    let listener: ((message: ChildMessage) => void) | undefined;
    const message = new Promise<Extract<ChildMessage, { type: T }>>((resolve) => {
      listener = (given) => {
        if (given.type === type) resolve(given as Extract<ChildMessage, { type: T }>);
      };
      child.on('message', listener);
    });
    const gone = ended.then((why) => {
      throw new Error(`The simulator's process has ended: ${why}`);
    });
    try {
      return await Promise.race([message, gone]);
    } finally {
      if (listener) child.off('message', listener);
    }
  };

  const { url, user, apiKey } = await reply('listening');
  return {
    url,
    user,
    apiKey,
    stats: async () => {
      const answer = reply('stats');
      if (child.connected) child.send('stats');
      return (await answer).stats;
    },
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
