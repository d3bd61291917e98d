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
  type FieldRules,
  type Normalization,
  type ScopeRules,
  type ThrottleEvent,
} from '../compare/index.js';
import { inTurns } from '../operators/index.js';
import { fetchOptions } from './attempt.js';
import { checkFields, checkKey, checkTargets } from './check-comparison.js';
import { Comparison } from './comparison.js';
import { Ending } from './ending.js';
import { Fetcher } from './fetch.js';
import type { Instance } from './instance.js';
import { Plan, type Target } from './plan.js';
import { ProgressFold } from './progress.js';
import { readProjects } from './read-projects.js';
import { RequestCounts } from './request-counts.js';
import { UnsettledSuites } from './unsettled-suites.js';
import { withMarkup } from './with-markup.js';
import { arrivalsOf } from './work-arrivals.js';

/** Pages that may wait to be compared, about as many as arrive at once. */
const PAGES_AHEAD = 20;

export interface CompareOptions extends FieldRules {
  left: Target;
  right: Target;
  /** The longest an attempt may take, milliseconds. Defaults to 30,000. */
  timeoutMs?: number;
  /** Attempts of a page. Defaults to 3. */
  attempts?: number;
  /** The back-off's first ceiling between two attempts, milliseconds. Defaults to 500. */
  retryBaseMs?: number;
  /** Stops at the first page that is lost. Defaults to false. */
  strict?: boolean;
  /** The whole run, milliseconds. Defaults to none. */
  deadlineMs?: number;
  /** How much of `deadlineMs` is used up already, by other comparisons of the same run, milliseconds. Defaults to 0. */
  spentMs?: number;
  /** Ends the run with a summary of what is known, `interrupted`. */
  signal?: AbortSignal;
  /** While its last value is true nothing is asked: for a reader that cannot keep up. */
  hold?: Observable<boolean>;
  /**
   * Reads the sections of each suite as well, a request a suite: they tell where a case stands, and so what was moved
   * within a suite, and which of several cases of one title belong together. Defaults to false.
   */
  sections?: boolean;
  /**
   * Reads what ids mean, three requests an instance and four a project: priorities, types, templates, users, milestones,
   * shared steps and the options of fields are then shown, and between two instances compared, by name. Defaults to false.
   */
  names?: boolean;
  /**
   * Asks, when a side is read, each of its suites once more for what was changed meanwhile, a request a suite: a case that was
   * moved in mid-run may be on no page, and is found so. Defaults to false.
   */
  recheck?: boolean;
  /**
   * What two cases are matched by: `title`, `suite`, `section` (the path of names), `refs`, `id` (within one instance),
   * and any `custom_…`. Defaults to `['title']`.
   */
  matchBy?: readonly string[];
  /**
   * Suites that are called otherwise on the right, right names by left ones. Others are paired by their names. Several
   * names with one partner, or `*` for all others on one of the two sides, are sections of that suite.
   */
  suiteMap?: ReadonlyMap<string, string>;
  /** Pairs that were settled by hand, right ids by left ones: they go before any key. */
  map?: ReadonlyMap<number, number>;
  /** What texts may differ in and still be equal. Defaults to nothing but line ends. */
  normalize?: readonly Normalization[];
  /**
   * Reads each attachment that a compared text refers to, a request each, and compares what they are instead of their
   * numbers: size and SHA-256. One that cannot be read is compared by its place alone. Defaults to false.
   */
  verifyAttachments?: boolean;
  /**
   * Also pairs left-over cases whose contents are nearly the same: the least part of their words that both must hold, in
   * (0, 1]. What is left over is then told at the end. Defaults to none.
   */
  similarity?: number;
  /**
   * Which of what is compared is told: all cases are matched, and those outside are counted as `outOfScope`. Defaults to
   * all.
   */
  scope?: ScopeRules;
  /** Milliseconds between two `progress` events. Defaults to 334. */
  progressMs?: number;
}

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
      inTurns({ turn: timer(0, scheduler), atMost: PAGES_AHEAD }),
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

/** Between two instances an id means nothing, and is left out; `start` says so. */
function aggregateOptions(options: CompareOptions): AggregateOptions {
  const compareIds = options.left.instance.url === options.right.instance.url;
  const { timeoutMs, attempts } = fetchOptions(options);
  const told = {
    timeoutMs,
    attempts,
    strict: options.strict ?? false,
    matchBy: options.matchBy ?? ['title'],
    sections: options.sections ?? false,
    names: options.names ?? false,
    recheck: options.recheck ?? false,
    normalize: options.normalize ?? [],
    ...(options.verifyAttachments ? { verifyAttachments: true } : {}),
    ...(options.map ? { mappedPairs: options.map.size } : {}),
    ...(options.similarity === undefined ? {} : { similarity: options.similarity }),
    ...(options.scope ? { scope: options.scope } : {}),
    ...(options.suiteMap ? { suiteMap: Object.fromEntries(options.suiteMap) } : {}),
    ...(options.fields ? { fields: options.fields } : {}),
    ...(options.ignoreFields ? { ignoreFields: options.ignoreFields } : {}),
    ...(options.fieldMap ? { fieldMap: Object.fromEntries(options.fieldMap) } : {}),
    ...(options.valueMap ? { valuesMapped: [...options.valueMap.keys()] } : {}),
    ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
    left: paceOf(options.left.instance),
    right: paceOf(options.right.instance),
  };
  const { sections, matchBy, suiteMap, map, normalize, similarity, scope } = options;
  const { fields, ignoreFields, fieldMap, valueMap, verifyAttachments } = options;
  const rules = {
    sections,
    matchBy,
    suiteMap,
    map,
    normalize,
    similarity,
    scope,
    fields,
    ignoreFields,
    fieldMap,
    valueMap,
    verifyAttachments,
  };
  return { compareIds, ...rules, options: told };
}

const paceOf = ({ limiter, concurrency, maxWaitMs }: Instance) => ({
  rate: limiter.rate === Infinity ? 'none' : limiter.rate,
  windowMs: limiter.windowMs,
  ...(limiter.burst !== Infinity && { burst: limiter.burst }),
  share: limiter.share,
  concurrency,
  maxWaitMs,
});

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
