import type { Side, SuiteName } from './events.js';

/** In a map of suites: all that it does not name. */
export const ALL_OTHERS = '*';

/** Suites that are compared with one another, by their indices. */
export interface SuiteGroup {
  left: readonly number[];
  right: readonly number[];
  /**
   * The side whose suites are sections of the one suite of the other: a project that was folded into one repository. A
   * suite's name is then the first part of the section path.
   */
  folded?: Side;
}

/**
 * Which suites are compared with which: those that the map folds into one (several names with one partner, or all others,
 * `*`), and of the rest pairs.
 *
 * @return one that has no partner is in no group
 */
export function groupSuites(
  left: readonly SuiteName[],
  right: readonly SuiteName[],
  suiteMap: ReadonlyMap<string, string> = new Map(),
): SuiteGroup[] {
  const folds = foldsOf(left, right, suiteMap);
  if (folds.length === 0)
    return pairSuites(left, right, suiteMap).map(([l, r]) => ({ left: [l], right: [r] }));
  const lefts = indicesWithout(left, new Set(folds.flatMap((fold) => fold.left)));
  const rights = indicesWithout(right, new Set(folds.flatMap((fold) => fold.right)));
  const pairs = pairByName(
    lefts.map((index) => left[index]!),
    rights.map((index) => right[index]!),
    suiteMap,
  );
  return [...folds, ...pairs.map(([l, r]) => ({ left: [lefts[l]!], right: [rights[r]!] }))];
}

function foldsOf(
  left: readonly SuiteName[],
  right: readonly SuiteName[],
  suiteMap: ReadonlyMap<string, string>,
): SuiteGroup[] {
  const namesByPartner = new Map<string, string[]>();
  for (const [name, partner] of suiteMap)
    namesByPartner.set(partner, [...(namesByPartner.get(partner) ?? []), name]);
  const isNamed = { left: new Set(suiteMap.keys()), right: new Set(suiteMap.values()) };
  const groups: SuiteGroup[] = [];
  const fold = (folded: Side, one: readonly number[], many: readonly number[]): void => {
    if (one.length === 0 || many.length === 0) return;
    groups.push(folded === 'left' ? { left: many, right: one, folded } : { left: one, right: many, folded });
  };
  for (const [partner, names] of namesByPartner) {
    if (partner === ALL_OTHERS) {
      const others = indicesOf(right, ({ name }) => !isNamed.right.has(name));
      fold('right', firstOf(left, names[0]!), others);
    } else if (names.length > 1 || names[0] === ALL_OTHERS) {
      const isMeant = (name: string): boolean =>
        names.includes(name) || (names.includes(ALL_OTHERS) && !isNamed.left.has(name));
      fold(
        'left',
        firstOf(right, partner),
        indicesOf(left, ({ name }) => isMeant(name)),
      );
    }
  }
  return groups;
}

const indicesOf = (suites: readonly SuiteName[], isMeant: (suite: SuiteName) => boolean): number[] =>
  suites.flatMap((suite, index) => (isMeant(suite) ? [index] : []));

const indicesWithout = (suites: readonly SuiteName[], taken: ReadonlySet<number>): number[] =>
  [...suites.keys()].filter((index) => !taken.has(index));

/** The suite of that name with the lowest id. */
const firstOf = (suites: readonly SuiteName[], wanted: string): number[] =>
  indicesOf(suites, ({ name }) => name === wanted)
    .sort((a, b) => (suites[a]!.id ?? 0) - (suites[b]!.id ?? 0))
    .slice(0, 1);

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
  return left.length === 1 && right.length === 1 ? [[0, 0]] : pairByName(left, right, suiteMap);
}

function pairByName(
  left: readonly SuiteName[],
  right: readonly SuiteName[],
  suiteMap: ReadonlyMap<string, string>,
): [left: number, right: number][] {
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
