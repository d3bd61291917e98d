import { TestRailError } from '../testrail/index.js';
import { checkDuration } from './check-options.js';

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
  checkDuration('timeoutMs', timeoutMs);
  if (!(Number.isFinite(retryBaseMs) && retryBaseMs >= 0))
    throw new RangeError(`retryBaseMs is a number of 0 or more, not ${retryBaseMs}`);
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw new RangeError(`attempts is a whole number of 1 or more, not ${attempts}`);
  return { timeoutMs, attempts, retryBaseMs };
};

export const isTransient = (error: unknown): boolean =>
  error instanceof TestRailError && error.kind === 'transient';

/** @param url the server that was asked */
export const timedOut = (url: string, ms: number): TestRailError =>
  new TestRailError(`no answer within ${ms / 1000} s`, { kind: 'transient', code: 'ERR_TIMEOUT', url });
