import type { SuiteName } from '../compare/index.js';
import { TestRailError, type TestRailProject, type TestRailSuite } from '../testrail/index.js';

/**
 * Which of a project's suites are read. With `suite_mode` 2 the master alone, since the others are baselines, copies of
 * it at some time. An old server in single-suite mode lists none: its cases are then read without a suite.
 *
 * @param wanted reads these alone, by id
 * @throws TestRailError when one of those wanted is not a suite of the project
 */
export function selectSuites(
  project: TestRailProject,
  listed: readonly TestRailSuite[],
  wanted?: readonly number[],
): { suites: SuiteName[]; leftOut: SuiteName[] } {
  if (listed.length === 0 && !wanted) {
    return { suites: project.suite_mode === 1 ? [{ id: null, name: 'Master' }] : [], leftOut: [] };
  }
  const missing = wanted?.find((id) => !listed.some((suite) => suite.id === id));
  if (missing !== undefined) {
    throw new TestRailError(`project ${project.id} has no suite ${missing}`, {
      kind: 'permanent',
      code: 'ERR_UNKNOWN_SUITE',
      url: '',
      mend: listed.length > 0 ? `its suites are ${listed.map(({ id }) => id).join(', ')}` : 'it lists none',
    });
  }
  const isRead = (suite: TestRailSuite): boolean =>
    wanted ? wanted.includes(suite.id) : project.suite_mode !== 2 || suite.is_baseline !== true;
  // A list that shifts between two of its pages names a suite twice.
  const distinct = [...new Map(listed.map((suite) => [suite.id, suite])).values()];
  return {
    suites: distinct.filter(isRead).map(nameOf),
    leftOut: distinct.filter((suite) => !isRead(suite)).map(nameOf),
  };
}

const nameOf = ({ id, name }: TestRailSuite): SuiteName => ({ id, name });
