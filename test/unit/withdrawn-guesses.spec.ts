/** A guess that is refused, and not wanted any more when its turn comes again, in virtual time. */
import { throwError } from 'rxjs';
import { ThrottledError } from '../../src/testrail/index.js';
import { dated } from '../support/dated-client.js';
import { runVirtually } from '../support/shifting-client.js';

it.each([false, true])('is waited for by nobody: what is certain is told at once, recheck %s', (recheck) => {
  let refused = 0;
  const { events, summary } = runVirtually(
    {
      ...{ sizes: { 1: 38, 2: 37 }, cap: 10 },
      latency: (n) => ({ ms: 100 + n, looksAfter: 0.5 }),
      behind: dated(({ updatedAfter, offset }) => {
        // Beyond the end.
        if (updatedAfter !== undefined || offset < 40 || refused > 0) return undefined;
        refused++;
        return throwError(() => new ThrottledError('429', 'http://localhost', 300, undefined));
      }),
    },
    {},
    { recheck },
  );
  expect([refused, summary.status]).toEqual([1, 'complete']);
  const told = events.map((event) => ('side' in event ? `${event.type} ${event.side}` : event.type));
  // While the other side is still being read.
  expect(told.indexOf('suite left')).toBeLessThan(told.lastIndexOf('page right'));
});
