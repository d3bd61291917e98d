import { groupSuites, type Side, type SuiteName } from '../../compare/index.js';
import { selectSuitesOfBoth, type SuiteScope } from '../../pipeline/index.js';
import type { KeptProject } from '../../testrail/index.js';
import { openSnapshot } from '../offline-target.js';
import type { Directory } from '../open-directory.js';
import { isLive, type LiveSide, type SideTarget } from '../sides.js';
import type { PlannedSide, SuitePages } from './estimate.js';
import { openSuite, probe, type KeptPages } from './known-pages.js';

export interface PlanningOptions {
  kept: KeptPages;
  probe: boolean;
  scopes: Record<Side, SuiteScope>;
  suiteMap?: ReadonlyMap<string, string>;
}

/** A side as its project and list of suites tell it. */
interface ListedSide extends Omit<PlannedSide, 'suites' | 'leftOut' | 'name' | 'listed'> {
  kept: KeptProject;
}

/** A side before its pages are looked at. */
interface OpenedSide extends Omit<PlannedSide, 'suites'> {
  suites: readonly SuiteName[];
}

/** Both sides, and how long a first page took, milliseconds, where some were read. */
export interface Planned {
  sides: Record<Side, PlannedSide>;
  /** How often suites of the two sides are compared with one another. */
  pairs: number;
  pageMs?: number;
}

/**
 * Asks for both projects and their suites, and works out of each suite how many pages it has.
 *
 * @throws TestRailError when a project cannot be read
 */
export async function plannedSides(
  targets: Record<Side, SideTarget>,
  directoryOf: (side: LiveSide) => Promise<Directory>,
  options: PlanningOptions,
): Promise<Planned> {
  const listed = async (target: SideTarget): Promise<ListedSide> =>
    isLive(target) ? openLive(target, await directoryOf(target)) : openKept(target.file);
  const [onLeft, onRight] = await Promise.all([listed(targets.left), listed(targets.right)]);
  const { left, right } = opened({ left: onLeft, right: onRight }, options);
  options.kept.check([left, right]);
  const times: number[] = [];
  const withPages = async (side: OpenedSide, target: SideTarget): Promise<PlannedSide> => {
    const directory = isLive(target) && options.probe ? await directoryOf(target) : undefined;
    const pages = await Promise.all(
      side.suites.map(async ({ id }): Promise<SuitePages> => {
        const kept = options.kept.pagesOf(side, id);
        if (kept?.basis === 'kept' || !directory) return kept ?? openSuite();
        const probed = await probe(directory, side.projectId, id);
        times.push(probed.ms);
        return probed.pages;
      }),
    );
    return { ...side, suites: side.suites.map((suite, n) => ({ ...suite, ...pages[n]! })) };
  };
  const [plannedLeft, plannedRight] = await Promise.all([
    withPages(left, targets.left),
    withPages(right, targets.right),
  ]);
  return {
    sides: { left: plannedLeft, right: plannedRight },
    pairs: groupSuites(left.suites, right.suites, options.suiteMap).length,
    pageMs: times.length === 0 ? undefined : times.reduce((sum, ms) => sum + ms, 0) / times.length,
  };
}

/** The suites that a comparison would read, as it chooses them. @throws TestRailError when one is not there */
function opened(
  sides: Record<Side, ListedSide>,
  { scopes, suiteMap }: PlanningOptions,
): Record<Side, OpenedSide> {
  const selected = selectSuitesOfBoth(
    {
      left: { ...sides.left.kept, scope: scopes.left },
      right: { ...sides.right.kept, scope: scopes.right },
    },
    suiteMap,
  );
  const sideOf = (side: Side): OpenedSide => {
    const { kept, ...rest } = sides[side];
    return { ...rest, name: kept.project.name, listed: kept.suites.length, ...selected[side] };
  };
  return { left: sideOf('left'), right: sideOf('right') };
}

async function openLive({ projectId }: LiveSide, directory: Directory): Promise<ListedSide> {
  const [project, suites] = await Promise.all([
    directory.ask(`project/${projectId}`, (client) => client.project(projectId)),
    directory.suites(projectId),
  ]);
  return { url: directory.instance.url, projectId, isSnapshot: false, kept: { project, suites } };
}

function openKept(file: string): ListedSide {
  const { target, contents, close } = openSnapshot(file);
  try {
    return { ...contents.projects[0]!, isSnapshot: true, kept: target.record.opened()! };
  } finally {
    close();
  }
}
