import type { AttachmentDifference, FieldDifference, UnreadAttachments } from '../compare/events.js';
import { count, counted } from './numbers.js';
import { sanitize } from './sanitize.js';

/** How many are named one by one. */
const NAMED = 3;
/** How many reasons are told. */
const REASONS = 5;

const arrow = ({ left, right }: AttachmentDifference): string =>
  left.id === right.id ? sanitize(left.id) : `${sanitize(left.id)} → ${sanitize(right.id)}`;

/** "attachment 12 → 34 is another file": that two texts may look the same, and show another picture. */
export const attachmentChange = ({ attachments = [] }: FieldDifference): string | undefined => {
  if (attachments.length === 0) return undefined;
  if (attachments.length === 1) return `attachment ${arrow(attachments[0]!)} is another file`;
  if (attachments.length > NAMED) return `${count(attachments.length)} attachments are other files`;
  return `attachments ${attachments.map(arrow).join(', ')} are other files`;
};

/** "attachment 12 → 34 is another file: 1,204 → 1,310 bytes", one for each. */
export const attachmentLines = ({ attachments = [] }: FieldDifference): string[] =>
  attachments.map((each) => {
    const [before, after] = [each.left.bytes, each.right.bytes];
    const sizes =
      before === after ? `both of ${counted(after, 'byte')}` : `${count(before)} → ${counted(after, 'byte')}`;
    return `attachment ${arrow(each)} is another file: ${sizes}`;
  });

/** "2 left (5, 6): answered 403: …" */
const reasonOf = ({ side, error, lost, count: n, ids }: UnreadAttachments): string => {
  const named = ids.slice(0, NAMED).map(sanitize);
  const all = n > named.length ? `${named.join(', ')}, …` : named.join(', ');
  return `${count(n)} ${side} (${all})${lost ? ', lost' : ''}: ${sanitize(error)}`;
};

/** "120 verified, 3 could not be read (2 left (5, 6): answered 403: …; 1 right (12): …)". */
export const verifiedWords = (read: number, unread: readonly UnreadAttachments[] = []): string => {
  const total = unread.reduce((sum, { count: n }) => sum + n, 0);
  if (total === 0) return `${count(read)} verified`;
  const reasons = unread.slice(0, REASONS).map(reasonOf);
  if (unread.length > REASONS) reasons.push(`${count(unread.length - REASONS)} more reasons`);
  return `${count(read)} verified, ${count(total)} could not be read (${reasons.join('; ')})`;
};
