/** Thrown to all who wait when trouble outlasts `maxWaitMs`. */
export class PatienceError extends Error {
  readonly code = 'ERR_PATIENCE';
  constructor(
    readonly waitedMs: number,
    override readonly cause?: unknown,
  ) {
    super(`no good answer for ${Math.round(waitedMs / 1000)} s, which is as long as was to be waited`);
    this.name = 'PatienceError';
  }
}
