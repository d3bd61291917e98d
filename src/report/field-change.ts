import type { FieldDifference } from '../compare/events.js';
import { sanitize } from './sanitize.js';
import { truncate } from './width.js';

/** Longest text value, in characters, that is shown beside its field's name. */
const SHORT = 24;

/** Longest name of an id that is shown, in columns. */
const LONGEST_NAME = 40;

/** How many changed steps are named one by one. */
const NAMED_STEPS = 3;

/**
 * A value short enough for a line, or undefined where only the field's name should be said.
 *
 * @param name what a person calls the value, where it is an id
 */
export const shortValue = (value: unknown, name?: string): string | undefined => {
  if (name !== undefined) return truncate(sanitize(name), LONGEST_NAME);
  if (value === null || value === undefined || value === '') return '(none)';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = sanitize(value);
  return text.length <= SHORT ? `"${text}"` : undefined;
};

/** Absent, null, "" and [] alike and CRLF as LF, as the comparison has it: what differs only so is no change. */
const plain = (value: unknown): unknown => {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return null;
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, plain(inner)] as const);
  return entries.filter(([, inner]) => inner !== null).sort(([a], [b]) => (a < b ? -1 : 1));
};

const isSteps = (value: unknown): value is object[] =>
  Array.isArray(value) &&
  value.every((step) => typeof step === 'object' && step !== null && 'content' in step);

/** What changed in a list of steps: "step 2 changed", "5 → 6 steps". */
const stepsChange = (left: object[], right: object[]): string | undefined => {
  if (left.length !== right.length) return `${left.length} → ${right.length} steps`;
  const changed = left.flatMap((step, index) =>
    JSON.stringify(plain(step)) === JSON.stringify(plain(right[index])) ? [] : [index + 1],
  );
  if (changed.length === 0) return undefined;
  if (changed.length > NAMED_STEPS) return `${changed.length} steps changed`;
  return `step${changed.length === 1 ? '' : 's'} ${changed.join(', ')} changed`;
};

/**
 * *One differing field in a few words:* `priority_id 2 → 3`, `custom_steps_separated (step 2 changed)`, and the
 * name alone where the values are long texts. Sanitised, one line.
 */
export const fieldChange = ({ field, left, right, leftName, rightName }: FieldDifference): string => {
  const name = sanitize(field);
  if (isSteps(left ?? []) && isSteps(right ?? [])) {
    const detail = stepsChange((left ?? []) as object[], (right ?? []) as object[]);
    if (detail !== undefined) return `${name} (${detail})`;
  }
  const [before, after] = [shortValue(left, leftName), shortValue(right, rightName)];
  return before === undefined || after === undefined ? name : `${name} ${before} → ${after}`;
};
