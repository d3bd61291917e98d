import type { SchedulerLike } from 'rxjs';
import {
  circuitBreaker,
  Gate,
  holdWhile,
  monotonicScheduler,
  slots,
  windowLimiter,
  type CircuitBreakerOptions,
  type Classify,
  type WindowLimiter,
} from '../operators/index.js';
import {
  createClient,
  silentLogger,
  TestRailError,
  ThrottledError,
  type Logger,
  type TestRailClient,
} from '../testrail/index.js';
import { MAX_RATE } from './max-rate.js';
import { isUselessAnswer, withAddress } from './failure.js';

export interface InstanceOptions {
  /** The base URL, `https://example.testrail.io` or `https://host/testrail`. */
  url: string;
  user: string;
  /** An API key, or the password. */
  apiKey: string;
  /** Requests in flight. Defaults to 20. */
  concurrency?: number;
  /** Requests in any window, at most 1,000,000; Infinity for none. Defaults to 180. */
  rate?: number;
  /** Milliseconds. Defaults to 60,000. */
  windowMs?: number;
  /**
   * How much of whatever limit is in force is used, the stated ones included, in (0, 1], at least one request; the rest
   * is left to others. Defaults to 1.
   */
  share?: number;
  /** Requests that may go at once, the rest of the window evenly spaced. Defaults to the whole rate. */
  burst?: number;
  /** How long a written request may be on its way, milliseconds. Defaults to 500. */
  deliveryMs?: number;
  /** How long trouble may last without one good answer, milliseconds. Defaults to 300,000. */
  maxWaitMs?: number;
  breaker?: CircuitBreakerOptions;
  /** The longest answer that is read, bytes, after it was unpacked; a page above it is asked for in halves. Defaults to 64 MiB. */
  maxBodyBytes?: number;
  /** The longest attachment that is read, bytes; what is longer is not verified. Defaults to 256 MiB. */
  maxAttachmentBytes?: number;
  /** Certificates that are trusted besides the usual ones, one or more in PEM form. */
  ca?: string;
  /**
   * The address of a proxy, `http://user:password@proxy.example:3128`, or false for none. Defaults to what `HTTPS_PROXY`,
   * `HTTP_PROXY` and `NO_PROXY` say.
   */
  proxy?: string | false;
  /** Told, once each, what is odd about the server and was dealt with: a line for a person. */
  noticed?: (text: string) => void;
  /** Silent by default. Takes a winston logger. */
  logger?: Logger;
  /** Defaults to a monotonic one. */
  scheduler?: SchedulerLike;
  /** Jitter, in [0, 1). Defaults to Math.random. */
  random?: () => number;
  /** In place of the client that speaks HTTP. */
  client?: TestRailClient;
}

/**
 * One TestRail, whatever the account: it owns one limiter, one breaker and its slots, and all that is asked of it goes
 * through one gate. Give both sides the same instance when they are on the same server.
 */
export interface Instance {
  readonly url: string;
  readonly client: TestRailClient;
  readonly gate: Gate;
  readonly limiter: WindowLimiter;
  readonly concurrency: number;
  /** How long trouble may last without one good answer, milliseconds. */
  readonly maxWaitMs: number;
  readonly logger: Logger;
  readonly random: () => number;
  /** Holds back asking while any of its readers cannot keep up. */
  hold(reader: object, held: boolean): void;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/**
 * @throws AddressError when the URL or the proxy's is none
 * @throws CertificateError when `ca` holds no certificate
 * @throws RangeError for numbers that are out of range
 */
export function createInstance(options: InstanceOptions): Instance {
  const {
    random = Math.random,
    logger = silentLogger,
    scheduler = monotonicScheduler,
    concurrency = 20,
  } = options;
  const { rate = 180, windowMs, share, burst, deliveryMs, maxWaitMs = 300_000 } = options;
  if (rate > MAX_RATE && rate !== Infinity)
    throw new RangeError(`rate is at most ${MAX_RATE}, not ${rate}; use Infinity for no limit`);
  const limiter = windowLimiter({ rate, windowMs, share, burst, deliveryMs, maxWaitMs, random });
  const holding = new Set<object>();
  const gate = new Gate({
    guards: [
      holdWhile('its reader', () => holding.size > 0),
      circuitBreaker(options.breaker),
      limiter,
      slots(concurrency),
    ],
    classify,
    describe: withAddress,
    maxWaitMs,
    scheduler,
  });
  if (!options.client && typeof options.url !== 'string')
    throw new TypeError('url is the address of a TestRail');
  const client = options.client ?? createClient({ ...options, concurrency });
  return {
    url: client.url,
    client,
    gate,
    limiter,
    concurrency,
    maxWaitMs,
    logger,
    random,
    hold: (reader, held) => {
      if (held) holding.add(reader);
      else holding.delete(reader);
      gate.wake();
    },
    close: () => client.close(),
  };
}

/** What an error of TestRail says about the server. */
const classify: Classify = (error) => {
  if (error instanceof ThrottledError) {
    return { kind: 'throttled', retryAfterMs: error.retryAfterMs, limit: error.limit };
  }
  const isAnswer = error instanceof TestRailError && (error.kind !== 'transient' || isUselessAnswer(error));
  return isAnswer ? { kind: 'permanent' } : { kind: 'transient' };
};
