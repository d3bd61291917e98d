import type { Fault } from './http/faults.js';
import type { ScheduledEdit } from './http/scheduled-edits.js';
import { CASE_FIELDS, CASE_TYPES, PRIORITIES, TEMPLATES, USERS } from './world/instance.js';
import { LiveWorld } from './world/live-world.js';
import type { World } from './world/types.js';
import { planWorld, type WorldOptions } from './world/plan-world.js';

/** A number of requests in any window, or none at all. */
export type Limit = number | 'none';

export interface SimulatorOptions {
  /** Port to listen on; 0 takes any free one. Defaults to 0. */
  port?: number;
  /** Address to listen on. Defaults to 127.0.0.1. */
  host?: string;
  /** Sub-path the instance stands under, such as `/testrail`. Defaults to none. */
  basePath?: string;
  /** The data, or how to plan them. Defaults to the plan's world. */
  world?: World | WorldOptions;
  /** The user whose requests are accepted. Defaults to `demo@raildiff.example`. */
  user?: string;
  /** Their API key. Defaults to `demo-key`. */
  apiKey?: string;
  /** Requests accepted in any `windowMs`; the next one gets a 429. Defaults to 180. */
  limit?: Limit;
  /**
   * Length of the sliding window, in milliseconds. Defaults to 60,000. A shorter one tells a minute's story in a
   * second: a 429 then still words its limit "per minute". Of a window of 2,000 and below its wait is a decimal fraction of
   * seconds ("0.42", rounded up to the millisecond); else it is whole seconds, rounded up, as TestRail has them.
   */
  windowMs?: number;
  /** Latency of an answer with 250 cases, in milliseconds; fewer cases take less, in proportion. Defaults to 0. */
  pageMs?: number;
  /** Latency of an answer without cases, in milliseconds. Defaults to 5 % of `pageMs`. */
  baseMs?: number;
  /**
   * Requests being served at once; others wait in line, first in, first out, and keep
   * their place when their client has gone, as with a real server. Defaults to 64.
   */
  workers?: number;
  /** Lists in envelopes (TestRail 6.7 and later), or bare arrays with everything, whatever `limit` and `offset` say. Defaults to true. */
  paginated?: boolean;
  /** `get_suites` in envelopes too (9.3.1 and later). Defaults to false. */
  paginatedSuites?: boolean;
  /** What an envelope's `size` counts: its own records, or all there are. Defaults to `page`. */
  sizeMeans?: 'page' | 'total';
  /**
   * How a `next` link is written. Defaults to `path`.
   * - `path`: `/api/v2/get_cases/1&suite_id=2&limit=250&offset=250`
   * - `query`: `/index.php?/api/v2/get_cases/1&suite_id=2&limit=250&offset=250`
   * - `conventional`: `/api/v2/get_cases/1?suite_id=2&limit=250&offset=250`
   * - `limit0`: as `path`, but with `limit=0`, which answers an empty page when it is followed to the letter
   */
  nextStyle?: NextStyle;
  /** Faults to inject; the first that matches acts. Defaults to none. */
  faults?: Fault[];
  /** Edits of the data while they are read, each done before the request is answered that triggers it. Defaults to none. */
  edits?: ScheduledEdit[];
  /**
   * The `Retry-After` of a 429: seconds, an HTTP date (whole seconds, never too early), no header but words in the
   * body, or nothing at all. Defaults to `seconds`.
   */
  retryAfterStyle?: RetryAfterStyle;
  /** The `Retry-After` of a 429, given as it is whatever the wait, such as a day (`86400`) or nonsense. Defaults to none. */
  retryAfter?: string;
  /**
   * Requests of each window that other clients of the account take, the whole time: that many fewer are accepted, and a
   * 429 still states the whole limit. Defaults to 0.
   */
  limitTaken?: number;
  /**
   * Requests are smoothed: no more than so many in any of these short windows, although the limit is not reached; a 429
   * states the limit. Defaults to none.
   */
  limitSmoothing?: { requests: number; windowMs: number };
  /** The enforced limit moves: from `afterMs` milliseconds after the first request on it is `limit`. Defaults to no changes. */
  limitChanges?: { afterMs: number; limit: Limit }[];
  /**
   * Requests whose answers are made and packed before `startSimulator` resolves, such as
   * `/index.php?/api/v2/get_cases/30&suite_id=301&limit=250&offset=0`, to the letter and with `basePath` before it: to give them
   * to a client that takes gzip costs next to nothing then, as if the simulator had a machine of its own. An edit of the data
   * makes them worthless. Defaults to none.
   */
  prepared?: readonly string[];
  /** What the instance answers where ids get their names, instead of its own: a second instance has other ids. */
  directory?: Partial<Directory>;
}

/** Look-ups of an instance, as they are answered. */
export interface Directory {
  priorities: object[];
  caseTypes: object[];
  templates: object[];
  users: object[];
  caseFields: object[];
}

export type RetryAfterStyle = 'seconds' | 'date' | 'none' | 'silent';

export type NextStyle = 'path' | 'query' | 'conventional' | 'limit0';

/** Options with every default filled in. */
export type Settings = Required<Omit<SimulatorOptions, 'world' | 'directory' | OptionalSetting>> &
  Pick<SimulatorOptions, OptionalSetting> & { world: LiveWorld; directory: Directory };

/** What is left out has no default. */
type OptionalSetting = 'retryAfter' | 'limitSmoothing';

/**
 * Fills in the defaults.
 *
 * @throws RangeError where a number is out of its range
 */
export function settingsOf(options: SimulatorOptions): Settings {
  const { world, pageMs = 0, basePath = '' } = options;
  const settings: Settings = {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    basePath: normalPath(basePath),
    world: new LiveWorld(world && 'projects' in world ? world : planWorld(world)),
    user: options.user ?? 'demo@raildiff.example',
    apiKey: options.apiKey ?? 'demo-key',
    limit: options.limit ?? 180,
    windowMs: options.windowMs ?? 60_000,
    pageMs,
    baseMs: options.baseMs ?? pageMs * 0.05,
    workers: options.workers ?? 64,
    paginated: options.paginated ?? true,
    paginatedSuites: options.paginatedSuites ?? false,
    sizeMeans: options.sizeMeans ?? 'page',
    nextStyle: options.nextStyle ?? 'path',
    faults: options.faults ?? [],
    edits: options.edits ?? [],
    retryAfterStyle: options.retryAfterStyle ?? 'seconds',
    retryAfter: options.retryAfter,
    limitTaken: options.limitTaken ?? 0,
    limitSmoothing: options.limitSmoothing,
    limitChanges: options.limitChanges ?? [],
    prepared: options.prepared ?? [],
    directory: {
      priorities: PRIORITIES,
      caseTypes: CASE_TYPES,
      templates: TEMPLATES,
      users: USERS,
      caseFields: CASE_FIELDS,
      ...options.directory,
    },
  };
  least('workers', settings.workers, 1);
  least('windowMs', settings.windowMs, 1);
  least('pageMs', settings.pageMs, 0);
  least('baseMs', settings.baseMs, 0);
  for (const { suiteId } of settings.edits) {
    if (!settings.world.has(suiteId)) throw new RangeError(`edits: there is no suite ${suiteId}`);
  }
  least('limitTaken', settings.limitTaken, 0);
  if (settings.limitSmoothing) {
    least('limitSmoothing.requests', settings.limitSmoothing.requests, 1);
    least('limitSmoothing.windowMs', settings.limitSmoothing.windowMs, 1);
  }
  for (const limit of [settings.limit, ...settings.limitChanges.map((change) => change.limit)]) {
    if (limit !== 'none') least('limit', limit, 1);
  }
  return settings;
}

/** `/a/b` of `a/b/`, and nothing of `/`. */
function normalPath(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}

function least(name: string, value: number, minimum: number): void {
  if (!(value >= minimum)) throw new RangeError(`${name} must be at least ${minimum}, not ${value}`);
}
