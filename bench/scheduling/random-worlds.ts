import fc from 'fast-check';
import { PAGE, STRIDE, worldOfSizes, type PagedWorld } from './paged-world.js';

/** The sizes of some suites, in cases. */
const sizes = (most: number, suites: { minLength?: number; maxLength: number }) =>
  fc.array(fc.integer({ min: 0, max: most }), suites);

/** Both sides alike but for a few cases, as copies of a project are, and suites of the right alone. */
const copies = fc
  .tuple(
    sizes(5_000, { minLength: 1, maxLength: 10 }),
    fc.integer({ min: -60, max: 60 }),
    sizes(900, { maxLength: 12 }),
  )
  .map(([left, more, alone]) =>
    worldOfSizes(left, [...left.map((cases) => Math.max(0, cases + more)), ...alone]),
  );

/** Six kinds of worlds, none of them the plan's. */
export const worlds: fc.Arbitrary<PagedWorld> = fc.oneof(
  copies,
  // Nothing alike: each suite has a partner of another size.
  fc
    .tuple(sizes(4_000, { minLength: 1, maxLength: 8 }), sizes(4_000, { minLength: 1, maxLength: 8 }))
    .map(([l, r]) => worldOfSizes(l, r)),
  // One side alone.
  sizes(6_000, { minLength: 1, maxLength: 12 }).map((right) => worldOfSizes([], right)),
  // One huge suite.
  fc.integer({ min: 0, max: 30_000 }).map((cases) => worldOfSizes([cases], [cases])),
  // Many suites of one page.
  sizes(PAGE, { minLength: 20, maxLength: 90 }).map((both) => worldOfSizes(both, both)),
  // Whole numbers of pages: the last page is full, and still the last.
  fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 9 }).map((pages) => {
    const both = pages.map((count) => count * STRIDE + 1);
    return worldOfSizes(both, both);
  }),
);

/** The seed of the sample that the constants of the scheduling were chosen on. */
export const FIRST_SEED = 20_261_124;

/** The same 200 worlds for the same seed. */
export const sampleOfWorlds = (seed: number): PagedWorld[] => fc.sample(worlds, { seed, numRuns: 200 });
