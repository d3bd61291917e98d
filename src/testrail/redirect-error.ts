import { TestRailError } from './errors.js';
import type { Conceal } from './secrets.js';

/** A redirect: named, without the query that a sign-in page is given, and never followed. */
export function redirectError(
  url: string,
  status: number,
  location: string | undefined,
  conceal: Conceal,
): TestRailError {
  const target = targetOf(url, location);
  return new TestRailError(
    `answered ${status}, a redirect to ${target ? conceal(addressOf(target)).slice(0, 200) : 'nowhere'}, which is not followed`,
    {
      kind: 'transient',
      code: 'ERR_TESTRAIL_REDIRECT',
      url,
      status,
      mend: mendOf(url, target),
    },
  );
}

function targetOf(url: string, location: string | undefined): URL | undefined {
  if (location === undefined) return undefined;
  try {
    return new URL(location, url);
  } catch {
    return undefined;
  }
}

const addressOf = ({ protocol, host, pathname }: URL): string =>
  `${protocol}//${host}${pathname === '/' ? '' : pathname}`;

function mendOf(url: string, target: URL | undefined): string {
  const elsewhere = target !== undefined && target.origin !== new URL(url).origin;
  return elsewhere
    ? 'credentials go to no other host; give the address that it redirects to, if that is your TestRail'
    : 'a sign-in page may stand in front of the API; check the address, and that the API is enabled';
}
