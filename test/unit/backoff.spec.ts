import { backoffMs } from '../../src/operators/index.js';

describe('backoffMs', () => {
  const config = { baseMs: 500, maxMs: 30_000, random: () => 1 };

  it('has a ceiling that doubles with each failure, up to the last', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50, 2_000].map((failures) => backoffMs(failures, config))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('is anything below the ceiling: full jitter', () => {
    expect([0, 0.25, 0.5, 0.999].map((number) => backoffMs(2, { ...config, random: () => number }))).toEqual([
      0, 250, 500, 999,
    ]);
  });
});
