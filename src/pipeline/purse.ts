/**
 * What may be spent on guesses. A request is scarce where a limit is in force; a page that turns out not to exist was
 * one for nothing. Of all guesses together no more may come to nothing than a share of the pages known to exist, and
 * none may eat into what the window still has to serve: one guess too many is another window.
 */
export interface PurseFacts {
  /** Requests the window still allows; Infinity without a limit. */
  tokensLeft: number;
  /** Pages known to exist, on the instance. */
  known: number;
  /** Pages that are known or expected to exist and have not been asked for. */
  toCome: number;
}

/** Guesses that come to nothing, as a share of the pages that exist: below the 8 % that are promised. */
const SHARE = 0.07;
/** Without a limit a guess costs a slot that would stay free. */
const SUREST_NEEDED_WITHOUT_LIMIT = 0.2;

/** The account of one instance's guesses. */
export class Purse {
  private wasted = 0;
  private readonly atStake = new Map<string, number>();

  /** Whether a guess of this likelihood may go out now. */
  allows(likelihood: number, facts: PurseFacts): boolean {
    if (facts.tokensLeft === Infinity) return likelihood >= SUREST_NEEDED_WITHOUT_LIMIT;
    const spare = facts.tokensLeft - facts.toCome;
    const allowed = Math.min(facts.known * SHARE, Math.max(0, spare));
    let staked = 0;
    for (const risk of this.atStake.values()) staked += risk;
    return this.wasted + staked + risk(likelihood) <= allowed;
  }

  sent(key: string, likelihood: number): void {
    this.atStake.set(key, risk(likelihood));
  }

  /** It was answered, or never will be. */
  settled(key: string, wasted: boolean): void {
    if (this.atStake.delete(key) && wasted) this.wasted++;
  }
}

/** Likelihoods are estimates, so twice what they say is put by. */
const risk = (likelihood: number): number => Math.min(1, 2 * (1 - likelihood));
