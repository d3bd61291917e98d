import { canonicalText } from './canonical.js';
import type { Side } from './events.js';

/**
 * What each part of each step says, as a number: the same for all parts that count as the same, however they are written.
 * A part that holds nothing is left out.
 */
export interface StepParts {
  left: Record<string, number>[];
  right: Record<string, number>[];
}

/**
 * Which parts of two lists of steps count as the same, where that cannot be seen by looking: they are written differently and
 * equal as compared (an attachment's number, blanks), or written alike and not.
 *
 * @param said what a part counts as: the same text for all that are equal, none for one that says nothing
 * @return undefined for what are no steps, and where what is written alike is equal and nothing else
 */
export function stepParts(
  left: unknown,
  right: unknown,
  said: (side: Side, part: unknown) => string,
): StepParts | undefined {
  if (!isSteps(left) || !isSteps(right)) return undefined;
  const numbers = new Map<string, number>();
  const written = new Map<string, string>();
  const called = new Map<string, string>();
  let isHidden = false;
  const numberOf = (side: Side, part: unknown): number => {
    const [text, saying] = [canonicalText(part), said(side, part)];
    if (saying === '') {
      isHidden ||= text !== '';
      return 0;
    }
    isHidden ||= (written.get(saying) ?? text) !== text || (called.get(text) ?? saying) !== saying;
    written.set(saying, text);
    called.set(text, saying);
    const number = numbers.get(saying) ?? numbers.size + 1;
    numbers.set(saying, number);
    return number;
  };
  const partsOf = (side: Side, steps: readonly Step[]): Record<string, number>[] =>
    steps.map((step) =>
      Object.fromEntries(
        Object.entries(step)
          .map(([name, part]): [string, number] => [name, numberOf(side, part)])
          .filter(([, number]) => number > 0),
      ),
    );
  const parts = { left: partsOf('left', left), right: partsOf('right', right) };
  return isHidden ? parts : undefined;
}

type Step = Readonly<Record<string, unknown>>;

const isSteps = (value: unknown): value is readonly Step[] =>
  Array.isArray(value) &&
  value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
