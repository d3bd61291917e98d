/**
 * Whether two values are written alike, to the letter and in the same order: then they are equal whatever is normalised,
 * and it is told several times as fast as by their canonical texts. False says nothing: they may still be equal.
 */
export function isVerbatim(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, n) => isVerbatim(item, b[n]));
  return !Array.isArray(b) && areVerbatim(a as Members, b as Members);
}

type Members = Record<string, unknown>;

function areVerbatim(a: Members, b: Members): boolean {
  const names = Object.keys(a);
  const others = Object.keys(b);
  return (
    names.length === others.length &&
    names.every((name, n) => name === others[n] && isVerbatim(a[name], b[name]))
  );
}
