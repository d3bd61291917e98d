/** Addresses of an instance: its API, and the pages that a person opens. */
import { withoutCredentials } from './secrets.js';

/** Thrown for what cannot be the address of a TestRail. */
export class AddressError extends Error {
  readonly code = 'ERR_ADDRESS';
  constructor(message: string) {
    super(message);
    this.name = 'AddressError';
  }
}

/**
 * The one spelling of an instance's base URL: scheme and host in small letters, default port dropped, no credentials,
 * query, `index.php` or trailing slash. Two sides with one base URL are one instance.
 *
 * @throws AddressError when it is no http or https address
 */
export function normaliseBaseUrl(address: string): string {
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    throw new AddressError(
      `${shown(address)} is no address; it should look like https://example.testrail.io`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AddressError(`${shown(address)} is not http:// or https://`);
  }
  const path = url.pathname.replace(/\/index\.php\/?$/, '').replace(/\/+$/, '');
  return `${url.protocol}//${url.host}${path}`;
}

/** An address as a message may repeat it. */
export const shown = (address: string): string => JSON.stringify(withoutCredentials(address));

/** The base URL and the project's id of an address such as `https://host/sub/index.php?/projects/overview/30`. */
export function parseProjectAddress(address: string): { url: string; projectId: number } {
  const match =
    /[?/](?:projects\/overview|suites\/overview|runs\/overview|todos\/overview|milestones\/overview)\/(\d+)/.exec(
      address,
    );
  if (!match) {
    throw new AddressError(
      `${shown(address)} names no project; it should look like https://example.testrail.io/index.php?/projects/overview/30`,
    );
  }
  return { url: normaliseBaseUrl(address.slice(0, match.index)), projectId: Number(match[1]) };
}

/** The path stands inside the query string, and filters are joined with `&` from the first one on. */
export function apiUrl(
  base: string,
  method: string,
  filters: Record<string, number | undefined> = {},
): string {
  const query = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `&${name}=${value}`)
    .join('');
  return `${base}/index.php?/api/v2/${method}${query}`;
}

export const caseUrl = (base: string, caseId: number): string => `${base}/index.php?/cases/view/${caseId}`;
