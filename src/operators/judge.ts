import type { Classify, Outcome } from './outcome.js';

/** What an error says of the other side. A `classify` that throws ends the request with what it threw, and leaves no slot taken. */
export function judge(
  error: unknown,
  classify: Classify,
  describe: (error: unknown) => string,
): { outcome: Outcome; fault?: { error: unknown } } {
  try {
    const outcome = classify(error);
    return { outcome: outcome.kind === 'transient' ? { said: describe(error), ...outcome } : outcome };
  } catch (fault) {
    return { outcome: { kind: 'cancelled' }, fault: { error: fault } };
  }
}
