import { TestRailError } from '../testrail/index.js';

/** What an error of a page means for the run; errors of the HTTP edge say it in `kind`. */
const kindOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined;

/** The suite will never be read: it is given up. */
export const isPermanent = (error: unknown): boolean => kindOf(error) === 'permanent';

/** Nothing will be read any more with these credentials: the run stops. */
export const isAuth = (error: unknown): boolean => kindOf(error) === 'auth';

/** Something was answered that is of no use: whoever answers is alive, and the same may be asked once more. */
const USELESS_ANSWERS = new Set(['ERR_TESTRAIL_SHAPE', 'ERR_TESTRAIL_RECORD', 'ERR_TESTRAIL_TOO_LARGE']);
export const isUselessAnswer = (error: unknown): boolean =>
  error instanceof TestRailError && USELESS_ANSWERS.has(error.code);

/** An answer of a wrong shape is told with its address: it is to be looked at. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, url } = error as { code?: unknown; url?: unknown };
  const isOfShape = code === 'ERR_TESTRAIL_SHAPE' || code === 'ERR_TESTRAIL_RECORD';
  return isOfShape && url ? `${error.message} (${String(url)})` : error.message;
}

/** Why a list of sections could not be read. One that the account may not read is not needed, and says so. */
export function sectionsMessageOf(error: unknown): string {
  const isForbidden = error instanceof TestRailError && error.status === 403;
  if (!isForbidden) return messageOf(error);
  return `${messageOf(error).replace(/\.$/, '')}; the account may not read sections (get_sections): ask for that right, or compare without them (--no-sections)`;
}

/** What is wrong, and what to do. */
export const withMend = (error: unknown): string => messageOf(error) + mendOf(error);

/** What is wrong and where, and what to do: for a reader who does not see what was asked for. */
export function withAddress(error: unknown): string {
  if (!(error instanceof TestRailError) || !/^https?:/.test(error.url)) return withMend(error);
  return `${error.message.replace(/\.$/, '')} (${error.url})${mendOf(error)}`;
}

const mendOf = (error: unknown): string =>
  error instanceof TestRailError && error.mend ? `; ${error.mend}` : '';
