import { z } from 'zod';
import { envelopeSchema } from './schemas.js';

/** The largest page that TestRail gives. */
export const MAX_PAGE = 250;

/** One page of a list, whichever shape the server sent it in. */
export interface Page<T> {
  items: T[];
  offset: number;
  /** Records a page holds on this server, as the envelope states it. */
  limit: number;
  /** Where the next page begins; null on the last one. */
  next: number | null;
  /**
   * What the envelope calls `size`: the number of records on this page by the reference, their total on some servers.
   * A hint and no more; left out where it is no whole number.
   */
  size?: number;
  /** False for a bare array: a server from before 6.7, which sends everything and ignores `offset`. */
  paged: boolean;
}

/** Thrown for an answer of a wrong shape, with the path to what is wrong. */
export class ShapeError extends Error {
  /** @param ofRecord one record of the list is wrong, and its others may be good */
  constructor(
    message: string,
    readonly ofRecord = false,
  ) {
    super(message);
    this.name = 'ShapeError';
  }
}

/** What was asked for, and who is told what is odd about the answer. */
export interface PageOf {
  offset: number;
  limit: number;
  /** Told the host that `next` names, where it names one. */
  elsewhere?: (host: string) => void;
}

/**
 * Reads both shapes of a list: `{offset, limit, size, _links, [entity]: […]}` and `[…]`.
 *
 * @param isUsual whether an item needs no checking by its schema, which would hand it on as it is
 * @throws ShapeError when it is neither, an item has a wrong shape, or `next` leads back or leaves records out
 */
export function readPage<T>(
  body: unknown,
  entity: string,
  item: z.ZodType<T>,
  asked: PageOf,
  isUsual: (value: unknown) => value is T = (_): _ is T => false,
): Page<T> {
  const checkAll = (list: unknown, at?: string): T[] =>
    Array.isArray(list) && list.every(isUsual) ? list : check(z.array(item), list, at);
  if (Array.isArray(body)) {
    // A server that pages nothing sends all of it, whatever is asked for.
    if (body.length === 0 && asked.offset > 0)
      throw new ShapeError('an empty list without offset and limit, in the middle of a list');
    const items = checkAll(body);
    return { items, offset: 0, limit: Math.max(1, items.length), next: null, paged: false };
  }
  const envelope = check(envelopeSchema, body);
  const items = checkAll(envelope[entity], entity);
  const room = Math.max(envelope.limit, asked.limit, items.length);
  // Some servers have been seen to state a limit of 0; the one that was asked for then holds.
  const limit = envelope.limit > 0 ? Math.min(envelope.limit, asked.limit) : asked.limit;
  const { _links: links, size } = envelope;
  const next = links
    ? nextOffset(links.next || null, asked, room)
    : nextByLength(items.length, limit, envelope.offset, asked);
  return { items, offset: asked.offset, limit, next, size: isCount(size) ? size : undefined, paged: true };
}

/**
 * Only the meaning of `next` is followed, its offset: path-style or a query, some with `limit=0`, and one that points
 * to another host must never be fetched with credentials.
 */
function nextOffset(next: string | null, { offset, elsewhere }: PageOf, room: number): number | null {
  if (next === null) return null;
  const host = /^[a-z][a-z\d+.-]*:\/\/|^\/\//i.test(next) ? hostOf(next) : undefined;
  if (host !== undefined) elsewhere?.(host);
  const match = /[?&]offset=(\d+)/.exec(next);
  if (!match) throw new ShapeError(`_links.next has no offset: ${JSON.stringify(next.slice(0, 200))}`);
  const following = Number(match[1]);
  if (following <= offset) {
    throw new ShapeError(`_links.next leads back, from offset ${offset} to ${following}`);
  }
  if (following > offset + room) {
    throw new ShapeError(`_links.next leaves records out, from offset ${offset} to ${following}`);
  }
  return following;
}

const isCount = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0;

/** Where nothing links to a next page: a full one may have a successor, and of a list that ends with it that one is empty. */
function nextByLength(length: number, limit: number, stated: number, { offset }: PageOf): number | null {
  if (length < limit) return null;
  // A server that pages nothing would be asked for the same page without end.
  if (stated !== offset)
    throw new ShapeError(`no _links, and a page at offset ${stated} where ${offset} was asked for`);
  return offset + length;
}

/** The host of an address that names one. */
function hostOf(address: string): string | undefined {
  try {
    return new URL(address, 'http://localhost').host;
  } catch {
    return undefined;
  }
}

/** One object of a known shape. @throws ShapeError */
export function check<T>(schema: z.ZodType<T>, body: unknown, at = ''): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = [at, ...issue.path].filter((part) => part !== '').join('.');
  throw new ShapeError(`${path || 'the answer'}: ${issue.message}`, typeof issue.path[0] === 'number');
}
