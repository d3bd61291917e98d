/** What the log says of a fetch, beside the lines of its requests: each names the work, so that one can be followed through it. */
import type { AdmissionReport } from '../operators/index.js';
import type { Logger } from '../testrail/index.js';
import {
  workKey,
  type PageWork,
  type RecheckWork,
  type SectionsWork,
  type SuiteWork,
  type Work,
} from './work.js';

/** One admission: the request with this name goes out next. */
export interface AdmissionFacts extends AdmissionReport {
  /** False for a page that may not exist. */
  known: boolean;
  /** The how manieth; to be throttled and admitted anew is none. */
  attempt: number;
}

/** How a work ended that was not read. */
export interface Loss {
  attempts: number;
  /** Milliseconds from asking first, admission included. */
  ms: number;
  error: unknown;
}

/**
 * What one request of a work is called. A project is several requests, and a list of sections may be: these are told
 * apart by their method and, beyond the first page, by the offset.
 *
 * @param method of a project's request, `get_suites`
 */
export function requestName(
  work: Work,
  { method, offset = 0 }: { method?: string; offset?: number },
): string {
  const name = method === undefined ? workKey(work) : `${work.side}/${method}`;
  return offset > 0 ? `${name}/${offset}` : name;
}

/** A request goes out. */
export function logAdmission(logger: Logger, work: Work, name: string, facts: AdmissionFacts): void {
  logger.debug('admitted', { work: work.kind, name, ...facts });
}

/** All else is done, and this was lost: its turn comes once more. */
export function logAgain(logger: Logger, work: Work): void {
  if (work.kind !== 'project' && work.again)
    logger.info('asked once more at the end', { name: workKey(work) });
}

/** The next attempt is waited for. */
export function logRetry(
  logger: Logger,
  name: string,
  { failures, waitMs, error }: { failures: number; waitMs: number; error: unknown },
): void {
  logger.info('retry', { name, failures, waitMs: Math.round(waitMs), error: String(error) });
}

/** A page is asked for in halves. */
export function logHalves(
  logger: Logger,
  work: SuiteWork | PageWork,
  halves: readonly PageWork[],
  error: unknown,
): void {
  logger.info('split into halves', {
    name: workKey(work),
    halves: halves.map(workKey),
    error: String(error),
  });
}

const LOST = {
  suite: 'page lost',
  page: 'page lost',
  sections: 'list of sections lost',
  recheck: 'recheck lost',
};

/** The last attempt has failed. A guess that fails loses nothing, and tells of nothing but itself. */
export function logLoss(
  logger: Logger,
  work: SuiteWork | PageWork | SectionsWork | RecheckWork,
  { attempts, ms, error }: Loss,
  guess = false,
): void {
  const facts = { name: workKey(work), attempts, ms: Math.round(ms), error: String(error) };
  if (guess) logger.debug('guess failed', facts);
  else logger.warn(LOST[work.kind], facts);
}
