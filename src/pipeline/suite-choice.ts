import { defer, map, of, ReplaySubject, take, type Observable } from 'rxjs';
import { ALL_OTHERS, type Side } from '../compare/index.js';
import {
  areNamedTogether,
  selectSuites,
  selectSuitesOfBoth,
  unknownSuite,
  type ListedProject,
  type SelectedSuites,
  type SuiteScope,
} from './select-suites.js';

/**
 * Which suites of each project are read, once that can be told: those that are named for both sides only when both lists are
 * known, since a suite that is called otherwise on the other side is read with the one that is named.
 */
export class SuiteChoice {
  private readonly listed: Partial<Record<Side, ListedProject>> = {};
  private readonly chosen = new ReplaySubject<Record<Side, SelectedSuites>>(1);

  constructor(
    private readonly scopes: Partial<Record<Side, SuiteScope>>,
    private readonly suiteMap: ReadonlyMap<string, string>,
  ) {}

  /** @throws TestRailError in the Observable, when a suite that is wanted, or that the map names, is not there */
  of(side: Side, project: ListedProject): Observable<SelectedSuites> {
    return defer(() => {
      checkSuiteMap(side, project, this.suiteMap);
      const { left, right } = this.scopes;
      if (!left || !right || !areNamedTogether({ left, right }))
        return of(selectSuites(project, this.scopes[side]));
      this.listed[side] = project;
      const { left: onLeft, right: onRight } = this.listed;
      if (onLeft && onRight) {
        const both = { left: { ...onLeft, scope: left }, right: { ...onRight, scope: right } };
        this.chosen.next(selectSuitesOfBoth(both, this.suiteMap));
      }
      return this.chosen.pipe(
        take(1),
        map((chosen) => chosen[side]),
      );
    });
  }
}

/** Refuses names of suites that nobody has: most likely they are slips, and would compare less than was meant. */
export function checkSuiteMap(
  side: Side,
  { project, suites }: ListedProject,
  suiteMap: ReadonlyMap<string, string>,
): void {
  for (const name of side === 'left' ? suiteMap.keys() : suiteMap.values()) {
    if (name !== ALL_OTHERS && !suites.some((suite) => suite.name === name))
      throw unknownSuite(project, suites, name);
  }
}
