import type { Fault } from './faults.js';
import { errorBody, outgoing, type Outgoing } from './outgoing.js';

const HTML = { 'content-type': 'text/html; charset=utf-8' };

const SIGN_IN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>';
const CUT_JSON =
  '{"offset":0,"limit":250,"size":250,"_links":{"next":null,"prev":null},"cases":[{"id":1,"tit';
const WRONG_SHAPE = '{"offset":0,"limit":250,"size":1,"_links":{"next":null},"cases":null}';

/** How TestRail words what it refuses. */
const REFUSALS: Record<number, string> = {
  400: 'Field :suite_id is not a valid test suite.',
  401: 'Authentication failed: invalid or missing user/password or session cookie.',
  403: 'You are not allowed to access this project.',
  409: 'This TestRail instance is currently in maintenance mode, please try the request again in a few minutes',
  429: 'API Rate Limit Exceeded - 180 per minute maximum allowed. Retry after 1 seconds.',
};

/** What stands in front of it answers in HTML. */
const GATEWAYS: Record<number, string> = {
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
};

/**
 * The answer that a fault puts in the place of the real one; undefined where the real one is needed.
 *
 * @param url the instance's base URL
 */
export function answerInstead(fault: Fault, url: string): Outgoing | undefined {
  const { kind, status, body } = fault;
  switch (kind) {
    case 'status':
      return refusalOf(fault);
    case 'redirect':
      return outgoing(status ?? 302, body ?? '', {
        ...HTML,
        location: fault.location ?? `${url}/index.php?/auth/login/`,
      });
    case 'html':
      return outgoing(status ?? 200, body ?? SIGN_IN_PAGE, HTML);
    case 'invalidJson':
      return outgoing(status ?? 200, body ?? CUT_JSON);
    case 'wrongShape':
      return outgoing(status ?? 200, body ?? WRONG_SHAPE);
    default:
      return undefined;
  }
}

function refusalOf({ status = 500, body, retryAfter = status === 429 ? '1' : '' }: Fault): Outgoing {
  const headers: Record<string, string> = retryAfter === '' ? {} : { 'retry-after': retryAfter };
  const gateway = GATEWAYS[status];
  if (body !== undefined || gateway === undefined) {
    return outgoing(status, body ?? errorBody(REFUSALS[status] ?? 'Injected fault.'), headers);
  }
  const title = `${status} ${gateway}`;
  return outgoing(
    status,
    `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`,
    { ...headers, ...HTML },
  );
}
