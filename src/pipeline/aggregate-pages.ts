import {
  concat,
  concatMap,
  defer,
  EMPTY,
  map,
  of,
  scan,
  tap,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import {
  Aggregate,
  SIDES,
  type AggregateOptions,
  type Arrival,
  type CompareEvent,
  type Side,
} from '../compare/index.js';
import { withMarkup } from './with-markup.js';

/**
 * *Compares pages from any stream: arrivals in, events out.*
 *
 * For pages that come from somewhere else than a TestRail: files, a cache, a queue. The source tells `opened` for both
 * sides, `page` for each page in any order, and may tell `finished` at its end: its completion is one as well.
 *
 * @throws RangeError when a page belongs to a suite that `opened` did not name, or the source ends without having opened
 *   both sides
 */
export const aggregatePages =
  (options: AggregateOptions = { compareIds: true }): OperatorFunction<Arrival, CompareEvent> =>
  (source) =>
    withMarkup(options, (loaded) =>
      ended(source).pipe(
        map(titled),
        scan((aggregate, arrival) => aggregate.take(arrival), new Aggregate(loaded)),
        concatMap((aggregate) => aggregate.events),
      ),
    );

/** With the `finished` that it lacks: whoever reads the events is promised a summary. */
function ended(source: Observable<Arrival>): Observable<Arrival> {
  return defer(() => {
    const opened = new Set<Side>();
    let finished = false;
    const noticed = source.pipe(
      tap((arrival) => {
        if (arrival.type === 'opened') opened.add(arrival.side);
        finished ||= arrival.type === 'finished';
      }),
    );
    const rest = defer(() => {
      const missing = SIDES.filter((side) => !opened.has(side));
      if (missing.length > 0) return throwError(() => new RangeError(notOpened(missing)));
      return finished ? EMPTY : of<Arrival>({ type: 'finished' });
    });
    return concat(noticed, rest);
  });
}

const notOpened = (sides: readonly Side[]): string =>
  `nothing can be compared: ${sides.join(' and ')} ${sides.length > 1 ? 'were' : 'was'} not opened`;

/** A case without a title has the empty one, as on its way in from a TestRail. */
function titled(arrival: Arrival): Arrival {
  if (arrival.type !== 'page' || arrival.cases.every(({ title }) => typeof title === 'string'))
    return arrival;
  return {
    ...arrival,
    cases: arrival.cases.map((each) => ({ ...each, title: (each.title as string | null | undefined) ?? '' })),
  };
}
