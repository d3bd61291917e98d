import {
  ALL_OTHERS,
  groupSuites,
  otherSide,
  SIDES,
  type Side,
  type SuiteGroup,
  type SuiteName,
} from '../compare/index.js';
import { TestRailError, type TestRailProject, type TestRailSuite } from '../testrail/index.js';

/** Which of a project's suites are wanted. */
export interface SuiteScope {
  /** These alone, by id or exact name. */
  suites?: readonly (number | string)[];
  /**
   * They are named for both sides: each is on one of them at least, and whatever it is compared with is read as well. To be
   * said of both sides. Defaults to false.
   */
  withPartners?: boolean;
  /** Of a project with baselines (`suite_mode` 2) the baselines as well. */
  baselines?: boolean;
}

export interface SelectedSuites {
  suites: SuiteName[];
  leftOut: SuiteName[];
}

/** A project and its list of suites. */
export interface ListedProject {
  project: Pick<TestRailProject, 'id' | 'suite_mode'>;
  suites: readonly TestRailSuite[];
}

/** A project of which it is said which suites are wanted. */
export interface ScopedProject extends ListedProject {
  scope: SuiteScope;
}

/**
 * Which of a project's suites are read. With `suite_mode` 2 the master alone, since the others are baselines, copies of
 * it at some time. An old server in single-suite mode lists none: its cases are then read without a suite.
 *
 * @throws TestRailError when one of those wanted is not a suite of the project
 */
export function selectSuites({ project, suites }: ListedProject, scope: SuiteScope = {}): SelectedSuites {
  const { suites: wanted } = scope;
  if (!wanted) return chosen(readable({ project, suites }, scope), suites);
  const missing = wanted.find((name) => !suites.some((suite) => isCalled(suite, name)));
  if (missing !== undefined) throw unknownSuite(project, suites, missing);
  return chosen(distinct(suites).filter(isOneOf(wanted)), suites);
}

/**
 * Which suites of both sides are read. Suites that are wanted with their partners (`withPartners`) are looked for on both,
 * and partners are those that they would have were none named. Two without one, where nothing else is read, then are a pair.
 *
 * @throws TestRailError when one of those wanted, or that the map names, is not there, or is but a section of what it is
 *   compared with
 */
export function selectSuitesOfBoth(
  sides: Record<Side, ScopedProject>,
  suiteMap: ReadonlyMap<string, string> = new Map(),
): Record<Side, SelectedSuites> {
  for (const side of SIDES) checkSuiteMap(side, sides[side], suiteMap);
  if (!areNamedTogether(mapSides((side) => sides[side].scope)))
    return mapSides((side) => selectSuites(sides[side], sides[side].scope));
  const wanted = mapSides((side) => sides[side].scope.suites ?? []);
  const all = mapSides((side) => readable(sides[side], sides[side].scope));
  const nowhere = [...wanted.left, ...wanted.right].find(
    (name) => !SIDES.some((side) => all[side].some((suite) => isCalled(suite, name))),
  );
  if (nowhere !== undefined) throw unknownSuite(sides.left.project, sides.left.suites, nowhere);
  const isNamed = mapSides((side) => all[side].map(isOneOf(wanted[side])));
  const isRead = mapSides((side) => [...isNamed[side]]);
  for (const group of groupSuites(all.left.map(nameOf), all.right.map(nameOf), suiteMap)) {
    if (!SIDES.some((side) => group[side].some((index) => isNamed[side][index]))) continue;
    refusePartOfFold(group, all, isNamed);
    for (const side of SIDES) for (const index of group[side]) isRead[side][index] = true;
  }
  return mapSides((side) =>
    chosen(
      all[side].filter((_, index) => isRead[side][index]),
      sides[side].suites,
    ),
  );
}

/**
 * Refuses names of suites that nobody has: most likely they are slips, and would compare less than was meant.
 *
 * @throws TestRailError
 */
export function checkSuiteMap(
  side: Side,
  { project, suites }: ListedProject,
  suiteMap: ReadonlyMap<string, string>,
): void {
  for (const name of side === 'left' ? suiteMap.keys() : suiteMap.values()) {
    if (name !== ALL_OTHERS && !suites.some((suite) => suite.name === name))
      throw unknownSuite(project, suites, name);
  }
}

const mapSides = <T>(of: (side: Side) => T): Record<Side, T> => ({ left: of('left'), right: of('right') });

/** Whether it can be told only of both sides together which suites are read. */
export const areNamedTogether = (scopes: Record<Side, SuiteScope>): boolean =>
  SIDES.every((side) => scopes[side].withPartners === true);

/**
 * Of a suite that holds others as its sections all would be read, and the cases of those that were not named would look as
 * if they were nowhere else.
 */
function refusePartOfFold(
  group: SuiteGroup,
  all: Record<Side, readonly SuiteLike[]>,
  isNamed: Record<Side, readonly boolean[]>,
): void {
  if (!group.folded) return;
  const { folded } = group;
  const whole = otherSide(folded);
  const holder = group[whole][0]!;
  const named = group[folded].filter((index) => isNamed[folded][index]);
  if (isNamed[whole][holder] || named.length === group[folded].length) return;
  const part = JSON.stringify(all[folded][named[0]!]!.name);
  const name = JSON.stringify(all[whole][holder]!.name);
  throw new TestRailError(`suite ${part} is compared as a section of ${name}, which holds others too`, {
    kind: 'permanent',
    code: 'ERR_SUITE_IS_SECTION',
    url: '',
    mend: `choose it as a section (--section ${part}), or name ${name} for all of them`,
  });
}

type SuiteLike = Pick<TestRailSuite, 'name'> & { id: number | null };

/** Those that are read where none is named, and those that are. */
function readable(
  { project, suites }: ListedProject,
  { suites: wanted = [], baselines }: SuiteScope,
): SuiteLike[] {
  if (suites.length === 0) return project.suite_mode === 1 ? [{ id: null, name: 'Master' }] : [];
  const hasMaster = suites.some(({ is_master }) => is_master === true);
  const isWanted = isOneOf(wanted);
  return distinct(suites).filter(
    (suite) => baselines || project.suite_mode !== 2 || !isBaseline(suite, hasMaster) || isWanted(suite),
  );
}

/** A list that shifts between two of its pages names a suite twice. */
const distinct = (suites: readonly TestRailSuite[]): TestRailSuite[] => [
  ...new Map(suites.map((suite) => [suite.id, suite])).values(),
];

const chosen = (read: readonly SuiteLike[], listed: readonly TestRailSuite[]): SelectedSuites => {
  const ids = new Set(read.map(({ id }) => id));
  return {
    suites: read.map(nameOf),
    leftOut: distinct(listed)
      .filter(({ id }) => !ids.has(id))
      .map(nameOf),
  };
};

function unknownSuite(
  project: Pick<TestRailProject, 'id'>,
  listed: readonly Pick<TestRailSuite, 'id' | 'name'>[],
  name: number | string,
): TestRailError {
  const names = listed.map(({ id, name: text }) =>
    typeof name === 'number' ? `${id}` : JSON.stringify(text),
  );
  const [some, more] = [names.slice(0, NAMED), names.length - NAMED];
  return new TestRailError(`project ${project.id} has no suite ${JSON.stringify(name)}`, {
    kind: 'permanent',
    code: 'ERR_UNKNOWN_SUITE',
    url: '',
    mend:
      listed.length > 0
        ? `its suites are ${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
        : 'it lists none',
  });
}

/** Suites that an error names. */
const NAMED = 30;

/** Servers that do not say of each suite whether it is a baseline say which is the master: the others then are. */
const isBaseline = ({ is_baseline, is_master }: TestRailSuite, hasMaster: boolean): boolean =>
  is_baseline ?? (hasMaster && is_master !== true);

/** A number names a suite by its id; a text by its name, or by its id where it is one. */
const isCalled = ({ id, name }: SuiteLike, wanted: number | string): boolean =>
  id === wanted || name === wanted || String(id) === wanted;

const isOneOf =
  (wanted: readonly (number | string)[]) =>
  (suite: SuiteLike): boolean =>
    wanted.some((name) => isCalled(suite, name));

const nameOf = ({ id, name }: SuiteLike): SuiteName => ({ id, name });
