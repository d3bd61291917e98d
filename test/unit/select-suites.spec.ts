import { selectSuites } from '../../src/pipeline/select-suites.js';
import type { TestRailProject, TestRailSuite } from '../../src/testrail/schemas.js';

const project = (suite_mode: 1 | 2 | 3): TestRailProject => ({ id: 30, name: 'Shop', suite_mode });
const A = { id: 1, name: 'A', is_master: true, is_baseline: false };
const B: TestRailSuite = { id: 2, name: 'B' };
const baseline = { id: 3, name: 'Baseline', is_baseline: true };
const name = ({ id, name: text }: TestRailSuite) => ({ id, name: text });

describe('which suites are read', () => {
  it('all of them', () => {
    expect(selectSuites(project(3), [A, B])).toEqual({ suites: [A, B].map(name), leftOut: [], missing: [] });
  });

  it('the master alone where the others are baselines, which are named as left out', () => {
    expect(selectSuites(project(2), [A, baseline])).toEqual({
      suites: [name(A)],
      leftOut: [name(baseline)],
      missing: [],
    });
  });

  it('the master alone where only that is said of each suite', () => {
    const other: TestRailSuite = { id: 4, name: 'Other', is_master: false };
    const master: TestRailSuite = { id: 5, name: 'M', is_master: true };
    const { suites, leftOut } = selectSuites(project(2), [other, B, master]);
    expect([suites, leftOut]).toEqual([[name(master)], [name(other), name(B)]]);
    // Where none is the master, nothing tells which to leave out.
    expect(selectSuites(project(2), [other, B]).leftOut).toEqual([]);
  });

  it('a suite called baseline is read where there are no baselines', () => {
    expect(selectSuites(project(3), [A, baseline]).leftOut).toEqual([]);
  });

  it('those wanted, baselines as well', () => {
    expect(selectSuites(project(2), [A, baseline], { suites: [3] })).toEqual({
      suites: [name(baseline)],
      leftOut: [name(A)],
      missing: [],
    });
  });

  it('one without an id, where an old server in single-suite mode lists none', () => {
    expect(selectSuites(project(1), [])).toEqual({
      suites: [{ id: null, name: 'Master' }],
      leftOut: [],
      missing: [],
    });
    expect(selectSuites(project(3), [])).toEqual({ suites: [], leftOut: [], missing: [] });
  });

  it('by name as well; where that is enough those that are there, with those that are not', () => {
    expect(selectSuites(project(3), [A, B], { suites: ['B', '1', 'C'], ifThere: true })).toEqual({
      suites: [A, B].map(name),
      leftOut: [],
      missing: ['C'],
    });
  });

  it('with the baselines, where they are asked for', () => {
    const { suites, leftOut } = selectSuites(project(2), [A, baseline], { baselines: true });
    expect([suites, leftOut]).toEqual([[A, baseline].map(name), []]);
  });

  it('refuses one that is not there, naming those that are', () => {
    expect(() => selectSuites(project(3), [A, B], { suites: [2, 9] })).toThrow(
      expect.objectContaining({
        message: 'project 30 has no suite 9',
        kind: 'permanent',
        mend: 'its suites are 1, 2',
      }),
    );
  });
});
