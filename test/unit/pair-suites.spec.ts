import { groupSuites, pairSuites } from '../../src/compare/pair-suites.js';

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

describe('suites that are folded into one', () => {
  const named = (...names: string[]) => names.map((name, n) => ({ id: n + 1, name }));
  const map = (...pairs: [string, string][]) => new Map(pairs);

  it.each<[string, string[], string[], [string, string][], ReturnType<typeof groupSuites>]>([
    [
      'several names with one partner',
      ['A', 'B', 'C'],
      ['M', 'C'],
      [
        ['A', 'M'],
        ['B', 'M'],
      ],
      [
        { left: [0, 1], right: [0], folded: 'left' },
        { left: [2], right: [1] },
      ],
    ],
    [
      'all others',
      ['A', 'B', 'C'],
      ['M', 'X', 'B'],
      [
        ['*', 'M'],
        ['C', 'X'],
      ],
      [
        { left: [0, 1], right: [0], folded: 'left' },
        { left: [2], right: [1] },
      ],
    ],
    [
      'the only one, where that is said',
      ['A'],
      ['M'],
      [['*', 'M']],
      [{ left: [0], right: [0], folded: 'left' }],
    ],
    [
      'those of the right',
      ['M', 'B'],
      ['A', 'B'],
      [['M', '*']],
      [{ left: [0], right: [0, 1], folded: 'right' }],
    ],
    ['not without the one', ['A', 'B'], ['B'], [['*', 'M']], [{ left: [1], right: [0] }]],
  ])('%s', (_, left, right, pairs, groups) => {
    expect(groupSuites(named(...left), named(...right), map(...pairs))).toEqual(groups);
  });
});
