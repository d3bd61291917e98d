import { from, lastValueFrom, toArray } from 'rxjs';
import type { Arrival, CompareEvent, Side } from '../../src/compare/index.js';
import { aggregatePages } from '../../src/pipeline/index.js';

const opened = (side: Side): Arrival => ({
  type: 'opened',
  side,
  url: 'https://rail.example',
  projectId: 1,
  name: side,
  suites: [{ id: 1, name: 'Master' }],
});
const page = (side: Side, cases: readonly object[]): Arrival => ({
  ...{ type: 'page', side, suiteId: 1, offset: 0, limit: 250, next: null },
  cases: cases as { id: number; title: string }[],
});
const told = (arrivals: readonly Arrival[]): Promise<CompareEvent[]> =>
  lastValueFrom(from(arrivals).pipe(aggregatePages(), toArray()));

const both = [opened('left'), opened('right')];

describe('aggregatePages', () => {
  it('ends with a summary where the source just completes: complete, where all was read', async () => {
    const events = await told([...both, page('left', [{ id: 1, title: 'A' }]), page('right', [])]);
    expect(events.at(-1)).toMatchObject({ type: 'summary', status: 'complete', counts: { onlyLeft: 1 } });
    const without = await told([...both, page('left', [{ id: 1, title: 'A' }])]);
    expect(without.at(-1)).toMatchObject({ type: 'summary', status: 'partial', counts: { undetermined: 1 } });
  });

  it('has one summary where finished is told', async () => {
    const events = await told([...both, page('left', []), page('right', []), { type: 'finished' }]);
    expect(events.filter(({ type }) => type === 'summary')).toHaveLength(1);
  });

  it.each([
    ['one', [opened('left'), page('left', []), { type: 'finished' }], 'right was'],
    ['neither', [], 'left and right were'],
  ] satisfies [string, Arrival[], string][])(
    'says what is missing where %s was opened',
    async (_, arrivals, who) => {
      await expect(told(arrivals)).rejects.toThrow(
        new RangeError(`nothing can be compared: ${who} not opened`),
      );
    },
  );

  it('takes a case without a title for one with the empty title', async () => {
    const events = await told([...both, page('left', [{ id: 1 }]), page('right', [{ id: 2, title: null }])]);
    expect(events.at(-1)).toMatchObject({ type: 'summary', status: 'complete', counts: { identical: 1 } });
  });
});
