import type { FieldDifference } from '../compare/events.js';
import { shortValue } from './field-change.js';
import { sanitize, toJson } from './sanitize.js';

/** A value over several lines, as a person reads it. */
const valueLines = (value: unknown): string[] => {
  const short = shortValue(value);
  if (short !== undefined) return [short];
  return typeof value === 'string' ? value.split(/\r?\n/).map(sanitize) : [toJson(value)];
};

/**
 * *One differing field in lines,* in the manner of `diff`: `priority_id 2 → 3`, and of longer values what was taken away
 * (`-`) and what was put in (`+`). Sanitised.
 */
export const fieldLines = ({ field, left, right, leftName, rightName }: FieldDifference): string[] => {
  const name = sanitize(field);
  const [before, after] = [shortValue(left, leftName), shortValue(right, rightName)];
  if (before !== undefined && after !== undefined) return [`${name}: ${before} → ${after}`];
  return [
    `${name}:`,
    ...valueLines(left).map((line) => `- ${line}`),
    ...valueLines(right).map((line) => `+ ${line}`),
  ];
};
