import type { FetchFlags } from '../flags.js';
import { paceOf } from '../pace.js';
import type { Heard } from '../open-directory.js';
import { good, type Check } from './check.js';

const NOTED_MS = 60_000;
const DAY_MS = 86_400_000;

/** By how much the two clocks differ. A certificate, and what has changed since a snapshot, are judged by a clock. */
export function clockCheck({ clockAheadMs }: Heard): Check {
  const what = 'clock';
  if (clockAheadMs === undefined)
    return { what, level: 'note', found: 'the server tells no time, and it cannot be compared' };
  const seconds = Math.round(Math.abs(clockAheadMs) / 1_000);
  if (Math.abs(clockAheadMs) < NOTED_MS)
    return good(what, `as the server's, within ${Math.max(1, seconds)} s`);
  return {
    what,
    level: Math.abs(clockAheadMs) < DAY_MS ? 'note' : 'missing',
    found: `${seconds.toLocaleString('en')} s ${clockAheadMs > 0 ? 'behind' : 'ahead of'} the server's`,
    mend: 'set the clock of this machine; the dates in logs and snapshots are by it',
  };
}

/** A limit is told by nothing but a 429. */
export function limitCheck({ statedLimit, throttled, answers }: Heard, flags: FetchFlags): Check {
  const what = 'limit';
  const { rate, windowMs } = paceOf(flags);
  const inWindow = windowMs === 60_000 ? 'a minute' : `in ${windowMs / 1_000} s`;
  const used = rate === Infinity ? 'none' : `${rate.toLocaleString('en')} ${inWindow}`;
  if (throttled === 0) return good(what, `none was met in ${answers} answers; --rate is ${used}`);
  const stated = statedLimit === undefined ? 'without a number' : `of ${statedLimit} ${inWindow}`;
  const isAbove = statedLimit !== undefined && rate > statedLimit;
  return {
    what,
    level: 'note',
    found: `a limit ${stated} was met, ${throttled} of the requests were refused; --rate is ${used}`,
    mend: isAbove
      ? `nothing must be done, it is kept to; --rate ${statedLimit} is never refused`
      : 'others use the same account or server: --share 0.5 leaves half of it to them',
  };
}
