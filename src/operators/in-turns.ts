/**
 * Hands values on one in a turn, so that what comes in between is heard before all of them have been dealt with: to compare a
 * page takes milliseconds, twenty of them come at once, and the next requests should not wait for that.
 *
 * `concatMap` with a timer does the same, but with a queue that has no end. Here a source that is faster than its reader goes
 * on without turns, as if this were not there: no more than `atMost` values wait, unless their reader itself brings more.
 */
import { defaultIfEmpty, Observable, Subject, take, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';

export interface InTurnsConfig {
  /** Subscribed to for the first of those that wait: its turn comes with the first emission, or the end. `timer(0)` is the next round of the event loop. */
  turn: Observable<unknown>;
  /** Values that may wait. Where there are more, the first of them goes on at once. */
  atMost: number;
}

/**
 * All values in their order. The end of the source waits for no turn: what is held goes on at once, and then the end.
 *
 * @param config when a turn comes, whose error is handed on, and how many values may wait for theirs
 * @throws RangeError when `atMost` is no whole number of 0 or more
 */
export function inTurns<T>({ turn, atMost }: InTurnsConfig): MonoTypeOperatorFunction<T> {
  if (!Number.isInteger(atMost) || atMost < 0)
    throw new RangeError(`atMost is a whole number of 0 or more, not ${atMost}`);
  return (source) =>
    new Observable((subscriber) => {
      const waiting: T[] = [];
      const closed = new Subject<void>();
      let end: (() => void) | undefined;
      let isAwaited = false;
      let isHandingOn = false;

      const handOnFirst = (): void => subscriber.next(waiting.shift() as T);
      const awaitTurn = (): void => {
        if (subscriber.closed) return;
        isAwaited = true;
        const due = (): void => {
          isAwaited = false;
          handOn(handOnFirst);
        };
        const error = (reason: unknown): void => subscriber.error(reason);
        subscriber.add(turn.pipe(take(1), defaultIfEmpty(undefined)).subscribe({ next: due, error }));
      };
      // A reader that brings the next value from within is not entered a second time.
      const handOn = (first = (): void => {}): void => {
        if (isHandingOn) return;
        isHandingOn = true;
        first();
        while (waiting.length > (end ? 0 : atMost)) handOnFirst();
        isHandingOn = false;
        if (end) end();
        else if (waiting.length > 0 && !isAwaited) awaitTurn();
      };
      const endWith = (how: () => void): void => {
        end = how;
        handOn();
      };
      // A source that is still being subscribed to has given us no subscription yet: only this reaches it.
      subscriber.add(() => closed.next());
      if (subscriber.closed) return;
      source.pipe(takeUntil(closed)).subscribe({
        next: (value) => {
          waiting.push(value);
          handOn();
        },
        error: (reason: unknown) => endWith(() => subscriber.error(reason)),
        complete: () => endWith(() => subscriber.complete()),
      });
    });
}
