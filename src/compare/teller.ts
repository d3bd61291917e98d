import { SIDES, type DifferenceEvent } from './events.js';
import type { HeldCase } from './held-case.js';
import type { Pair } from './match.js';
import type { Scope } from './scope.js';
import type { Tally } from './summary.js';

/** Tells of cases that are within the scope, and counts the others. */
export class Teller {
  constructor(
    private readonly scope: Scope,
    private readonly counted: Tally,
    private readonly emit: (event: DifferenceEvent) => void,
  ) {}

  /**
   * @param about a pair, or one case; a pair of which one is within is told
   * @param event what is to be told of it
   */
  tell(about: Partial<Pick<Pair, 'left' | 'right'>>, event: () => DifferenceEvent): void {
    // Both are looked at: a section in which the right one alone stands is one that was found.
    const within = SIDES.filter((side) => this.holds(about[side]));
    if (within.length > 0) return this.emit(event());
    for (const side of SIDES) if (about[side]) this.counted[side].outOfScope++;
  }

  private holds(held: HeldCase | undefined): boolean {
    return held !== undefined && this.scope.holdsSection(held.path) && held.inScope;
  }
}
