import type { RecheckSummary } from './events.js';
import type { SuiteState } from './suite-state.js';

/** How the recheck of a side stands: which of its suites are still to be asked what has changed while they were read. */
export class RecheckState {
  private readonly awaited: Set<SuiteState>;
  private readonly failed = new Map<SuiteState, string>();
  private rechecked = 0;

  constructor(private readonly suites: readonly SuiteState[]) {
    this.awaited = new Set(suites);
  }

  /**
   * @param error why not all of it is known
   * @param skipped nothing was asked, as nothing was read
   */
  take(suite: SuiteState, { error, skipped }: { error?: string; skipped?: boolean }): void {
    this.awaited.delete(suite);
    if (error !== undefined) this.failed.set(suite, error);
    else if (!skipped) this.rechecked++;
  }

  isOver(): boolean {
    return this.awaited.size === 0;
  }

  /** Nothing more is asked. @param reason why what is still awaited was not */
  end(reason: string): void {
    for (const suite of [...this.awaited]) this.take(suite, { error: reason });
  }

  summary(): RecheckSummary {
    const failed = this.suites.flatMap((suite) => {
      const error = this.failed.get(suite);
      return error === undefined ? [] : [{ suiteId: suite.id, error }];
    });
    const found = this.suites.reduce((sum, suite) => sum + suite.came, 0);
    return { suites: this.rechecked, found, failed };
  }
}
