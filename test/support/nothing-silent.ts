import type { Ran } from './shifting-client.js';

/** The ids of a side that a statement is about. */
const told = ({ events }: Ran, side: 'left' | 'right'): number[] =>
  events.flatMap((event) => (event.type === 'difference' && event[side] ? [event[side].id] : []));

/** Cases that no edit touched, on either side, by the number both share. */
const untouched = ({ client }: Ran): Set<number> =>
  new Set(
    [...client.untouched[1]!].map((id) => id - 10_000).filter((n) => client.untouched[2]!.has(n + 20_000)),
  );

/** No case is lost or doubled in silence, and nothing false is said of those that no edit touched. */
export function expectNothingSilent(ran: Ran): void {
  const { client, events, summary } = ran;
  const projects = { left: 1, right: 2 };
  for (const side of ['left', 'right'] as const) {
    const ids = told(ran, side);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !client.ever[projects[side]]!.has(id))).toEqual([]);
    if (summary.status !== 'complete') continue;
    const missed = [...client.untouched[projects[side]]!].filter((id) => !ids.includes(id));
    expect({ side, missed }).toEqual({ side, missed: [] });
  }
  const same = untouched(ran);
  const wrong = events.filter(
    (event) =>
      event.type === 'difference' &&
      event.kind !== 'identical' &&
      event.kind !== 'undetermined' &&
      ((event.left && same.has(event.left.id - 10_000)) ||
        (event.right && same.has(event.right.id - 20_000))),
  );
  expect(wrong).toEqual([]);
}
