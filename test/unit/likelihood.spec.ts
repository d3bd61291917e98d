import fc from 'fast-check';
import {
  deviationOf,
  expectedPages,
  guessesAt,
  likelihoodOf,
  worthOf,
  type PagingFacts,
} from '../../src/pipeline/likelihood.js';

const facts = (some: Partial<PagingFacts>): PagingFacts => ({
  known: 1,
  believed: some.known ?? 1,
  atMost: Infinity,
  leads: true,
  ...some,
});

const anyFacts: fc.Arbitrary<PagingFacts> = fc
  .record({
    known: fc.integer({ min: 1, max: 40 }),
    believed: fc.integer({ min: 0, max: 20 }),
    open: fc.option(fc.integer({ min: 1, max: 60 }), { nil: Infinity }),
    partner: fc.option(fc.record({ pages: fc.integer({ min: 1, max: 60 }), all: fc.boolean() }), {
      nil: undefined,
    }),
    sized: fc.option(fc.integer({ min: 2, max: 60 }), { nil: undefined }),
    leads: fc.boolean(),
  })
  .map(({ known, believed, open, ...rest }) => {
    const atMost = known + open;
    return { known, believed: Math.min(known + believed, atMost - 1), atMost, ...rest };
  });

describe('the likelihood of a page', () => {
  it('is certain for what is known, and nothing beyond the end', () => {
    expect(likelihoodOf(3, facts({ known: 3 }))).toBe(1);
    expect(likelihoodOf(9, facts({ known: 3, atMost: 9 }))).toBe(0);
  });

  it('halves with twice the distance while nothing hints at the end', () => {
    expect(likelihoodOf(8, facts({ known: 4 }))).toBeCloseTo(0.5);
    expect(likelihoodOf(16, facts({ known: 4 }))).toBeCloseTo(0.25);
  });

  it('is high up to where the partner reaches, and low beyond where it ends', () => {
    const partner = { pages: 9, all: true };
    expect(likelihoodOf(9, facts({ known: 4, partner }))).toBeGreaterThan(0.9);
    expect(likelihoodOf(10, facts({ known: 4, partner }))).toBeLessThan(0.1);
    expect(likelihoodOf(10, facts({ known: 9, partner }))).toBeLessThan(0.1);
  });

  it('takes a stated size for a hint and no more', () => {
    expect(likelihoodOf(7, facts({ sized: 7 }))).toBeLessThan(1);
    expect(likelihoodOf(7, facts({ sized: 7 }))).toBeGreaterThan(0.9);
  });

  it('is a likelihood, and never grows with the distance', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const all = Array.from({ length: 100 }, (_, n) => likelihoodOf(n + 1, some));
        expect(all.every((each) => each >= 0 && each <= 1)).toBe(true);
        expect(all.every((each, n) => n === 0 || each <= all[n - 1]! + 1e-12)).toBe(true);
      }),
    );
  });
});

describe('the pages worth guessing at', () => {
  const guesses = (some: Partial<PagingFacts>, free = false) => [...guessesAt(facts(some), free)];

  it('are a leap ahead', () => {
    expect(guesses({ known: 10 })).toEqual([15]);
  });

  it('are in the middle of what is open once there is an upper bound', () => {
    expect(guesses({ known: 10, atMost: 16 })).toEqual([13]);
    expect(guesses({ known: 10, atMost: 11 })).toEqual([]);
  });

  it('are where the partner reaches; only the one that leads goes on', () => {
    const partner = { pages: 12, all: false };
    expect(guesses({ known: 4, partner, leads: false })).toEqual([12]);
    expect(guesses({ known: 12, partner, leads: false })).toEqual([]);
  });

  it('are first those before one that is believed in', () => {
    expect(guesses({ known: 2, believed: 5 }).slice(0, 2)).toEqual([3, 4]);
  });

  it('are all that may be of use where requests cost nothing', () => {
    expect(guesses({ known: 4 }, true)).toEqual([6, 5, 9]);
  });

  it('lie between what is known and the end', () => {
    fc.assert(
      fc.property(anyFacts, fc.boolean(), (some, free) => {
        for (const pages of guessesAt(some, free)) {
          expect(pages).toBeGreaterThan(some.known);
          expect(pages).toBeLessThan(some.atMost);
          expect(Number.isInteger(pages)).toBe(true);
        }
      }),
    );
  });
});

describe('what is expected', () => {
  it('is what the partner has in all, or half as many again', () => {
    expect(expectedPages(facts({ known: 2, partner: { pages: 9, all: true } }))).toBe(9);
    expect(expectedPages(facts({ known: 8 }))).toBe(12);
  });

  it('lies between what is known and the end, with a deviation that is one', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        expect(expectedPages(some)).toBeLessThan(some.atMost);
        expect(deviationOf(some)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

it('larger suites are worth more: a leap wins k pages for each request it loses', () => {
  expect(worthOf(20, facts({ known: 10 }))).toBeCloseTo(10);
  expect(worthOf(40, facts({ known: 10 }))).toBeCloseTo(10);
  expect(worthOf(4, facts({ known: 2 }))).toBeCloseTo(2);
});
