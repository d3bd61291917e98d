import { SIDES, type Side } from '../../compare/index.js';
import type { FetchFlags } from '../flags.js';
import { paceOf } from '../pace.js';
import type { SuiteFlags } from '../suite-scope.js';
import {
  casesOfOpen,
  durationOf,
  estimate,
  sumOf,
  withAssumed,
  type Item,
  type Pace,
  type PlannedSide,
  type PlannedSuite,
  type Requests,
} from './estimate.js';
import type { Planned } from './planned-sides.js';

/** How long a full page took where this tool was made for, milliseconds. */
const ASSUMED_PAGE_MS = 4_400;

export interface PlanFlags extends FetchFlags, SuiteFlags {
  format: 'text' | 'json';
  sections: boolean;
  names: boolean;
  recheck: boolean;
  probe: boolean;
  journal: string[];
  casesPerSuite: number;
}

/** How long the run takes at one pace, milliseconds. */
export interface PlannedTime {
  pace: string;
  /** Where a 429 stated it. */
  stated: boolean;
  knownMs: number;
  likelyMs: number;
  /** Undefined where nothing bounds it. */
  mostMs?: number;
}

export interface Plan {
  sides: Record<Side, PlannedSide>;
  /** How often suites of the two sides are compared with one another. */
  pairs: number;
  items: Item[];
  total: Requests;
  times: PlannedTime[];
  /** What the figures rest upon. */
  assumed: string[];
  /** How to know them better. */
  surer: string[];
}

/**
 * The plan of a run.
 *
 * @param stated the limits that a 429 stated by now, requests a minute, by the server's URL
 */
export function planOf(planned: Planned, flags: PlanFlags, stated: ReadonlyMap<string, number>): Plan {
  const open = casesOfOpen(askedSuites(planned.sides), flags.casesPerSuite);
  const filled = SIDES.map((side) => {
    const { suites, ...rest } = planned.sides[side];
    return { ...rest, suites: suites.map((suite) => withAssumed(suite, open)) };
  });
  const sides = { left: filled[0]!, right: filled[1]! };
  const items = estimate(sides, {
    sections: flags.sections,
    names: flags.names,
    recheck: flags.recheck,
    limited: flags.rate.count !== Infinity,
  });
  const pageMs = planned.pageMs ?? ASSUMED_PAGE_MS;
  const times = [timeOf('at --rate', items, flags, pageMs, new Map())];
  if (stated.size > 0) times.push(timeOf('as a 429 has just stated', items, flags, pageMs, stated));
  return {
    sides,
    pairs: planned.pairs,
    items,
    total: sumOf(items),
    times,
    assumed: assumptions(planned, flags, open),
    surer: surer(planned, flags),
  };
}

/** Those that a server is asked for. */
const askedSuites = (sides: Planned['sides']): PlannedSuite[] =>
  SIDES.flatMap((side) => (sides[side].isSnapshot ? [] : sides[side].suites));

/** Servers are asked side by side: it takes as long as the slowest of them. */
function timeOf(
  name: string,
  items: readonly Item[],
  flags: FetchFlags,
  pageMs: number,
  stated: ReadonlyMap<string, number>,
): PlannedTime {
  const { share, concurrency } = flags;
  const { burst, ...limit } = paceOf(flags);
  const urls = [...new Set(items.map(({ url }) => url))];
  const limitOf = (url: string): Limit => usable(lower(limit, stated.get(url)), share);
  const longest = (requests: (sum: Requests) => number): number =>
    Math.max(
      0,
      ...urls.map((url) => {
        const count = requests(sumOf(items.filter((item) => item.url === url)));
        return durationOf(count, { ...limitOf(url), burst, concurrency, pageMs });
      }),
    );
  const words = [...new Set(urls.map((url) => limitWords(limitOf(url))))];
  const { most } = sumOf(items);
  return {
    pace: `${words.join(' and ') || 'no request'}, ${name}`,
    stated: stated.size > 0,
    knownMs: longest(({ known }) => known),
    likelyMs: longest(({ likely }) => likely),
    ...(most !== undefined && { mostMs: longest((sum) => sum.most ?? 0) }),
  };
}

type Limit = Pick<Pace, 'rate' | 'windowMs'>;

const lower = ({ rate, windowMs }: Limit, stated = Infinity): Limit => ({
  rate: Math.min(rate, stated),
  windowMs,
});

const usable = ({ rate, windowMs }: Limit, share: number): Limit => ({
  rate: rate === Infinity ? rate : Math.max(1, Math.floor(rate * share)),
  windowMs,
});

const limitWords = ({ rate, windowMs }: Limit): string =>
  rate === Infinity ? 'no limit' : `${rate} in ${windowMs / 1_000} s`;

function assumptions(
  { sides, pageMs }: Planned,
  { casesPerSuite, concurrency, sections }: PlanFlags,
  open: number,
): string[] {
  const all = askedSuites(sides);
  const by = (basis: string): number => all.filter((suite) => suite.basis === basis).length;
  const ms = pageMs ?? ASSUMED_PAGE_MS;
  const seconds = ms < 100 ? 'less than 0.1' : (ms / 1_000).toFixed(1);
  const said: string[] = [];
  if (all.length === 0) return said;
  if (by('kept') > 0)
    said.push(`${by('kept')} of ${all.length} suites are as large as when they were last read`);
  if (by('size') > 0)
    said.push(`"size" is the total of ${by('size')} of ${all.length} suites, as some servers have it`);
  if (by('assumed') > 0)
    said.push(
      `a suite holds ${casesPerSuite.toLocaleString('en')} cases on average (--cases-per-suite), and so each of the ${by('assumed')} whose end is not known ${open.toLocaleString('en')}; TestRail tells no totals`,
    );
  said.push(
    `a page takes ${seconds} s, ${pageMs === undefined ? 'as on the server this tool was made for' : 'as the first pages did'}, and ${concurrency} are asked for at once`,
  );
  if (sections) said.push('each suite has cases, and no more than 250 sections');
  said.push(
    'attachments are not verified: --verify-attachments adds a request for each one that the texts refer to, and how many there are is known only when they are read',
  );
  said.push('no request fails, is refused, or is asked again');
  return said;
}

function surer({ sides }: Planned, { probe, journal }: PlanFlags): string[] {
  const open = askedSuites(sides).filter(({ basis }) => basis === 'assumed').length;
  if (open === 0) return [];
  const said: string[] = [];
  if (!probe) said.push(`--probe reads the first page of each suite, ${open} requests`);
  if (journal.length === 0) said.push('--journal FILE takes the pages of an earlier run, or of a snapshot');
  return said;
}
