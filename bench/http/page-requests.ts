import { offsetsOf, PAGE, planSizes, type PagedSuite } from '../scheduling/paged-world.js';
import { LEFT_PROJECT, RIGHT_PROJECT, type WorldOptions } from '../../src/simulator/index.js';

/** The pages as raildiff asks for them, which overlap by a record: what the simulator is to prepare. */
export function pageRequests(world?: WorldOptions): string[] {
  const { left, right } = planSizes(world);
  const of = (projectId: number, suites: readonly PagedSuite[]): string[] =>
    suites.flatMap((suite) =>
      offsetsOf(suite).map(
        (offset) =>
          `/index.php?/api/v2/get_cases/${projectId}&suite_id=${suite.id}&limit=${PAGE}&offset=${offset}`,
      ),
    );
  return [...of(LEFT_PROJECT, left), ...of(RIGHT_PROJECT, right)];
}
