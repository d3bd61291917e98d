/**
 * What an error means to whoever asked:
 * `transient` may pass, ask again; `throttled` went too fast; `permanent` will never succeed;
 * `auth` no request will, with these credentials.
 */
export type ErrorKind = 'transient' | 'throttled' | 'permanent' | 'auth';

export interface TestRailErrorOptions {
  kind: ErrorKind;
  /** A stable name such as `ERR_TESTRAIL_STATUS`. */
  code: string;
  /** The request's address. It never holds credentials. */
  url: string;
  status?: number;
  /** What the reader can do about it, one sentence. */
  mend?: string;
  cause?: unknown;
}

/** A request to TestRail that gave no usable answer. The message is one line and holds no secret. */
export class TestRailError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly mend: string | undefined;

  constructor(message: string, options: TestRailErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TestRailError';
    this.kind = options.kind;
    this.code = options.code;
    this.url = options.url;
    this.status = options.status;
    this.mend = options.mend;
  }
}

/** A 429, with what it states. */
export class ThrottledError extends TestRailError {
  constructor(
    message: string,
    url: string,
    /** Milliseconds, from `Retry-After` or the text. */
    readonly retryAfterMs: number | undefined,
    /** Requests a minute. */
    readonly limit: number | undefined,
  ) {
    super(message, { kind: 'throttled', code: 'ERR_TESTRAIL_THROTTLED', url, status: 429 });
    this.name = 'ThrottledError';
  }
}
