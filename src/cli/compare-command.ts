import { readCertificates } from './certificates.js';
import { createInstance, type Instance } from '../pipeline/index.js';
import type { Side } from '../compare/index.js';
import type { Logger } from '../testrail/index.js';
import type { CompareFlags } from './compare-options.js';
import { openLog } from './logging.js';
import { runComparison } from './run-comparison.js';
import { isOneInstance, type Account, type SideTarget } from './sides.js';

/** `raildiff compare`: two sides, resolved. @return the exit code */
export async function compare(sides: Record<Side, SideTarget>, flags: CompareFlags): Promise<number> {
  const ca = readCertificates(flags.ca);
  const log = await openLog(flags);
  const left = openInstance(sides.left.account, flags, log.logger, ca);
  const right = isOneInstance(sides) ? left : openInstance(sides.right.account, flags, log.logger, ca);
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

function openInstance(account: Account, flags: CompareFlags, logger: Logger, ca?: string): Instance {
  const { concurrency, rate, burst, maxWait } = flags;
  const instance = createInstance({
    ...account,
    ...rate,
    concurrency,
    burst,
    maxWaitMs: maxWait,
    ca,
    logger,
  });
  instance.gate.changes.subscribe(({ what, why, pauseMs }) => logger.info('pace', { what, why, pauseMs }));
  return instance;
}
