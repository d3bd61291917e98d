/**
 * When two values are equal: exactly, except that, at every depth, absent, `null`, `""` and `[]` are equal, CRLF equals
 * LF, and the order of an object's members does not count. The canonical text of a value is the same string for all
 * values that are equal.
 */
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
      return value.length === 0 ? '' : `[${value.map((item) => canonicalText(item, rule)).join(',')}]`;
    case 'undefined':
      return '';
    default:
      return String(value);
  }
}

function canonicalObject(object: Record<string, unknown>, rule: TextRule): string {
  let text = '{';
  for (const name of Object.keys(object).sort()) {
    const member = canonicalText(object[name], rule);
    if (member !== '') text += `${measured(name)}:${member},`;
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
