import type { Observable } from 'rxjs';
import type { AggregateOptions, FieldRules, Normalization, ScopeRules } from '../compare/index.js';
import { fetchOptions } from './attempt.js';
import type { Instance } from './instance.js';
import type { Target } from './plan.js';

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

/** Between two instances an id means nothing, and is left out; `start` says so. */
export function aggregateOptions(options: CompareOptions): AggregateOptions {
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
