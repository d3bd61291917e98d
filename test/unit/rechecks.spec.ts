import { Rechecks } from '../../src/pipeline/rechecks.js';
import { SuitePaging } from '../../src/pipeline/suite-paging.js';
import type { Target } from '../../src/pipeline/plan.js';
import type { PageAnswered, PageWork } from '../../src/pipeline/work.js';
import type { ProjectRecord } from '../../src/testrail/index.js';

const NOW = 1_800_000_000;

/** A target of which only these are looked at. */
const targetOf = (
  options: { age?: ProjectRecord['age']; seconds?: number; aheadS?: number; snapshot?: boolean } = {},
): Target => {
  const { age, seconds, aheadS, snapshot } = options;
  const clock = {
    seconds: () => seconds,
    secondsAt: (ms: number) => (aheadS === undefined ? undefined : Math.floor(ms / 1_000) + aheadS),
  };
  return {
    projectId: 1,
    instance: { client: { clock } },
    record: age && { age },
    ...(snapshot && { snapshot: { takenAt: '' } }),
  } as unknown as Target;
};

const suitesOf = (count: number): SuitePaging[] =>
  Array.from({ length: count }, (_, n) => new SuitePaging('left', n + 1, `S${n}`, n, 250));

const workOf = (suite: SuitePaging): PageWork => ({
  kind: 'page',
  side: 'left',
  suite,
  offset: 0,
  limit: 250,
  again: false,
});

/** All of its pages come: one. */
function read(rechecks: Rechecks, suite: SuitePaging, attempts = 1): void {
  const page = { items: [{ id: suite.id!, title: '' }], offset: 0, limit: 250, next: null, paged: true };
  const event: PageAnswered = { type: 'page', work: workOf(suite), page, attempts, ms: 0 };
  rechecks.pageRead(event);
  suite.pageRead(0, 250, page);
}

function opened(target: Target, count = 1): { rechecks: Rechecks; suites: SuitePaging[] } {
  const rechecks = new Rechecks(true, () => target);
  const suites = suitesOf(count);
  rechecks.opened('left', suites);
  return { rechecks, suites };
}

describe('which suites are rechecked', () => {
  it('all of a side once all of it is read, each once', () => {
    const { rechecks, suites } = opened(targetOf({ seconds: NOW }), 2);
    read(rechecks, suites[0]!);
    expect([rechecks.due(), rechecks.toCome()]).toEqual([[], 2]);
    read(rechecks, suites[1]!);
    const due = rechecks.due();
    expect(due.map(({ suite }) => suite)).toEqual(suites);
    expect(rechecks.due()).toEqual([]);
    rechecks.asked(due[0]!);
    expect(rechecks.toCome()).toBe(1);
  });

  it('not while a guess is out, which may show that a list has grown', () => {
    const { rechecks, suites } = opened(targetOf({ seconds: NOW }));
    const guess = { ...workOf(suites[0]!), offset: 249 };
    rechecks.guessSent(guess);
    read(rechecks, suites[0]!);
    expect(rechecks.due()).toEqual([]);
    rechecks.guessEnded(guess);
    expect(rechecks.due().length).toBe(1);
  });

  it('none of a snapshot, none of a side with a suite that is given up, and none where nobody asks for it', () => {
    expect(opened(targetOf({ snapshot: true })).rechecks.expects('left')).toBe(false);
    expect(new Rechecks(false, () => targetOf()).expects('left')).toBe(false);
    const { rechecks, suites } = opened(targetOf({ seconds: NOW }), 2);
    read(rechecks, suites[0]!);
    suites[1]!.giveUp('403');
    expect([rechecks.due(), rechecks.toCome()]).toEqual([[], 0]);
  });

  it('once more those that failed and may be answered yet', () => {
    const { rechecks, suites } = opened(targetOf({ seconds: NOW }));
    read(rechecks, suites[0]!);
    const [work] = rechecks.due();
    rechecks.failed(work!, '500', true);
    const again = rechecks.takeLost();
    expect(again).toEqual([{ ...work, again: true }]);
    rechecks.failed(again[0]!, '502', true);
    expect([rechecks.takeLost(), rechecks.unread()]).toEqual([[], [{ suite: suites[0], error: '502' }]]);
  });

  it('none any more where the server ignores what it is asked', () => {
    const { rechecks, suites } = opened(targetOf({ seconds: NOW }), 2);
    for (const suite of suites) read(rechecks, suite);
    const [first, second] = rechecks.due();
    rechecks.read(first!);
    rechecks.useless(first!, 'ignored');
    expect([rechecks.isUseless(second!), rechecks.toCome()]).toEqual([true, 0]);
    expect(rechecks.unread()).toEqual([{ suite: suites[1], error: 'ignored' }]);
  });
});

describe('since when changes are asked for', () => {
  it('a minute before the side was opened, by the clock of the server', () => {
    const { rechecks, suites } = opened(targetOf({ seconds: NOW }));
    read(rechecks, suites[0]!);
    expect(rechecks.since('left')).toEqual({ since: NOW - 60 });
  });

  it('since its record was begun, where some page is from there', () => {
    const age = (complete: boolean) => () => ({ begunAt: (NOW - 1_000) * 1_000, complete });
    const kept = (complete: boolean, aheadS?: number) => {
      const { rechecks, suites } = opened(targetOf({ seconds: NOW, aheadS, age: age(complete) }), 2);
      read(rechecks, suites[0]!, 0);
      return { rechecks, suites };
    };
    expect(kept(false, 7).rechecks.since('left')).toEqual({ since: NOW - 1_000 + 7 - 60 });
    // Our own clock may be wrong.
    expect(kept(false).rechecks.since('left')).toEqual({ since: NOW - 1_000 - 86_400 - 60 });
    const { rechecks, suites } = kept(true, 0);
    expect(rechecks.since('left')).toBe('nothing');
    read(rechecks, suites[1]!);
    expect(rechecks.since('left')).toEqual({ since: NOW - 1_000 - 60 });
  });

  it('is not known where the server tells no time, or the record does not say how old it is', () => {
    const silent = opened(targetOf());
    read(silent.rechecks, silent.suites[0]!);
    expect(silent.rechecks.since('left')).toEqual({ error: 'its server does not tell the time' });
    const ageless = opened(targetOf({ seconds: NOW }));
    read(ageless.rechecks, ageless.suites[0]!, 0);
    expect(ageless.rechecks.since('left')).toEqual({ error: expect.stringContaining('record') });
  });
});
