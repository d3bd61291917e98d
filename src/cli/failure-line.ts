import { sanitize } from '../report/sanitize.js';
import { TestRailError } from '../testrail/errors.js';

/** One line for a failure: what is wrong, and what to do. Nothing a server said reaches the terminal raw. */
export const failureLine = (failure: unknown): string => `raildiff: ${sanitize(wordsOf(failure))}\n`;

function wordsOf(failure: unknown): string {
  if (typeof failure === 'string') return failure;
  if (failure instanceof TestRailError) {
    const { url, message, mend } = failure;
    return `${url ? `${url} ` : ''}${mend ? `${message.replace(/\.$/, '')}; ${mend}` : message}`;
  }
  return failure instanceof Error ? failure.message : String(failure);
}
