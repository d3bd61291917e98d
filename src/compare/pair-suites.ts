import type { SuiteName } from './events.js';

/**
 * Which suite is compared with which: by exact name, suites of one name by ascending id; where each side has exactly
 * one suite these are paired whatever their names.
 *
 * @return indices into the two lists; one that has no partner is named by neither
 */
export function pairSuites(
  left: readonly SuiteName[],
  right: readonly SuiteName[],
): [left: number, right: number][] {
  if (left.length === 1 && right.length === 1) return [[0, 0]];
  const rightByName = indicesByName(right);
  return [...indicesByName(left)].flatMap(([name, lefts]) => {
    const rights = rightByName.get(name) ?? [];
    return lefts.slice(0, rights.length).map((index, n): [number, number] => [index, rights[n]!]);
  });
}

function indicesByName(suites: readonly SuiteName[]): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  const ascending = suites
    .map((_, index) => index)
    .sort((a, b) => (suites[a]!.id ?? 0) - (suites[b]!.id ?? 0));
  for (const index of ascending)
    byName.set(suites[index]!.name, [...(byName.get(suites[index]!.name) ?? []), index]);
  return byName;
}
