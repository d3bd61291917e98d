import { pairSuites } from '../../src/compare/pair-suites.js';

const suites = (...named: [id: number | null, name: string][]) => named.map(([id, name]) => ({ id, name }));

describe('pairSuites', () => {
  it('pairs by exact name', () => {
    expect(pairSuites(suites([1, 'A'], [2, 'B'], [3, 'b']), suites([4, 'B'], [5, 'A'], [6, 'a']))).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('pairs suites of one name by ascending id; those in excess have no partner', () => {
    expect(pairSuites(suites([3, 'A'], [1, 'A'], [2, 'A']), suites([9, 'A'], [8, 'A']))).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  it('pairs a single suite with a single suite, whatever their names', () => {
    expect(pairSuites(suites([null, 'Master']), suites([7, 'Cases']))).toEqual([[0, 0]]);
    expect(pairSuites(suites([1, 'A']), suites([2, 'B'], [3, 'C']))).toEqual([]);
  });

  it('takes names for names', () => {
    expect(
      pairSuites(suites([1, '__proto__'], [2, 'x']), suites([3, 'constructor'], [4, '__proto__'])),
    ).toEqual([[0, 1]]);
  });
});

describe('suites that have another name on the right', () => {
  const named = (...names: string[]) => names.map((name, n) => ({ id: n + 1, name }));

  it('are paired by it, before those that have the name by themselves', () => {
    const pairs = pairSuites(named('New', 'Old', 'A'), named('A', 'New'), new Map([['Old', 'New']]));
    expect(pairs.sort()).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });
});
