/// <reference types="node" preserve="true" />
/**
 * A TestRail in the package: the API over HTTP, data with known differences, limits, latency, faults. Public as
 * `raildiff/simulator`, for whoever tests a client; the library itself does not load it.
 */
import type { Fault } from './http/faults.js';
import { SimulatorServer } from './http/server.js';
import type { SimulatorStats } from './http/traffic.js';
import { settingsOf, type Limit, type SimulatorOptions } from './options.js';
import type { Edit } from './world/live-world.js';
import type { CaseJson, World } from './world/types.js';

export { parseFaults, type FaultFile } from './fault-file.js';
export type { Fault, Moment, NextLink, OtherRecord } from './http/faults.js';
export type { RequestMatch } from './http/request-match.js';
export type { ScheduledEdit } from './http/scheduled-edits.js';
export type { Arrival, SimulatorStats } from './http/traffic.js';
export { copiedId, isOtherPicture, type LiteralAttachments } from './world/attachments.js';
export type { CaseAt } from './world/live-suite.js';
export type { MilestoneJson, SharedStepJson } from './world/project-records.js';
export type { Edit } from './world/live-world.js';
export type { Limit, NextStyle, RetryAfterStyle, SimulatorOptions } from './options.js';
export type {
  CaseContent,
  CaseJson,
  SectionJson,
  SimProject,
  SimSuite,
  StepJson,
  World,
  WorldTruth,
} from './world/types.js';
export { worldOf, type LiteralProject, type LiteralSuite } from './world/literal-world.js';
export type { SuiteMode } from './world/suite-mode.js';
export { LEFT_PROJECT, planWorld, RIGHT_PROJECT, type WorldOptions } from './world/plan-world.js';

/** A simulator that is listening. */
export interface Simulator {
  /** Base URL of the instance, sub-path included, without a slash at its end. */
  url: string;
  user: string;
  apiKey: string;
  /** The data as they are now. Its `truth` is gone once it was edited. */
  world: World;
  /** What arrived so far, by the simulator's own clock. */
  stats(): SimulatorStats;
  /** Replaces the faults; what they counted begins anew. */
  setFaults(faults: Fault[]): void;
  /** Moves the enforced limit from now on; requests already accepted keep counting. */
  setLimit(limit: Limit): void;
  /**
   * Edits the data from now on, for whatever is answered after it.
   *
   * @throws RangeError where there is no such suite or case
   */
  edit(edit: Edit): void;
  /** The list of a suite as it is now. @throws RangeError where there is no such suite */
  cases(suiteId: number): CaseJson[];
  /** Cuts every connection, ends every wait, and leaves no handle. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a simulated TestRail instance.
 *
 * @throws RangeError where an option is out of its range; rejects with the system's error where it cannot listen
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settingsOf(options);
  const server = new SimulatorServer(settings);
  const url = await server.listen();
  const { world } = settings;
  return {
    url,
    user: settings.user,
    apiKey: settings.apiKey,
    world,
    stats: () => server.traffic.stats(),
    setFaults: (faults) => server.faults.set(faults),
    setLimit: (limit) => server.limiter.setLimit(limit),
    edit: (edit) => {
      if (!world.edit(edit)) throw new RangeError(`there is no such suite or case: ${JSON.stringify(edit)}`);
    },
    cases: (suiteId) => {
      const cases = world.cases(suiteId);
      if (!cases) throw new RangeError(`there is no suite ${suiteId}`);
      return cases;
    },
    close: () => server.close(),
  };
}
