/**
 * How many requests a comparison will take, from what is known before it. TestRail tells no totals, so that all there is
 * of a suite's size is what an earlier run has kept, what its first page says, or an assumption; which of these it is, is
 * said of each suite.
 */
import { strideOf, type Side, type SuiteName } from '../../compare/index.js';
import { MAX_PAGE } from '../../testrail/index.js';

/** What is known of the pages of a suite. */
export interface SuitePages {
  /** Pages that surely exist: at least the first one is asked for. */
  known: number;
  /** The best there is to say. */
  likely: number;
  /** Where that comes from; `kept` and `whole` are exact, as long as nobody edits the suite. */
  basis: 'kept' | 'whole' | 'size' | 'assumed';
  /** Cases that are known to be in it. */
  cases: number;
}

export interface PlannedSuite extends SuiteName, SuitePages {}

/** One side as it is before a run. */
export interface PlannedSide {
  /** The base URL of its server. */
  url: string;
  projectId: number;
  name: string;
  /** It is read from a snapshot: nothing is asked for it. */
  isSnapshot: boolean;
  suites: readonly PlannedSuite[];
  leftOut: readonly SuiteName[];
  /** Suites that the server lists, read or not. */
  listed: number;
}

export interface Requests {
  known: number;
  likely: number;
  /** Undefined where nothing bounds it. */
  most?: number;
}

export interface Item extends Requests {
  what: 'projects' | 'firstPages' | 'furtherPages' | 'sections' | 'names' | 'rechecks' | 'guesses';
  /** The server that is asked. */
  url: string;
}

/** Guesses at pages that may not exist, as a part of the pages: what `pipeline/purse.ts` allows under a limit. */
const GUESS_SHARE = 0.08;

/** Pages as they are asked for, each overlapping the one before by a record. */
export const pagesOf = (cases: number): number =>
  cases <= MAX_PAGE ? 1 : 1 + Math.ceil((cases - MAX_PAGE) / strideOf(MAX_PAGE));

/**
 * How many cases a suite holds of which no end is known, when all suites hold `casesPerSuite` on average: what the others
 * fall short of it is in these.
 */
export function casesOfOpen(suites: readonly SuitePages[], casesPerSuite: number): number {
  const open = suites.filter(({ basis }) => basis === 'assumed').length;
  const others = suites.filter(({ basis }) => basis !== 'assumed').reduce((sum, { cases }) => sum + cases, 0);
  return Math.max(casesPerSuite, Math.round((casesPerSuite * suites.length - others) / Math.max(1, open)));
}

/** The suite with as many pages as so many cases take, where its end is not known. */
export const withAssumed = <T extends SuitePages>(suite: T, cases: number): T =>
  suite.basis === 'assumed' ? { ...suite, likely: Math.max(suite.known, pagesOf(cases)) } : suite;

export interface EstimateOptions {
  /** Whether the lists of sections are read. */
  sections: boolean;
  /** Whether it is read what ids mean. */
  names: boolean;
  /** Whether it is asked at the end what has changed meanwhile. */
  recheck: boolean;
  /** Whether a limit is in force: without one guesses cost nothing but slots, and are not bounded. */
  limited: boolean;
}

/** What a comparison of the two sides will ask for, item by item, a server each. */
export function estimate(sides: Record<Side, PlannedSide>, options: EstimateOptions): Item[] {
  const asked = [sides.left, sides.right].filter(({ isSnapshot }) => !isSnapshot);
  const items = asked.flatMap((side, n) => {
    const isFirst = asked.findIndex(({ url }) => url === side.url) === n;
    return itemsOf(side, options, isFirst);
  });
  return merged(items);
}

/** Look-ups that are the same for all projects of a server, and those of a project. */
const NAMES = { ofServer: 3, ofProject: 4 };

function itemsOf(
  { url, suites, listed }: PlannedSide,
  { limited, sections, names, recheck }: EstimateOptions,
  isFirst: boolean,
): Item[] {
  const exactly = (what: Item['what'], count: number): Item => ({
    what,
    url,
    known: count,
    likely: count,
    most: count,
  });
  const sum = (pages: (suite: PlannedSuite) => number): number =>
    suites.reduce((total, suite) => total + pages(suite), 0);
  const further = { known: sum(({ known }) => known - 1), likely: sum(({ likely }) => likely - 1) };
  const isBounded = suites.every(({ basis }) => basis === 'kept' || basis === 'whole');
  const guesses = Math.ceil((suites.length + further.likely) * GUESS_SHARE);
  return [
    exactly('projects', 1 + Math.max(1, Math.ceil(listed / MAX_PAGE))),
    exactly('firstPages', suites.length),
    { what: 'furtherPages', url, ...further, ...(isBounded && { most: further.likely }) },
    exactly('sections', sections ? suites.length : 0),
    exactly('names', names ? NAMES.ofProject + (isFirst ? NAMES.ofServer : 0) : 0),
    exactly('rechecks', recheck ? suites.length : 0),
    { what: 'guesses', url, known: 0, likely: 0, ...(isBounded && limited && { most: guesses }) },
  ];
}

/** The items of two sides on one server are one. */
function merged(items: readonly Item[]): Item[] {
  const byName = new Map<string, Item>();
  for (const item of items) {
    const name = `${item.url} ${item.what}`;
    const before = byName.get(name);
    byName.set(name, before ? { ...item, ...sumOf([before, item]) } : item);
  }
  return [...byName.values()];
}

export function sumOf(items: readonly Requests[]): Requests {
  const bounds = items.map(({ most }) => most);
  const most = bounds.every((bound) => bound !== undefined)
    ? bounds.reduce((sum, bound) => sum + bound, 0)
    : undefined;
  return {
    known: items.reduce((sum, { known }) => sum + known, 0),
    likely: items.reduce((sum, { likely }) => sum + likely, 0),
    most,
  };
}

/** How fast a server is asked. */
export interface Pace {
  /** Requests in any window; Infinity for none. */
  rate: number;
  windowMs: number;
  /** How many may go at once, the others evenly spaced; undefined for the whole rate. */
  burst?: number;
  /** Requests in flight. */
  concurrency: number;
  /** How long an answer takes, milliseconds. */
  pageMs: number;
}

/** How long so many requests take at this pace, milliseconds, when none is refused or fails. */
export function durationOf(requests: number, { rate, windowMs, burst, concurrency, pageMs }: Pace): number {
  if (requests === 0) return 0;
  const served = (count: number): number => Math.ceil(count / concurrency) * pageMs;
  if (rate === Infinity) return served(requests);
  if (burst !== undefined && burst < rate)
    return Math.max(served(requests), (Math.max(0, requests - burst) * windowMs) / rate + pageMs);
  const windows = Math.floor((requests - 1) / rate);
  return Math.max(served(requests), windows * windowMs + served(requests - windows * rate));
}
