import type { Option } from 'commander';

/** What a shell may offer for an option whose value is read by more than commander's `choices`. */
export type WordList =
  /** Words with commas between; each of `alone` stands for the whole list. */
  | { kind: 'list'; words: readonly string[]; alone: readonly string[] }
  /** `<word>=<file>` */
  | { kind: 'wordAndFile'; words: readonly string[] };

const LISTS = new WeakMap<Option, WordList>();

export function withWords(option: Option, list: WordList): Option {
  LISTS.set(option, list);
  return option;
}

export const wordListOf = (option: Option): WordList | undefined => LISTS.get(option);
