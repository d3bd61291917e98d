import type { StartEvent } from '../compare/events.js';
import { groupSuites, type SuiteGroup } from '../compare/pair-suites.js';

/** Which suites a run compares with which, as `start` tells of them; indices into its lists. */
export function comparedSuites({ left, right, options }: StartEvent): SuiteGroup[] {
  const named = (options['suiteMap'] ?? {}) as Record<string, string>;
  return groupSuites(left.suites, right.suites, new Map(Object.entries(named)));
}
