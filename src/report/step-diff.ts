import { diffArrays } from 'diff';

import { canonicalText } from '../compare/canonical.js';
import { alignAlike } from './step-alike.js';

/** A step of `custom_steps_separated`: `content`, `expected`, `additional_info`, `refs`, `shared_step_id`, … */
export type Step = Readonly<Record<string, unknown>>;

/**
 * What became of one step. `left` and `right` are its numbers, counted from 1 as people count steps.
 *
 * `moved` says the same and stands elsewhere among the others; `changed` stands in its place and says something else.
 */
export type StepChange =
  | { kind: 'same' | 'changed' | 'moved'; left: number; right: number; leftStep: Step; rightStep: Step }
  | { kind: 'removed'; left: number; leftStep: Step }
  | { kind: 'added'; right: number; rightStep: Step };

/** Steps that may come and go before the two lists are compared number by number instead. */
const MAX_EDITS = 2_000;

/** The value as steps, or undefined where it is none. No value at all is a list of no steps. */
export const stepsOf = (value: unknown): readonly Step[] | undefined => {
  const list: unknown = value ?? [];
  if (!Array.isArray(list)) return undefined;
  const isStep = (item: unknown): item is Step =>
    typeof item === 'object' && item !== null && ('content' in item || 'shared_step_id' in item);
  return list.every(isStep) ? list : undefined;
};

/** The members in which two steps differ, by name, in order. */
export const changedParts = (left: Step, right: Step): string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .sort()
    .filter((part) => canonicalText(left[part]) !== canonicalText(right[part]));

/** Indices of equal steps in both lists, rising on both sides: a longest common subsequence. */
const equalPairs = (left: readonly string[], right: readonly string[]): [number, number][] => {
  const runs = diffArrays([...left], [...right], { maxEditLength: MAX_EDITS });
  if (!runs) return left.flatMap((text, n): [number, number][] => (text === right[n] ? [[n, n]] : []));
  const pairs: [number, number][] = [];
  let [l, r] = [0, 0];
  for (const { added, removed, count } of runs) {
    if (!added && !removed) for (let n = 0; n < count; n++) pairs.push([l + n, r + n]);
    if (!added) l += count;
    if (!removed) r += count;
  }
  return pairs;
};

/** Pairs steps that say the same and were left over by the common subsequence, lowest numbers first. */
const movedPairs = (
  left: readonly string[],
  right: readonly string[],
  pairs: readonly [number, number][],
): [number, number][] => {
  const taken = { left: new Set(pairs.map(([l]) => l)), right: new Set(pairs.map(([, r]) => r)) };
  const free = new Map<string, number[]>();
  left.forEach((text, l) => {
    if (!taken.left.has(l)) free.set(text, [...(free.get(text) ?? []), l]);
  });
  return right.flatMap((text, r): [number, number][] => {
    const l = taken.right.has(r) ? undefined : free.get(text)?.shift();
    return l === undefined ? [] : [[l, r]];
  });
};

/** Steps between two that stayed (or an end of the list), by index, in order. */
interface Gap {
  left: number[];
  right: number[];
  /** The pair that stayed and ends it; none at the end of the list. */
  end?: readonly [number, number];
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

const gapsBetween = (stayed: readonly [number, number][], lengths: readonly [number, number]): Gap[] => {
  let [l, r] = [0, 0];
  return [...stayed, undefined].map((end) => {
    const [toLeft, toRight] = end ?? lengths;
    const gap = { left: range(l, toLeft), right: range(r, toRight), end };
    [l, r] = [toLeft + 1, toRight + 1];
    return gap;
  });
};

/**
 * *Two lists of steps, step by step: same, changed, moved, removed, added.*
 *
 * 1. Steps that say the same and stand in the same order are the `same`: as many as possible.
 * 2. Of the rest, those that say the same are `moved`.
 * 3. Between two steps that stayed, what is left is paired in order, the most alike: `changed`.
 * 4. What then has no partner was `removed` or `added`.
 *
 * Ordered by the right list; a removed step stands where it stood among those that stayed. Equal as the comparison has
 * it: absent, null and "" alike, CRLF as LF.
 */
export const diffSteps = (left: readonly Step[], right: readonly Step[]): StepChange[] => {
  const texts = {
    left: left.map((step) => canonicalText(step)),
    right: right.map((step) => canonicalText(step)),
  };
  const stayed = equalPairs(texts.left, texts.right);
  const moved = new Map(movedPairs(texts.left, texts.right, stayed).map(([l, r]) => [r, l]));
  const gone = new Set(moved.values());

  const both = (kind: 'same' | 'changed' | 'moved', l: number, r: number): StepChange => ({
    kind,
    left: l + 1,
    right: r + 1,
    leftStep: left[l]!,
    rightStep: right[r]!,
  });
  const removed = (l: number): StepChange => ({ kind: 'removed', left: l + 1, leftStep: left[l]! });
  const arrived = (r: number): StepChange => {
    const from = moved.get(r);
    return from === undefined
      ? { kind: 'added', right: r + 1, rightStep: right[r]! }
      : both('moved', from, r);
  };

  const ofGap = (gap: Gap): StepChange[] => {
    const free = {
      left: gap.left.filter((l) => !gone.has(l)),
      right: gap.right.filter((r) => !moved.has(r)),
    };
    const aligned = alignAlike(
      free.left.map((l) => left[l]!),
      free.right.map((r) => right[r]!),
    );
    const partners = new Map(aligned.map(([l, r]) => [free.left[l]!, free.right[r]!]));
    const arriving = [...gap.right];
    const changes: StepChange[] = [];
    for (const l of free.left) {
      const r = partners.get(l);
      if (r === undefined) {
        changes.push(removed(l));
        continue;
      }
      while (arriving[0] !== r) changes.push(arrived(arriving.shift()!));
      arriving.shift();
      changes.push(both('changed', l, r));
    }
    return [...changes, ...arriving.map(arrived), ...(gap.end ? [both('same', ...gap.end)] : [])];
  };
  return gapsBetween(stayed, [left.length, right.length]).flatMap(ofGap);
};
