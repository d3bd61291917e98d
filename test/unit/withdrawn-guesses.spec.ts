/** Guesses that are refused, or held back, and not wanted any more when their turn comes, in virtual time. */
import { throwError } from 'rxjs';
import { TestRailError, ThrottledError } from '../../src/testrail/index.js';
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

it('is asked for all the same once its page is known: it was held back until nothing else was left', () => {
  const attempts = new Map<number, number>();
  const { client, summary } = runVirtually(
    {
      ...{ sizes: { 1: 70, 2: 70 }, cap: 10 },
      latency: () => ({ ms: 20, looksAfter: 0.5 }),
      // So many pages in a row are lost that no page after them is asked for unknown: the last is to be guessed at.
      behind: dated(({ projectId, offset }) => {
        if (projectId === 1 || offset < 9 || offset > 45) return undefined;
        attempts.set(offset, (attempts.get(offset) ?? 0) + 1);
        return attempts.get(offset)! > 3 ? undefined : throwError(unavailable);
      }),
    },
    { rate: 180, concurrency: 1, breaker: { threshold: 1_000 } },
  );
  expect([...attempts.values()]).toEqual([4, 4, 4, 4, 4]);
  expect(client.asked.filter((asked) => asked === '2/63+10')).toHaveLength(1);
  expect([summary.status, summary.right.cases]).toEqual(['complete', 70]);
});

const unavailable = (): TestRailError =>
  new TestRailError('503', { kind: 'transient', code: 'ERR_TESTRAIL_STATUS', url: '' });
