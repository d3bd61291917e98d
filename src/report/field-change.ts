import type { FieldDifference } from '../compare/events.js';
import { attachmentChange } from './attachment-words.js';
import { linkChange } from './link-words.js';
import { counted } from './numbers.js';
import { sanitize } from './sanitize.js';
import { diffSteps, stepsOf, type StepChange } from './step-diff.js';
import { truncate } from './width.js';
import { changedCharacters, plainText, wordMarks } from './word-marks.js';

/** Longest text value, in characters, that is shown beside its field's name. */
const SHORT = 24;

/** Longest name of an id that is shown, in columns. */
const LONGEST_NAME = 40;

/** Characters that may go and come in a longer text whose change is shown. */
const SHORT_CHANGE = 40;

/** How many steps of one fate are named one by one. */
const NAMED_STEPS = 3;

const isWords = (value: unknown): value is (string | number)[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number');

/** "smoke, nightly": labels, and ids that have no names. */
const shortList = (items: readonly (string | number)[]): string | undefined => {
  const text = sanitize(items.join(', '));
  return text.length <= LONGEST_NAME ? text : undefined;
};

/**
 * A value short enough for a line, or undefined where only the field's name should be said.
 *
 * @param name what a person calls the value, where it is an id
 */
export const shortValue = (value: unknown, name?: string): string | undefined => {
  if (name !== undefined) return truncate(sanitize(name), LONGEST_NAME);
  if (value === null || value === undefined || value === '') return '(none)';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isWords(value)) return shortList(value);
  if (typeof value !== 'string') return undefined;
  const text = sanitize(value);
  return text.length <= SHORT ? `"${text}"` : undefined;
};

const STEP_FATES = ['changed', 'moved', 'removed', 'added'] as const;

/** "3", or "4 → 2" for a step that moved. The numbers are the left list's, of an added step the right one's. */
const numberOf = (change: StepChange): string => {
  if (change.kind === 'moved') return `${change.left} → ${change.right}`;
  return String(change.kind === 'added' ? change.right : change.left);
};

/** What changed in a list of steps: "steps 1, 3 changed, step 4 added"; undefined where nothing did. */
const stepsChange = (changes: readonly StepChange[]): string | undefined => {
  const told = STEP_FATES.flatMap((fate) => {
    const of = changes.filter(({ kind }) => kind === fate);
    if (of.length === 0) return [];
    if (of.length > NAMED_STEPS) return [`${counted(of.length, 'step')} ${fate}`];
    return [`step${of.length === 1 ? '' : 's'} ${of.map(numberOf).join(', ')} ${fate}`];
  });
  return told.length === 0 ? undefined : told.join(', ');
};

/** A small change of a longer text, by word; undefined where the field's name should do. */
const textChange = (left: unknown, right: unknown): string | undefined => {
  if (typeof left !== 'string' || typeof right !== 'string' || left === right) return undefined;
  const [before, after] = [plainText(left), plainText(right)];
  const characters = changedCharacters(before, after);
  return characters === undefined || characters > SHORT_CHANGE ? undefined : wordMarks(before, after);
};

/**
 * *One differing field in a few words:* `priority_id 2 → 3`, `custom_steps_separated (step 2 changed)`,
 * `custom_preconds (…pay by [-Visa-]{+Mastercard+}…)`, and the name alone where much of a text or another structure
 * differs; and where the text refers to another file or case, that it does. Sanitised, one line.
 */
export const fieldChange = (difference: FieldDifference): string => {
  const { field, left, right, leftName, rightName, stepParts } = difference;
  const name = sanitize(field);
  const remarks = [attachmentChange(difference), linkChange(difference)].filter((part) => part !== undefined);
  const [before, after] = [shortValue(left, leftName), shortValue(right, rightName)];
  if (before !== undefined && after !== undefined) {
    const change = remarks.length > 0 && before === after ? name : `${name} ${before} → ${after}`;
    return remarks.length === 0 ? change : `${change} (${remarks.join('; ')})`;
  }
  const [leftSteps, rightSteps] = [stepsOf(left), stepsOf(right)];
  const detail =
    leftSteps && rightSteps
      ? stepsChange(diffSteps(leftSteps, rightSteps, stepParts))
      : textChange(left, right);
  const details = detail === undefined ? remarks : [detail, ...remarks];
  return details.length === 0 ? name : `${name} (${details.join('; ')})`;
};
