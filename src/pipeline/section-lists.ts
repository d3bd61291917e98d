import type { SectionsWork } from './work.js';
import type { SuitePaging } from './suite-paging.js';

/** How the list of sections of a suite stands. */
interface ListState {
  /** A request for it went out. */
  asked: boolean;
  read: boolean;
  /** Why it could not be read. */
  error?: string;
  /** It is to be asked for once more, when all else is done. */
  lost?: SectionsWork;
}

/** The lists of sections of all suites of a run: one work a suite, whatever the number of its requests. */
export class SectionLists {
  private readonly states = new Map<SuitePaging, ListState>();

  workFor(suite: SuitePaging): SectionsWork {
    this.states.set(suite, { asked: false, read: false });
    return { kind: 'sections', side: suite.side, suite, again: false };
  }

  asked({ suite }: SectionsWork): void {
    this.of(suite).asked = true;
  }

  read({ suite }: SectionsWork): void {
    this.states.set(suite, { asked: true, read: true });
  }

  /** @param again whether it is worth asking once more */
  failed(work: SectionsWork, error: string, again: boolean): void {
    this.states.set(work.suite, {
      asked: true,
      read: false,
      error,
      lost: again && !work.again ? work : undefined,
    });
  }

  /** Those that could not be read, each handed out once. */
  takeLost(): SectionsWork[] {
    const works: SectionsWork[] = [];
    for (const [suite, state] of this.states) {
      if (!state.lost || !isWanted(suite)) continue;
      works.push({ ...state.lost, again: true });
      state.lost = undefined;
    }
    return works;
  }

  /** Lists that no request has gone out for, and that will be asked for. */
  toCome(): number {
    return [...this.states].filter(([suite, { asked }]) => !asked && isWanted(suite)).length;
  }

  /** Those that were not read, with the reason where one is known. */
  unread(): { suite: SuitePaging; error: string | undefined }[] {
    return [...this.states]
      .filter(([suite, { read }]) => !read && isWanted(suite))
      .map(([suite, { error }]) => ({ suite, error }));
  }

  private of(suite: SuitePaging): ListState {
    return this.states.get(suite)!;
  }
}

/** Of a suite without cases, and of one that is given up, nobody asks where its cases stand. */
export const isWanted = (suite: SuitePaging): boolean => suite.givenUp === undefined && !suite.isEmpty();
