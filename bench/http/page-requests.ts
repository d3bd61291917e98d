import { planWorld, type WorldOptions } from '../../src/simulator/index.js';

/** The pages as raildiff asks for them, which overlap by a record: what the simulator is to prepare. */
export function pageRequests(world: WorldOptions = {}): string[] {
  return [...planWorld(world).projects].flatMap(([projectId, { suites }]) =>
    suites.flatMap(({ id, length }) =>
      Array.from(
        { length: Math.max(1, Math.ceil((length - 1) / 249)) },
        (_, n) => `/index.php?/api/v2/get_cases/${projectId}&suite_id=${id}&limit=250&offset=${n * 249}`,
      ),
    ),
  );
}
