import type { SuiteName } from './events.js';

/**
 * Which suite is compared with which: by exact name, suites of one name by ascending id; where each side has exactly
 * one suite these are paired whatever their names.
 *
 * @param suiteMap what a suite of the left is called on the right, where that is another name: it goes first
 *
 * @return indices into the two lists; one that has no partner is named by neither
 */
export function pairSuites(
  left: readonly SuiteName[],
  right: readonly SuiteName[],
  suiteMap: ReadonlyMap<string, string> = new Map(),
): [left: number, right: number][] {
  if (left.length === 1 && right.length === 1) return [[0, 0]];
  const rightByName = indicesByName(right);
  return [...indicesByName(left, suiteMap)].flatMap(([name, lefts]) => {
    const rights = rightByName.get(name) ?? [];
    return lefts.slice(0, rights.length).map((index, n): [number, number] => [index, rights[n]!]);
  });
}

function indicesByName(
  suites: readonly SuiteName[],
  suiteMap: ReadonlyMap<string, string> = new Map(),
): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  const rank = ({ name }: SuiteName): number => (suiteMap.has(name) ? 0 : 1);
  const ascending = suites
    .map((suite, index) => ({ suite, index }))
    .sort((a, b) => rank(a.suite) - rank(b.suite) || (a.suite.id ?? 0) - (b.suite.id ?? 0));
  for (const { suite, index } of ascending) {
    const name = suiteMap.get(suite.name) ?? suite.name;
    byName.set(name, [...(byName.get(name) ?? []), index]);
  }
  return byName;
}
