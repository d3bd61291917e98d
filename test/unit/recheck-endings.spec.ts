/** A run that ends before all is rechecked, in virtual time. */
import { NEVER, throwError } from 'rxjs';
import { TestRailError } from '../../src/testrail/index.js';
import { dated } from '../support/dated-client.js';
import { runVirtually, type Ran } from '../support/shifting-client.js';

const latency = () => ({ ms: 100, looksAfter: 0.5 });
/** The last case of the left one is nowhere on the right. */
const sizes = { 1: 3, 2: 2 };
const failed = (suiteId: number, error: string) => ({ recheck: { suites: 0, failed: [{ suiteId, error }] } });

describe('a run that ends while it is rechecked', () => {
  const hangs = dated(({ updatedAfter }) => (updatedAfter === undefined ? undefined : NEVER));

  it('by its deadline names the suites, and tells the rest', () => {
    const { summary } = runVirtually(
      { sizes, cap: 10, latency, behind: hangs },
      {},
      { recheck: true, deadlineMs: 5_000 },
    );
    const reason = 'the deadline of 5 s was reached';
    expect(summary).toMatchObject({
      ...{ status: 'partial', reason, elapsedMs: 5_000, counts: { identical: 2, onlyLeft: 1 } },
      ...{ left: failed(1, reason), right: failed(2, reason) },
    });
  });

  it('by an abort names the suites that were not asked, and tells nothing more', () => {
    const stop = new AbortController();
    const aborts = dated(({ projectId, updatedAfter }) => {
      if (projectId === 1 || updatedAfter === undefined) return undefined;
      stop.abort();
      return NEVER;
    });
    const { summary, events } = runVirtually(
      { sizes, cap: 10, latency, behind: aborts },
      { concurrency: 1 },
      { recheck: true, signal: stop.signal },
    );
    const reason = 'the run was interrupted';
    expect(summary).toMatchObject({
      ...{ status: 'interrupted', counts: { identical: 2, onlyLeft: 0, undetermined: 1 } },
      left: { recheck: { suites: 1, failed: [] } },
      ...{ right: failed(2, reason) },
    });
    expect(events.filter(({ type }) => type === 'difference').length).toBe(2);
  });

  it('by `strict`, or by credentials that hold no more, names the suites', () => {
    for (const [strict, kind] of [
      [true, 'transient'],
      [false, 'auth'],
    ] as const) {
      const fails = dated(({ updatedAfter }) =>
        updatedAfter === undefined
          ? undefined
          : throwError(() => new TestRailError('refused', { kind, code: 'ERR_TESTRAIL_STATUS', url: '' })),
      );
      const { summary } = runVirtually(
        { sizes, cap: 10, latency, behind: fails },
        { concurrency: 1 },
        { recheck: true, strict },
      );
      expect(summary).toMatchObject({
        status: 'partial',
        reason: expect.stringContaining('refused'),
        counts: { onlyLeft: 1 },
      });
      for (const side of ['left', 'right'] as const) expect(summary[side].recheck!.failed.length).toBe(1);
    }
  });
});

it('a run that ends before its suites are asked, for a guess that is not answered, names them too', () => {
  const outstanding = dated(({ offset, updatedAfter }) =>
    offset >= 40 && updatedAfter === undefined ? NEVER : undefined,
  );
  const ran: Ran = runVirtually(
    { sizes: { 1: 38, 2: 37 }, cap: 10, latency, behind: outstanding },
    {},
    { recheck: true, deadlineMs: 5_000, timeoutMs: 60_000 },
  );
  expect(ran.summary.requests.guessed).toBeGreaterThan(0);
  const reason = 'the deadline of 5 s was reached';
  expect(ran.summary).toMatchObject({ status: 'partial', counts: { onlyLeft: 1 } });
  expect([ran.summary.left.recheck!.failed, ran.summary.right.recheck!.failed].flat()).toContainEqual({
    suiteId: expect.any(Number),
    error: reason,
  });
});
