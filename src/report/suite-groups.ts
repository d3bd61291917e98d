import type { DifferenceEvent, Side, StartEvent, SuiteEvent, SuiteName } from '../compare/events.js';
import { comparedSuites } from './compared-suites.js';
import type { ReportData } from './collector.js';
import { byCodeUnit } from './order.js';

/** A pair of suites, or a suite without a partner, and what is told of it. */
export interface SuiteGroup {
  left?: SuiteName;
  right?: SuiteName;
  /** In the fixed order. */
  differences: DifferenceEvent[];
  /** The suites of it that were not read whole, as their last event tells; undefined where none came. */
  unread: { side: Side; name: string; event: SuiteEvent | undefined }[];
}

const keyOf = (side: Side, id: number | null): string => `${side}/${id}`;

/** The pairs, then the suites of one side, by the numbers of the suites in `start`. */
function groupsOf(start: StartEvent): SuiteGroup[] {
  const { left, right } = start;
  // Suites that are folded into one keep to themselves: what is in each of them is more than a reader wants in one piece.
  const pairs = comparedSuites(start).flatMap(({ left: [l], right: [r], folded }): [number, number][] =>
    folded ? [] : [[l!, r!]],
  );
  const alone = (suites: readonly SuiteName[], paired: readonly number[]): SuiteName[] =>
    suites.filter((_, index) => !paired.includes(index));
  const group = (of: Pick<SuiteGroup, 'left' | 'right'>): SuiteGroup => ({
    ...of,
    differences: [],
    unread: [],
  });
  return [
    ...pairs.map(([l, r]) => group({ left: left.suites[l], right: right.suites[r] })),
    ...alone(
      left.suites,
      pairs.map(([l]) => l),
    ).map((suite) => group({ left: suite })),
    ...alone(
      right.suites,
      pairs.map(([, r]) => r),
    ).map((suite) => group({ right: suite })),
  ];
}

/** *The differences by the suites they stand in,* each under its left case's, ordered by name and id; suites without one too. */
export function suiteGroups({ start, differences, suites }: ReportData): SuiteGroup[] {
  const groups = groupsOf(start);
  const byKey = new Map<string, SuiteGroup>();
  for (const group of groups) {
    if (group.left) byKey.set(keyOf('left', group.left.id), group);
    if (group.right) byKey.set(keyOf('right', group.right.id), group);
  }
  for (const event of differences) {
    const side = event.left ? 'left' : 'right';
    const one = event[side];
    // The only suite of an old server has no id in `start`.
    const group = byKey.get(keyOf(side, one?.suiteId ?? null)) ?? byKey.get(keyOf(side, null));
    if (group) group.differences.push(event);
    else if (one) {
      const added: SuiteGroup = {
        [side]: { id: one.suiteId, name: one.suite },
        differences: [event],
        unread: [],
      };
      groups.push(added);
      byKey.set(keyOf(side, one.suiteId), added);
    }
  }
  const told = (side: Side, { id, name }: SuiteName): SuiteEvent | undefined =>
    suites.find((event) => event.side === side && (id === null ? event.name === name : event.suiteId === id));
  for (const group of groups)
    for (const side of ['left', 'right'] as const) {
      const suite = group[side];
      const event = suite && told(side, suite);
      if (suite && !event?.complete) group.unread.push({ side, name: suite.name, event });
    }
  return groups.sort((a, b) => {
    const [one, other] = [a.left ?? a.right!, b.left ?? b.right!];
    return byCodeUnit(one.name, other.name) || (one.id ?? 0) - (other.id ?? 0);
  });
}

/** "Checkout", or "Checkout → Payment" for a pair of two names. */
export const groupName = ({ left, right }: SuiteGroup): string =>
  [...new Set([left, right].flatMap((suite) => (suite ? [suite.name] : [])))].join(' → ');
