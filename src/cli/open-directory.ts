import { lastValueFrom, tap, type Observable } from 'rxjs';
import { ask, wholeList, type Instance } from '../pipeline/index.js';
import {
  createClient,
  ThrottledError,
  type HttpTestRailClient,
  type ListedProject,
  type Page,
  type TestRailSuite,
} from '../testrail/index.js';
import { readCa } from './ca.js';
import type { FetchFlags } from './flags.js';
import { failureLine } from './failure-line.js';
import { openLog } from './logging.js';
import { openInstance } from './open-instance.js';
import { fetchFiles, refuseCollisions } from './run-files.js';
import type { Account } from './sides.js';

/** What was heard of a server besides its answers. */
export interface Heard {
  answers: number;
  /** The last limit that a 429 stated, requests a minute; undefined where none was seen. */
  statedLimit?: number;
  throttled: number;
  /** By how much the server's clock is ahead of ours, milliseconds; undefined where it sends no date. */
  clockAheadMs?: number;
}

/** A server that is asked what it holds, before or instead of a comparison. All goes through its instance's gate. */
export interface Directory {
  instance: Instance;
  client: HttpTestRailClient;
  heard: Heard;
  /** One request, with the attempts that the options give it. @throws TestRailError */
  ask<T>(key: string, request: (client: HttpTestRailClient) => Observable<T>): Promise<T>;
  /** A whole list, page after page. @throws TestRailError */
  list<T>(
    key: string,
    page: (client: HttpTestRailClient, offset: number) => Observable<Page<T>>,
  ): Promise<T[]>;
  projects(): Promise<ListedProject[]>;
  suites(projectId: number): Promise<TestRailSuite[]>;
  close(): Promise<void>;
}

/** Opens the way to a server. It says on stderr when the server makes us wait. @throws UsageError */
export async function openDirectory(account: Account, flags: FetchFlags): Promise<Directory> {
  refuseCollisions(fetchFiles(flags));
  const ca = readCa(flags.ca);
  const log = await openLog(flags);
  const heard: Heard = { answers: 0, throttled: 0 };
  const client = createClient({
    ...account,
    ca,
    concurrency: flags.concurrency,
    logger: log.logger,
    heard: ({ date }) => {
      heard.answers++;
      heard.clockAheadMs = clockAhead(date) ?? heard.clockAheadMs;
    },
  });
  const instance = openInstance(account, flags, log.logger, { client });
  if (!flags.quiet)
    instance.gate.changes.subscribe(({ why, pauseMs }) => {
      if (pauseMs) process.stderr.write(failureLine(`${why}; waiting ${Math.ceil(pauseMs / 1000)} s`));
    });
  const { timeout: timeoutMs, attempts } = flags;
  const asked = <T>(key: string, request: () => Observable<T>): Observable<T> =>
    ask(instance, key, () => request().pipe(tap({ error: (error) => hear(error, heard) })), {
      timeoutMs,
      attempts,
    });
  const list: Directory['list'] = (key, page) =>
    lastValueFrom(wholeList((offset) => asked(`${key}/${offset}`, () => page(client, offset))));
  return {
    instance,
    client,
    heard,
    ask: (key, request) => lastValueFrom(asked(key, () => request(client))),
    list,
    projects: () => list('projects', (each, offset) => each.projects(offset)),
    suites: (projectId) => list(`suites/${projectId}`, (each, offset) => each.suites(projectId, offset)),
    close: async () => {
      instance.close();
      await log.close();
    },
  };
}

/** Opens it for one task, and closes it however that ends. */
export async function withDirectory<T>(
  account: Account,
  flags: FetchFlags,
  task: (directory: Directory) => Promise<T>,
): Promise<T> {
  const directory = await openDirectory(account, flags);
  try {
    return await task(directory);
  } finally {
    await directory.close();
  }
}

function hear(error: unknown, heard: Heard): void {
  if (!(error instanceof ThrottledError)) return;
  heard.throttled++;
  heard.statedLimit = error.limit ?? heard.statedLimit;
}

function clockAhead(date: string | undefined): number | undefined {
  const at = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(at) ? undefined : at - Date.now();
}
