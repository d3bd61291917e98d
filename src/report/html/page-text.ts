import { sanitize } from '../sanitize.js';
import { diffWords, type TextPart } from '../word-diff.js';
import type { PagePart, PageText } from './page-data.js';

/** Characters of an equal stretch that are shown before and after a difference. */
const CONTEXT = 300;

/** Characters of one side of a text that are shown. */
const MAX_SHOWN = 20_000;

const SIGN = { same: 0, removed: -1, added: 1 } as const;

/** Line ends and tabs are laid out; whatever else is hazardous is shown as an escape. */
export const pageString = (text: string): string => text.replace(/[^\n\t]+/g, sanitize);

/** The place in `text` nearest below `at` that cuts no character in two. */
const boundary = (text: string, at: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;

/** An equal stretch without its middle where that is long: what differs is what is looked for. */
const shortened = (text: string, isFirst: boolean, isLast: boolean): PagePart[] => {
  const head = isFirst ? 0 : CONTEXT;
  const tail = isLast ? 0 : CONTEXT;
  // Of a text that is equal as a whole the beginning is shown.
  const from = boundary(text, isFirst && isLast ? CONTEXT : head);
  const to = boundary(text, Math.max(from, text.length - tail));
  if (to - from < CONTEXT) return [[0, pageString(text)]];
  const parts: PagePart[] = [
    [0, pageString(text.slice(0, from))],
    ['leftOut', to - from],
    [0, pageString(text.slice(to))],
  ];
  return parts.filter(([, part]) => part !== '');
};

const cut = (sign: 0 | -1 | 1, text: string, room: number): PagePart[] => {
  if (text.length <= room) return [[sign, pageString(text)]];
  const end = boundary(text, room);
  const rest: PagePart = ['leftOut', text.length - end];
  return end === 0 ? [rest] : [[sign, pageString(text.slice(0, end))], rest];
};

/** Parts as the page shows them: long equal stretches without their middle, each side at most `MAX_SHOWN` characters. */
const shown = (parts: readonly TextPart[]): PageText => {
  const room = { same: Infinity, removed: MAX_SHOWN, added: MAX_SHOWN };
  return parts.flatMap(({ kind, text }, n) => {
    if (kind === 'same') return shortened(text, n === 0, n === parts.length - 1);
    const pieces = cut(SIGN[kind], text, Math.max(0, room[kind]));
    room[kind] -= text.length;
    return pieces;
  });
};

/** *Two texts as the page shows them side by side,* by word, and not longer than a person reads. */
export const pageDiff = (left: string, right: string): PageText => shown(diffWords(left, right));

/** A text that stands on one side only, or is equal on both. */
export const pageText = (kind: TextPart['kind'], text: string): PageText =>
  text === '' ? [] : shown([{ kind, text }]);
