import { matchGroup as matchByTitle, matchLeftovers, type Matching } from '../../src/compare/match.js';
import type { HeldCase } from '../../src/compare/held-case.js';
import { pathOf } from '../../src/compare/sections.js';

const held = (id: number, digest: string, title = 'x', hasText = true): HeldCase => ({
  id,
  digest,
  title,
  key: title,
  spareKey: undefined,
  path: undefined,
  written: digest,
  attachments: 0,
  hasText,
  suite: 0,
  sectionId: null,
  updatedOn: 0,
  deleted: false,
  late: false,
  inScope: true,
  customFields: [],
  fields: undefined,
});

const inSection = (of: HeldCase, ...names: string[]): HeldCase => ({ ...of, path: pathOf(names) });

const matchGroup = (left: readonly HeldCase[], right: readonly HeldCase[]): Matching =>
  matchByTitle(left, right, ({ title }) => title);

const told = ({ identical, pairs, left, right }: Matching) => ({
  identical: identical.map((pair) => `${pair.left.id}:${pair.right.id}`),
  pairs: pairs.map((pair) => `${pair.left.id}:${pair.right.id}`),
  left: left.map(({ id }) => id),
  right: right.map(({ id }) => id),
});

describe('the cases of one key in two paired suites', () => {
  it('are paired by content first, then whoever is left, by ascending ids', () => {
    const left = [held(3, 'b'), held(1, 'a'), held(2, 'c')];
    const right = [held(13, 'a'), held(12, 'd'), held(11, 'e')];
    expect(told(matchGroup(left, right))).toEqual({
      identical: ['1:13'],
      pairs: ['2:11', '3:12'],
      left: [],
      right: [],
    });
  });

  it('of equal ones the lowest ids are paired', () => {
    expect(told(matchGroup([held(2, 'a'), held(1, 'a')], [held(11, 'a')]))).toEqual({
      identical: ['1:11'],
      pairs: [],
      left: [2],
      right: [],
    });
  });

  it('one against one is a pair, whatever the content', () => {
    expect(told(matchGroup([held(1, 'a')], [held(2, 'b')]))).toEqual({
      identical: [],
      pairs: ['1:2'],
      left: [],
      right: [],
    });
  });

  it('in sections: same content and section, same content, same section, then whoever is left', () => {
    const left = [
      inSection(held(1, 'a'), 'S'),
      inSection(held(2, 'a'), 'T'),
      inSection(held(3, 'b'), 'S'),
      inSection(held(4, 'c'), 'T'),
      inSection(held(5, 'd'), 'U'),
    ];
    const right = [
      inSection(held(11, 'a'), 'T'),
      inSection(held(12, 'a'), 'V'),
      inSection(held(13, 'x'), 'T'),
      inSection(held(14, 'b'), 'S'),
      inSection(held(15, 'y'), 'V'),
    ];
    expect(told(matchGroup(left, right))).toEqual({
      identical: ['2:11', '3:14'],
      pairs: ['1:12', '4:13', '5:15'],
      left: [],
      right: [],
    });
  });

  it('a section within another is not the one that is called like both', () => {
    const [one, other] = [inSection(held(1, 'a'), 'S', 'T'), inSection(held(2, 'a'), 'S > T')];
    expect(told(matchGroup([one], [other]))).toMatchObject({ identical: [], pairs: ['1:2'] });
  });

  it('candidates are named where there were several to pick from, and only then', () => {
    const [pair] = matchGroup([held(1, 'a')], [held(12, 'b'), held(11, 'c')]).pairs;
    expect(pair).toMatchObject({ right: { id: 11 }, candidates: { left: [1], right: [11, 12] } });
    expect(matchGroup([held(1, 'a')], [held(2, 'b')]).pairs[0]!.candidates).toBeUndefined();
  });
});

describe('what the suites left over', () => {
  it('the same key and content come first', () => {
    const matching = matchLeftovers([held(1, 'a'), held(2, 'b')], [held(11, 'b'), held(12, 'a')]);
    expect(told(matching)).toEqual({ identical: [], pairs: ['1:12', '2:11'], left: [], right: [] });
  });

  it('the same key pairs where it is left exactly once on each side', () => {
    expect(told(matchLeftovers([held(1, 'a')], [held(11, 'b')])).pairs).toEqual(['1:11']);
    expect(told(matchLeftovers([held(1, 'a'), held(2, 'c')], [held(11, 'b')])).pairs).toEqual([]);
    expect(told(matchLeftovers([held(1, 'a')], [held(11, 'b'), held(12, 'c')])).pairs).toEqual([]);
    // Once the first level has taken its own, once is once.
    expect(told(matchLeftovers([held(1, 'a'), held(2, 'c')], [held(11, 'b'), held(12, 'c')])).pairs).toEqual([
      '2:12',
      '1:11',
    ]);
  });

  it('the same content pairs where it holds text and is left exactly once on each side', () => {
    expect(told(matchLeftovers([held(1, 'a', 'x')], [held(11, 'a', 'y')])).pairs).toEqual(['1:11']);
    expect(told(matchLeftovers([held(1, 'a', 'x', false)], [held(11, 'a', 'y', false)])).pairs).toEqual([]);
    expect(told(matchLeftovers([held(1, 'a', 'x')], [held(11, 'a', 'y'), held(12, 'a', 'z')])).pairs).toEqual(
      [],
    );
  });

  it('the same key goes before the same content', () => {
    const matching = matchLeftovers([held(1, 'a', 'x')], [held(11, 'a', 'y'), held(12, 'b', 'x')]);
    expect(told(matching)).toEqual({ identical: [], pairs: ['1:12'], left: [], right: [11] });
  });

  it('keys that read alike when put together are not one', () => {
    expect(told(matchLeftovers([held(1, 'c', 'a","b')], [held(11, 'b","c', 'a')])).pairs).toEqual([]);
  });
});

describe('the ids that a pair was picked among', () => {
  const candidatesOf = ({ pairs }: Matching) =>
    pairs.map(({ left, right, candidates }) => [`${left.id}:${right.id}`, candidates]);

  it('are all of its key that were free, whatever made it the one', () => {
    const left = [inSection(held(1, 'a'), 'S'), inSection(held(2, 'b'), 'T')];
    const right = [inSection(held(12, 'c'), 'T'), inSection(held(11, 'd'), 'U')];
    expect(candidatesOf(matchGroup(left, right))).toEqual([
      ['2:12', { left: [1, 2], right: [11, 12] }],
      ['1:11', undefined],
    ]);
  });

  it('are those of the key over the whole project, where one of them is taken for its content', () => {
    const matching = matchLeftovers([held(1, 'a')], [held(12, 'b'), held(13, 'a')]);
    expect(candidatesOf(matching)).toEqual([['1:13', { left: [1], right: [12, 13] }]]);
    expect(matching.right.map(({ id }) => id)).toEqual([12]);
  });

  it('are none where there was but one of each', () => {
    expect(candidatesOf(matchLeftovers([held(1, 'a')], [held(11, 'a')]))).toEqual([['1:11', undefined]]);
  });
});

it('pairs any number of cases of one level, which no call could take as its arguments', () => {
  const many = 150_000;
  const side = (first: number, title: (n: number) => string) =>
    Array.from({ length: many }, (_, n) => held(first + n, `content ${n}`, title(n)));
  const moved = matchLeftovers(
    side(1, (n) => `title ${n}`),
    side(1_000_001, (n) => `title ${n}`),
  );
  expect(moved.pairs.length).toBe(many);
  expect(
    matchGroup(
      side(1, String),
      side(1_000_001, () => 'other'),
    ).pairs.length,
  ).toBe(many);
});
