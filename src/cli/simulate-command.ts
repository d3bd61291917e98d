import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  parseFaults,
  startSimulator,
  type FaultFile,
  type Limit,
  type NextStyle,
  type SimulatorOptions,
} from '../simulator/index.js';
import { simulatedServer, simulatedWorld, type SimulatedFlags } from './simulate-options.js';
import { UsageError } from './usage-error.js';

export interface SimulateFlags extends SimulatedFlags {
  port: number;
  host: string;
  cases: number;
  seed: number;
  differing: number;
  copiedAttachments: boolean;
  limit: Limit;
  window: number;
  pageMs: number;
  workers: number;
  user: string;
  apiKey: string;
  oldServer: boolean;
  size: 'page' | 'total';
  next: NextStyle;
  limitTaken?: number;
  retryAfter: Pick<SimulatorOptions, 'retryAfterStyle' | 'retryAfter'>;
  faults?: string;
}

/** `raildiff simulate`: a TestRail until it is interrupted. @return the exit code */
export async function simulate(flags: SimulateFlags): Promise<number> {
  checkLimit(flags);
  const simulator = await startSimulator({
    port: flags.port,
    host: flags.host,
    world: {
      ...simulatedWorld(flags, flags.cases),
      seed: flags.seed,
      differing: flags.differing,
      copiedAttachments: flags.copiedAttachments,
    },
    limit: flags.limit,
    windowMs: flags.window,
    pageMs: flags.pageMs,
    workers: flags.workers,
    user: flags.user,
    apiKey: flags.apiKey,
    paginated: !flags.oldServer,
    sizeMeans: flags.size,
    nextStyle: flags.next,
    limitTaken: flags.limitTaken,
    ...simulatedServer(flags),
    ...flags.retryAfter,
    ...readFaults(flags.faults),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw new UsageError(
      `port ${flags.port} of ${flags.host} cannot be listened on (${error.code ?? error.message})`,
    );
  });
  process.stdout.write(
    [
      `export TESTRAIL_URL=${simulator.url}`,
      `export TESTRAIL_USER=${quoted(simulator.user)}`,
      `export TESTRAIL_API_KEY=${quoted(simulator.apiKey)}`,
      '',
    ].join('\n'),
  );
  process.stderr.write(
    'A TestRail with projects 30 and 34 is listening. Paste the lines above; end it with Ctrl-C.\n',
  );
  const ended = new AbortController();
  const until = { signal: ended.signal };
  await Promise.race([once(process, 'SIGINT', until), once(process, 'SIGTERM', until)]);
  ended.abort();
  await simulator.close();
  return 0;
}

/** @throws UsageError where others take more than there is */
function checkLimit({ limit, limitTaken }: SimulateFlags): void {
  if (limitTaken === undefined) return;
  if (limit === 'none') throw new UsageError('--limit-taken takes from a --limit, and there is none');
  if (limitTaken > limit)
    throw new UsageError(
      `--limit-taken ${limitTaken} is more than the --limit of ${limit}; others can take all of it at most`,
    );
}

/** A shell takes it as it is, or in quotes. */
const quoted = (text: string): string =>
  /^[\w@.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** @throws UsageError, with the place of what is wrong */
function readFaults(file: string | undefined): FaultFile {
  if (file === undefined) return { faults: [], edits: [] };
  try {
    return parseFaults(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--faults ${file}: ${(error as Error).message}`);
  }
}
