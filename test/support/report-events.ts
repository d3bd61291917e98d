/** Events as small as the types allow, for the report specs: each spec says only what it is about. */
import type {
  CaseSummary,
  DifferenceEvent,
  ProgressEvent,
  SideSummary,
  StartEvent,
  SuiteEvent,
  SummaryEvent,
  ThrottleEvent,
} from '../../src/compare/events.js';

export const aCase = (over: Partial<CaseSummary> = {}): CaseSummary => ({
  id: 1,
  url: 'https://rail.example/index.php?/cases/view/1',
  suiteId: 10,
  suite: 'Login',
  sectionId: 100,
  title: 'Sign in',
  ...over,
});

export const aDifference = (over: Partial<DifferenceEvent> = {}): DifferenceEvent => {
  const left = over.left === undefined ? aCase() : over.left;
  const right = over.right === undefined ? aCase({ id: 2, suiteId: 20 }) : over.right;
  const title = (left ?? right)?.title ?? '';
  return {
    type: 'difference',
    kind: 'changed',
    aspects: ['content'],
    key: { title },
    title,
    fields: [],
    ...over,
    left,
    right,
  };
};

export const onlyLeft = (over: Partial<CaseSummary> = {}): DifferenceEvent =>
  aDifference({ kind: 'onlyLeft', aspects: [], left: aCase(over), right: null });

export const onlyRight = (over: Partial<CaseSummary> = {}): DifferenceEvent =>
  aDifference({ kind: 'onlyRight', aspects: [], left: null, right: aCase(over) });

export const aStart = (over: Partial<StartEvent> = {}): StartEvent => ({
  type: 'start',
  version: 1,
  left: { url: 'https://rail.example', projectId: 30, name: 'Shop', suites: [{ id: 10, name: 'Login' }] },
  right: {
    url: 'https://rail.example',
    projectId: 34,
    name: 'Shop 2',
    suites: [
      { id: 20, name: 'Login' },
      { id: 21, name: 'Basket' },
    ],
  },
  options: { rate: 180 },
  ...over,
});

export const aSuite = (over: Partial<SuiteEvent> = {}): SuiteEvent => ({
  type: 'suite',
  side: 'left',
  suiteId: 10,
  name: 'Login',
  cases: 250,
  deleted: 0,
  pages: 1,
  complete: true,
  ...over,
});

export const aProgress = (over: Partial<ProgressEvent> = {}): ProgressEvent => ({
  type: 'progress',
  suitesDone: 3,
  suitesKnown: 31,
  pagesDone: 66,
  pagesKnown: 157,
  cases: 9421,
  left: { suitesDone: 2, suitesKnown: 10, pagesDone: 40, pagesKnown: 80, cases: 5200 },
  right: { suitesDone: 1, suitesKnown: 21, pagesDone: 26, pagesKnown: 77, cases: 4221 },
  largeSuites: [],
  inFlight: 20,
  waiting: 3,
  retries: 2,
  requests: 70,
  ratePerMinute: 168.4,
  elapsedMs: 10_000,
  ...over,
});

export const aThrottle = (over: Partial<ThrottleEvent> = {}): ThrottleEvent => ({
  type: 'throttle',
  instance: 'https://rail.example',
  what: 'slowed',
  why: '429 Too Many Requests',
  rate: 90,
  windowMs: 60_000,
  pauseMs: 12_000,
  ...over,
});

export const aSideSummary = (over: Partial<SideSummary> = {}): SideSummary => ({
  suites: 10,
  cases: 18_000,
  pages: 80,
  deleted: 0,
  undetermined: 0,
  failedPages: [],
  fieldsOnlyHere: [],
  ...over,
});

export const aSummary = (over: Partial<SummaryEvent> = {}): SummaryEvent => ({
  type: 'summary',
  status: 'complete',
  counts: {
    identical: 17_000,
    changed: 300,
    renamed: 12,
    moved: 100,
    onlyLeft: 100,
    onlyRight: 100,
    undetermined: 0,
  },
  aspects: { content: 300, title: 15, place: 110 },
  left: aSideSummary(),
  right: aSideSummary({ suites: 21, pages: 77 }),
  requests: { sent: 161, retried: 2, throttled: 0, guessed: 2 },
  elapsedMs: 36_240,
  ...over,
});
