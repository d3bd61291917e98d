import { createInstance, type Instance, type InstanceOptions } from '../pipeline/index.js';
import type { Side } from '../compare/index.js';
import type { Logger } from '../testrail/index.js';
import { readCa } from './ca.js';
import type { CompareFlags } from './compare-options.js';
import { openLog } from './logging.js';
import { runComparison } from './run-comparison.js';
import { isOneInstance, type Account, type SideTarget } from './sides.js';

/** How the servers are reached. */
type Reached = Pick<InstanceOptions, 'ca' | 'proxy'>;

/**
 * `raildiff compare`: two sides, resolved.
 *
 * @param proxy false for none, whatever the environment says
 * @return the exit code
 */
export async function compare(
  sides: Record<Side, SideTarget>,
  flags: CompareFlags,
  proxy?: false,
): Promise<number> {
  const reached: Reached = { ca: readCa(flags.ca), proxy };
  const log = await openLog(flags);
  const open = ({ account }: SideTarget): Instance => openInstance(account, flags, reached, log.logger);
  const left = open(sides.left);
  const right = isOneInstance(sides) ? left : open(sides.right);
  try {
    return await runComparison(
      {
        left: { instance: left, projectId: sides.left.projectId },
        right: { instance: right, projectId: sides.right.projectId },
      },
      flags,
    );
  } finally {
    left.close();
    right.close();
    await log.close();
  }
}

function openInstance(account: Account, flags: CompareFlags, reached: Reached, logger: Logger): Instance {
  const { concurrency, rate, burst, maxWait } = flags;
  const instance = createInstance({
    ...account,
    ...reached,
    ...rate,
    concurrency,
    burst,
    maxWaitMs: maxWait,
    logger,
  });
  instance.gate.changes.subscribe(({ what, why, pauseMs }) => logger.info('pace', { what, why, pauseMs }));
  return instance;
}
