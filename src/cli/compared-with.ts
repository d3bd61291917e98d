import { shortDigest } from '../compare/index.js';
import type { CompareOptions } from '../pipeline/index.js';

/** What decides in what a pair differs, by option: the same words for the same comparison. What is not said is not there. */
export type ComparedWith = Readonly<Record<string, string>>;

const listed = (words: Iterable<string>): string => [...words].sort().join();

const renamed = (names: ReadonlyMap<string, string>): string =>
  listed([...names].map((pair) => pair.join('=')));

/** Of a map that may be long the words tell only whether it is another one. */
export function comparedWith(options: CompareOptions): ComparedWith {
  const { normalize = [], fields, ignoreFields, fieldMap, valueMap, suiteMap, map } = options;
  const { sections, names, verifyAttachments } = options;
  const values = [...(valueMap ?? [])].map(([field, lines]) => [field, [...lines].sort()]).sort();
  return {
    normalize: listed(normalize) || 'none',
    ...(fields && { fields: listed(fields) }),
    ...(ignoreFields && { 'ignore-fields': listed(ignoreFields) }),
    ...(fieldMap && { 'field-map': renamed(fieldMap) }),
    ...(valueMap && { 'value-map': shortDigest(values) }),
    ...(suiteMap && { 'suite-map': renamed(suiteMap) }),
    // Links in texts and refs are compared through it.
    ...(map && { map: shortDigest([...map].sort(([one], [other]) => one - other)) }),
    ...(!sections && { 'no-sections': 'true' }),
    ...(!names && { 'no-names': 'true' }),
    ...(verifyAttachments && { 'verify-attachments': 'true' }),
  };
}

/**
 * The options in which two comparisons differ, as they are written on a command line.
 *
 * @param then none where nobody has said it
 */
export function optionsApart(then: ComparedWith | undefined, now: ComparedWith): string[] {
  if (!then) return [];
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
  return names.filter((name) => then[name] !== now[name]).map((name) => `--${name}`);
}
