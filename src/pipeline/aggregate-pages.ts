import { concatMap, defer, scan, type OperatorFunction } from 'rxjs';
import { Aggregate, type AggregateOptions, type Arrival, type CompareEvent } from '../compare/index.js';

/**
 * *Compares pages from any stream: arrivals in, events out.*
 *
 * For pages that come from somewhere else than a TestRail: files, a cache, a queue. The source tells `opened` for both
 * sides, `page` for each page in any order, and `finished` at its end.
 *
 * @throws RangeError when a page belongs to a suite that `opened` did not name
 */
export const aggregatePages =
  (options: AggregateOptions = { compareIds: true }): OperatorFunction<Arrival, CompareEvent> =>
  (source) =>
    defer(() =>
      source.pipe(
        scan((aggregate, arrival) => aggregate.take(arrival), new Aggregate(options)),
        concatMap((aggregate) => aggregate.events),
      ),
    );
