import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { Observable, type Observer } from 'rxjs';
import { TestRailError, ThrottledError } from './errors.js';
import { readRefusal } from './retry-after.js';
import { silentLogger, type Logger } from './logger.js';

export interface HttpOptions {
  user: string;
  apiKey: string;
  /** Sockets kept open; the number of requests in flight. */
  concurrency: number;
  /** The longest body that is read, bytes, after it was unpacked. Defaults to 64 MiB. */
  maxBodyBytes?: number;
  logger?: Logger;
}

export const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

/** GET requests on one instance: keep-alive, gzip, basic auth. Knows HTTP, and nothing of what the bodies mean. */
export class HttpClient {
  private readonly axios: AxiosInstance;
  private readonly agents: [http.Agent, https.Agent];
  private readonly logger: Logger;

  constructor(options: HttpOptions) {
    const agent = { keepAlive: true, maxSockets: options.concurrency };
    this.agents = [new http.Agent(agent), new https.Agent(agent)];
    this.logger = options.logger ?? silentLogger;
    this.axios = axios.create({
      adapter: 'http',
      auth: { username: options.user, password: options.apiKey },
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Accept-Encoding': 'gzip' },
      httpAgent: this.agents[0],
      httpsAgent: this.agents[1],
      maxContentLength: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
      // A redirect would carry the credentials along.
      maxRedirects: 0,
      responseType: 'text',
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
  get(url: string, written?: Partial<Observer<void>>): Observable<unknown> {
    return new Observable((subscriber) => {
      const aborter = new AbortController();
      const since = performance.now();
      let answered = false;
      this.axios
        .get<string>(url, { signal: aborter.signal, transport: tellingTransport(() => written?.next?.()) })
        .then((response) => {
          answered = true;
          this.log(url, response, since);
          subscriber.next(readBody(url, response));
          subscriber.complete();
        })
        .catch((error: unknown) => {
          if (aborter.signal.aborted) return;
          const failure = error instanceof TestRailError ? error : networkError(url, error);
          this.logger.debug('request failed', { url, code: failure.code, message: failure.message });
          subscriber.error(failure);
        });
      // To abort what is over does nothing, and builds an error with its stack for it.
      return () => answered || aborter.abort();
    });
  }

  /** Closes the sockets that are kept alive. */
  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  private log(url: string, response: AxiosResponse<string>, since: number): void {
    this.logger.debug('response', {
      url,
      status: response.status,
      ms: Math.round(performance.now() - since),
      chars: response.data.length,
    });
  }
}

/** node:http as axios calls it, telling when the last byte of the request was handed to a connected socket. */
const tellingTransport = (written: () => void) => ({
  request(
    options: https.RequestOptions,
    onResponse: (response: http.IncomingMessage) => void,
  ): http.ClientRequest {
    const { request } = options.protocol === 'https:' ? https : http;
    return request(options, onResponse).once('finish', written);
  },
});

/** What an answer means: its parsed body. @throws TestRailError for all but a good answer */
export function readBody(
  url: string,
  { status, data, headers }: Pick<AxiosResponse<string>, 'status' | 'data' | 'headers'>,
): unknown {
  if (status >= 200 && status < 300) return parseJson(url, data);
  if (status === 429) {
    const told = { retryAfter: text(headers['retry-after']), date: text(headers['date']) };
    const { retryAfterMs, limit } = readRefusal(told, data);
    throw new ThrottledError(`429 ${errorText(data)}`, url, retryAfterMs, limit);
  }
  throw statusError(url, status, data, text(headers['location']));
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
        cause: error,
      },
    );
  }
}

const STATUS_MEND: Record<number, string> = {
  401: 'check user and API key (My Settings → API Keys), and that the API is enabled',
  403: 'the account may not read this, or the API is disabled (Administration → Site Settings → API)',
  404: 'check the address: it should be the one you open TestRail with, without index.php',
};

function statusError(url: string, status: number, body: string, location: string | undefined): TestRailError {
  if (status >= 300 && status < 400) {
    return new TestRailError(
      `answered ${status}, a redirect to ${location ?? 'nowhere'}, which is not followed`,
      {
        kind: 'transient',
        code: 'ERR_TESTRAIL_REDIRECT',
        url,
        status,
        mend: 'give the address that it redirects to, if that is your TestRail',
      },
    );
  }
  return new TestRailError(`answered ${status}: ${errorText(body)}`, {
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
function errorText(body: string): string {
  let told: unknown;
  try {
    told = (JSON.parse(body) as { error?: unknown }).error;
  } catch {
    told = /^\s*</.test(body) ? 'a web page' : body;
  }
  return String(told ?? 'no reason given')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

const text = (header: unknown): string | undefined => (typeof header === 'string' ? header : undefined);

const NETWORK: Record<string, [message: string, mend: string]> = {
  ECONNREFUSED: ['nobody listens there', 'check host and port'],
  ENOTFOUND: ['the host name is not known', 'check the address, and that you are connected'],
  EAI_AGAIN: ['the host name could not be looked up', 'check that you are connected'],
  ECONNRESET: ['the connection was reset', 'try again'],
  ETIMEDOUT: ['the connection timed out', 'check the address, and that you are connected'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'have the certificate renewed'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', 'give your CA with NODE_EXTRA_CA_CERTS'],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'its certificate is signed by an unknown CA',
    'give your CA with NODE_EXTRA_CA_CERTS',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'its certificate cannot be verified',
    'give your CA with NODE_EXTRA_CA_CERTS',
  ],
};

export function networkError(url: string, error: unknown): TestRailError {
  const { code = 'ERR_NETWORK', message } = error as { code?: string; message: string };
  const [said, mend] = NETWORK[code] ?? [message, undefined];
  return new TestRailError(`no answer: ${said} (${code})`, {
    kind: 'transient',
    code: 'ERR_TESTRAIL_NETWORK',
    url,
    mend,
    // Not the error of axios itself: it holds the request, and with it the credentials.
    cause: Object.assign(new Error(message), { code }),
  });
}
