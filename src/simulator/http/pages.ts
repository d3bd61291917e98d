import type { NextStyle } from '../options.js';
import type { ApiCall } from './api-call.js';
import { ApiError } from './api-error.js';

/** TestRail hands out no more records a page, whatever is asked for. */
export const PAGE_CAP = 250;

/** A list of which any stretch can be made on demand. */
export interface Source<T> {
  length: number;
  slice(from: number, to: number): T[];
}

export interface PageStyle {
  paginated: boolean;
  sizeMeans: 'page' | 'total';
  nextStyle: NextStyle;
}

/** An answer's body and how many records it holds. */
export interface Listing {
  body: unknown;
  records: number;
}

/**
 * A list in the shape the instance has: an envelope around one page, or everything in a bare array.
 *
 * @param key name of the array within the envelope: `cases`, `suites`, …
 * @throws ApiError 400 where limit or offset is no number
 */
export function listing<T>(key: string, source: Source<T>, call: ApiCall, style: PageStyle): Listing {
  if (!style.paginated) {
    const all = source.slice(0, source.length);
    return { body: all, records: all.length };
  }
  const limit = Math.min(PAGE_CAP, wholeNumber(call, 'limit', PAGE_CAP));
  const offset = wholeNumber(call, 'offset', 0);
  const records = source.slice(offset, offset + limit);
  const more = limit > 0 && offset + limit < source.length;
  return {
    records: records.length,
    body: {
      offset,
      limit,
      size: style.sizeMeans === 'total' ? source.length : records.length,
      _links: {
        next: more ? nextLink(call, limit, offset + limit, style.nextStyle) : null,
        prev: offset > 0 ? nextLink(call, limit, Math.max(0, offset - limit), style.nextStyle) : null,
      },
      [key]: records,
    },
  };
}

function wholeNumber(call: ApiCall, name: string, otherwise: number): number {
  const text = call.filters.get(name);
  if (text === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new ApiError(400, `Field :${name} is not a valid integer.`);
  return Number(text);
}

/** A link to the page of the same list that begins at `offset`. */
export function nextLink(call: ApiCall, limit: number, offset: number, style: NextStyle): string {
  const filters = [...call.filters].filter(([name]) => name !== 'limit' && name !== 'offset');
  const pairs = [...filters, ['limit', style === 'limit0' ? 0 : limit], ['offset', offset]]
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  const path = `/api/v2/${call.method}/${call.id}`;
  if (style === 'conventional') return `${path}?${pairs}`;
  return `${style === 'query' ? '/index.php?' : ''}${path}&${pairs}`;
}
