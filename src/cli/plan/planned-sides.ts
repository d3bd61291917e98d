import { pairSuites, type Side, type SuiteName } from '../../compare/index.js';
import { selectSuites } from '../../pipeline/index.js';
import type { KeptProject } from '../../testrail/index.js';
import { openSnapshot } from '../offline-target.js';
import type { Directory } from '../open-directory.js';
import { isLive, type LiveSide, type SideTarget } from '../sides.js';
import type { PlannedSide, SuitePages } from './estimate.js';
import { openSuite, probe, type KeptPages } from './known-pages.js';

export interface PlanningOptions {
  kept: KeptPages;
  probe: boolean;
}

/** A side before its pages are looked at. */
interface OpenedSide extends Omit<PlannedSide, 'suites'> {
  suites: readonly SuiteName[];
}

/** Both sides, and how long a first page took, milliseconds, where some were read. */
export interface Planned {
  sides: Record<Side, PlannedSide>;
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
  const opened = async (target: SideTarget): Promise<OpenedSide> =>
    isLive(target) ? openLive(target, await directoryOf(target)) : openKept(target.file);
  const [left, right] = await Promise.all([opened(targets.left), opened(targets.right)]);
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
    pageMs: times.length === 0 ? undefined : times.reduce((sum, ms) => sum + ms, 0) / times.length,
  };
}

async function openLive({ projectId }: LiveSide, directory: Directory): Promise<OpenedSide> {
  const [project, suites] = await Promise.all([
    directory.ask(`project/${projectId}`, (client) => client.project(projectId)),
    directory.suites(projectId),
  ]);
  return { url: directory.instance.url, projectId, isSnapshot: false, ...namesOf({ project, suites }) };
}

function openKept(file: string): OpenedSide {
  const { target, contents, close } = openSnapshot(file);
  try {
    return { ...contents.projects[0]!, isSnapshot: true, ...namesOf(target.record.opened()!) };
  } finally {
    close();
  }
}

const namesOf = ({
  project,
  suites,
}: KeptProject): Pick<OpenedSide, 'name' | 'suites' | 'leftOut' | 'listed'> => ({
  name: project.name,
  listed: suites.length,
  ...selectSuites(project, suites),
});

export const pairsOf = ({ left, right }: Planned['sides']): number =>
  pairSuites(left.suites, right.suites).length;
