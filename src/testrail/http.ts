import type { Readable } from 'node:stream';
import type { SecureContext } from 'node:tls';
import axios, {
  type AxiosBasicCredentials,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
} from 'axios';
import { Observable, type Observer } from 'rxjs';
import { TestRailError, ThrottledError } from './errors.js';
import { silentLogger, type Logger } from './logger.js';
import { networkError, proxyError, type NetworkErrorOptions } from './network-error.js';
import { proxyWantsCredentials } from './proxy-error.js';
import type { Proxy } from './proxy.js';
import { redirectError } from './redirect-error.js';
import { readRefusal } from './retry-after.js';
import { concealing, concealNothing, type Conceal } from './secrets.js';
import { Connections, type OnWire } from './transport.js';
import { unpacked } from './unpacked.js';

export interface HttpOptions {
  user: string;
  apiKey: string;
  /** Sockets kept open; the number of requests in flight. */
  concurrency: number;
  /** The longest body that is read, bytes, after it was unpacked. Defaults to 64 MiB. */
  maxBodyBytes?: number;
  proxy?: Proxy;
  /** What is trusted, where that is not node's default. */
  trusted?: SecureContext;
  logger?: Logger;
  /** Told of each answer, whatever its status. `date` is its header. */
  heard?: (answer: { status: number; date: string | undefined }) => void;
}

const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

/** GET requests on one instance: keep-alive, gzip, basic auth. Knows HTTP, and nothing of what the bodies mean. */
export class HttpClient {
  /** Takes the credentials out of what a server said. */
  readonly conceal: Conceal;
  private readonly axios: AxiosInstance;
  private readonly connections: Connections;
  private readonly logger: Logger;
  private readonly proxy: Proxy | undefined;
  private readonly reading: NetworkErrorOptions;
  private readonly heard: HttpOptions['heard'];
  // In a field that no dump shows, and so not among the defaults of axios.
  readonly #auth: AxiosBasicCredentials;

  /** @throws RangeError when the longest body is none */
  constructor(options: HttpOptions) {
    const { user, apiKey, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options;
    if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1)
      throw new RangeError('maxBodyBytes must be a whole number of bytes, at least 1');
    this.#auth = { username: user, password: apiKey };
    this.conceal = concealing({ user, apiKey, proxy: options.proxy?.credentials() });
    this.connections = new Connections(options);
    this.proxy = options.proxy;
    this.reading = { proxy: options.proxy, maxBodyBytes, conceal: this.conceal };
    this.logger = options.logger ?? silentLogger;
    this.heard = options.heard;
    this.axios = axios.create({
      adapter: 'http',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Accept-Encoding': 'gzip' },
      maxContentLength: maxBodyBytes,
      // A redirect would carry the credentials along.
      maxRedirects: 0,
      // The connections know the proxy.
      proxy: false,
      transformResponse: [],
      validateStatus: () => true,
    });
  }

  /**
   * The parsed body of a good answer. Unsubscribing aborts the request.
   *
   * @param written told when the request is written to a connected socket
   * @throws TestRailError for everything else
   */
  get(url: string, written?: Partial<Observer<OnWire>>): Observable<unknown> {
    const asItCame = { responseType: 'arraybuffer', decompress: false } as const;
    return this.request<Buffer, unknown>(url, asItCame, (response) => this.read(url, response), written);
  }

  /**
   * What is made of an answer while its body arrives. Unsubscribing aborts the request.
   *
   * @param maxBytes the longest body that is read, after it was unpacked
   * @param read handed each answer, whatever its status
   * @throws TestRailError where it cannot be read to its end, or `read` throws one
   */
  download<T>(
    url: string,
    maxBytes: number,
    read: (response: AxiosResponse<Readable>) => Promise<T>,
    written?: Partial<Observer<OnWire>>,
  ): Observable<T> {
    const config = {
      responseType: 'stream',
      maxContentLength: maxBytes,
      headers: { Accept: '*/*' },
    } as const;
    const checked = (response: AxiosResponse<Readable>): Promise<T> => {
      if (response.status === 407 && this.proxy) throw proxyError(url, proxyWantsCredentials(this.proxy));
      return read(response);
    };
    return this.request<Readable, T>(url, config, checked, written, maxBytes);
  }

  /** Closes the sockets that are kept alive. */
  close(): void {
    this.connections.close();
  }

  private request<D, T>(
    url: string,
    config: AxiosRequestConfig,
    read: (response: AxiosResponse<D>) => T | Promise<T>,
    written?: Partial<Observer<OnWire>>,
    maxBodyBytes?: number,
  ): Observable<T> {
    return new Observable((subscriber) => {
      const aborter = new AbortController();
      const since = performance.now();
      let ended = false;
      const transport = this.connections.transport({
        written: (wire) => written?.next?.(wire),
        abandoned: aborter.signal,
      });
      this.axios
        .get<D>(url, { ...config, auth: this.#auth, signal: aborter.signal, transport })
        .then((response) => {
          this.log(url, response, since);
          this.heard?.({ status: response.status, date: text(response.headers['date']) });
          return read(response);
        })
        .then((value) => {
          ended = true;
          subscriber.next(value);
          subscriber.complete();
        })
        .catch((error: unknown) => {
          if (aborter.signal.aborted) return;
          ended = true;
          const reading = maxBodyBytes === undefined ? this.reading : { ...this.reading, maxBodyBytes };
          const failure = error instanceof TestRailError ? error : networkError(url, error, reading);
          // Not `message`: winston appends a meta field of that name to the line's own.
          this.logger.debug('request failed', { url, code: failure.code, error: failure.message });
          subscriber.error(failure);
        });
      // To abort what is over does nothing, and builds an error with its stack for it.
      return () => {
        if (ended) return;
        this.logger.debug('request aborted', { url, ms: msSince(since) });
        aborter.abort();
      };
    });
  }

  private async read(url: string, { status, headers, data }: AxiosResponse<Buffer>): Promise<unknown> {
    if (status === 407 && this.proxy) throw proxyError(url, proxyWantsCredentials(this.proxy));
    const body = await unpacked(data, text(headers['content-encoding']), this.reading.maxBodyBytes!);
    return readBody(url, { status, headers, data: body }, this.conceal);
  }

  private log(url: string, response: AxiosResponse<unknown>, since: number): void {
    this.logger.debug('response', {
      url,
      status: response.status,
      ms: msSince(since),
      ...(Buffer.isBuffer(response.data) && { bytes: response.data.length }),
    });
  }
}

/**
 * What an answer means: its parsed body.
 *
 * @param conceal takes secrets out of what it says
 * @throws TestRailError for all but a good answer
 */
export function readBody(
  url: string,
  { status, data, headers }: Pick<AxiosResponse<string>, 'status' | 'data' | 'headers'>,
  conceal: Conceal = concealNothing,
): unknown {
  if (status >= 200 && status < 300) return parseJson(url, data);
  const said = errorText(data, conceal);
  if (status === 429) {
    const told = { retryAfter: text(headers['retry-after']), date: text(headers['date']) };
    const { retryAfterMs, limit } = readRefusal(told, data);
    throw new ThrottledError(`429 ${said}`, url, retryAfterMs, limit);
  }
  if (status >= 300 && status < 400) throw redirectError(url, status, text(headers['location']), conceal);
  throw statusError(url, status, said);
}

function parseJson(url: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const html = /^\s*</.test(body);
    throw new TestRailError(
      html ? 'answered with a web page instead of JSON' : 'answered with invalid JSON',
      {
        kind: 'transient',
        code: html ? 'ERR_TESTRAIL_HTML' : 'ERR_TESTRAIL_JSON',
        url,
        mend: html ? 'check the address: a sign-in page or a proxy may stand in front of the API' : undefined,
        cause: new SyntaxError(placeOf(error as Error)),
      },
    );
  }
}

/** Where it is wrong: the rest of what V8 says is a piece of the body, which may be half of a secret. */
const placeOf = ({ message }: Error): string =>
  /at position \d+(?: \(line \d+ column \d+\))?/.exec(message)?.[0] ??
  (message === 'Unexpected end of JSON input' ? message : 'no JSON');

const STATUS_MEND: Record<number, string> = {
  401: 'check user and API key (My Settings → API Keys), and that the API is enabled',
  403: 'the account may not read this, or the API is disabled (Administration → Site Settings → API)',
  404: 'check the address: it should be the one you open TestRail with, without index.php',
};

function statusError(url: string, status: number, said: string): TestRailError {
  return new TestRailError(`answered ${status}: ${said}`, {
    kind: status === 401 ? 'auth' : isTransientStatus(status) ? 'transient' : 'permanent',
    code: 'ERR_TESTRAIL_STATUS',
    url,
    status,
    mend: STATUS_MEND[status],
  });
}

/** 409: the cloud instance is in its daily maintenance. */
const isTransientStatus = (status: number): boolean => status >= 500 || status === 408 || status === 409;

/** The `error` of TestRail's body, or the beginning of whatever stands there, on one line. */
function errorText(body: string, conceal: Conceal): string {
  let told: unknown;
  try {
    told = (JSON.parse(body) as { error?: unknown }).error;
  } catch {
    told = /^\s*</.test(body) ? 'a web page' : body;
  }
  // After it is parsed: JSON may spell a secret in other letters, as PHP's does with every slash.
  return conceal(String(told ?? 'no reason given'))
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

export const text = (header: unknown): string | undefined =>
  typeof header === 'string' ? header : undefined;

const msSince = (since: number): number => Math.round(performance.now() - since);
