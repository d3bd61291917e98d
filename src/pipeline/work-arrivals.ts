import type {
  Arrival,
  AttachmentUnread,
  Guessed,
  PageLost,
  PageRead,
  Rechecked,
  SectionsLost,
  SuiteGivenUp,
} from '../compare/index.js';
import { isRefused } from './attachment-list.js';
import { isPermanent, messageOf } from './failure.js';
import type { Plan } from './plan.js';
import type { SuitePaging } from './suite-paging.js';
import {
  isPiece,
  type AttachmentWork,
  type PageAnswered,
  type PageFailed,
  type PageWork,
  type ProjectOpened,
  type SuiteWork,
  type WorkEvent,
} from './work.js';

/** What an event of the plan tells the aggregate. Call it before the plan learns from the event. */
export function arrivalsOf(event: WorkEvent, plan: Plan): Arrival[] {
  switch (event.type) {
    case 'admitted':
      return plan.isGuess(event.work) ? [guessed(event.work as PageWork, false)] : [];
    case 'outlasts':
      return [];
    case 'opened':
      return [opened(event, plan)];
    case 'page':
      return [pageRead(event, plan.isGuess(event.work))];
    case 'sections':
      return [
        {
          type: 'sections',
          side: event.work.side,
          suiteId: event.work.suite.id,
          sections: event.sections,
        },
      ];
    case 'attachment': {
      const { work, bytes, sha256 } = event;
      return [{ type: 'attachment', side: work.side, id: work.id, bytes, sha256 }];
    }
    case 'attachmentFailed':
      return isRefused(event.error) ? [unreadAttachment(event.work, messageOf(event.error), false)] : [];
    case 'rechecked': {
      const { work, cases, error, skipped } = event;
      return [rechecked(work.suite, { cases, error, skipped })];
    }
    // It may be read yet, when it is asked for once more; what was not is told in the end.
    case 'recheckFailed':
    case 'sectionsFailed':
      return [];
    case 'withdrawn':
      return [guessed(event.work, true)];
    case 'failed':
      return [guessed(event.work, true), ...(plan.isGuess(event.work) ? [] : givenUp(event))];
  }
}

const guessed = ({ side, suite, offset }: SuiteWork | PageWork, ended: boolean): Guessed => ({
  type: 'guessed',
  side,
  suiteId: suite.id,
  offset,
  ended,
});

const givenUp = ({ work, error }: PageFailed): SuiteGivenUp[] =>
  isPermanent(error)
    ? [{ type: 'givenUp', side: work.side, suiteId: work.suite.id, error: messageOf(error) }]
    : [];

/** The pages that are known to exist and were not read by the end, the lists of sections, and attachments. */
export const unreadArrivals = (plan: Plan, reason: string): Arrival[] => [
  ...plan.allSuites().flatMap((suite) => unreadOf(suite, reason)),
  ...plan.sectionLists.unread().map(({ suite, error }): SectionsLost => ({
    type: 'sectionsLost',
    side: suite.side,
    suiteId: suite.id,
    error: error ?? reason,
  })),
  ...plan.rechecks.unread().map(({ suite, error }) => rechecked(suite, { cases: [], error })),
  ...plan.attachments.unread().map(({ work, error }) => unreadAttachment(work, error ?? reason, true)),
];

const rechecked = (
  { side, id: suiteId }: SuitePaging,
  { cases, error, skipped }: Pick<Rechecked, 'cases' | 'error' | 'skipped'>,
): Rechecked => ({
  type: 'rechecked',
  side,
  suiteId,
  cases,
  ...(error !== undefined && { error }),
  ...(skipped && { skipped }),
});

const unreadAttachment = ({ side, id }: AttachmentWork, error: string, lost: boolean): AttachmentUnread => ({
  type: 'attachmentUnread',
  side,
  id,
  error,
  lost,
});

const unreadOf = (suite: SuitePaging, reason: string): PageLost[] =>
  suite.unread().map(({ offset, limit, error, open, attempts = 0, ms = 0 }) => ({
    type: 'lost',
    side: suite.side,
    suiteId: suite.id,
    offset,
    limit,
    open,
    attempts,
    ms,
    error: error ?? suite.givenUp ?? reason,
  }));

function opened({ work, project, suites, leftOut, catalogue }: ProjectOpened, plan: Plan): Arrival {
  const { instance, projectId, snapshot } = plan.target(work.side);
  return {
    type: 'opened',
    side: work.side,
    url: instance.url,
    projectId,
    name: project.name,
    suites,
    leftOut,
    ...(snapshot && { snapshot }),
    ...(catalogue && { catalogue }),
    ...(plan.rechecks.expects(work.side) && { recheck: true }),
  };
}

const pageRead = ({ work, page, attempts, ms }: PageAnswered, guess: boolean): PageRead => ({
  type: 'page',
  side: work.side,
  suiteId: work.suite.id,
  offset: page.paged ? work.offset : 0,
  limit: isPiece(work) ? work.limit : page.limit,
  next: page.next,
  cases: page.items,
  attempts,
  ms,
  guess,
  ...(isPiece(work) && { piece: true }),
});
