import { createInstance, type Instance } from '../pipeline/index.js';
import type { Side } from '../compare/index.js';
import type { Logger } from '../testrail/index.js';
import type { CompareFlags } from './compare-options.js';
import { openLog } from './logging.js';
import { runComparison } from './run-comparison.js';
import { isOneInstance, type Account, type SideTarget } from './sides.js';

/** `raildiff compare`: two sides, resolved. @return the exit code */
export async function compare(sides: Record<Side, SideTarget>, flags: CompareFlags): Promise<number> {
  const log = await openLog(flags);
  const left = openInstance(sides.left.account, flags, log.logger);
  const right = isOneInstance(sides) ? left : openInstance(sides.right.account, flags, log.logger);
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

function openInstance(account: Account, flags: CompareFlags, logger: Logger): Instance {
  const { concurrency, rate, share, burst, maxWait } = flags;
  const pace = { ...rate, share, burst, concurrency };
  const instance = createInstance({ ...account, ...pace, maxWaitMs: maxWait, logger });
  instance.gate.changes.subscribe(({ what, why, pauseMs }) => logger.info('pace', { what, why, pauseMs }));
  return instance;
}
