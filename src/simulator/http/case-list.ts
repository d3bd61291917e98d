import type { CaseJson, SimSuite } from '../world/types.js';
import type { ApiCall } from './api-call.js';
import type { Source } from './pages.js';

type Keep = (one: CaseJson) => boolean;

/** The cases of some suites, one suite after the other, as far as the request's filters let them through. */
export function caseList(suites: readonly SimSuite[], call: ApiCall): Source<CaseJson> {
  const keep = filterOf(call);
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

/** All filters of the request that are known here, as one; undefined where there is none. Unknown ones are ignored. */
function filterOf({ filters }: ApiCall): Keep | undefined {
  const keeps: Keep[] = [];
  for (const name of ['section_id', 'priority_id', 'type_id'] as const) {
    const ids = filters.get(name)?.split(',').map(Number);
    if (ids) keeps.push((one) => ids.includes(one[name] as number));
  }
  const after = filters.get('updated_after');
  if (after !== undefined) keeps.push((one) => one.updated_on > Number(after));
  const before = filters.get('updated_before');
  if (before !== undefined) keeps.push((one) => one.updated_on < Number(before));
  return keeps.length === 0 ? undefined : (one) => keeps.every((keep) => keep(one));
}
