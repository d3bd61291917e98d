import type { ProgressCounts, ProgressEvent, Side, SuiteProgress } from '../compare/events.js';
import { count, counted, waitTime } from './numbers.js';
import { sanitize } from './sanitize.js';
import { displayWidth, truncate } from './width.js';

/** Cells of the bar. */
const CELLS = 12;

const SEPARATOR = ' · ';

/** Before that a pace tells of the first few answers alone, milliseconds of the run. */
const PACE_FROM_MS = 5_000;

interface Pages {
  pagesDone: number;
  pagesKnown: number;
  pagesExpected?: number;
}

/** Of the pages there will probably be, and never 100 before everything is done. */
const percent = ({ pagesDone, pagesKnown, pagesExpected = pagesKnown }: Pages, finished: boolean): number => {
  if (finished) return 100;
  return pagesExpected === 0 ? 0 : Math.min(99, Math.floor((100 * pagesDone) / pagesExpected));
};

const bar = (share: number): string => {
  const full = Math.floor((share * CELLS) / 100);
  return '█'.repeat(full) + '░'.repeat(CELLS - full);
};

/** Suites that are given up are done, and their pages are not. */
const isFinished = ({ suitesDone, suitesKnown, pagesDone, pagesKnown }: ProgressCounts): boolean =>
  suitesKnown > 0 && suitesDone >= suitesKnown && pagesDone >= pagesKnown;

/** "66/157+": with a plus while more pages than the known ones may exist. */
const pages = (of: Pages, finished: boolean): string =>
  `${count(of.pagesDone)}/${count(of.pagesKnown)}${finished ? '' : '+'}`;

interface Segment {
  text: string;
  /** Whatever stands highest goes first when the line is too narrow. */
  expendable: number;
}

/** `42% ████░░░░  ` and the segments that fit: the least needed are left out, none is cut before that. */
const compose = (share: number, segments: Segment[], width: number): string => {
  const start = `${String(share).padStart(3)}% ${bar(share)}  `;
  const kept = segments.filter(({ text }) => text !== '');
  const line = (): string => start + kept.map(({ text }) => text).join(SEPARATOR);
  while (kept.length > 1 && displayWidth(line()) > width) {
    const worst = kept.reduce((a, b) => (b.expendable > a.expendable ? b : a));
    kept.splice(kept.indexOf(worst), 1);
  }
  return truncate(line(), width);
};

const unlessZero = (n: number, noun: string): string => (n === 0 ? '' : `${count(n)} ${noun}`);

/** "168/min", over the run so far. */
const paceOf = ({ elapsedMs, ratePerMinute }: ProgressEvent): string =>
  elapsedMs < PACE_FROM_MS ? '' : `${count(Math.round(ratePerMinute))}/min`;

/** *What is waited for, and how long:* `waiting for the rate limit (180 in 60 s): 41 s`. */
export const waitingLine = ({ reason, ms }: NonNullable<ProgressEvent['waitingFor']>): string =>
  `waiting for ${sanitize(reason)}: ${waitTime(ms)}`;

/**
 * *The whole run in one line, from one `progress` event.*
 *
 * ```
 *  42% █████░░░░░░░  pages 66/157+ · left 40/80+ · right 26/77+ · 9,421 cases · 168/min · 20 in flight · about 23 s left
 * ```
 *
 * At most `width` columns: in a narrow terminal the least needed parts are left out whole. No colours.
 */
export const progressLine = (event: ProgressEvent, width: number): string => {
  const finished = isFinished(event);
  const { waitingFor, etaMs, attachments = { done: 0, known: 0 } } = event;
  const { pagesDone, pagesKnown, pagesExpected = pagesKnown } = event;
  const requests = {
    pagesDone: pagesDone + attachments.done,
    pagesKnown,
    pagesExpected: pagesExpected + attachments.known,
  };
  return compose(
    percent(requests, finished),
    [
      { text: `pages ${pages(event, finished)}`, expendable: 0 },
      { text: `left ${pages(event.left, isFinished(event.left))}`, expendable: 5 },
      { text: `right ${pages(event.right, isFinished(event.right))}`, expendable: 5 },
      {
        text:
          attachments.known === 0 ? '' : `attachments ${count(attachments.done)}/${count(attachments.known)}`,
        expendable: 1,
      },
      { text: counted(event.cases, 'case'), expendable: 3 },
      { text: paceOf(event), expendable: 7 },
      { text: unlessZero(event.inFlight, 'in flight'), expendable: 6 },
      { text: unlessZero(event.waiting, 'waiting'), expendable: 8 },
      { text: event.retries === 1 ? '1 retry' : unlessZero(event.retries, 'retries'), expendable: 4 },
      { text: waitingFor ? waitingLine(waitingFor) : '', expendable: 1 },
      { text: etaMs === undefined || finished ? '' : `about ${waitTime(etaMs)} left`, expendable: 2 },
    ],
    width,
  );
};

/** *One side in one line:* ` 50% ██████░░░░░░  left 40/80+ pages · 3/10 suites · 5,200 cases`. */
export const sideLine = (side: Side, counts: ProgressCounts, width: number): string => {
  const finished = isFinished(counts);
  return compose(
    percent(counts, finished),
    [
      { text: `${side.padEnd(5)} ${pages(counts, finished)} pages`, expendable: 0 },
      { text: `${count(counts.suitesDone)}/${count(counts.suitesKnown)} suites`, expendable: 1 },
      { text: counted(counts.cases, 'case'), expendable: 2 },
    ],
    width,
  );
};

/** *One large suite in one line:* ` 30% ███░░░░░░░░░  left  7/23+ pages · 1,750 cases · Checkout`. */
export const suiteProgressLine = (suite: SuiteProgress, width: number): string =>
  compose(
    percent(suite, suite.done),
    [
      { text: `${suite.side.padEnd(5)} ${pages(suite, suite.done)} pages`, expendable: 0 },
      { text: counted(suite.cases, 'case'), expendable: 2 },
      { text: sanitize(suite.name), expendable: 1 },
    ],
    width,
  );
