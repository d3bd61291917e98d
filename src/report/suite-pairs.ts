import type { StartEvent } from '../compare/events.js';
import { pairSuites } from '../compare/pair-suites.js';

/** Which suites a run compares with which, as `start` tells of them; indices into its lists. */
export function suitePairs({ left, right, options }: StartEvent): [left: number, right: number][] {
  const named = (options['suiteMap'] ?? {}) as Record<string, string>;
  return pairSuites(left.suites, right.suites, new Map(Object.entries(named)));
}
