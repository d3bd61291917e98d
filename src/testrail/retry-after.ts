/**
 * What a 429 states. The header is delay-seconds or an HTTP date (RFC 9110, 10.2.3), seconds may have a fraction; a
 * date counts from the answer's own `Date`, since the clocks of two machines differ. TestRail words the limit in the
 * body alone: "API Rate Limit Exceeded - 180 per minute maximum allowed. Retry after 57 seconds."
 */
export interface Refusal {
  /** Milliseconds. */
  retryAfterMs?: number;
  /** Requests a minute. */
  limit?: number;
}

export function readRefusal(
  headers: { retryAfter?: string; date?: string },
  body: string,
  now: number = Date.now(),
): Refusal {
  const limit = /(\d+)\s*(?:requests\s*)?per minute/i.exec(body);
  return {
    retryAfterMs: headerMs(headers, now) ?? textMs(body),
    limit: limit && Number(limit[1]) > 0 ? Number(limit[1]) : undefined,
  };
}

function headerMs(
  { retryAfter, date }: { retryAfter?: string; date?: string },
  now: number,
): number | undefined {
  if (!retryAfter) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(retryAfter)) return Math.ceil(Number(retryAfter) * 1000);
  // What has no time of day is no HTTP date: Date.parse alone takes "-5" for the fifth of some month.
  const until = /\d:\d\d/.test(retryAfter) ? Date.parse(retryAfter) : NaN;
  if (Number.isNaN(until)) return undefined;
  const since = date ? Date.parse(date) : NaN;
  return Math.max(0, until - (Number.isNaN(since) ? now : since));
}

function textMs(body: string): number | undefined {
  const seconds = /retry after (\d+(?:\.\d+)?)\s*s/i.exec(body);
  return seconds ? Math.ceil(Number(seconds[1]) * 1000) : undefined;
}
