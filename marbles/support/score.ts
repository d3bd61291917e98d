import { TestScheduler, type RunHelpers } from 'rxjs/testing';

export interface Score extends RunHelpers {
  /** Hand it in as `scheduler` everywhere: all time is its. One column of a marble string is one millisecond. */
  scheduler: TestScheduler;
}

/** A spec in virtual time: `it('…', score(({ cold, expectObservable, scheduler }) => { … }))`. */
export const score = (play: (score: Score) => void) => (): void => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => play({ ...helpers, scheduler }));
};

/** What is still to happen: every timer that is set. */
export const timersOf = (scheduler: TestScheduler): number => scheduler.actions.length;
