/**
 * Whether two values are written alike, to the letter: then they are equal whatever is normalised, and it is told several
 * times as fast as by their canonical texts. False says nothing: they may still be equal.
 *
 * Loops, since this is asked of every value of tens of thousands of cases: a closure would be allocated for each of them.
 */
export function isVerbatim(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && areItemsVerbatim(a, b);
  return !Array.isArray(b) && areMembersVerbatim(a as Members, b as Members);
}

type Members = Record<string, unknown>;

function areItemsVerbatim(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n++) if (!isVerbatim(a[n], b[n])) return false;
  return true;
}

function areMembersVerbatim(a: Members, b: Members): boolean {
  let more = 0;
  for (const name in a) {
    if (!Object.hasOwn(b, name) || !isVerbatim(a[name], b[name])) return false;
    more++;
  }
  for (const _ in b) more--;
  return more === 0;
}
