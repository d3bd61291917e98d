/**
 * What the known pages of a suite promise: how many there will be, and what a guess would prove. It is worked out when it is
 * asked for, and kept until something is learnt: the plan asks far more often than it learns.
 */
import { deviationOf, expectedPages, likelihoodOf, worthOf, type PagingFacts } from './likelihood.js';

/** Of a guess: that its page exists, how many pages it would prove, and how far it goes before others. */
export interface GuessFacts {
  likelihood: number;
  pages: number;
  worth: number;
}

interface Outcome {
  facts: PagingFacts;
  expected: number;
  deviation: number;
  /** By the number of pages that the guess would make. */
  guesses: Map<number, GuessFacts>;
}

export class Outlook {
  private outcome: Outcome | undefined;

  constructor(private readonly learn: () => PagingFacts) {}

  /** What is known has changed. */
  changed(): void {
    this.outcome = undefined;
  }

  get facts(): PagingFacts {
    return this.look().facts;
  }

  /** Pages that there will be. */
  get expected(): number {
    return this.look().expected;
  }

  /** Standard deviation of what is expected, in pages. */
  get deviation(): number {
    return this.look().deviation;
  }

  /**
   * @param pages that there are if the guess is right
   * @param isPaired what the one that leads proves of itself it promises of its partner
   */
  guessAt(pages: number, isPaired: boolean): GuessFacts {
    const { facts, guesses } = this.look();
    let guess = guesses.get(pages);
    if (!guess) {
      const proven = (pages - facts.known) * (isPaired && facts.leads ? 2 : 1);
      guess = { likelihood: likelihoodOf(pages, facts), pages: proven, worth: worthOf(pages, facts) };
      guesses.set(pages, guess);
    }
    return guess;
  }

  private look(): Outcome {
    if (!this.outcome) {
      const facts = this.learn();
      const expected = Math.max(facts.known, expectedPages(facts));
      this.outcome = { facts, expected, deviation: deviationOf(facts), guesses: new Map() };
    }
    return this.outcome;
  }
}
