import type { Side } from '../compare/index.js';
import type { SuiteScope } from '../pipeline/index.js';
import { UsageError } from './usage-error.js';

export interface SuiteFlags {
  suite?: readonly string[];
  leftSuite?: readonly string[];
  rightSuite?: readonly string[];
  baselines?: boolean;
  /** Suites that are called otherwise on the right, right names by left ones. */
  suiteMap?: ReadonlyMap<string, string>;
}

/** Both sides name suites of their own, and so may be one project. */
export const hasOwnSuites = ({ leftSuite = [], rightSuite = [] }: SuiteFlags): boolean =>
  leftSuite.length > 0 && rightSuite.length > 0;

/**
 * Which suites of a side are read. One that `--suite` names must be on one side at least, and is read with its partner.
 *
 * @throws UsageError when it is said in two ways
 */
export function suiteScope(side: Side, flags: SuiteFlags): SuiteScope {
  const { suite = [], baselines = false } = flags;
  const own = (side === 'left' ? flags.leftSuite : flags.rightSuite) ?? [];
  if (suite.length > 0 && own.length > 0)
    throw new UsageError(`--suite names suites of both sides; leave it or --${side}-suite away`);
  if (own.length > 0) return { suites: own, baselines };
  return suite.length > 0 ? { suites: suite, withPartners: true, baselines } : { baselines };
}
