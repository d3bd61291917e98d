import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../options.js';
import { ApiError } from './api-error.js';
import type { WindowLimiter } from './window-limiter.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Refuses requests without the right credentials, or without the content type that TestRail insists on.
 *
 * @throws ApiError 401, 400
 */
export function checkHeaders(headers: IncomingHttpHeaders, { user, apiKey }: Settings): void {
  const [scheme = '', code = ''] = (headers.authorization ?? '').split(' ');
  const given = scheme.toLowerCase() === 'basic' ? Buffer.from(code, 'base64').toString('utf8') : '';
  if (!timingSafeEqual(digest(given), digest(`${user}:${apiKey}`))) {
    throw new ApiError(401, 'Authentication failed: invalid or missing user/password or session cookie.');
  }
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new ApiError(400, 'Content-Type header missing (use Content-Type: application/json)');
  }
}

/** Up to here a window tells a minute's story in a second or two, and a whole second would be as long as all of it. */
const SHORT_WINDOW_MS = 2_000;

/**
 * Refuses a request that is one too many, in TestRail's words.
 *
 * @throws ApiError 429
 */
export function checkLimit(
  limiter: WindowLimiter,
  now: number,
  { windowMs, retryAfterStyle, retryAfter }: Settings,
): void {
  const verdict = limiter.arrive(now);
  if (verdict.ok) return;
  const { limit, waitMs } = verdict;
  const seconds = windowMs <= SHORT_WINDOW_MS ? Math.ceil(waitMs) / 1_000 : Math.ceil(waitMs / 1_000);
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  else if (retryAfterStyle === 'seconds') headers['retry-after'] = String(seconds);
  // A date has whole seconds only: rounded up, or a client that obeys would come too early.
  else if (retryAfterStyle === 'date')
    headers['retry-after'] = new Date(Math.ceil((Date.now() + waitMs) / 1_000) * 1_000).toUTCString();
  const wait = retryAfterStyle === 'silent' ? '' : ` Retry after ${seconds} seconds.`;
  throw new ApiError(429, `API Rate Limit Exceeded - ${limit} per minute maximum allowed.${wait}`, headers);
}
