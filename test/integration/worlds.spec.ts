import { compareProjects } from '../../src/index.js';
import type { WorldOptions } from '../../src/simulator/index.js';
import {
  bothSides,
  expectEveryPageOnce,
  expectTruth,
  instanceAt,
  ofType,
  QUICK,
  runToEnd,
  simulate,
} from './support/run.js';

describe('a comparison over HTTP', () => {
  it.each<[string, WorldOptions]>([
    ['under 1,000 cases', { cases: 900 }],
    ['about 10,000 cases', { cases: 10_000 }],
    ['about 50,000 cases', { cases: 50_000 }],
    ['2,000 cases against 24,000', { leftCases: 2_000, rightCases: 24_000 }],
    [
      '8,000 cases against 1,000, with more suites on the left',
      { leftCases: 8_000, rightCases: 1_000, leftSuites: 21, rightSuites: 10 },
    ],
    ['a third of the cases differing', { cases: 4_000, differing: 0.3, seed: 5 }],
    ['one suite on each side', { cases: 3_000, leftSuites: 1, rightSuites: 1 }],
  ])('finds what the world was planned to hold: %s', async (_name, world) => {
    const simulator = await simulate({ world });
    const run = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    expectTruth(run.summary, simulator.world);
    expectEveryPageOnce(run, simulator);
    expect(run.summary.requests).toEqual({
      sent: simulator.stats().requests,
      retried: 0,
      throttled: 0,
      guessed: expect.any(Number),
    });
    expect(simulator.stats().maxInFlight).toBeLessThanOrEqual(20);
    for (const side of ['left', 'right'] as const) {
      const suites = ofType(run.events, 'suite').filter((event) => event.side === side);
      expect(suites.length).toBe(run.start[side].suites.length);
      expect(suites.every(({ complete }) => complete)).toBe(true);
      expect(ofType(run.events, 'side').filter((event) => event.side === side)).toMatchObject([
        { complete: true, cases: run.summary[side].cases },
      ]);
    }
  });

  it('tells differences while pages still arrive', async () => {
    const simulator = await simulate({ world: { cases: 10_000, differing: 0.1 }, pageMs: 40 });
    const { events } = await runToEnd(compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK }));
    const first = events.findIndex((event) => event.type === 'difference' && event.kind !== 'identical');
    const pagesAfter = events.slice(first).filter(({ type }) => type === 'page').length;
    const pages = events.filter(({ type }) => type === 'page').length;
    expect(pagesAfter).toBeGreaterThan(pages / 3);
  });

  it('compares a world with itself the other way round, mirrored', async () => {
    const simulator = await simulate({ world: { cases: 3_000, differing: 0.2 } });
    const { left, right } = bothSides(instanceAt(simulator));
    const there = await runToEnd(compareProjects({ left, right, ...QUICK }));
    const back = await runToEnd(compareProjects({ left: right, right: left, ...QUICK }));
    const { onlyLeft, onlyRight, ...pairs } = there.summary.counts;
    expect(back.summary.counts).toEqual({ ...pairs, onlyLeft: onlyRight, onlyRight: onlyLeft });
    const ids = (run: typeof there, mirrored: boolean) =>
      run.differences
        .map(
          (each) =>
            `${each.kind.replace(/only.*/, 'only')} ${each[mirrored ? 'right' : 'left']?.id} ${each[mirrored ? 'left' : 'right']?.id}`,
        )
        .sort();
    expect(ids(back, true)).toEqual(ids(there, false));
  });
});
