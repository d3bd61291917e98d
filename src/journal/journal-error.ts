/** A journal that cannot be used, in one line that says what to do. */
export class JournalError extends Error {
  readonly code = 'ERR_JOURNAL';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
  }
}
