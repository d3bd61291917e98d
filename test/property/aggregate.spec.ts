import fc from 'fast-check';
import type { Arrival } from '../../src/compare/arrivals.js';
import { otherSide, SIDES, type CompareEvent, type Side } from '../../src/compare/events.js';
import { differencesOf, run, steps, summaryOf } from '../support/cases.js';
import { isLive, oracle, pairedSuites, sameContent, type Statement, type World } from '../support/oracle.js';
import { statementOf, text, told, truth } from '../support/told.js';
import { arrivalsOf, inOrder, LOSING, orderArb, readingArb, suiteKey, worldArb } from '../support/worlds.js';

const RUNS = { numRuns: 400 };

const casesOf = (world: World, side: Side) => world[side].flatMap(({ cases }) => cases);

describe('with nothing lost', () => {
  it('the differences are those worked out naively', () => {
    fc.assert(
      fc.property(worldArb, readingArb(), (world, reading) => {
        const events = run(arrivalsOf(world, reading).all);
        expect(told(events)).toEqual(truth(world));
        expect(differencesOf(events).filter(({ kind }) => kind === 'undetermined')).toEqual([]);
        expect(summaryOf(events).status).toBe('complete');
      }),
      { numRuns: 800 },
    );
  });

  it('the pairs of two suites come out with the page that completes the later one', () => {
    fc.assert(
      fc.property(worldArb, readingArb(), (world, reading) => {
        const { all } = arrivalsOf(world, reading);
        const out = steps(all);
        const completeAt = completions(world, all);
        out.forEach((events, at) => {
          for (const { kind, aspects, left, right } of differencesOf(events)) {
            if ((kind !== 'changed' && kind !== 'identical') || aspects.includes('place')) continue;
            const suites = [
              completeAt.get(`left/${left!.suiteId}`)!,
              completeAt.get(`right/${right!.suiteId}`)!,
            ];
            // A pair of one suite that has two titles is no pair of a place before both sides are complete.
            if (!aspects.includes('title')) expect(at).toBe(Math.max(...suites));
          }
        });
      }),
      RUNS,
    );
  });

  it('a case without a partner comes out as soon as nothing free could be one, and its own suite is complete', () => {
    fc.assert(
      fc.property(worldArb, readingArb(), (world, reading) => {
        const { all } = arrivalsOf(world, reading);
        const out = steps(all);
        const completeAt = completions(world, all);
        const outAt = new Map(
          out.flatMap((events, at) =>
            differencesOf(events).flatMap(({ left, right }) =>
              [left, right].flatMap((c) => (c ? [[c.id, at] as const] : [])),
            ),
          ),
        );
        for (const { left, right } of oracle(world).filter(({ kind }) => kind.startsWith('only'))) {
          const side = left === null ? 'right' : 'left';
          const other = otherSide(side);
          const [alone, suite] = find(world, side, (left ?? right)!);
          const otherSuites = world[other].map((each) => completeAt.get(suiteKey(other, each))!);
          const rivals = casesOf(world, other).filter(
            (rival) => isLive(rival) && (rival.title === alone.title || sameContent(rival, alone)),
          );
          const readAt = Math.max(completeAt.get(suiteKey(side, suite))!, ...otherSuites, 0);
          const atTheLatest = Math.max(readAt, ...rivals.map(({ id }) => outAt.get(id)!));
          expect(outAt.get(alone.id)).toBeGreaterThanOrEqual(readAt);
          expect(outAt.get(alone.id)).toBeLessThanOrEqual(atTheLatest);
        }
      }),
      RUNS,
    );
  });
});

describe('whatever is lost', () => {
  it('the differences do not depend on the order of arrival', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), orderArb, (world, reading, order) => {
        const sorted = (arrivals: Arrival[]) =>
          differencesOf(run(arrivals))
            .map((event) => JSON.stringify(event))
            .sort();
        expect(sorted(arrivalsOf(world, { ...reading, order }).all)).toEqual(
          sorted(arrivalsOf(world, reading).all),
        );
      }),
      RUNS,
    );
  });

  it('every case is counted exactly once on its side, pairs once, and told once', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const { all, known } = arrivalsOf(world, reading);
        expectCounted(run(all), known);
      }),
      RUNS,
    );
  });

  it('every statement that is certain holds in the whole world', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const events = run(arrivalsOf(world, reading).all);
        const certain = differencesOf(events).filter(
          ({ kind }) => kind !== 'undetermined' && kind !== 'identical',
        );
        const inTruth = new Set(truth(world));
        expect(
          certain.map((event) => text(statementOf(event))).filter((statement) => !inTruth.has(statement)),
        ).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of each set of equal cases no more pairs are called identical than there are, and these are equal', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const classes = (statements: readonly Statement[]): Map<string, number> => {
          const counts = new Map<string, number>();
          for (const { kind, left, right } of statements) {
            if (kind !== 'identical') continue;
            const [l, suite] = find(world, 'left', left!);
            const [r, partner] = find(world, 'right', right!);
            expect([l.title, sameContent(l, r)]).toEqual([r.title, true]);
            expect(pairedSuites(world)).toContainEqual([suite, partner]);
            const first = suite.cases.find(
              (other) => isLive(other) && other.title === l.title && sameContent(other, l),
            )!.id;
            counts.set(String(first), (counts.get(String(first)) ?? 0) + 1);
          }
          return counts;
        };
        const all = classes(oracle(world));
        const events = run(arrivalsOf(world, reading).all);
        for (const [first, count] of classes(differencesOf(events).map(statementOf))) {
          expect(count).toBeLessThanOrEqual(all.get(first) ?? 0);
        }
      }),
      RUNS,
    );
  });

  it('what is undetermined says what it would be if the lost pages held nothing', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const { all, known } = arrivalsOf(world, reading);
        expect(told(run(all))).toEqual(truth(known));
      }),
      RUNS,
    );
  });

  it('nothing is withheld that no lost page could change', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const { all, known, complete } = arrivalsOf(world, reading);
        const events = run(all);
        const certain = new Set(
          differencesOf(events)
            .filter(({ kind }) => kind !== 'undetermined')
            .map((event) => text(statementOf(event))),
        );
        const sideIsComplete = (side: Side) =>
          world[side].every((suite) => complete.has(suiteKey(side, suite)));
        const statements = oracle(known);
        const leftOver = (side: Side) =>
          statements
            .filter(({ kind, aspects }) => kind !== 'identical' && (kind !== 'changed' || aspects.length > 1))
            .flatMap((statement) =>
              statement[side] === null ? [] : [find(world, side, statement[side])[0]],
            );
        for (const statement of statements) {
          const { left, right, aspects } = statement;
          if (left !== null && right !== null) {
            const whole =
              complete.has(suiteKey('left', find(world, 'left', left)[1])) &&
              complete.has(suiteKey('right', find(world, 'right', right)[1]));
            const ofOnePlace = !aspects.includes('place') && !aspects.includes('title');
            if (whole && ofOnePlace) expect(certain).toContain(text(statement));
            continue;
          }
          const side = left === null ? 'right' : 'left';
          const [alone] = find(world, side, (left ?? right)!);
          const couldPair = leftOver(otherSide(side)).some(
            (rival) => rival.title === alone.title || sameContent(rival, alone),
          );
          if (sideIsComplete(otherSide(side)) && !couldPair) expect(certain).toContain(text(statement));
        }
      }),
      RUNS,
    );
  });

  it('with anything lost it is partial, and its suites say so', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const { all, complete } = arrivalsOf(world, reading);
        const events = run(all);
        const whole = complete.size === world.left.length + world.right.length;
        expect(summaryOf(events).status).toBe(whole ? 'complete' : 'partial');
        const suites = events.flatMap((event) => (event.type === 'suite' ? [event] : []));
        expect(
          suites
            .filter(({ complete: is }) => is)
            .map(({ side, suiteId }) => suiteKey(side, { id: suiteId }))
            .sort(),
        ).toEqual([...complete].sort());
        expect(suites).toHaveLength(world.left.length + world.right.length);
      }),
      RUNS,
    );
  });

  it('starts with start, tells a side after its suites, and ends with summary', () => {
    fc.assert(
      fc.property(worldArb, readingArb(LOSING), (world, reading) => {
        const events = run(arrivalsOf(world, reading).all);
        const types = events.map(({ type }) => type);
        expect([types[0], types[types.length - 1]]).toEqual(['start', 'summary']);
        expect(types.filter((type) => type === 'start' || type === 'summary')).toHaveLength(2);
        for (const side of SIDES) {
          const ofSide = events.filter(
            (event) => (event.type === 'suite' || event.type === 'side') && event.side === side,
          );
          expect(ofSide.map(({ type }) => type)).toEqual([...world[side].map(() => 'suite'), 'side']);
        }
      }),
      RUNS,
    );
  });
});

describe('a world that changes while it is read, and a run that is cut short', () => {
  const mishapArb = fc.record({
    copies: fc.array(
      fc.record({
        side: fc.constantFrom(...SIDES),
        from: fc.nat(),
        to: fc.nat(),
        title: fc.constantFrom('a', 'b'),
        updated_on: fc.nat(3),
        is_deleted: fc.constantFrom(0, 0, 1),
      }),
      { maxLength: 4 },
    ),
    newcomers: fc.array(
      fc.record({
        side: fc.constantFrom(...SIDES),
        to: fc.nat(),
        id: fc.integer({ min: 900, max: 903 }),
        title: fc.constantFrom('a', 'b'),
      }),
      { maxLength: 2 },
    ),
    givenUp: fc.array(fc.record({ side: fc.constantFrom(...SIDES), suite: fc.nat() }), { maxLength: 2 }),
    cut: fc.option(fc.nat(20)),
    status: fc.constantFrom(undefined, 'partial' as const, 'interrupted' as const, 'failed' as const),
  });

  it('every case read is counted exactly once on its side all the same, and it never calls itself complete', () => {
    fc.assert(
      fc.property(
        worldArb,
        readingArb(LOSING),
        mishapArb,
        orderArb,
        (world, reading, { copies, newcomers, givenUp, cut, status }, order) => {
          const pages = arrivalsOf(world, reading).all.slice(0, -1);
          const extra = [
            ...copies.flatMap(({ side, from, to, ...copy }, n) => {
              const cases = casesOf(world, side);
              return cases.length === 0
                ? []
                : beyondPage(world, side, to, { ...cases[from % cases.length]!, ...copy }, n);
            }),
            ...newcomers.flatMap(({ side, to, ...testCase }, n) =>
              beyondPage(world, side, to, testCase, copies.length + n),
            ),
            ...givenUp.flatMap(({ side, suite }): Arrival[] => {
              const suites = world[side];
              return suites.length === 0
                ? []
                : [
                    {
                      type: 'givenUp',
                      side,
                      suiteId: suites[suite % suites.length]!.id,
                      error: 'answered 400',
                    },
                  ];
            }),
          ];
          const shuffled = inOrder([...pages, ...extra], order);
          const opens = shuffled.filter(({ type }) => type === 'opened');
          const rest = shuffled.filter(({ type }) => type !== 'opened');
          const taken = cut === null ? rest : rest.slice(0, cut);
          const events = run([...opens, ...taken, { type: 'finished', ...(status && { status }) }]);

          const read: World = { left: [], right: [] };
          for (const arrival of taken) {
            if (arrival.type === 'page') read[arrival.side].push({ id: 0, name: '', cases: arrival.cases });
          }
          expectCounted(events, read, status === 'interrupted' || status === 'failed');
          const { left, right, status: said } = summaryOf(events);
          if (newcomers.some(({ side }) => world[side].length > 0) && cut === null)
            expect(said).not.toBe('complete');
          if (said === 'complete') expect([...left.failedPages, ...right.failedPages]).toEqual([]);
        },
      ),
      { numRuns: 800 },
    );
  });

  function beyondPage(
    world: World,
    side: Side,
    to: number,
    testCase: World['left'][0]['cases'][0],
    n: number,
  ): Arrival[] {
    const suites = world[side];
    if (suites.length === 0) return [];
    const suite = suites[to % suites.length]!;
    return [
      {
        type: 'page',
        side,
        suiteId: suite.id,
        // Each its own: a second page of one offset is the first one read again, and what is gone from it is gone.
        offset: 1_000 + 4 * n,
        limit: 4,
        next: null,
        cases: [{ ...testCase, suite_id: suite.id }],
        guess: true,
      },
    ];
  }
});

/** By arrival, when each suite was complete: all of its pages there, and both sides opened. */
function completions(world: World, all: readonly Arrival[]): Map<string, number> {
  const bothOpened = Math.max(
    ...SIDES.map((side) => all.findIndex((arrival) => arrival.type === 'opened' && arrival.side === side)),
  );
  return new Map(
    SIDES.flatMap((side) =>
      world[side].map((suite): [string, number] => {
        const offsets = new Map<number, number>();
        all.forEach((arrival, at) => {
          if (
            arrival.type === 'page' &&
            arrival.side === side &&
            arrival.suiteId === suite.id &&
            !arrival.guess &&
            !offsets.has(arrival.offset)
          ) {
            offsets.set(arrival.offset, at);
          }
        });
        return [suiteKey(side, suite), Math.max(bothOpened, ...offsets.values())];
      }),
    ),
  );
}

function find(world: World, side: Side, id: number) {
  for (const suite of world[side]) {
    const testCase = suite.cases.find((each) => each.id === id);
    if (testCase) return [testCase, suite] as const;
  }
  throw new Error(`no case ${id}`);
}

/** @param silently what is held is counted without an event */
function expectCounted(events: readonly CompareEvent[], read: World, silently = false): void {
  const summary = summaryOf(events);
  const differences = differencesOf(events);
  const pairs = differences.filter(({ left, right }) => left && right).length;
  const { counts } = summary;
  for (const side of SIDES) {
    const { cases, deleted, undetermined } = summary[side];
    const ids = [...new Set(casesOf(read, side).map(({ id }) => id))].sort();
    expect(cases).toBe(ids.length);
    const only = side === 'left' ? counts.onlyLeft : counts.onlyRight;
    expect(
      counts.identical + counts.changed + counts.renamed + counts.moved + only + undetermined + deleted,
    ).toBe(cases);
    const toldIds = differences.flatMap((event) => (event[side] ? [event[side].id] : []));
    expect(new Set(toldIds).size).toBe(toldIds.length);
    expect(toldIds.filter((id) => !ids.includes(id))).toEqual([]);
    if (!silently) expect(toldIds).toHaveLength(cases - deleted);
  }
  const undeterminedPairs = differences.filter(
    ({ kind, left, right }) => kind === 'undetermined' && left && right,
  ).length;
  expect(counts.undetermined).toBe(
    summary.left.undetermined + summary.right.undetermined - undeterminedPairs,
  );
  const { undetermined: _, onlyLeft: _l, onlyRight: _r, ...pairCounts } = counts;
  expect(Object.values(pairCounts).reduce((sum, n) => sum + n, 0)).toBe(pairs - undeterminedPairs);
}
