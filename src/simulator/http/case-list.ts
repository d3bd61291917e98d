import type { CaseJson, SimSuite } from '../world/types.js';
import type { ApiCall } from './api-call.js';
import { caseFilter } from './case-filters.js';
import type { Source } from './pages.js';

/**
 * The cases of some suites, one suite after the other, as far as the request's filters let them through.
 *
 * @throws ApiError 400 where a filter is none
 */
export function caseList(suites: readonly SimSuite[], call: ApiCall): Source<CaseJson> {
  const keep = caseFilter(call);
  if (keep) {
    // Only reading them all tells how many pass; that is what a filter costs the real server too.
    const kept = unfiltered(suites).slice(0, Infinity).filter(keep);
    return { length: kept.length, slice: (from, to) => kept.slice(from, to) };
  }
  return unfiltered(suites);
}

function unfiltered(suites: readonly SimSuite[]): Source<CaseJson> {
  const length = suites.reduce((sum, suite) => sum + suite.length, 0);
  return {
    length,
    slice(from, to) {
      const cases: CaseJson[] = [];
      let first = 0;
      for (const suite of suites) {
        const end = Math.min(to - first, suite.length);
        for (let index = Math.max(0, from - first); index < end; index++)
          cases.push(suite.caseAt(index) as CaseJson);
        first += suite.length;
      }
      return cases;
    },
  };
}
