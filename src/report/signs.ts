import type { Kind } from '../compare/events.js';

/** The sign of a kind, in the sense of `diff -u`: "-" stands only on the left, "+" only on the right. */
export const SIGNS: Readonly<Record<Kind, string>> = {
  identical: '=',
  changed: '~',
  renamed: '~',
  moved: '>',
  onlyLeft: '-',
  onlyRight: '+',
  undetermined: '?',
};

/** The kind as a person says it. */
export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  identical: 'identical',
  changed: 'changed',
  renamed: 'renamed',
  moved: 'moved',
  onlyLeft: 'only left',
  onlyRight: 'only right',
  undetermined: 'undetermined',
};
