import type { Kind } from '../src/compare/events.js';

/** Kinds as the report shows them, those that need eyes first. Signs as in `diff -u`. */
export const KIND_WORDS: Readonly<Record<Kind, { sign: string; name: string }>> = {
  changed: { sign: '~', name: 'changed' },
  renamed: { sign: '~', name: 'renamed' },
  moved: { sign: '>', name: 'moved' },
  onlyLeft: { sign: '-', name: 'only left' },
  onlyRight: { sign: '+', name: 'only right' },
  undetermined: { sign: '?', name: 'undetermined' },
  identical: { sign: '=', name: 'identical' },
};

export const KIND_ORDER = Object.keys(KIND_WORDS) as Kind[];

const grouped = new Intl.NumberFormat('en-US');

/** 36000 → "36,000". */
export const count = (n: number): string => grouped.format(n);

/** (1, "difference") → "1 difference". */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
