/** Bad input: one line that says what is wrong and what to do. Exit 2, no stack trace. */
export class UsageError extends Error {
  readonly code = 'ERR_USAGE';
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
