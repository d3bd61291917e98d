import {
  BehaviorSubject,
  concatMap,
  distinctUntilChanged,
  map,
  NEVER,
  Observable,
  Subject,
  takeUntil,
} from 'rxjs';
import { eachValueFrom } from 'rxjs-for-await';
import type { CompareEvent } from '../compare/index.js';

/** How many events may wait for a reader of the async iterator before asking is held back. */
const MAX_WAITING = 1_000;

/** What waits for the reader. The event of a `progress` that nobody has read is replaced by the next. */
interface Letter {
  event: CompareEvent;
}

/**
 * A comparison as an Observable and as an async iterable; each subscription and each loop is a run of its own.
 *
 * An Observable has no demand, and `eachValueFrom` alone buffers without bound: the loop counts what waits, and nothing
 * is asked while that is more than 1,000 events. `progress` goes on while asking is held, and would hold it for ever were it
 * counted: of it only the latest waits. `break`, and `return()` whatever is under way, abort every request.
 */
export class Comparison extends Observable<CompareEvent> implements AsyncIterable<CompareEvent> {
  constructor(private readonly start: (held: Observable<boolean>) => Observable<CompareEvent>) {
    super((subscriber) => start(NEVER).subscribe(subscriber));
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<CompareEvent> {
    const waiting = new BehaviorSubject(0);
    const closed = new Subject<void>();
    let progress: Letter | undefined;
    const held = waiting.pipe(
      map((count) => count > MAX_WAITING),
      distinctUntilChanged(),
    );
    const post = (event: CompareEvent): Letter[] => {
      if (event.type !== 'progress') {
        waiting.next(waiting.value + 1);
        return [{ event }];
      }
      if (progress) {
        progress.event = event;
        return [];
      }
      return [(progress = { event })];
    };
    const read = (letter: Letter): CompareEvent => {
      if (letter === progress) progress = undefined;
      else waiting.next(waiting.value - 1);
      return letter.event;
    };
    const letters = eachValueFrom(this.start(held).pipe(takeUntil(closed), concatMap(post)));
    return {
      next: async () => {
        const result = await letters.next();
        return result.done ? { done: true, value: undefined } : { done: false, value: read(result.value) };
      },
      // A generator takes its return only after the value that it is asked for: that may be minutes away.
      return: async () => {
        closed.next();
        await letters.return!();
        return { done: true, value: undefined };
      },
      throw: async (error: unknown) => {
        closed.next();
        await letters.throw!(error);
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
