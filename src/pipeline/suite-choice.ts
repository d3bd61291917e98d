import { defer, map, of, ReplaySubject, take, type Observable } from 'rxjs';
import type { Side } from '../compare/index.js';
import {
  areNamedTogether,
  checkSuiteMap,
  selectSuites,
  selectSuitesOfBoth,
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
