import type { FieldDifference } from '../compare/events.js';
import { attachmentLines } from './attachment-words.js';
import { shortValue } from './field-change.js';
import { linkLines } from './link-words.js';
import { sanitize, toJson } from './sanitize.js';
import { diffSteps, stepsOf, type Step, type StepChange } from './step-diff.js';
import { changedCharacters, plainText, wordMarks } from './word-marks.js';

/** A value over several lines, as a person reads it. */
const valueLines = (value: unknown): string[] => {
  if (typeof value === 'string' && value !== '') return plainText(value).split('\n').map(sanitize);
  return [shortValue(value) ?? toJson(value)];
};

/** By word where the two have words in common, else what was taken away and what was put in. */
const changeLines = (left: unknown, right: unknown): string[] => {
  if (typeof left === 'string' && typeof right === 'string') {
    const [before, after] = [plainText(left), plainText(right)];
    if (changedCharacters(before, after) !== undefined) return [`! ${wordMarks(before, after)}`];
  }
  return [...valueLines(left).map((line) => `- ${line}`), ...valueLines(right).map((line) => `+ ${line}`)];
};

/** The members of a step that say something: "content: …". */
const stepLines = (step: Step, sign: '-' | '+'): string[] =>
  Object.entries(step)
    .filter(([, value]) => value !== null && value !== '')
    .flatMap(([part, value]) => valueLines(value).map((line) => `${sign}   ${sanitize(part)}: ${line}`));

/** What became of one step; nothing of one that stayed as it was. */
const stepChangeLines = (change: StepChange): string[] => {
  switch (change.kind) {
    case 'same':
      return [];
    case 'moved':
      return [`! step ${change.left} → ${change.right} moved`];
    case 'removed':
      return [`- step ${change.left} removed`, ...stepLines(change.leftStep, '-')];
    case 'added':
      return [`+ step ${change.right} added`, ...stepLines(change.rightStep, '+')];
    case 'changed':
      return change.parts.flatMap((part) => [
        `  step ${change.left}${change.left === change.right ? '' : ` → ${change.right}`} changed, ${sanitize(part)}:`,
        ...changeLines(change.leftStep[part], change.rightStep[part]),
      ]);
  }
};

/**
 * *One differing field in lines,* in the manner of `diff`: `priority_id: 2 → 3`; of longer values what was taken away
 * (`-`), what was put in (`+`), or both by word (`!`); steps step by step; then the files and cases that are other ones. Sanitised.
 */
export const fieldLines = (difference: FieldDifference): string[] => {
  const remarks = [...attachmentLines(difference), ...linkLines(difference)].map((line) => `! ${line}`);
  if (remarks.length > 0 && isSame(difference)) return [`${sanitize(difference.field)}:`, ...remarks];
  return [...valuesLines(difference), ...remarks];
};

/** The same text, which refers to the same number and means another file or case. */
const isSame = ({ left, right }: FieldDifference): boolean => toJson(left) === toJson(right);

const valuesLines = ({ field, left, right, leftName, rightName, stepParts }: FieldDifference): string[] => {
  const name = sanitize(field);
  const [before, after] = [shortValue(left, leftName), shortValue(right, rightName)];
  if (before !== undefined && after !== undefined) return [`${name}: ${before} → ${after}`];
  const [leftSteps, rightSteps] = [stepsOf(left), stepsOf(right)];
  const lines =
    leftSteps && rightSteps
      ? diffSteps(leftSteps, rightSteps, stepParts).flatMap(stepChangeLines)
      : changeLines(left, right);
  return [`${name}:`, ...lines];
};
