import { createInstance, type Instance, type InstanceOptions } from '../pipeline/index.js';
import type { Logger } from '../testrail/index.js';
import type { FetchFlags } from './flags.js';
import { failureLine } from './failure-line.js';
import { paceOf } from './pace.js';
import type { Account } from './sides.js';

/** A server, at the pace and with the patience that the options give it. */
export function openInstance(
  account: Account,
  flags: FetchFlags,
  logger: Logger,
  reached: Pick<InstanceOptions, 'ca' | 'proxy' | 'client'>,
): Instance {
  const { concurrency, share, maxWait } = flags;
  const instance = createInstance({
    ...account,
    ...reached,
    ...paceOf(flags),
    share,
    concurrency,
    maxWaitMs: maxWait,
    logger,
    noticed: (text) => flags.quiet || process.stderr.write(failureLine(text)),
  });
  instance.gate.changes.subscribe(({ what, why, pauseMs }) => logger.info('pace', { what, why, pauseMs }));
  return instance;
}
