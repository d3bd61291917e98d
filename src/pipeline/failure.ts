/** What an error of a page means for the run; errors of the HTTP edge say it in `kind`. */
const kindOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined;

/** The suite will never be read: it is given up. */
export const isPermanent = (error: unknown): boolean => kindOf(error) === 'permanent';

/** Nothing will be read any more with these credentials: the run stops. */
export const isAuth = (error: unknown): boolean => kindOf(error) === 'auth';

/** An answer of a wrong shape is told with its address: it is to be looked at. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, url } = error as { code?: unknown; url?: unknown };
  const isOfShape = code === 'ERR_TESTRAIL_SHAPE' || code === 'ERR_TESTRAIL_RECORD';
  return isOfShape && url ? `${error.message} (${String(url)})` : error.message;
}
