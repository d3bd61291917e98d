import { BehaviorSubject, distinctUntilChanged, map, NEVER, Observable, tap } from 'rxjs';
import { eachValueFrom } from 'rxjs-for-await';
import type { CompareEvent } from '../compare/index.js';

/** How many events may wait for a reader of the async iterator before asking is held back. */
const MAX_WAITING = 1_000;

/**
 * A comparison as an Observable and as an async iterable; each subscription and each loop is a run of its own.
 *
 * An Observable has no demand, and `eachValueFrom` alone buffers without bound: the loop counts what waits, and nothing
 * is asked while that is more than 1,000 events. `break` aborts every request.
 */
export class Comparison extends Observable<CompareEvent> implements AsyncIterable<CompareEvent> {
  constructor(private readonly start: (held: Observable<boolean>) => Observable<CompareEvent>) {
    super((subscriber) => start(NEVER).subscribe(subscriber));
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<CompareEvent> {
    const waiting = new BehaviorSubject(0);
    const held = waiting.pipe(
      map((count) => count > MAX_WAITING),
      distinctUntilChanged(),
    );
    const events = eachValueFrom(this.start(held).pipe(tap(() => waiting.next(waiting.value + 1))));
    return {
      next: async () => {
        const result = await events.next();
        if (!result.done) waiting.next(waiting.value - 1);
        return result;
      },
      return: () => events.return!(),
      throw: (error: unknown) => events.throw!(error),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
