import { diffLines, diffWordsWithSpace } from 'diff';

/** A stretch of two texts: in both, only in the left one (`removed`), or only in the right one (`added`). */
export interface TextPart {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Edits that are looked for word by word, then line by line: the work grows with their square. */
const MAX_EDITS = 1_000;

/** Characters of both texts together that are compared by word; beyond it, by line. */
const MAX_CHARACTERS = 100_000;

const partsOf = (changes: { value: string; added: boolean; removed: boolean }[]): TextPart[] =>
  changes.map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));

const whole = (left: string, right: string): TextPart[] => {
  const parts: TextPart[] = [
    { kind: 'removed', text: left },
    { kind: 'added', text: right },
  ];
  return parts.filter(({ text }) => text !== '');
};

/**
 * *Two texts by word: what stays, what goes, what comes.*
 *
 * `same` and `removed` together are the left text, `same` and `added` the right one, to the last space. Texts that are
 * very long or have next to nothing in common are compared by line, and beyond that as wholes, so that no pair of
 * texts takes more than some tens of milliseconds; the bounds are counts and not times, so the answer is always the same.
 */
export const diffWords = (left: string, right: string): TextPart[] => {
  if (left === right) return left === '' ? [] : [{ kind: 'same', text: left }];
  const options = { maxEditLength: MAX_EDITS };
  const byWord =
    left.length + right.length <= MAX_CHARACTERS ? diffWordsWithSpace(left, right, options) : undefined;
  const changes = byWord ?? diffLines(left, right, options);
  return changes ? partsOf(changes) : whole(left, right);
};
