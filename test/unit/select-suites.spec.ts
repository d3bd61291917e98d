import { selectSuites, selectSuitesOfBoth } from '../../src/pipeline/select-suites.js';
import type { TestRailProject, TestRailSuite } from '../../src/testrail/schemas.js';

const project = (suite_mode: 1 | 2 | 3): TestRailProject => ({ id: 30, name: 'Shop', suite_mode });
const A = { id: 1, name: 'A', is_master: true, is_baseline: false };
const B: TestRailSuite = { id: 2, name: 'B' };
const baseline = { id: 3, name: 'Baseline', is_baseline: true };
const name = ({ id, name: text }: TestRailSuite) => ({ id, name: text });

describe('which suites are read', () => {
  it('all of them', () => {
    expect(selectSuites({ project: project(3), suites: [A, B] })).toEqual({
      suites: [A, B].map(name),
      leftOut: [],
    });
  });

  it('the master alone where the others are baselines, which are named as left out', () => {
    expect(selectSuites({ project: project(2), suites: [A, baseline] })).toEqual({
      suites: [name(A)],
      leftOut: [name(baseline)],
    });
  });

  it('the master alone where only that is said of each suite', () => {
    const other: TestRailSuite = { id: 4, name: 'Other', is_master: false };
    const master: TestRailSuite = { id: 5, name: 'M', is_master: true };
    const { suites, leftOut } = selectSuites({ project: project(2), suites: [other, B, master] });
    expect([suites, leftOut]).toEqual([[name(master)], [name(other), name(B)]]);
    // Where none is the master, nothing tells which to leave out.
    expect(selectSuites({ project: project(2), suites: [other, B] }).leftOut).toEqual([]);
  });

  it('a suite called baseline is read where there are no baselines', () => {
    expect(selectSuites({ project: project(3), suites: [A, baseline] }).leftOut).toEqual([]);
  });

  it('those wanted, baselines as well', () => {
    expect(selectSuites({ project: project(2), suites: [A, baseline] }, { suites: [3] })).toEqual({
      suites: [name(baseline)],
      leftOut: [name(A)],
    });
  });

  it('one without an id, where an old server in single-suite mode lists none', () => {
    expect(selectSuites({ project: project(1), suites: [] })).toEqual({
      suites: [{ id: null, name: 'Master' }],
      leftOut: [],
    });
    expect(selectSuites({ project: project(3), suites: [] })).toEqual({ suites: [], leftOut: [] });
  });

  it('by name as well', () => {
    expect(selectSuites({ project: project(3), suites: [A, B] }, { suites: ['B', '1'] }).suites).toEqual(
      [A, B].map(name),
    );
  });

  it('with the baselines, where they are asked for', () => {
    const { suites, leftOut } = selectSuites(
      { project: project(2), suites: [A, baseline] },
      { baselines: true },
    );
    expect([suites, leftOut]).toEqual([[A, baseline].map(name), []]);
  });

  it('refuses one that is not there, naming those that are', () => {
    expect(() => selectSuites({ project: project(3), suites: [A, B] }, { suites: [2, 9] })).toThrow(
      expect.objectContaining({
        message: 'project 30 has no suite 9',
        kind: 'permanent',
        mend: 'its suites are 1, 2',
      }),
    );
  });
});

describe('which suites of both sides are read', () => {
  const names = (
    wanted: (string | number)[],
    left: TestRailSuite[],
    right: TestRailSuite[],
    map?: [string, string][],
  ) => {
    const scope = { suites: wanted, withPartners: true };
    const both = selectSuitesOfBoth(
      {
        left: { project: project(3), suites: left, scope },
        right: { project: project(2), suites: right, scope },
      },
      new Map(map),
    );
    return [both.left, both.right].map(({ suites }) => suites.map(({ name: text }) => text).join());
  };
  const suite = (id: number, text: string): TestRailSuite => ({ id, name: text });

  it('those that are named on either, and what they are compared with', () => {
    const [left, right] = [
      [suite(1, 'Login'), suite(2, 'Pay'), suite(3, 'Pay')],
      [suite(4, 'Anmeldung'), suite(5, 'Pay')],
    ];
    expect(names(['Login'], left, right, [['Login', 'Anmeldung']])).toEqual(['Login', 'Anmeldung']);
    expect(names([4], left, right, [['Login', 'Anmeldung']])).toEqual(['Login', 'Anmeldung']);
    expect(names(['Login'], left, right)).toEqual(['Login', '']);
    // Of two suites of one name the first has the partner.
    expect(names([3], left, right)).toEqual(['Pay', '']);
    expect(names([5], left, right)).toEqual(['Pay', 'Pay']);
  });

  it('a pair of two that are alone stays one; a baseline is read where it is named', () => {
    expect(names(['Old'], [suite(1, 'Old')], [suite(4, 'New')])).toEqual(['Old', 'New']);
    expect(names(['Old'], [suite(1, 'Old')], [suite(4, 'New'), baseline])).toEqual(['Old', 'New']);
    expect(names(['Baseline'], [suite(1, 'Old')], [suite(4, 'New'), baseline])).toEqual(['', 'Baseline']);
  });

  it('the one without an id as well', () => {
    const scope = { suites: ['Old'], withPartners: true };
    const both = selectSuitesOfBoth({
      left: { project: project(3), suites: [suite(1, 'Old')], scope },
      right: { project: project(1), suites: [], scope },
    });
    expect(both.right.suites).toEqual([{ id: null, name: 'Master' }]);
  });

  it('refuses what is on neither', () => {
    expect(() => names(['Nope'], [A], [A])).toThrow('has no suite "Nope"');
  });
});
