import type { ReportSummary } from './collector.js';
import { count, counted, elapsedTime } from './numbers.js';
import { sanitize } from './sanitize.js';

/** "36,000 cases compared, 612 differences, 161 requests in 36.2 s". */
const figures = ({ status, counts, accepted, left, right, requests, elapsedMs }: ReportSummary): string => {
  const { identical: _same, undetermined, ...rest } = counts;
  const differences = Object.values(rest).reduce((sum, n) => sum + n, 0);
  const { identical: _none, undetermined: _open, ...known } = accepted?.counts ?? {};
  const before = Object.values(known).reduce((sum, n) => sum + n, 0);
  const compared = left.cases - left.deleted + right.cases - right.deleted;
  const outside = (left.outOfScope ?? 0) + (right.outOfScope ?? 0);
  const isNothing = compared > 0 && outside === compared;
  return [
    // A run that broke off has read these cases; it has not compared them all.
    `${counted(compared, 'case')} ${status === 'complete' ? 'compared' : 'read'}`,
    // "No differences" would be said of nothing.
    isNothing
      ? 'none of them within the scope: nothing is told'
      : differences === 0
        ? 'no differences'
        : `${counted(differences, 'difference')}${acceptedWords(before, differences)}`,
    ...(undetermined > 0 ? [`${count(undetermined)} undetermined`] : []),
    ...(requests === undefined || elapsedMs === undefined
      ? []
      : [`${counted(requests.sent, 'request')} in ${elapsedTime(elapsedMs)}`]),
  ].join(', ');
};

/** " (300 accepted before)": these are no reason for exit 1. */
function acceptedWords(accepted: number, all: number): string {
  if (accepted === 0) return '';
  return accepted === all ? ' (accepted before)' : ` (${count(accepted)} accepted before)`;
}

/** What is missing: "2 pages could not be read, and what may follow them is unknown". */
const lostPages = ({ left, right }: ReportSummary): string => {
  const failed = [...left.failedPages, ...right.failedPages];
  if (failed.length === 0) return '';
  const open = failed.some((page) => page.open) ? ', and what may follow is unknown' : '';
  return `${counted(failed.length, 'page')} could not be read${open}`;
};

/** A lost page has a line of its own, which says why it is lost. */
function withoutPageError({ reason = '', left, right }: ReportSummary): string {
  const said = [...left.failedPages, ...right.failedPages].find(({ error }) => reason.endsWith(`: ${error}`));
  return said ? reason.slice(0, -`: ${said.error}`.length) : reason;
}

/** Why the run is not complete, and what that means for the answer. */
const shortfall = (summary: ReportSummary): string => {
  const reason = sanitize(withoutPageError(summary)).replace(/\.$/, '');
  const lost = lostPages(summary);
  const why =
    reason !== '' && lost !== '' ? `${lost} (${reason})` : reason || lost || 'not everything was read';
  if (summary.status !== 'partial') return `${why}; what was not yet certain is counted as undetermined`;
  return `${why}; what ${lost === '' ? 'that' : 'they'} could change is marked undetermined`;
};

/** *The last line: how the run ended, in one sentence that never calls incomplete work complete.* */
export const statusLine = (summary: ReportSummary): string =>
  summary.status === 'complete'
    ? `complete: ${figures(summary)}`
    : `${summary.status.toUpperCase()}: ${shortfall(summary)}. ${figures(summary)}`;
