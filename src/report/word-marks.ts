import { sanitize } from './sanitize.js';
import { diffWords, type TextPart } from './word-diff.js';

/** Characters shown of what stays the same, on each side of a change. */
const CONTEXT = 24;

const mark = ({ kind, text }: TextPart): string =>
  kind === 'removed' ? `[-${sanitize(text)}-]` : `{+${sanitize(text)}+}`;

/** What is the same, cut in its middle or at the end of it that no change stands beside. Never inside a character. */
const context = (text: string, isFirst: boolean, isLast: boolean): string => {
  const characters = [...text];
  const before = isFirst ? '' : characters.slice(0, CONTEXT).join('');
  const after = isLast ? '' : characters.slice(-CONTEXT).join('');
  const kept = (isFirst ? 0 : CONTEXT) + (isLast ? 0 : CONTEXT);
  return sanitize(characters.length <= kept ? text : `${before}…${after}`);
};

/** How many characters go and come; undefined where the two texts have nothing in common. */
export const changedCharacters = (left: string, right: string): number | undefined => {
  const parts = diffWords(left, right);
  if (!parts.some(({ kind, text }) => kind === 'same' && text.trim() !== '')) return undefined;
  return parts.reduce((sum, { kind, text }) => sum + (kind === 'same' ? 0 : text.length), 0);
};

/** *Two texts in one line,* as `git diff --word-diff` has it: `… pay by [-Visa-]{+Mastercard+} and …`. Sanitised. */
export const wordMarks = (left: string, right: string): string => {
  const parts = diffWords(left, right);
  return parts
    .map((part, n) =>
      part.kind === 'same' ? context(part.text, n === 0, n === parts.length - 1) : mark(part),
    )
    .join('');
};

/** CRLF as LF, as the comparison has it: what differs only so is no change. */
export const plainText = (text: string): string => text.replaceAll('\r\n', '\n');
