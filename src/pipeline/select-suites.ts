import type { SuiteName } from '../compare/index.js';
import { TestRailError, type TestRailProject, type TestRailSuite } from '../testrail/index.js';

/** Which of a project's suites are wanted. */
export interface SuiteScope {
  /** These alone, by id or exact name. */
  suites?: readonly (number | string)[];
  /** One that is not there is left out, and no error. */
  ifThere?: boolean;
  /** Of a project with baselines (`suite_mode` 2) the baselines as well. */
  baselines?: boolean;
}

export interface SelectedSuites {
  suites: SuiteName[];
  leftOut: SuiteName[];
  /** Those wanted that the project does not have. */
  missing: (number | string)[];
}

/**
 * Which of a project's suites are read. With `suite_mode` 2 the master alone, since the others are baselines, copies of
 * it at some time. An old server in single-suite mode lists none: its cases are then read without a suite.
 *
 * @throws TestRailError when one of those wanted is not a suite of the project
 */
export function selectSuites(
  project: TestRailProject,
  listed: readonly TestRailSuite[],
  { suites: wanted, ifThere = false, baselines = false }: SuiteScope = {},
): SelectedSuites {
  if (listed.length === 0 && !wanted) {
    const suites = project.suite_mode === 1 ? [{ id: null, name: 'Master' }] : [];
    return { suites, leftOut: [], missing: [] };
  }
  const hasMaster = listed.some(({ is_master }) => is_master === true);
  const missing = (wanted ?? []).filter((name) => !listed.some((suite) => isCalled(suite, name)));
  if (missing.length > 0 && !ifThere) throw unknownSuite(project, listed, missing[0]!);
  const isRead = (suite: TestRailSuite): boolean =>
    wanted
      ? wanted.some((name) => isCalled(suite, name))
      : baselines || project.suite_mode !== 2 || !isBaseline(suite, hasMaster);
  // A list that shifts between two of its pages names a suite twice.
  const distinct = [...new Map(listed.map((suite) => [suite.id, suite])).values()];
  return {
    suites: distinct.filter(isRead).map(nameOf),
    leftOut: distinct.filter((suite) => !isRead(suite)).map(nameOf),
    missing,
  };
}

export function unknownSuite(
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
const isCalled = ({ id, name }: TestRailSuite, wanted: number | string): boolean =>
  id === wanted || name === wanted || String(id) === wanted;

const nameOf = ({ id, name }: TestRailSuite): SuiteName => ({ id, name });
