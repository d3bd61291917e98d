import { mayGuess, type PurseFacts } from '../../src/pipeline/purse.js';

/** In the middle of the plan's run: everything speaks for a guess. */
const facts = (some: Partial<PurseFacts> = {}): PurseFacts => ({
  limit: 180,
  windowMs: 60_000,
  tokensLeft: 100,
  known: 100,
  toCome: 20,
  deviation: 8,
  wasted: 0,
  open: 0,
  pageMs: 4_400,
  ...some,
});
const guess = { likelihood: 0.7, pages: 3 };

describe('a guess', () => {
  it('goes out where there is room', () => {
    expect(mayGuess(guess, facts())).toBe(true);
  });

  it.each([
    [{ wasted: 7, open: 0 }, true],
    [{ wasted: 8, open: 0 }, false],
    [{ wasted: 0, open: 8 }, false],
    [{ wasted: 4, open: 4 }, false],
    [{ known: 12 }, false],
    [{ known: 13 }, true],
  ])('stays within 8 %% of the pages known to exist: %j', (some, allowed) => {
    expect(mayGuess(guess, facts(some))).toBe(allowed);
  });

  it('waits while the limit sets the pace', () => {
    expect(mayGuess(guess, facts({ tokensLeft: 10, toCome: 101 }))).toBe(false);
    expect(mayGuess(guess, facts({ tokensLeft: 10, toCome: 60 }))).toBe(true);
  });

  it('is not worth a window that is about to be full, unless pages are slow', () => {
    const full = { tokensLeft: 22, toCome: 20, deviation: 2 };
    expect(mayGuess(guess, facts({ ...full, pageMs: 200 }))).toBe(false);
    expect(mayGuess({ likelihood: 0.9, pages: 10 }, facts({ ...full, pageMs: 4_400 }))).toBe(true);
    expect(mayGuess(guess, facts({ pageMs: 200 }))).toBe(true);
  });

  it('needs to be surer the smaller the limit', () => {
    const late = { tokensLeft: 15, toCome: 10, deviation: 4 };
    expect(mayGuess(guess, facts({ ...late, limit: 180 }))).toBe(true);
    expect(mayGuess(guess, facts({ ...late, limit: 20 }))).toBe(false);
  });

  it('costs a slot alone where there is no limit, yet not for next to nothing', () => {
    const free = facts({ limit: Infinity, tokensLeft: Infinity, wasted: 99, known: 1 });
    expect(mayGuess(guess, free)).toBe(true);
    expect(mayGuess({ likelihood: 0.1, pages: 30 }, free)).toBe(false);
  });
});
