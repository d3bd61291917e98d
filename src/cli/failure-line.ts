import { sanitize } from '../report/sanitize.js';
import { TestRailError } from '../testrail/errors.js';

/** One line for a failure: what is wrong, and what to do. Nothing a server said reaches the terminal raw. */
export const failureLine = (failure: unknown): string => `raildiff: ${sanitize(wordsOf(failure))}\n`;

function wordsOf(failure: unknown): string {
  if (typeof failure === 'string') return failure;
  if (failure instanceof TestRailError) {
    const { url, message } = failure;
    const mend = failure.mend ?? mendOf(failure);
    return `${url ? `${url} ` : ''}${mend ? `${message.replace(/\.$/, '')}; ${mend}` : message}`;
  }
  if (!(failure instanceof Error)) return String(failure);
  if ('code' in failure && failure.code === 'ERR_DEADLINE')
    return `${failure.message}; raise --deadline, or check that the server answers in a browser`;
  return failure.message;
}

/** What a person can do with the command, where the error itself says nothing of it. */
function mendOf({ code, status = 0, message }: TestRailError): string | undefined {
  if (code === 'ERR_TIMEOUT') return 'check that the server answers in a browser, or raise --timeout';
  if (code === 'ERR_TESTRAIL_JSON')
    return 'look at the address in a browser: a proxy or a plug-in may have changed the answer; --log-file tells each request';
  if (status === 400 && message.includes(':project_id'))
    return '`raildiff projects` lists the projects that this account may read';
  if (status === 409) return 'the server is in its maintenance; start the run again when that is over';
  if (status >= 500)
    return 'the server is in trouble; check that it answers in a browser, and start the run again';
  return undefined;
}
