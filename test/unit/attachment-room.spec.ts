/** In virtual time: a window is for pages first, and attachments take what is left of it. */
import { delay, of, VirtualTimeScheduler, type Observable } from 'rxjs';
import { compareProjects, createInstance } from '../../src/pipeline/index.js';
import { roomForAttachments } from '../../src/pipeline/attachment-room.js';
import type { TestRailCase, TestRailClient, Written } from '../../src/testrail/index.js';
import type { SummaryEvent } from '../../src/compare/index.js';

describe('room', () => {
  it.each([
    ['what the pages to come leave of the window', { limit: 60, toCome: 30, tokensLeft: 50 }, 10, 30],
    ['none where they take all of it', { limit: 60, toCome: 70, tokensLeft: 50 }, 10, 0],
    ['any where no page is to come', { limit: 60, toCome: 10, tokensLeft: 0 }, 10, Infinity],
    ['any without a limit', { limit: Infinity, toCome: 70, tokensLeft: Infinity }, 10, Infinity],
  ])('%s', (_, facts, attachments, room) => {
    expect(roomForAttachments(facts, attachments)).toBe(room);
  });
});

const PAGES = 6;
const WINDOW_MS = 60_000;

/** One suite a side of a chain of pages, slow on the right, where 40 cases of the first page refer to an attachment each. */
function served(scheduler: VirtualTimeScheduler) {
  const sent: { at: number; what: string }[] = [];
  const answer = <T>(what: string, value: T, written: Written | undefined, ms = 100): Observable<T> => {
    sent.push({ at: scheduler.now(), what });
    written?.next?.({ newConnection: false });
    return of(value).pipe(delay(ms, scheduler));
  };
  const cases = (projectId: number, offset: number, limit: number): TestRailCase[] =>
    Array.from({ length: Math.max(0, Math.min(limit, 249 * PAGES - offset)) }, (_, n) => ({
      id: offset + n + 1,
      title: `case ${offset + n}`,
      ...(projectId === 34 &&
        offset + n < 40 && { custom_steps: `![](index.php?/attachments/get/${offset + n + 1})` }),
    }));
  const client: TestRailClient = {
    url: 'https://x.example',
    project: (id, written) => answer('project', { id, name: 'Shop', suite_mode: 3 as const }, written),
    suites: (id, _offset, written) =>
      answer(
        'suites',
        { items: [{ id, name: 'Cart' }], offset: 0, limit: 250, next: null, paged: true },
        written,
      ),
    cases: ({ projectId, offset, limit }, written) => {
      const items = cases(projectId, offset, limit);
      const end = offset + items.length;
      const next = end < 249 * PAGES ? end : null;
      return answer(
        'page',
        { items, offset, limit, next, paged: true },
        written,
        projectId === 34 ? 1_000 : 10,
      );
    },
    sections: () => {
      throw new Error('not asked for');
    },
    attachment: (id, written) => answer('attachment', { bytes: 1, sha256: id }, written),
    close: () => {},
  };
  return { client, sent };
}

it('pages that are expected still find room in the window that attachments share with them', () => {
  const scheduler = new VirtualTimeScheduler();
  const { client, sent } = served(scheduler);
  const instance = createInstance({
    url: client.url,
    user: '',
    apiKey: '',
    client,
    rate: 24,
    windowMs: WINDOW_MS,
    scheduler,
  });
  let summary: SummaryEvent | undefined;
  compareProjects({
    left: { instance, projectId: 30 },
    right: { instance, projectId: 34 },
    verifyAttachments: true,
    progressMs: 1e9,
  }).subscribe((event) => {
    if (event.type === 'summary') summary = event;
  });
  scheduler.flush();
  expect(summary).toMatchObject({ status: 'complete', attachments: { read: 40, unread: [] } });
  const at = (what: string): number[] => sent.filter((each) => each.what === what).map((each) => each.at);
  // Without the rule attachments take all of two windows, and the chain ends in the third.
  expect(Math.max(...at('page'))).toBeLessThan(2 * WINDOW_MS);
  const early = at('attachment').filter((time) => time < WINDOW_MS);
  expect(at('attachment')).toHaveLength(40);
  expect(early.length).toBeGreaterThan(0);
  const after = at('page').filter((time) => time > Math.max(...early) && time < WINDOW_MS);
  expect(after.length).toBeGreaterThan(1);
});
