import {
  catchError,
  combineLatest,
  concat,
  concatMap,
  EMPTY,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  scan,
  skipUntil,
  startWith,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import {
  Aggregate,
  SIDES,
  type AggregateOptions,
  type CompareEvent,
  type ThrottleEvent,
} from '../compare/index.js';
import { inTurns } from '../operators/index.js';
import { fetchOptions } from './attempt.js';
import { checkFields, checkKey, checkTargets } from './check-comparison.js';
import { aggregateOptions, type CompareOptions } from './compare-options.js';
import { Comparison } from './comparison.js';
import { Ending } from './ending.js';
import { Fetcher } from './fetch.js';
import type { Instance } from './instance.js';
import { Plan } from './plan.js';
import { ProgressFold } from './progress.js';
import { readProjects } from './read-projects.js';
import { RequestCounts } from './request-counts.js';
import { UnsettledSuites } from './unsettled-suites.js';
import { withMarkup } from './with-markup.js';
import { arrivalsOf } from './work-arrivals.js';

/** Answers that may wait to be compared, about as many as arrive at once. */
const ANSWERS_AHEAD = 20;

/**
 * Compares the test cases of two projects. Cold: subscribing starts the run, unsubscribing aborts every request. As an
 * async iterable it holds asking back while more than 1,000 events wait for their reader.
 *
 * Emits `start` first and `summary` last, and each difference the moment it is certain. Fails only before `start`.
 *
 * @throws RangeError when a number is out of range, both sides are one project, one server is given as two instances, cases
 *   are to be matched by sections that are not read or by ids that are another instance's, or `fields` names what is never
 *   compared
 */
export function compareProjects(options: CompareOptions): Comparison {
  checkTargets(options);
  checkKey(options);
  checkFields(options);
  return new Comparison((held) => run({ ...options, hold: either(options.hold ?? NEVER, held) }));
}

/** The pipeline as it is drawn: works → pages → aggregate → events, with progress and pace beside it. */
function run(options: CompareOptions): Observable<CompareEvent> {
  return withMarkup(aggregateOptions(options), (rules) => {
    const { plan, fetcher, instances, now, progress, aggregate, counts } = parts(options, rules);
    const { scheduler } = options.left.instance.gate;
    const ending = new Ending({ ...options, scheduler }, plan, counts, now);
    const unsettled = new UnsettledSuites(plan);
    /** `start` and `summary`, which what is told beside the events runs between. */
    const told = new Subject<CompareEvent>();
    // What the pace did before `start`, which comes first.
    const early: ThrottleEvent[] = [];

    // What cannot be told of the way must not take the summary away.
    const lastProgress = (): CompareEvent[] => {
      try {
        return [progress.last(now())];
      } catch {
        return [];
      }
    };

    // One by one, as they are asked for: the last progress counts the events that go before it.
    function* inPlace(events: readonly CompareEvent[]): Generator<CompareEvent> {
      for (const event of events) {
        if (event.type === 'summary') yield* lastProgress();
        yield event;
        if (event.type === 'start') yield* early.splice(0);
      }
    }

    const pages = readProjects(plan, fetcher, SIDES, { askAgain: !options.strict }).pipe(
      takeUntil(ending.stopped),
      tap((event) => ending.notice(event)),
      mergeMap((event) => arrivalsOf(event, plan)),
      // Comparing a page takes milliseconds: whatever arrives meanwhile frees a slot for the next request first.
      inTurns({ turn: timer(0, scheduler), atMost: ANSWERS_AHEAD }),
    );
    const events = concat(pages, ending.arrivals()).pipe(
      scan((state, arrival) => state.take(arrival), aggregate),
      concatMap((state) => inPlace(state.events)),
      tap((event) => {
        unsettled.take(event);
        progress.take(event);
      }),
      catchError((error: unknown) =>
        ending.afterFault(error).pipe(concatMap((arrival) => inPlace(aggregate.take(arrival).events))),
      ),
      tap((event) => {
        ending.tell(event);
        // Only these values: an error goes to the reader, and to nobody a second time.
        if (event.type === 'start' || event.type === 'summary') told.next(event);
      }),
    );
    const whileRunning = <T>(source: Observable<T>): Observable<T> =>
      source.pipe(skipUntil(told), takeUntil(told.pipe(filter(({ type }) => type === 'summary'))));
    const beside = <T>(source: Observable<T>): Observable<T> =>
      whileRunning(source).pipe(
        catchError((error: unknown) => {
          ending.fault(error);
          return EMPTY;
        }),
      );
    const ticks = interval(options.progressMs ?? 334, scheduler).pipe(map(() => progress.event(now())));
    const before = throttles(instances).pipe(
      takeUntil(told),
      tap((event) => early.push(event)),
      ignoreElements(),
    );
    return merge(before, beside(ticks), beside(throttles(instances)), events).pipe(
      holding(options.hold ?? NEVER, instances),
    );
  });
}

/** True while one of the two says so. */
const either = (a: Observable<boolean>, b: Observable<boolean>): Observable<boolean> =>
  combineLatest([a.pipe(startWith(false)), b.pipe(startWith(false))]).pipe(
    map(([one, other]) => one || other),
  );

function parts(options: CompareOptions, rules: AggregateOptions) {
  const instances = new Set(SIDES.map((side) => options[side].instance));
  for (const { gate } of instances) gate.reopen();
  const { scheduler } = options.left.instance.gate;
  const now = (): number => scheduler.now();
  const counts = new RequestCounts();
  const attachments = options.verifyAttachments ? rules : undefined;
  const plan = new Plan({ left: options.left, right: options.right }, { ...options, attachments });
  const fetcher = new Fetcher(plan, fetchOptions(options), counts);
  const progress = new ProgressFold(plan, instances, counts, now());
  return {
    plan,
    fetcher,
    instances,
    now,
    progress,
    aggregate: new Aggregate(rules),
    counts,
  };
}

const throttles = (instances: ReadonlySet<Instance>): Observable<ThrottleEvent> =>
  merge(
    ...[...instances].map(({ url, gate, limiter }) =>
      gate.changes.pipe(
        map(({ what, why, pauseMs }): ThrottleEvent => ({
          type: 'throttle',
          instance: url,
          what,
          why,
          rate: limiter.limit() === Infinity ? null : limiter.limit(),
          windowMs: limiter.windowMs,
          ...(pauseMs === undefined ? {} : { pauseMs: Math.round(pauseMs) }),
        })),
      ),
    ),
  );

/** Asks nothing while the reader cannot keep up. */
const holding =
  (hold: Observable<boolean>, instances: ReadonlySet<Instance>) =>
  <T>(source: Observable<T>): Observable<T> =>
    new Observable((subscriber) => {
      const reader = {};
      const set = (held: boolean): void => instances.forEach((instance) => instance.hold(reader, held));
      subscriber.add(hold.subscribe(set));
      subscriber.add(() => set(false));
      subscriber.add(source.subscribe(subscriber));
    });
