import { createInstance, type Instance } from '../pipeline/index.js';
import type { Logger } from '../testrail/index.js';
import type { FetchFlags } from './compare-options.js';
import type { Account } from './sides.js';

/** A server, at the pace and with the patience that the options give it. */
export function openInstance(account: Account, flags: FetchFlags, logger: Logger, ca?: string): Instance {
  const { concurrency, rate, share, burst, maxWait } = flags;
  const instance = createInstance({
    ...account,
    ...rate,
    share,
    burst,
    concurrency,
    maxWaitMs: maxWait,
    ca,
    logger,
  });
  instance.gate.changes.subscribe(({ what, why, pauseMs }) => logger.info('pace', { what, why, pauseMs }));
  return instance;
}
