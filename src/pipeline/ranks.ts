import type { Rank } from '../operators/index.js';
import { isWanted } from './section-lists.js';
import type { SectionsWork } from './work.js';

/** Which kind of work goes first: the lower. Within a kind the plan ranks. */
export const RANK = {
  project: 0,
  suite: 1e9,
  lastKnown: 2e9,
  known: 3e9,
  sections: 3.5e9,
  attachment: 3.7e9,
  recheck: 3.8e9,
  guess: 4e9,
  sectionsAlone: 1.5e9,
};

/**
 * After the pages that are known to exist; but before them where a suite and its partner wait for nothing else: what is
 * certain then is told, and the number of requests is the same.
 */
export function rankOfSections({ suite }: SectionsWork): Rank {
  if (!isWanted(suite)) return 'withdraw';
  // It may turn out to have no cases.
  if (!suite.isHeardOf()) return 'hold';
  const isAllRead = suite.isDone() && (suite.partner?.isDone() ?? true);
  return (isAllRead ? RANK.sectionsAlone : RANK.sections) + suite.order;
}
