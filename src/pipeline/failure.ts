/** What an error of a page means for the run; errors of the HTTP edge say it in `kind`. */
const kindOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined;

/** The suite will never be read: it is given up. */
export const isPermanent = (error: unknown): boolean => kindOf(error) === 'permanent';

/** Nothing will be read any more with these credentials: the run stops. */
export const isAuth = (error: unknown): boolean => kindOf(error) === 'auth';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
