import { Aggregate } from '../../src/compare/aggregate.js';
import type { Arrival } from '../../src/compare/arrivals.js';
import type { TestCase } from '../../src/compare/test-case.js';
import {
  aCase,
  brief,
  compareTwo,
  differencesOf,
  finished,
  lost,
  opened,
  page,
  run,
  steps,
  summaryOf,
  withSteps,
} from '../support/cases.js';

const BOTH = [opened('left', ['A']), opened('right', ['A'])];
const TWO_SUITES = [opened('left', ['A', 'B']), opened('right', ['A', 'B'])];
const suiteEvents = (arrivals: Arrival[]) =>
  run(arrivals).flatMap((event) => (event.type === 'suite' ? [event] : []));

describe('the aggregate', () => {
  it('starts when both sides are opened, and what came before waits for it', () => {
    const types = steps([page('left', 1, []), BOTH[1]!, BOTH[0]!]).map((events) =>
      events.map(({ type }) => type),
    );
    expect(types).toEqual([[], [], ['start', 'page', 'suite', 'side']]);
  });

  it('ends projects without suites at once', () => {
    const events = run([opened('left', []), opened('right', []), finished()]);
    expect(events.map(({ type }) => type)).toEqual(['start', 'side', 'side', 'summary']);
    expect(summaryOf(events).status).toBe('complete');
  });

  it('knows the suite of an old server without an id from its cases', () => {
    const suites = [{ id: null, name: 'Master' }];
    const events = run([
      opened('left', suites),
      opened('right', suites),
      page('left', null, [aCase(1, 'x', { suite_id: 7 })]),
      page('right', null, [aCase(2, 'x', { suite_id: 8 })]),
      finished(),
    ]);
    expect(differencesOf(events)[0]).toMatchObject({
      kind: 'identical',
      left: { suiteId: 7, suite: 'Master' },
      right: { suiteId: 8 },
    });
    expect(summaryOf(events).status).toBe('complete');
  });

  it('refuses a page of a suite that was not opened', () => {
    expect(() => run([...BOTH, page('left', 9, [])])).toThrow(
      new RangeError('the left project was opened without a suite 9'),
    );
  });

  it('takes nothing in after the end', () => {
    expect(steps([...BOTH, finished(), page('left', 1, []), finished()]).slice(-2)).toEqual([[], []]);
  });

  it('tells a single suite against a single suite in one place, whatever their names', () => {
    const arrivals = [
      opened('left', ['A']),
      opened('right', ['B']),
      page('left', 1, [aCase(1)]),
      page('right', 1, [aCase(2)]),
      finished(),
    ];
    expect(brief(run(arrivals))).toEqual(['identical 1:2']);
  });
});

describe('what is certain', () => {
  const tellsAt = (arrivals: Arrival[]) => steps(arrivals).map((events) => brief(events));

  it('a pair of two suites comes with the page that completes the later one, in whichever order pages come', () => {
    const [first, last] = [
      page('left', 1, [withSteps(1, 'x', 'one')], { next: 1 }),
      page('left', 1, [withSteps(2, 'y', 'same')], { offset: 1 }),
    ];
    const right = page('right', 1, [withSteps(3, 'x', 'two'), withSteps(4, 'y', 'same')]);
    for (const order of [
      [first, last, right],
      [last, right, first],
      [right, last, first],
    ]) {
      expect(tellsAt([...TWO_SUITES, ...order])).toEqual([[], [], [], [], ['changed 1:3', 'identical 2:4']]);
    }
  });

  it('a case without a partner waits for the other side, not for its own', () => {
    const arrivals = [
      ...TWO_SUITES,
      page('left', 1, [aCase(1, 'x')]),
      page('right', 1, []),
      page('right', 2, []),
    ];
    expect(tellsAt(arrivals).slice(-2)).toEqual([[], ['onlyLeft 1:-']]);
  });

  it('it waits while a case of its key or content is free on the other side', () => {
    const arrivals = [
      ...TWO_SUITES,
      page('left', 1, [aCase(1, 'x'), withSteps(2, 'y', 'text'), aCase(3, 'z')]),
      page('right', 1, []),
      page('right', 2, [aCase(4, 'x'), withSteps(5, 'w', 'text')]),
      page('left', 2, [aCase(6, 'x'), withSteps(7, 'w', 'text')]),
    ];
    expect(tellsAt(arrivals).slice(-2)).toEqual([
      ['onlyLeft 3:-'],
      ['identical 6:4', 'identical 7:5', 'onlyLeft 1:-', 'onlyLeft 2:-'],
    ]);
  });

  it('a moved case waits for both sides', () => {
    const arrivals = [
      ...TWO_SUITES,
      page('left', 1, [aCase(1, 'x')]),
      page('right', 1, []),
      page('right', 2, [aCase(2, 'x')]),
      page('left', 2, []),
    ];
    expect(tellsAt(arrivals).slice(-2)).toEqual([[], ['moved 1:2']]);
  });
});

describe('what is lost', () => {
  const lossy = (left: TestCase[], right: TestCase[], ...more: Arrival[]) =>
    run([...TWO_SUITES, page('left', 1, left), page('right', 1, right), ...more, finished()]);

  it('leaves a changed pair of complete suites certain', () => {
    const events = lossy(
      [withSteps(1, 'x', 'one')],
      [withSteps(2, 'x', 'two')],
      page('left', 2, []),
      lost('right', 2, 0),
    );
    expect(brief(events)).toEqual(['changed 1:2']);
    expect(summaryOf(events)).toMatchObject({
      status: 'partial',
      reason: 'suite "B": the page at offset 0 could not be read: 502 Bad Gateway',
    });
  });

  it('makes a changed pair of its own suites undetermined, with what is known', () => {
    const events = run([
      ...BOTH,
      page('left', 1, [withSteps(1, 'x', 'one')], { next: 1 }),
      page('right', 1, [withSteps(2, 'x', 'two')]),
      lost('left', 1, 1),
      finished(),
    ]);
    expect(differencesOf(events)).toMatchObject([
      {
        kind: 'undetermined',
        likely: 'changed',
        left: { id: 1 },
        right: { id: 2 },
        aspects: ['content'],
        fields: [{ field: 'custom_steps', left: 'one', right: 'two' }],
      },
    ]);
    const { counts, aspects, left, right } = summaryOf(events);
    expect([counts.undetermined, left.undetermined, right.undetermined]).toEqual([1, 1, 1]);
    expect(aspects).toEqual({ content: 0, title: 0, place: 0 });
  });

  it('leaves an identical pair identical', () => {
    const events = run([
      ...BOTH,
      page('left', 1, [aCase(1)], { next: 1 }),
      page('right', 1, [aCase(2)]),
      lost('left', 1, 1),
      finished(),
    ]);
    expect(brief(events)).toEqual(['identical 1:2']);
  });

  it('makes every case without a partner undetermined that might have it there, and no other', () => {
    const events = lossy([aCase(1, 'x')], [aCase(2, 'y')], page('left', 2, []), lost('right', 2, 0));
    expect(brief(events)).toEqual(['onlyRight -:2', 'undetermined(onlyLeft) 1:-']);
  });

  it('on its own side matters to a case without a partner only where a free one shares its key or content', () => {
    const events = lossy(
      [],
      [withSteps(2, 'x', 'text'), aCase(3, 'y')],
      page('right', 2, []),
      page('left', 2, [withSteps(1, 'w', 'text'), aCase(4, 'v')]),
      lost('left', 1, 250),
    );
    expect(brief(events)).toEqual(['onlyLeft 4:-', 'onlyRight -:3', 'renamed 1:2'].sort());
    const open = run([
      ...TWO_SUITES,
      page('left', 1, [aCase(1, 'x'), aCase(5, 'x'), aCase(6, 'z')], { next: 250 }),
      lost('left', 1, 250),
      page('left', 2, []),
      page('right', 1, []),
      page('right', 2, [withSteps(2, 'x', 'b'), withSteps(3, 'x', 'c')]),
      finished(),
    ]);
    expect(brief(open)).toEqual([
      'onlyLeft 6:-',
      'undetermined(onlyLeft) 1:-',
      'undetermined(onlyLeft) 5:-',
      'undetermined(onlyRight) -:2',
      'undetermined(onlyRight) -:3',
    ]);
  });

  it('a case whose namesakes on the complete other side are all taken is certain to be alone', () => {
    const events = run([
      ...BOTH,
      page('left', 1, [aCase(1, 'x'), aCase(3, 'x')], { next: 250 }),
      lost('left', 1, 250),
      page('right', 1, [aCase(2, 'x')]),
      finished(),
    ]);
    expect(brief(events)).toEqual(['identical 1:2', 'onlyLeft 3:-']);
  });

  it('a page that is read after all, and one where nothing is missing, were not lost', () => {
    const late = run([
      ...BOTH,
      lost('left', 1, 0),
      page('left', 1, [aCase(1)]),
      page('right', 1, [aCase(2)]),
      finished(),
    ]);
    const beyond = run([
      ...BOTH,
      page('left', 1, [aCase(1)]),
      lost('left', 1, 250),
      page('right', 1, [aCase(2)]),
      finished(),
    ]);
    for (const events of [late, beyond]) {
      expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { failedPages: [] } });
      expect(brief(events)).toEqual(['identical 1:2']);
    }
  });

  it('a suite that is given up is told at once, and once more where pages on the wire bring more of it', () => {
    const events = suiteEvents([
      ...BOTH,
      page('left', 1, [aCase(1)], { next: 1 }),
      { type: 'givenUp', side: 'left', suiteId: 1, error: 'answered 400' },
      page('left', 1, [aCase(2)], { offset: 2, next: 3 }),
      page('right', 1, []),
      finished(),
    ]);
    expect(events.map(({ side, cases, complete, error }) => [side, cases, complete, error])).toEqual([
      ['left', 1, false, 'answered 400'],
      ['right', 0, true, undefined],
      ['left', 2, false, 'answered 400'],
    ]);
  });
});

describe('a world that changes while it is read', () => {
  const copies = (first: TestCase, second: TestCase) =>
    [
      [first, second],
      [second, first],
    ].map((order) =>
      run([
        ...BOTH,
        page('right', 1, [withSteps(9, 'x', 'two')]),
        page('left', 1, [order[0]!], { next: 1 }),
        page('left', 1, [order[1]!], { offset: 1 }),
        finished(),
      ]),
    );

  it.each<[string, TestCase, TestCase, string[]]>([
    [
      'the later copy counts',
      withSteps(1, 'x', 'one', { updated_on: 5 }),
      withSteps(1, 'x', 'two', { updated_on: 6 }),
      ['identical 1:9'],
    ],
    [
      'the later title counts',
      withSteps(1, 'x', 'two', { updated_on: 6 }),
      withSteps(1, 'z', 'two', { updated_on: 5 }),
      ['identical 1:9'],
    ],
    [
      'a later deletion counts',
      withSteps(1, 'x', 'two', { updated_on: 5 }),
      withSteps(1, 'x', 'two', { updated_on: 6, is_deleted: 1 }),
      ['undetermined(onlyRight) -:9'],
    ],
    [
      'a later restoration counts',
      withSteps(1, 'x', 'two', { updated_on: 6 }),
      withSteps(1, 'x', 'two', { updated_on: 5, is_deleted: 1 }),
      ['identical 1:9'],
    ],
  ])('%s, in whichever order they come, and the result is partial', (_, first, second, expected) => {
    for (const events of copies(first, second)) {
      expect(brief(events)).toEqual(expected);
      expect(summaryOf(events)).toMatchObject({ status: 'partial', left: { cases: 1 } });
      expect(summaryOf(events).reason).toBe('suite "A": unsettled: two different copies of case 1 were read');
    }
  });

  it('of two copies without a later one nothing is certain, whichever of them would have had a partner', () => {
    const two = (first: TestCase, second: TestCase) => copies(first, second).map((events) => brief(events));
    const [one, other] = [withSteps(1, 'x', 'one'), withSteps(1, 'x', 'two')];
    const expected = two(one, other)[0]!;
    expect(expected[0]).toMatch(/^undetermined\(identical|^undetermined\(changed/);
    expect(two(one, other)).toEqual([expected, expected]);
    for (const told of two(withSteps(1, 'z', 'one'), withSteps(1, 'x', 'three')).flat())
      expect(told).toMatch(/^undetermined/);
  });

  it('copies that stand in different sections contradict each other where sections are compared', () => {
    const told = (order: number[]) => {
      const copy = (section_id: number) => aCase(1, 'x', { section_id, updated_on: section_id });
      const sections = [
        { id: 4, name: 'Four', parentId: null },
        { id: 5, name: 'Five', parentId: null },
      ];
      return run(
        [
          ...BOTH,
          { type: 'sections', side: 'left', suiteId: 1, sections },
          { type: 'sections', side: 'right', suiteId: 1, sections },
          page('right', 1, [aCase(9, 'x', { section_id: 5 })]),
          page('left', 1, [copy(order[0]!)], { next: 1 }),
          page('left', 1, [copy(order[1]!)], { offset: 1 }),
          finished(),
        ],
        { compareIds: true, sections: true },
      );
    };
    for (const events of [told([4, 5]), told([5, 4])]) {
      expect(brief(events)).toEqual(['identical 1:9']);
      expect(summaryOf(events)).toMatchObject({ status: 'partial' });
    }
  });

  it('copies that differ in the section alone are one, the later one, and settle nothing anew', () => {
    for (const events of copies(
      withSteps(1, 'x', 'two', { section_id: 4, updated_on: 6 }),
      withSteps(1, 'x', 'two', { section_id: 5, updated_on: 5 }),
    )) {
      expect(differencesOf(events)).toMatchObject([{ kind: 'identical', left: { sectionId: 4 } }]);
      expect(summaryOf(events).status).toBe('complete');
    }
  });

  it('a case in two suites is counted once, where its later copy stands, and makes both unsettled', () => {
    const [inA, inB] = [
      page('left', 1, [aCase(1, 'x', { updated_on: 1 })], { next: 1 }),
      page('left', 2, [aCase(1, 'x', { updated_on: 2 })], { next: 1 }),
    ];
    const rest = [
      page('left', 1, [], { offset: 1 }),
      page('left', 2, [], { offset: 1 }),
      page('right', 1, []),
      page('right', 2, [aCase(2, 'x')]),
      finished(),
    ];
    for (const order of [
      [inA, inB],
      [inB, inA],
    ]) {
      const events = run([...TWO_SUITES, ...order, ...rest]);
      expect(brief(events)).toEqual(['identical 1:2']);
      expect(summaryOf(events)).toMatchObject({ status: 'partial', left: { cases: 1 } });
      expect(
        suiteEvents([...TWO_SUITES, ...order, ...rest])
          .filter(({ side }) => side === 'left')
          .map(({ cases, complete }) => [cases, complete]),
      ).toEqual([
        [0, false],
        [1, false],
      ]);
    }
  });

  it('a case that says it belongs to another suite makes its suite unsettled', () => {
    const events = run([
      ...BOTH,
      page('left', 1, [aCase(1, 'x', { suite_id: 5 })]),
      page('right', 1, []),
      finished(),
    ]);
    expect(summaryOf(events).reason).toContain('case 1 says that it belongs to suite 5');
  });

  it('a guess beyond the end counts neither as a page nor as a failure', () => {
    const events = run([
      ...BOTH,
      page('left', 1, [], { offset: 500, guess: true }),
      page('left', 1, [aCase(1)]),
      page('left', 1, [aCase(1)], { offset: 750, guess: true }),
      page('right', 1, [aCase(2)]),
      page('left', 1, [], { offset: 1_000, guess: true }),
      finished(),
    ]);
    expect(events.filter(({ type }) => type === 'page')).toHaveLength(2);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { pages: 1, cases: 1 } });
  });

  it('cases beyond the end make the suite unsettled, also after it was told, which is told anew', () => {
    const end = page('left', 1, [withSteps(1, 'x', 'one')]);
    const beyond = page('left', 1, [aCase(3, 'x')], { offset: 500, guess: true });
    const right = page('right', 1, [withSteps(2, 'x', 'two')]);
    const before = run([...BOTH, beyond, end, right, finished()]);
    const after = run([...BOTH, end, right, beyond, finished()]);
    expect(brief(before)).toEqual(['undetermined(changed) 1:2', 'undetermined(onlyLeft) 3:-']);
    expect(brief(after)).toEqual(['changed 1:2', 'undetermined(onlyLeft) 3:-']);
    for (const events of [before, after])
      expect(summaryOf(events)).toMatchObject({
        status: 'partial',
        left: { cases: 2, undetermined: expect.any(Number) },
      });
    expect(after.filter(({ type }) => type === 'suite' || type === 'side')).toMatchObject([
      { type: 'suite', side: 'left', complete: true, cases: 1 },
      { type: 'side', side: 'left', complete: true, cases: 1 },
      { type: 'suite', side: 'right', complete: true },
      { type: 'side', side: 'right', complete: true },
      { type: 'suite', side: 'left', complete: false, cases: 2 },
      { type: 'side', side: 'left', complete: false, cases: 2 },
    ]);
  });

  it('waits for pages that may exist and are asked for: what is told does not depend on which answer comes first', () => {
    const asked = { type: 'guessed', side: 'left', suiteId: 1, offset: 500 } as const;
    const end = page('left', 1, [withSteps(1, 'x', 'one')]);
    const beyond = page('left', 1, [aCase(3, 'x')], { offset: 500, guess: true });
    const right = page('right', 1, [withSteps(2, 'x', 'two')]);
    const early = run([...BOTH, asked, beyond, end, right, finished()]);
    const late = run([...BOTH, asked, end, right, beyond, finished()]);
    expect(brief(late)).toEqual(brief(early));
    expect(summaryOf(late)).toMatchObject({ status: 'partial' });
    // One without an answer tells nothing, and neither does one that is out when nothing more is asked.
    for (const ended of [[{ ...asked, ended: true }], []]) {
      const events = run([...BOTH, asked, end, right, ...ended, finished()]);
      expect(brief(events)).toEqual(['changed 1:2']);
      expect(summaryOf(events).status).toBe('complete');
    }
  });

  it('what comes after its suite was told claims no partner and no loneliness', () => {
    const events = run([
      ...TWO_SUITES,
      page('left', 1, []),
      page('left', 2, []),
      page('right', 1, [aCase(2, 'x')]),
      page('left', 1, [aCase(1, 'x')], { offset: 500, guess: true }),
      page('right', 2, []),
      finished(),
    ]);
    expect(brief(events)).toEqual(['onlyRight -:2', 'undetermined(onlyLeft) 1:-']);
  });

  it('a side that turns out to have changed after it was told proves nobody alone any more', () => {
    const events = run([
      ...TWO_SUITES,
      page('right', 1, []),
      page('right', 2, []),
      page('right', 1, [aCase(2, 'x')], { offset: 500, guess: true }),
      page('left', 2, [aCase(1, 'x')]),
      page('left', 1, []),
      finished(),
    ]);
    expect(brief(events)).toEqual(['undetermined(moved) 1:2']);
  });

  it('a page read twice counts once', () => {
    const twice = page('left', 1, [aCase(1)], { next: 1 });
    const events = run([
      ...BOTH,
      twice,
      twice,
      page('left', 1, [aCase(3, 'y')], { offset: 1 }),
      page('right', 1, []),
      twice,
      finished(),
    ]);
    expect(summaryOf(events)).toMatchObject({
      status: 'complete',
      left: { cases: 2, pages: 2 },
      counts: { onlyLeft: 2 },
    });
  });
});

describe('a page that is read again because the list has shifted', () => {
  /** Pages of two cases; the right side holds the cases x, y and z. */
  const of = (offset: number, cases: TestCase[], next: number | null = null) =>
    page('left', 1, cases, { offset, limit: 2, next });
  const right = page('right', 1, [withSteps(21, 'x', 'one'), withSteps(22, 'y', 'one'), aCase(23, 'z')]);
  const x = withSteps(1, 'x', 'one');
  const y = withSteps(2, 'y', 'one');
  const z = aCase(3, 'z');
  const TORN = 'suite "A": unsettled: the list changed while it was read';
  const isTold = (arrivals: Arrival[]) =>
    run(arrivals).some((event) => event.type === 'suite' && event.side === 'left');

  it('is waited for while two pages do not fit together', () => {
    const torn = [...BOTH, of(0, [x, y], 2), of(1, [z])];
    expect(isTold(torn)).toBe(false);
    expect(isTold([...torn, of(0, [x, z], 2)])).toBe(true);
  });

  it('drops a case that is on no page any more, and has its number go down', () => {
    // y was deleted between.
    const events = run([...BOTH, right, of(0, [x, y], 2), of(1, [z]), of(0, [x, z], 2), finished()]);
    expect(brief(events)).toEqual(['identical 1:21', 'identical 3:23', 'onlyRight -:22']);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 2, pages: 2 } });
    expect(summaryOf(events).counts).toMatchObject({ undetermined: 0 });
  });

  it('drops a deleted case that is on no page any more from the deleted ones as well', () => {
    const gone = aCase(2, 'y', { is_deleted: 1 });
    const events = run([...BOTH, right, of(0, [x, gone], 2), of(1, [z]), of(0, [x, z], 2), finished()]);
    expect(suiteEvents([...BOTH, right, of(0, [x, gone], 2), of(1, [z]), of(0, [x, z], 2)])).toContainEqual(
      expect.objectContaining({ side: 'left', cases: 2, deleted: 0, complete: true }),
    );
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 2 } });
  });

  it('keeps a case that has moved to another page, and counts it once', () => {
    // w was added before all: x and y stand one place later.
    const w = aCase(4, 'w');
    const events = run([
      ...BOTH,
      right,
      of(1, [y, z], 3),
      of(0, [w, x], 2),
      of(2, [y, z]),
      of(1, [x, y], 3),
      finished(),
    ]);
    expect(brief(events)).toEqual(['identical 1:21', 'identical 2:22', 'identical 3:23', 'onlyLeft 4:-']);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 4, pages: 3 } });
  });

  it.each([
    ['a later date', 9],
    ['the same date', 1],
    ['an earlier date', 0],
  ])('has an edited case count as it was read last, with %s', (_, updated_on) => {
    const [old, edited] = [
      withSteps(1, 'x', 'two', { updated_on: 1 }),
      withSteps(1, 'x', 'one', { updated_on }),
    ];
    const events = run([...BOTH, right, of(0, [old, y], 2), of(1, [z]), of(0, [edited, z], 2), finished()]);
    expect(brief(events)).toEqual(['identical 1:21', 'identical 3:23', 'onlyRight -:22']);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 2 } });
  });

  it.each<[string, Arrival[]]>([
    ['before', []],
    ['after', [right]],
  ])('settles two different copies of one case, when the other side was read %s', (_, early) => {
    const [old, edited] = [
      withSteps(2, 'y', 'two', { updated_on: 1 }),
      withSteps(2, 'y', 'one', { updated_on: 9 }),
    ];
    const arrivals = [...BOTH, ...early, of(0, [x, old], 2), of(1, [edited, z]), of(0, [x, edited], 2)];
    const events = run([...arrivals, ...(early.length > 0 ? [] : [right]), finished()]);
    expect(brief(events)).toEqual(['identical 1:21', 'identical 2:22', 'identical 3:23']);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 3, pages: 2 } });
    expect(suiteEvents(arrivals)).toContainEqual(expect.objectContaining({ side: 'left', complete: true }));
  });

  it('says of a pair whose fields were let go before it turned out to differ that they are not known', () => {
    const [old, edited] = [
      withSteps(1, 'x', 'two', { updated_on: 1 }),
      withSteps(1, 'x', 'one', { updated_on: 9 }),
    ];
    const partner = page('right', 1, [withSteps(21, 'x', 'two'), aCase(23, 'z')]);
    const left = [of(0, [old, y], 2), of(1, [z]), of(0, [edited, z], 2)];
    const whole = run([...BOTH, ...left, partner, finished()]);
    expect(differencesOf(whole)).toContainEqual(
      expect.objectContaining({
        kind: 'changed',
        fields: [expect.objectContaining({ field: 'custom_steps' })],
      }),
    );
    expect(differencesOf(whole).every(({ fieldsUnknown }) => fieldsUnknown === undefined)).toBe(true);
    const events = run([...BOTH, partner, ...left, finished()]);
    expect(brief(events)).toEqual(brief(whole));
    expect(differencesOf(events)).toContainEqual(
      expect.objectContaining({ kind: 'changed', aspects: ['content'], fields: [], fieldsUnknown: true }),
    );
    expect(summaryOf(events).status).toBe('complete');
    // Whom it resembles is not known either, so that whoever asks for that is not told it was read whole.
    const alike = run(
      [
        ...BOTH,
        page('right', 1, [withSteps(21, 'x', 'two')]),
        of(0, [old, y], 2),
        of(1, [z]),
        of(0, [withSteps(1, 'w', 'one'), z], 2),
        finished(),
      ],
      { compareIds: true, similarity: 0.5 },
    );
    expect(summaryOf(alike)).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('has changed while it was read'),
    });
  });

  it('has two different copies contradict nothing any more where the case is on no page', () => {
    const [old, edited] = [
      withSteps(2, 'y', 'two', { updated_on: 1 }),
      withSteps(2, 'y', 'one', { updated_on: 9 }),
    ];
    const before = [...BOTH, right, of(0, [x, old], 2), of(1, [edited, z])];
    // y was deleted, when it had been edited: neither copy was read again.
    const events = run([...before, of(0, [x, z], 2), of(1, [z]), finished()]);
    expect(brief(events)).toEqual(['identical 1:21', 'identical 3:23', 'onlyRight -:22']);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 2 } });
  });

  it('lets a case go that was moved to another suite, where it is read and counted', () => {
    const events = run([
      ...TWO_SUITES,
      page('right', 1, [aCase(21, 'x'), aCase(23, 'z')]),
      page('right', 2, [aCase(22, 'y')]),
      of(0, [aCase(1, 'x'), aCase(2, 'y')], 2),
      of(1, [aCase(3, 'z')]),
      of(0, [aCase(1, 'x'), aCase(3, 'z')], 2),
      page('left', 2, [aCase(2, 'y')]),
      finished(),
    ]);
    expect(brief(events)).toEqual(['identical 1:21', 'identical 2:22', 'identical 3:23']);
    expect(summaryOf(events)).toMatchObject({ status: 'complete', left: { cases: 3 } });
  });

  it('leaves the suite unsettled and the result partial where nothing ever fits, and says nothing false', () => {
    const events = run([...BOTH, right, of(0, [x, y], 2), of(1, [z]), of(0, [x, y], 2), finished()]);
    expect(summaryOf(events)).toMatchObject({ status: 'partial', reason: TORN, left: { cases: 3 } });
    expect(brief(events)).toEqual(['identical 1:21', 'identical 2:22', 'identical 3:23']);
    expect(suiteEvents([...BOTH, right, of(0, [x, y], 2), of(1, [z]), finished()])).toContainEqual(
      expect.objectContaining({ side: 'left', complete: false, error: TORN.replace('suite "A": ', '') }),
    );
  });

  it('leaves it open whether a namesake in another suite is alone, since any pair of a torn list may be another one', () => {
    const events = run([
      ...TWO_SUITES,
      right,
      page('right', 2, []),
      of(0, [x, y], 2),
      of(1, [z]),
      page('left', 2, [withSteps(5, 'x', 'five')]),
      finished(),
    ]);
    expect(brief(events)).toEqual([
      'identical 1:21',
      'identical 2:22',
      'identical 3:23',
      'undetermined(onlyLeft) 5:-',
    ]);
  });

  it('does not say of a case on the other side that it is alone while the list is torn', () => {
    const torn = [...BOTH, page('right', 1, [aCase(29, 'new')]), of(0, [x, y], 2), of(1, [z])];
    expect(brief(run(torn))).toEqual([]);
    expect(brief(run([...torn, finished()]))).toContain('undetermined(onlyRight) -:29');
  });
});

describe('deleted cases', () => {
  it('are left out and counted apart', () => {
    const events = compareTwo(
      [aCase(1, 'x', { is_deleted: 1 }), aCase(2, 'y', { is_deleted: 0 })],
      [aCase(3, 'x'), aCase(4, 'y', { is_deleted: true })],
    );
    expect(brief(events)).toEqual(['onlyLeft 2:-', 'onlyRight -:3']);
    expect(summaryOf(events)).toMatchObject({
      left: { cases: 2, deleted: 1 },
      right: { cases: 2, deleted: 1 },
    });
  });
});

describe('fields of one side', () => {
  const census = (left: TestCase[], right: TestCase[], ...more: Arrival[]) =>
    summaryOf(run([...BOTH, page('left', 1, left), page('right', 1, right), ...more, finished()]));

  it('are named with the number of live cases that hold a value there', () => {
    const left = [
      withSteps(1, 'a', 'x'),
      withSteps(2, 'b', 'y'),
      withSteps(3, 'c', ''),
      withSteps(4, 'd', 'z', { is_deleted: 1 }),
    ];
    const { left: ofLeft, right: ofRight } = census(left, [
      aCase(5, 'a', { custom_steps: null, custom_goal: 'g', refs: 'R-1' }),
    ]);
    expect(ofLeft.fieldsOnlyHere).toEqual([{ field: 'custom_steps', cases: 2 }]);
    expect(ofRight.fieldsOnlyHere).toEqual([{ field: 'custom_goal', cases: 1 }]);
  });

  it('are counted in the copy that counts', () => {
    const first = page('left', 1, [withSteps(1, 'a', 'x', { updated_on: 1 })], { next: 1 });
    const second = page('left', 1, [aCase(1, 'a', { updated_on: 2, custom_goal: 'g' })], { offset: 1 });
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const { left } = summaryOf(run([...BOTH, ...order, page('right', 1, []), finished()]));
      expect(left.fieldsOnlyHere).toEqual([{ field: 'custom_goal', cases: 1 }]);
    }
  });

  it('are not named while the other side may have them on a lost page', () => {
    const arrivals = [
      ...BOTH,
      page('left', 1, [withSteps(1, 'a', 'x')]),
      page('right', 1, [aCase(2, 'a', { custom_goal: 'g' })], { next: 1 }),
      lost('right', 1, 1),
      finished(),
    ];
    const { left, right } = summaryOf(run(arrivals));
    expect([left.fieldsOnlyHere, right.fieldsOnlyHere]).toEqual([[], [{ field: 'custom_goal', cases: 1 }]]);
  });
});

describe('a run that is cut short', () => {
  const held = [
    ...TWO_SUITES,
    page('left', 1, [aCase(1), aCase(2, 'y'), aCase(5, 'z', { is_deleted: 1 })]),
    page('right', 1, [aCase(3)]),
    page('right', 2, [aCase(4, 'y')], { next: 1 }),
  ];

  it.each(['interrupted', 'failed'] as const)(
    'counts what it holds as undetermined without an event each: %s',
    (status) => {
      const events = run([...held, finished({ status, reason: 'because' })]);
      expect(brief(events)).toEqual(['identical 1:3']);
      expect(summaryOf(events)).toMatchObject({
        status,
        reason: 'because',
        counts: { identical: 1, undetermined: 2 },
        left: { cases: 3, deleted: 1, undetermined: 1 },
        right: { cases: 2, undetermined: 1 },
      });
    },
  );

  it('by its deadline tells what it holds', () => {
    expect(brief(run([...held, finished({ status: 'partial' })]))).toEqual([
      'identical 1:3',
      'undetermined(moved) 2:4',
    ]);
  });

  it('by a fault in its own midst has a summary that adds up, and what was certain comes out', () => {
    const aggregate = new Aggregate({ compareIds: true });
    const events = [...BOTH, page('left', 1, [aCase(1, 'x'), withSteps(2, 'y', 'a')])].flatMap((arrival) => [
      ...aggregate.take(arrival).events,
    ]);
    const poison = {
      ...aCase(4, 'y'),
      get custom_steps(): string {
        throw new Error('a fault of ours');
      },
    };
    expect(() => aggregate.take(page('right', 1, [aCase(3, 'x'), poison]))).toThrow('a fault of ours');
    events.push(...aggregate.take(finished({ status: 'failed', reason: 'a fault of ours' })).events);
    expect(summaryOf(events)).toMatchObject({
      status: 'failed',
      counts: { undetermined: 3 },
      left: { cases: 2, undetermined: 2 },
      right: { cases: 1, undetermined: 1 },
    });
  });

  it('by a fault while pairs are told counts those that did not come out', () => {
    const aggregate = new Aggregate({ compareIds: true });
    let broken = false;
    const poison = {
      ...aCase(2, 'y'),
      get custom_steps(): string {
        if (broken) throw new Error('a fault of ours');
        return 'a';
      },
    };
    const events = [...BOTH, page('left', 1, [aCase(1, 'x'), poison, withSteps(6, 'z', 'a')])].flatMap(
      (arrival) => [...aggregate.take(arrival).events],
    );
    broken = true;
    expect(() =>
      aggregate.take(
        page('right', 1, [
          aCase(3, 'x'),
          withSteps(4, 'y', 'b', { custom_a: 'new' }),
          withSteps(5, 'z', 'c'),
        ]),
      ),
    ).toThrow('a fault of ours');
    events.push(...aggregate.take(finished({ status: 'failed' })).events);
    expect(brief(events)).toEqual(['identical 1:3']);
    expect(events.filter(({ type }) => type === 'suite')).toHaveLength(2);
    expect(summaryOf(events)).toMatchObject({
      counts: { identical: 1, changed: 0, undetermined: 4 },
      left: { cases: 3, undetermined: 2 },
      right: { cases: 3, undetermined: 2 },
    });
  });
});
