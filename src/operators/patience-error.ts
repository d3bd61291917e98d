import { said } from './said.js';

/** Thrown to all who wait when trouble outlasts `maxWaitMs`. It says what was answered last, which is its `cause`. */
export class PatienceError extends Error {
  readonly code = 'ERR_PATIENCE';
  constructor(
    readonly waitedMs: number,
    override readonly cause?: unknown,
    /** The cause in words. */
    last = cause === undefined ? undefined : said(cause),
  ) {
    super(
      `no good answer for ${seconds(waitedMs)} s, which is as long as was to be waited` +
        (last === undefined ? '' : `; the last one: ${last}`),
    );
    this.name = 'PatienceError';
  }
}

/** Whole ones, and below ten with a digit more: a short patience is not "0 s". */
const seconds = (ms: number): string =>
  ms < 10_000 ? (ms / 1_000).toFixed(1) : String(Math.round(ms / 1_000));
