import type { Outgoing } from './outgoing.js';

/** An answer as it goes out, and the cases in it: its latency is theirs. */
export interface Made {
  outgoing: Outgoing;
  cases: number;
}

/**
 * Answers that were made before anybody asked. To give one out costs next to nothing, as if the simulator had a machine of
 * its own. They tell of the data as they were then: once these are edited there are none.
 */
export class PreparedAnswers {
  private readonly answers = new Map<string, Made>();

  /** @param isEdited whether the data are other than when the answers were made */
  constructor(private readonly isEdited: () => boolean) {}

  keep(url: string, made: Made): void {
    this.answers.set(url, made);
  }

  of(url: string): Made | undefined {
    return this.isEdited() ? undefined : this.answers.get(url);
  }
}
