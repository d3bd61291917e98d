import type { ApiCall } from './api-call.js';
import { Strikes, type Trigger } from './strikes.js';

/** Where in an answer the connection fails. */
export type Moment = 'beforeHeaders' | 'inHeaders' | 'afterHeaders' | 'inBody';

/**
 * A fault to inject.
 *
 * In the place of the real answer:
 * - `status`: `status` (500) with `body`, in the words of TestRail or of a proxy
 * - `redirect`: `status` (302) to `location` (the instance's own sign-in page)
 * - `html`: `body` (a sign-in page) as HTML with `status` (200), as proxies do
 * - `invalidJson`: `body` (JSON cut off in the middle) as JSON with `status` (200)
 * - `wrongShape`: `body` (an envelope whose `cases` is null) with `status` (200)
 *
 * With the real answer:
 * - `slow`: as ever, `delayMs` later
 * - `next`: its link to the next page is another one
 * - `record`: one of its records is another one
 * - `trailing`: `body` (a comment of a proxy) stands behind the JSON
 *
 * On the wire:
 * - `reset`: resets the connection `at` (beforeHeaders) that moment
 * - `hang`: is silent from the moment `at` (beforeHeaders) on, and needs no worker for it
 * - `truncate`: cuts the connection after half of the body
 * - `wrongLength`: states a length that is `bytes` more than the body has, and ends the connection, or so many less
 * - `drip`: the body comes in portions of `bytes` (1), one each `everyMs` (20)
 * - `down`: all connections are cut, and new ones refused for `forMs` (1,000): the port is closed
 */
export interface Fault extends Trigger {
  kind:
    | 'status'
    | 'redirect'
    | 'html'
    | 'invalidJson'
    | 'wrongShape'
    | 'slow'
    | 'next'
    | 'record'
    | 'trailing'
    | 'reset'
    | 'hang'
    | 'truncate'
    | 'wrongLength'
    | 'drip'
    | 'down';
  /** Milliseconds before it strikes, on top of the latency. Defaults to 0. */
  delayMs?: number;
  /** Status of the answer, where the kind has one. */
  status?: number;
  /** Body of the answer, where the kind has one. */
  body?: string;
  /** A `Retry-After` header, given as it is; of `status`. Defaults to `1` with status 429, to none else; `''` is none. */
  retryAfter?: string;
  /** Of `redirect`. */
  location?: string;
  /** Of `reset` and `hang`; a connection does not hang within its headers. */
  at?: Moment;
  /** Of `wrongLength` and `drip`. */
  bytes?: number;
  /** Milliseconds between two portions; of `drip`. */
  everyMs?: number;
  /** Milliseconds; of `down`. */
  forMs?: number;
  next?: NextLink;
  record?: OtherRecord;
}

/** Another link to the next page; what is left out stays as it is. */
export interface NextLink {
  /** Scheme and host that it points to, such as `https://elsewhere.example`. */
  origin?: string;
  /** The offset it names: this one, the page's own (`same`), or none at all. A last page gets a link by it. */
  offset?: number | 'same' | 'none';
}

/** What becomes of the record that `match.holds` tells, or else of the page's first. */
export interface OtherRecord {
  /** Fields that it has then, `__proto__` among them only by `members`. */
  set?: Record<string, unknown>;
  /** Fields that it lacks then. */
  unset?: string[];
  /** Members as JSON text, without braces, written in front of all others as they are: `"__proto__":{"a":1}`. */
  members?: string;
  /** Length of its `custom_preconds`, in characters. */
  bloat?: number;
  /** The record stays as it is, and the other one follows it: with nothing else said, the same record twice. */
  copy?: boolean;
}

/** Decides which request is struck by which fault. */
export class FaultBox {
  private faults: { fault: Fault; strikes: Strikes }[] = [];

  constructor(faults: readonly Fault[]) {
    this.set(faults);
  }

  /** Replaces all faults; counts and chances begin anew. */
  set(faults: readonly Fault[]): void {
    this.faults = faults.map((fault, n) => ({ fault, strikes: new Strikes(fault, n + 1) }));
  }

  /**
   * The first fault that strikes this request, if any.
   *
   * @param before number of requests that arrived before it
   */
  strike(call: ApiCall | undefined, before: number): Fault | undefined {
    return this.faults.find(({ strikes }) => strikes.at(call, before))?.fault;
  }
}
