import { diffArrays } from 'diff';

import { canonicalText } from '../compare/canonical.js';
import type { StepParts } from '../compare/step-parts.js';
import { alignAlike, pairAlike } from './step-alike.js';

/** A step of `custom_steps_separated`: `content`, `expected`, `additional_info`, `refs`, `shared_step_id`, … */
export type Step = Readonly<Record<string, unknown>>;

/**
 * What became of one step. `left` and `right` are its numbers, counted from 1 as people count steps.
 *
 * `moved` says the same and stands elsewhere among the others; `changed` stands in its place and says something else.
 */
export type StepChange =
  | { kind: 'same' | 'moved'; left: number; right: number; leftStep: Step; rightStep: Step }
  | {
      kind: 'changed';
      left: number;
      right: number;
      leftStep: Step;
      rightStep: Step;
      /** The members in which they differ, by name, in order. */
      parts: string[];
    }
  | { kind: 'removed'; left: number; leftStep: Step }
  | { kind: 'added'; right: number; rightStep: Step };

/** Steps that may come and go before the two lists are compared number by number instead. */
const MAX_EDITS = 2_000;

/** What a step may hold. A difference shows of it what says something. */
const PARTS = ['content', 'expected', 'additional_info', 'refs', 'shared_step_id'];

const isStep = (item: unknown): item is Step =>
  typeof item === 'object' &&
  item !== null &&
  !Array.isArray(item) &&
  (Object.keys(item).length === 0 || PARTS.some((part) => part in item));

/** The value as steps, or undefined where it is none. No value at all is a list of no steps. */
export const stepsOf = (value: unknown): readonly Step[] | undefined => {
  const list: unknown = value ?? [];
  return Array.isArray(list) && list.every(isStep) ? list : undefined;
};

/** The members in which two steps differ, by name, in order. */
export const changedParts = (left: Step, right: Step): string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .sort()
    .filter((part) => canonicalText(left[part]) !== canonicalText(right[part]));

/** Indices of two steps that belong together. */
type Pair = readonly [left: number, right: number];

/** Indices of equal steps in both lists, rising on both sides: a longest common subsequence. */
const equalPairs = (left: readonly string[], right: readonly string[]): Pair[] => {
  const runs = diffArrays([...left], [...right], { maxEditLength: MAX_EDITS });
  if (!runs) return left.flatMap((text, n): Pair[] => (text === right[n] ? [[n, n]] : []));
  const pairs: Pair[] = [];
  let [l, r] = [0, 0];
  for (const { added, removed, count } of runs) {
    if (!added && !removed) for (let n = 0; n < count; n++) pairs.push([l + n, r + n]);
    if (!added) l += count;
    if (!removed) r += count;
  }
  return pairs;
};

/** Pairs steps that say the same and were left over by the common subsequence, lowest numbers first. */
const movedPairs = (left: readonly string[], right: readonly string[], pairs: readonly Pair[]): Pair[] => {
  const taken = { left: new Set(pairs.map(([l]) => l)), right: new Set(pairs.map(([, r]) => r)) };
  const free = new Map<string, number[]>();
  left.forEach((text, l) => {
    if (!taken.left.has(l)) free.set(text, [...(free.get(text) ?? []), l]);
  });
  return right.flatMap((text, r): Pair[] => {
    const l = taken.right.has(r) ? undefined : free.get(text)?.shift();
    return l === undefined ? [] : [[l, r]];
  });
};

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** What lies between pairs that rise on both sides, and after the last of them. */
const gapsBetween = (
  pairs: readonly Pair[],
  lengths: Pair,
): { left: number[]; right: number[]; end?: Pair }[] => {
  let [l, r] = [0, 0];
  return [...pairs, undefined].map((end) => {
    const [toLeft, toRight] = end ?? lengths;
    const gap = { left: range(l, toLeft), right: range(r, toRight), end };
    [l, r] = [toLeft + 1, toRight + 1];
    return gap;
  });
};

/** The steps of two lists that are not in a pair so far, and pairs of them. */
class Unpaired {
  private readonly taken = { left: new Set<number>(), right: new Set<number>() };

  constructor(private readonly steps: { left: readonly Step[]; right: readonly Step[] }) {}

  take(pairs: readonly Pair[]): readonly Pair[] {
    for (const [l, r] of pairs) {
      this.taken.left.add(l);
      this.taken.right.add(r);
    }
    return pairs;
  }

  is(side: 'left' | 'right', n: number): boolean {
    return !this.taken[side].has(n);
  }

  /** Pairs of the steps that are free among these, as `align` has them. */
  pairs(align: typeof alignAlike, among: { left: number[]; right: number[] }): Pair[] {
    const left = among.left.filter((n) => this.is('left', n));
    const right = among.right.filter((n) => this.is('right', n));
    const aligned = align(
      left.map((n) => this.steps.left[n]!),
      right.map((n) => this.steps.right[n]!),
    );
    return aligned.map(([l, r]) => [left[l]!, right[r]!]);
  }
}

/**
 * *Two lists of steps, step by step: same, changed, moved, removed, added.*
 *
 * 1. Steps that say the same and stand in the same order are the `same`: as many as possible.
 * 2. Of the rest, those that say the same are `moved`.
 * 3. Between two steps that stayed, what is left is paired in order, the most alike: `changed`. So are, wherever they
 *    stand, two that say much the same.
 * 4. What then has no partner was `removed` or `added`.
 *
 * Ordered by the right list; a removed step stands where it stood among those that stayed. Equal as the comparison has
 * it: absent, null and "" alike, CRLF as LF.
 *
 * @param parts what each part says, where that cannot be seen by looking at the two
 */
export const diffSteps = (left: readonly Step[], right: readonly Step[], parts?: StepParts): StepChange[] => {
  const said = parts ?? { left, right };
  const texts = {
    left: said.left.map((step) => canonicalText(step)),
    right: said.right.map((step) => canonicalText(step)),
  };
  const lengths: Pair = [left.length, right.length];
  const unpaired = new Unpaired({ left, right });

  const stayed = unpaired.take(equalPairs(texts.left, texts.right));
  const moved = unpaired.take(movedPairs(texts.left, texts.right, stayed));
  const changed = unpaired.take(
    gapsBetween(stayed, lengths).flatMap((gap) => unpaired.pairs(alignAlike, gap)),
  );
  const elsewhere = unpaired.take(
    unpaired.pairs(pairAlike, { left: range(0, left.length), right: range(0, right.length) }),
  );

  const both = ([l, r]: Pair) => ({
    left: l + 1,
    right: r + 1,
    leftStep: left[l]!,
    rightStep: right[r]!,
  });
  const pairs: StepChange[] = [
    ...stayed.map((pair) => ({ kind: 'same' as const, ...both(pair) })),
    ...moved.map((pair) => ({ kind: 'moved' as const, ...both(pair) })),
    ...[...changed, ...elsewhere].map((pair) => ({
      kind: 'changed' as const,
      ...both(pair),
      parts: changedParts(said.left[pair[0]]!, said.right[pair[1]]!),
    })),
  ];
  const byRight = new Map(pairs.map((change) => ['right' in change ? change.right - 1 : -1, change]));
  const arrived = (r: number): StepChange =>
    byRight.get(r) ?? { kind: 'added', right: r + 1, rightStep: right[r]! };

  const inPlace = [...stayed, ...changed].sort(([, one], [, other]) => one - other);
  return gapsBetween(inPlace, lengths).flatMap((gap) => [
    ...gap.left
      .filter((l) => unpaired.is('left', l))
      .map((l): StepChange => ({ kind: 'removed', left: l + 1, leftStep: left[l]! })),
    ...gap.right.map(arrived),
    ...(gap.end ? [arrived(gap.end[1])] : []),
  ]);
};
