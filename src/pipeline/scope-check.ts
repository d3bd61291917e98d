import { ALL_OTHERS, otherSide, type Side } from '../compare/index.js';
import type { TestRailProject, TestRailSuite } from '../testrail/index.js';
import { unknownSuite } from './select-suites.js';

interface OpenedProject {
  project: Pick<TestRailProject, 'id'>;
  suites: readonly TestRailSuite[];
  /** Suites that are wanted where they are, and are not here. */
  missing: readonly (number | string)[];
}

/** Refuses names of suites that nobody has: most likely they are slips, and would compare less than was meant. */
export class ScopeCheck {
  private readonly opened: Partial<Record<Side, OpenedProject>> = {};

  constructor(private readonly suiteMap: ReadonlyMap<string, string>) {}

  /** @throws TestRailError when a suite that is wanted on either side is on none, or one of the map is not on its side */
  add(side: Side, project: OpenedProject): void {
    this.opened[side] = project;
    const mapped = side === 'left' ? this.suiteMap.keys() : this.suiteMap.values();
    for (const name of mapped) {
      if (name !== ALL_OTHERS && !project.suites.some((suite) => suite.name === name))
        throw unknownSuite(project.project, project.suites, name);
    }
    const other = this.opened[otherSide(side)];
    const nowhere = other && project.missing.find((name) => other.missing.includes(name));
    if (nowhere !== undefined) throw unknownSuite(project.project, project.suites, nowhere);
  }
}
