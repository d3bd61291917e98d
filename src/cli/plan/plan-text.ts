import { SIDES } from '../../compare/index.js';
import { sanitize } from '../../report/sanitize.js';
import { counted } from '../../report/numbers.js';
import { table } from '../table.js';
import type { Item, Requests } from './estimate.js';
import type { Plan, PlannedTime } from './plan-of.js';

/** The plan for a person: what is asked, how long it takes, what was assumed, and how to know it better. */
export function planText(plan: Plan, framed: boolean): string {
  return [
    heading(plan),
    plan.items.length === 0 ? 'Both sides are snapshots: nothing is asked.\n' : requestTable(plan, framed),
    ...plan.times.map(timeLine),
    '',
    ...plan.assumed.map((line) => `Assumed: ${line}.`),
    ...plan.surer.map((line) => `Surer: ${line}.`),
    '',
  ].join('\n');
}

function heading({ sides, pairs }: Plan): string {
  const named = SIDES.map((side) => {
    const { projectId, name, suites, isSnapshot, leftOut } = sides[side];
    const out = leftOut.length > 0 ? `, ${counted(leftOut.length, 'other')} left out` : '';
    return `${side}: ${sanitize(name)} (project ${projectId}), ${counted(suites.length, 'suite')}${out}${isSnapshot ? ', from a snapshot' : ''}`;
  });
  return [...named, `${counted(pairs, 'suite')} ${pairs === 1 ? 'is' : 'are'} paired`, ''].join('\n');
}

const WORDS: Record<Item['what'], string> = {
  projects: 'the projects and their lists of suites',
  firstPages: 'the first page of each suite',
  furtherPages: 'further pages',
  sections: 'lists of sections',
  names: 'what ids mean',
  rechecks: 'what has changed meanwhile',
  guesses: 'guesses at pages that may not exist',
};

function requestTable({ items, total }: Plan, framed: boolean): string {
  const isOne = new Set(items.map(({ url }) => url)).size === 1;
  const rows = items.map((item) => [
    isOne ? WORDS[item.what] : `${item.url}: ${WORDS[item.what]}`,
    ...cells(item),
  ]);
  return table(
    [
      { head: 'requests' },
      { head: 'known', align: 'right' },
      { head: 'likely', align: 'right' },
      { head: 'at most', align: 'right' },
    ],
    [...rows, ['together', ...cells(total)]],
    framed,
  );
}

const cells = ({ known, likely, most }: Requests): string[] => [
  count(known),
  count(likely),
  most === undefined ? 'unknown' : count(most),
];

const count = (n: number): string => n.toLocaleString('en');

const timeLine = ({ pace, knownMs, likelyMs, mostMs }: PlannedTime): string => {
  const range = [knownMs, mostMs].map((ms) => (ms === undefined ? 'unknown' : minutes(ms)));
  return `${pace}: likely ${minutes(likelyMs)} (at least ${range[0]}, at most ${range[1]})`;
};

/** Minutes are what a person plans with; below one, seconds. */
export const minutes = (ms: number): string =>
  ms < 60_000 ? `${Math.max(1, Math.round(ms / 1_000))} s` : `${(ms / 60_000).toFixed(1)} min`;
