import { TestRailError } from '../testrail/index.js';

/** How a page is asked for. */
export interface FetchOptions {
  /** The longest an attempt may take, milliseconds. */
  timeoutMs: number;
  /** Attempts of a page. */
  attempts: number;
  /** The back-off's first ceiling, milliseconds. */
  retryBaseMs: number;
}

/** With its defaults. @throws RangeError for numbers that are out of range */
export const fetchOptions = ({
  timeoutMs = 30_000,
  attempts = 3,
  retryBaseMs = 500,
}: Partial<FetchOptions>): FetchOptions => {
  if (!(timeoutMs > 0)) throw new RangeError(`timeoutMs is a positive number, not ${timeoutMs}`);
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw new RangeError(`attempts is a whole number of 1 or more, not ${attempts}`);
  return { timeoutMs, attempts, retryBaseMs };
};

export const isTransient = (error: unknown): boolean =>
  error instanceof TestRailError && error.kind === 'transient';

/** @param url the server that was asked */
export const timedOut = (url: string, ms: number): TestRailError =>
  new TestRailError(`no answer within ${ms / 1000} s`, { kind: 'transient', code: 'ERR_TIMEOUT', url });
