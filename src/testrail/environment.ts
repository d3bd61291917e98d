/** Variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables of this process: where nobody says which proxy is to be used, the library promises to look here, as every
 * HTTP client does. Nothing else outside of `cli/` reads them, and the lint rule names this file as the exception.
 */
export const processEnvironment = (): Environment => process.env;
