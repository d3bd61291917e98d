/** A TestRail in the package: the API over HTTP, data with known differences, limits, latency, faults. */
import type { Fault } from './http/faults.js';
import { SimulatorServer } from './http/server.js';
import type { SimulatorStats } from './http/traffic.js';
import { settingsOf, type Limit, type SimulatorOptions } from './options.js';
import type { World } from './world/types.js';

export type { Fault } from './http/faults.js';
export type { Arrival, SimulatorStats } from './http/traffic.js';
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
export { LEFT_PROJECT, planWorld, RIGHT_PROJECT, type WorldOptions } from './world/plan-world.js';
export { forkSimulator, type ForkedSimulator, type ForkOptions } from './fork.js';

/** A simulator that is listening. */
export interface Simulator {
  /** Base URL of the instance, sub-path included, without a slash at its end. */
  url: string;
  user: string;
  apiKey: string;
  world: World;
  /** What arrived so far, by the simulator's own clock. */
  stats(): SimulatorStats;
  /** Replaces the faults; what they counted begins anew. */
  setFaults(faults: Fault[]): void;
  /** Moves the enforced limit from now on; requests already accepted keep counting. */
  setLimit(limit: Limit): void;
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
  return {
    url,
    user: settings.user,
    apiKey: settings.apiKey,
    world: settings.world,
    stats: () => server.traffic.stats(),
    setFaults: (faults) => server.faults.set(faults),
    setLimit: (limit) => server.limiter.setLimit(limit),
    close: () => server.close(),
  };
}
