import { MAX_PAGE } from '../testrail/index.js';
import type { Target } from './plan.js';

/** Timers count in 32 bits, and one that is longer ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @throws RangeError for what is no time that can be waited for, milliseconds */
export function checkDuration(name: string, ms: number): void {
  if (!(ms > 0)) throw new RangeError(`${name} is a positive number, not ${ms}`);
  if (ms > LONGEST_TIMER_MS) throw new RangeError(`${name} is at most ${LONGEST_TIMER_MS}, not ${ms}`);
}

/** @throws TypeError without an instance; RangeError for a project id that is none */
export function checkTarget(name: string, target: Omit<Target, 'suites'> | undefined): void {
  if (!target?.instance) throw new TypeError(`${name} is a target: { instance, projectId }`);
  if (!isId(target.projectId))
    throw new RangeError(`projectId is a whole number of 1 or more, not ${JSON.stringify(target.projectId)}`);
}

/** @throws RangeError for a page that no list has */
export function checkPage({
  suiteId,
  offset = 0,
  limit = MAX_PAGE,
}: {
  suiteId: number | null;
  offset?: number;
  limit?: number;
}): void {
  if (suiteId !== null && !isId(suiteId))
    throw new RangeError(`suiteId is null or a whole number of 1 or more, not ${JSON.stringify(suiteId)}`);
  if (!(Number.isSafeInteger(offset) && offset >= 0))
    throw new RangeError(`offset is a whole number of 0 or more, not ${offset}`);
  if (!(Number.isSafeInteger(limit) && limit >= 1 && limit <= MAX_PAGE))
    throw new RangeError(`limit is a whole number from 1 to ${MAX_PAGE}, not ${limit}`);
}

const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
