import type { Blueprint } from './content.js';

/**
 * A stretch of a suite's list whose cases come from consecutive slots of one blueprint. A suite is a list of runs:
 * some hundred small objects describe 57,000 cases, and any index finds its case by bisection.
 */
export interface Run {
  /** Index in the suite of the run's first case. */
  start: number;
  blueprint: Blueprint;
  /** Slot of the run's first case. */
  slot: number;
  count: number;
  /** The slot beside which a case moved in from another suite stands, since its own slot says nothing here. */
  besides?: number;
}

/** A case that has moved in, listed after the case of slot `after`. */
export interface Visitor {
  after: number;
  blueprint: Blueprint;
  slot: number;
}

/**
 * The list of a suite: all slots from 0 to `slots`, without those in `absent`, with the visitors let in.
 *
 * @param absent ascending
 */
export function runsOf(
  blueprint: Blueprint,
  slots: number,
  absent: readonly number[],
  visitors: readonly Visitor[],
): Run[] {
  const runs: Run[] = [];
  let length = 0;
  const push = (run: Omit<Run, 'start'>): void => {
    if (run.count <= 0) return;
    runs.push({ start: length, ...run });
    length += run.count;
  };
  // A visitor after a slot that is absent itself stands where the slot would have stood.
  const cuts = [
    ...absent.map((slot) => ({ at: slot, visitor: undefined })),
    ...visitors.map((visitor) => ({ at: visitor.after + 1, visitor })),
  ].sort((a, b) => a.at - b.at);
  let next = 0;
  for (const { at, visitor } of cuts) {
    push({ blueprint, slot: next, count: at - next });
    next = Math.max(next, at);
    if (visitor) push({ blueprint: visitor.blueprint, slot: visitor.slot, count: 1, besides: visitor.after });
    else next = at + 1;
  }
  push({ blueprint, slot: next, count: slots - next });
  return runs;
}

export function lengthOf(runs: readonly Run[]): number {
  const last = runs.at(-1);
  return last ? last.start + last.count : 0;
}

/** The run that holds `index`; undefined outside the list. */
export function runAt(runs: readonly Run[], index: number): Run | undefined {
  let low = 0;
  let high = runs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle] as Run;
    if (index < run.start) high = middle - 1;
    else if (index >= run.start + run.count) low = middle + 1;
    else return run;
  }
  return undefined;
}
