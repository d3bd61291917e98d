import type { PurseFacts } from './purse.js';

/**
 * How many attachments may be asked for now. A window is for pages first, those that are only expected included: a chain of
 * them that begins in the next window may last longer than all attachments, which need no order.
 *
 * @param attachments those that are part of what is to come
 */
export function roomForAttachments(
  { limit, toCome, tokensLeft }: Pick<PurseFacts, 'limit' | 'toCome' | 'tokensLeft'>,
  attachments: number,
): number {
  const pages = Math.ceil(toCome - attachments);
  return limit === Infinity || pages <= 0 ? Infinity : Math.max(0, Math.floor(tokensLeft - pages));
}
