/** What a request asks for: `get_cases`, `30`, and its filters. */
export interface ApiCall {
  method: string;
  /** The part after the method, not yet a number; empty where there is none. */
  id: string;
  filters: Map<string, string>;
}

/**
 * Reads `…/index.php?/api/v2/{method}/{id}&name=value&…`, as TestRail writes it: the path stands inside the query
 * string, where no framework looks for one. Names and values may be percent-encoded, the path's slashes too.
 *
 * @param url the raw URL of the request line
 * @returns undefined where this is no API call
 */
export function parseCall(url: string): ApiCall | undefined {
  const mark = url.indexOf('?');
  if (mark < 0) return undefined;
  const [head = '', ...pairs] = url.slice(mark + 1).split('&');
  const path = /^\/?api\/v2\/([A-Za-z_]+)(?:\/([^/]*))?\/?$/.exec(decode(head));
  if (!path) return undefined;
  const filters = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) filters.set(decode(pair.slice(0, equals)), decode(pair.slice(equals + 1)));
  }
  return { method: path[1] as string, id: path[2] ?? '', filters };
}

/** Percent-decoding that leaves what is not properly encoded as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
