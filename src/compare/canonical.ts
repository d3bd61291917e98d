/**
 * When two values are equal: exactly, except that, at every depth, absent, `null`, `""` and `[]` are equal, CRLF equals
 * LF, and the order of an object's members does not count. The canonical text of a value is the same string for all
 * values that are equal.
 */
import { ByKeys } from './by-keys.js';
import type { TextRule } from './normalize.js';

const asItIs: TextRule = (text) => text;

/**
 * The empty string for all empty values; no other value has it.
 *
 * @param rule what else two texts may differ in and still be equal
 */
export function canonicalText(value: unknown, rule: TextRule = asItIs): string {
  switch (typeof value) {
    case 'string': {
      const text = rule(withLf(value));
      return text === '' ? '' : measured(text);
    }
    case 'object':
      if (value === null) return '';
      if (!Array.isArray(value)) return canonicalObject(value as Record<string, unknown>, rule);
      return value.length === 0 ? '' : canonicalArray(value, rule);
    case 'undefined':
      return '';
    default:
      return String(value);
  }
}

/** Apart, since a closure in `canonicalText` would be allocated for each value of tens of thousands of cases. */
const canonicalArray = (array: readonly unknown[], rule: TextRule): string =>
  `[${array.map((item) => canonicalText(item, rule)).join(',')}]`;

/** The names of members in order, each as it is written before its value. */
const inOrder = new ByKeys((names) =>
  [...names].sort().map((name) => ({ name, label: `${measured(name)}:` })),
);

function canonicalObject(object: Record<string, unknown>, rule: TextRule): string {
  let text = '{';
  for (const { name, label } of inOrder.read(object)) {
    const member = canonicalText(object[name], rule);
    if (member !== '') text += `${label}${member},`;
  }
  return text + '}';
}

/** A string that tells its length needs no escapes to be told from what follows, and is several times as fast. */
const measured = (text: string): string => `"${text.length}:${text}`;

/** A value as differences show it: the same for all values that are equal, so that it tells nothing that was not compared. */
export function canonicalValue(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? null : withLf(value);
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(canonicalValue);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, unknown] => [name, canonicalValue(member)])
      .filter(([, member]) => member !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Of those that are equal to nothing at all. */
export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const withLf = (text: string): string => (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text);
