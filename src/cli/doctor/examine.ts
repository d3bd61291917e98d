import { proxyFor } from '../../testrail/index.js';
import type { FetchFlags } from '../flags.js';
import { withDirectory } from '../open-directory.js';
import type { Account } from '../sides.js';
import { good, type Check, type Examined } from './check.js';
import { clockCheck, limitCheck } from './heard.js';
import { reach } from './reach.js';
import { instanceRights, projectRights } from './rights.js';

/**
 * Looks at a server as a comparison would use it.
 *
 * @param projectIds those that are to be compared; of none the first that is not completed
 */
export const examine = (
  account: Account,
  projectIds: readonly number[],
  flags: FetchFlags,
): Promise<Examined> =>
  withDirectory(account, flags, async (directory) => {
    const checks: Check[] = [proxyCheck(account.url)];
    const reached = await reach(directory);
    checks.push(...reached.checks);
    if (reached.projects) {
      const first = reached.projects.find(({ is_completed }) => is_completed !== true);
      const ids = projectIds.length > 0 ? projectIds : first ? [first.id] : [];
      checks.push(...(await instanceRights(directory)));
      for (const id of ids) checks.push(...(await projectRights(directory, id)));
      checks.push(clockCheck(directory.heard), limitCheck(directory.heard, flags));
    }
    const { url, user } = account;
    return { url, user, checks };
  });

/** Its credentials are not shown. */
function proxyCheck(url: string): Check {
  const proxy = proxyFor(url, undefined);
  return good('proxy', proxy ? `${proxy.address}, as the environment says` : 'none');
}
