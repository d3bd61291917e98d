import { concatMap, scan, type OperatorFunction } from 'rxjs';
import { Aggregate, type AggregateOptions, type Arrival, type CompareEvent } from '../compare/index.js';
import { withMarkup } from './with-markup.js';

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
    withMarkup(options, (loaded) =>
      source.pipe(
        scan((aggregate, arrival) => aggregate.take(arrival), new Aggregate(loaded)),
        concatMap((aggregate) => aggregate.events),
      ),
    );
