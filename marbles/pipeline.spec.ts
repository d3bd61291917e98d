import { BehaviorSubject, filter, map, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { CompareEvent, SummaryEvent } from '../src/compare/index.js';
import { compareProjects, type CompareOptions, type InstanceOptions } from '../src/pipeline/index.js';
import { Fake, inWords, instanceOf, trouble, type FakeOptions, type World } from './support/world.js';
import { score, timersOf } from './support/score.js';

/** Two suites a side: in A one case changed, in B three are only right; B has two pages right. */
const world: World = {
  1: { A: ['a', 'b=1'], B: ['c'] },
  2: { A: ['a', 'b=2'], B: ['c', 'd', 'e', 'f'] },
};

interface Setup extends FakeOptions {
  of?: World;
  instance?: Partial<InstanceOptions>;
  options?: Partial<CompareOptions>;
}

/** A comparison of projects 1 and 2 that makes no `progress` events. */
function comparison(
  scheduler: TestScheduler,
  { of = world, instance: pace, options, ...fakeOptions }: Setup = {},
) {
  const fake = new Fake(of, scheduler, fakeOptions);
  const instance = instanceOf(fake, scheduler, pace);
  const events: Observable<CompareEvent> = compareProjects({
    left: { instance, projectId: 1 },
    right: { instance, projectId: 2 },
    retryBaseMs: 4, // waits 2, then 4
    progressMs: 1e6,
    ...options,
  });
  return { fake, instance, events: events.pipe(filter(({ type }) => type !== 'progress')) };
}

/** What happened when, of the types that matter to a spec. */
function timeline(
  events: Observable<CompareEvent>,
  scheduler: TestScheduler,
  ...types: CompareEvent['type'][]
) {
  const log: [number, string][] = [];
  const all: CompareEvent[] = [];
  const run = events.subscribe({
    next: (event) => {
      all.push(event);
      const isIdentical = event.type === 'difference' && event.kind === 'identical';
      if (!isIdentical && (types.length === 0 || types.includes(event.type)))
        log.push([scheduler.now(), inWords(event)]);
    },
    error: (error: Error) => log.push([scheduler.now(), `error ${error.message}`]),
    complete: () => log.push([scheduler.now(), 'complete']),
  });
  return { log, all, run, summary: () => all.at(-1) as SummaryEvent };
}

const statements = (all: readonly CompareEvent[]): string[] =>
  all
    .filter(({ type }) => type === 'difference')
    .map(inWords)
    .sort();

describe('compareProjects', () => {
  it(
    'begins with start, ends with the summary, and tells each suite and side as it is done',
    score(({ flush, scheduler }) => {
      const { events } = comparison(scheduler);
      const { log, summary } = timeline(events, scheduler);
      flush();

      // 10 the projects and their suites · 20 all first pages · 30 the second of the right B
      expect(log).toEqual([
        [10, 'start'],
        [20, 'page left 10/0'],
        [20, 'suite left A'],
        [20, 'page right 20/0'],
        [20, 'suite right A'],
        [20, 'changed b'],
        [20, 'page left 11/0'],
        [20, 'suite left B'],
        [20, 'side left'],
        [20, 'page right 21/0'],
        [30, 'page right 21/2'],
        [30, 'suite right B'],
        [30, 'side right'],
        [30, 'onlyRight d'],
        [30, 'onlyRight e'],
        [30, 'onlyRight f'],
        [30, 'summary complete'],
        [30, 'complete'],
      ]);
      expect(summary()).toMatchObject({
        counts: {
          identical: 2,
          changed: 1,
          renamed: 0,
          moved: 0,
          onlyLeft: 0,
          onlyRight: 3,
          undetermined: 0,
        },
        requests: { sent: 9, retried: 0, throttled: 0, guessed: 0 },
        elapsedMs: 30,
      });
    }),
  );

  it(
    'asks for what comes next before it compares: of pages that arrive together, none waits for another',
    score(({ flush, scheduler }) => {
      const pages = ['a', 'b', 'c', 'd'];
      const { fake, events } = comparison(scheduler, {
        of: { 1: { A: pages, B: pages }, 2: { A: pages, B: pages } },
      });
      let askedBefore: string[] | undefined;
      events
        .pipe(filter(({ type }) => type === 'page'))
        .subscribe(() => (askedBefore ??= fake.asked.map(([, request]) => request)));
      flush();

      expect(askedBefore).toEqual(expect.arrayContaining(['1/A/2', '1/B/2', '2/A/2', '2/B/2']));
    }),
  );

  it(
    'is a score: start, a difference while pages still come, then the end',
    score(({ expectObservable, scheduler }) => {
      const { events } = comparison(scheduler, { latency: (request) => ({ '2/B/2': 5 })[request] ?? 3 });
      //                    the lists · first pages · the last page
      const expected = '    ---s--c----(def.|)';
      const letters: Record<string, string> = {
        start: 's',
        'changed b': 'c',
        'onlyRight d': 'd',
        'onlyRight e': 'e',
        'onlyRight f': 'f',
        'summary complete': '.',
      };

      expectObservable(
        events.pipe(
          map(inWords),
          filter((words) => words in letters),
          map((words) => letters[words]!),
        ),
      ).toBe(expected);
    }),
  );

  it.each([
    ['as they are asked for', () => 10],
    ['the right side first', (request: string) => (request.startsWith('2') ? 3 : 40)],
    ['the last first', (request: string) => 50 - 7 * Number(request.split('/')[2] ?? 0) - request.length],
    [
      'in any order',
      (request: string) =>
        1 + (([...request].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) % 997, 7) * 13) % 50),
    ],
  ])('says the same whatever the order of pages: %s', (_order, latency) =>
    score(({ flush, scheduler }) => {
      const of: World = {
        1: { A: ['a', 'b=1', 'c', 'd', 'e=1'], B: ['f', 'g', 'a'], C: ['h'] },
        2: { A: ['a', 'b=2', 'd', 'e=1', 'c'], B: ['f', 'a=3'], C: ['h', 'i', 'g'] },
      };
      const { events } = comparison(scheduler, { of, latency });
      const { all, summary } = timeline(events, scheduler);
      flush();

      expect(statements(all)).toEqual([
        'changed a',
        'changed b',
        'identical a',
        'identical c',
        'identical d',
        'identical e',
        'identical f',
        'identical h',
        'moved g',
        'onlyRight i',
      ]);
      expect(summary().status).toBe('complete');
    })(),
  );

  describe('a page that fails', () => {
    const failing = (attempts: number) => (request: string, attempt: number) =>
      request === '2/A/0' && attempt <= attempts ? trouble() : undefined;

    it(
      'is tried again, through the gate, and then nothing is lost',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, { fails: failing(2) });
        const { log, summary } = timeline(events, scheduler, 'difference', 'summary');
        flush();

        // 20 and 32 in vain, the waits being 2 and 4
        expect(fake.asked.filter(([, request]) => request === '2/A/0').map(([at]) => at)).toEqual([
          10, 22, 36,
        ]);
        expect(log).toContainEqual([46, 'changed b']);
        expect(log.at(-2)).toEqual([46, 'summary complete']);
        expect(summary().requests).toMatchObject({ sent: 11, retried: 2 });
      }),
    );

    it(
      'is asked for once more when all else is done',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, {
          fails: failing(3),
          latency: (request) => (request === '2/B/2' ? 100 : 10),
        });
        const { log, summary } = timeline(events, scheduler, 'difference', 'summary');
        flush();

        expect(fake.asked.filter(([, request]) => request === '2/A/0').map(([at]) => at)).toEqual([
          10, 22, 36, 120,
        ]);
        expect(log).toEqual([
          // the left side is whole, so that nothing can change these
          [120, 'onlyRight d'],
          [120, 'onlyRight e'],
          [120, 'onlyRight f'],
          [130, 'changed b'],
          [130, 'summary complete'],
          [130, 'complete'],
        ]);
        expect(summary().status).toBe('complete');
      }),
    );

    it(
      'is lost then: what it could change is undetermined, and the result partial',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, { fails: failing(Infinity) });
        const { log, all, summary } = timeline(events, scheduler, 'page', 'suite', 'side', 'summary');
        flush();

        expect(fake.asked.filter(([, request]) => request === '2/A/0')).toHaveLength(4);
        expect(log.slice(-5)).toEqual([
          // 46 lost; the page after it does not exist · 56 asked for once more
          [66, 'page right 20/0 lost: transient'],
          [66, 'suite right A given up'],
          [66, 'side right given up'],
          [66, expect.stringMatching(/^summary partial/)],
          [66, 'complete'],
        ]);
        // a and b may have their partners on the lost page; d, e and f have none on the left, which is whole
        expect(statements(all)).toEqual([
          'identical c',
          'onlyRight d',
          'onlyRight e',
          'onlyRight f',
          'undetermined a',
          'undetermined b',
        ]);
        expect(summary().right.failedPages).toEqual([
          { suiteId: 20, offset: 0, limit: 250, open: false, error: 'transient' },
        ]);
      }),
    );

    it(
      'stops the run with strict',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, {
          fails: failing(Infinity),
          latency: (request) => (request === '2/B/2' ? 100 : 10),
          options: { strict: true },
        });
        const { log, summary } = timeline(events, scheduler, 'summary');
        flush();

        expect(log).toEqual([
          [
            46,
            expect.stringMatching(
              /^summary partial: --strict: the page at offset 0 of suite "A" could not be read: transient/,
            ),
          ],
          [46, 'complete'],
        ]);
        expect(fake.inFlight).toBe(0);
        expect(summary().right.failedPages.map(({ suiteId, offset }) => [suiteId, offset])).toEqual([
          [20, 0],
          [21, 2],
        ]);
      }),
    );

    it(
      'gives its suite up at once where the answer is no',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, {
          fails: (request) => (request === '2/A/0' ? trouble('permanent') : undefined),
        });
        const { log, summary } = timeline(events, scheduler, 'suite');
        flush();

        expect(fake.asked.filter(([, request]) => request === '2/A/0')).toHaveLength(1);
        expect(log).toContainEqual([20, 'suite right A given up']);
        expect(summary().status).toBe('partial');
      }),
    );

    it(
      'ends the run where the credentials are refused in its middle',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, {
          fails: (request) => (request === '1/A/0' ? trouble('auth') : undefined),
        });
        const { log } = timeline(events, scheduler, 'summary');
        flush();

        expect(log).toEqual([
          [20, 'summary partial: auth'],
          [20, 'complete'],
        ]);
        expect(fake.inFlight).toBe(0);
      }),
    );
  });

  it(
    'fails where a project cannot be read, after its attempts, and before anything is told',
    score(({ flush, scheduler }) => {
      const { events, fake } = comparison(scheduler, {
        fails: (request) => (request === '1' ? trouble() : undefined),
      });
      const { log } = timeline(events, scheduler);
      flush();

      expect(log).toEqual([[36, 'error transient']]);
      expect([fake.inFlight, timersOf(scheduler)]).toEqual([0, 0]);
    }),
  );

  describe('what goes first', () => {
    const titles = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${i}`);
    const oneByOne = { concurrency: 1 };
    const pagesAsked = (fake: Fake) =>
      fake.asked.map(([, request]) => request).filter((request) => /\/\d+$/.test(request));

    it(
      'is the first page of each suite, partners in step',
      score(({ flush, scheduler }) => {
        const of: World = { 1: { A: ['a'], B: ['b'], C: ['c'] }, 2: { C: ['c'], B: ['b'], A: ['a'] } };
        const { events, fake } = comparison(scheduler, { of, instance: oneByOne });
        timeline(events, scheduler);
        flush();

        expect(pagesAsked(fake)).toEqual(['1/A/0', '2/A/0', '1/B/0', '2/B/0', '1/C/0', '2/C/0']);
      }),
    );

    it(
      'is what is known, before any guess',
      score(({ flush, scheduler }) => {
        const of: World = { 1: { A: titles(9), B: titles(4) }, 2: { A: titles(9), B: titles(4) } };
        const admitted: { name: string; known: boolean; at: number; waitedMs: number }[] = [];
        const debug = (_message: string, meta?: object): void =>
          void admitted.push({ ...(meta as (typeof admitted)[0]), at: scheduler.now() });
        const logger = { debug, info: () => {}, warn: () => {}, error: () => {} };
        const { events } = comparison(scheduler, {
          of,
          instance: { concurrency: 3, rate: Infinity, logger },
        });
        const { summary } = timeline(events, scheduler);
        flush();

        const passedOver = admitted.flatMap((guess, i) =>
          guess.known
            ? []
            : admitted.slice(i).filter(({ known, at, waitedMs }) => known && at - waitedMs < guess.at),
        );
        expect(admitted.filter(({ known }) => !known).length).toBeGreaterThan(0);
        expect(passedOver).toEqual([]);
        expect(summary().counts.identical).toBe(13);
      }),
    );

    it(
      'is the larger suite, both sides in step',
      score(({ flush, scheduler }) => {
        const of: World = { 1: { S: titles(4), L: titles(8) }, 2: { S: titles(4), L: titles(8) } };
        // With two in a window nothing is spare for guesses, so that only what is known is asked for.
        const { events, fake } = comparison(scheduler, {
          of,
          instance: { ...oneByOne, rate: 2, windowMs: 20, deliveryMs: 0 },
        });
        timeline(events, scheduler);
        flush();

        // When S goes on first no page of L has told yet that it is the larger.
        expect(pagesAsked(fake)).toEqual([
          ...['1/S/0', '2/S/0', '1/L/0', '2/L/0', '1/S/2'],
          ...['1/L/2', '2/L/2', '1/L/4', '2/L/4', '1/L/6', '2/L/6', '2/S/2'],
        ]);
      }),
    );

    it(
      'never has more in flight than there are slots',
      score(({ flush, scheduler }) => {
        const of: World = { 1: { A: titles(9), B: titles(9) }, 2: { A: titles(9), B: titles(9) } };
        const { events, fake } = comparison(scheduler, { of, instance: { concurrency: 3 } });
        const seen: number[] = [];
        const { run } = timeline(events, scheduler);
        for (let at = 1; at < 200; at++) scheduler.schedule(() => seen.push(fake.inFlight), at);
        flush();

        expect(Math.max(...seen)).toBe(3);
        expect(run.closed).toBe(true);
      }),
    );
  });

  describe('ends early', () => {
    it(
      'at the deadline: partial, with what is known',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, {
          latency: (request) => (request === '2/B/2' ? 500 : 10),
          options: { deadlineMs: 100 },
        });
        const { log, all } = timeline(events, scheduler, 'summary');
        flush();

        expect(log).toEqual([
          [100, 'summary partial: the deadline of 0.1 s was reached'],
          [100, 'complete'],
        ]);
        expect(statements(all)).toContain('changed b');
        expect([fake.inFlight, scheduler.now()]).toEqual([0, 100]);
      }),
    );

    it(
      'with the signal: interrupted',
      score(({ flush, scheduler }) => {
        const controller = new AbortController();
        const { events, fake } = comparison(scheduler, {
          latency: () => 50,
          options: { signal: controller.signal },
        });
        const { log } = timeline(events, scheduler, 'start', 'summary');
        scheduler.schedule(() => controller.abort(), 70);
        flush();

        expect(log).toEqual([
          [50, 'start'],
          [70, 'summary interrupted: the run was interrupted'],
          [70, 'complete'],
        ]);
        expect([fake.inFlight, scheduler.now()]).toEqual([0, 70]);
      }),
    );

    it(
      'with an error where there is nothing to summarise yet',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler, {
          latency: () => 50,
          options: { signal: AbortSignal.abort() },
        });
        const { log } = timeline(events, scheduler);
        flush();

        expect(log).toEqual([[0, 'error the run was interrupted']]);
        expect([fake.asked, scheduler.now()]).toEqual([[], 0]);
      }),
    );

    it(
      'leaving nothing in flight, no timer and no listener when it is unsubscribed',
      score(({ flush, scheduler }) => {
        const controller = new AbortController();
        const { events, fake, instance } = comparison(scheduler, {
          latency: (request) => (request.endsWith('/0') ? 500 : 10),
          instance: { concurrency: 2 },
          options: { signal: controller.signal, deadlineMs: 9_000, progressMs: 100 },
        });
        const { run, log } = timeline(events, scheduler);
        scheduler.schedule(() => {
          expect(fake.inFlight).toBe(2);
          const asked = fake.asked.length;
          run.unsubscribe();
          expect([fake.inFlight, fake.asked.length - asked, timersOf(scheduler)]).toEqual([0, 0, 0]);
          expect(instance.gate.status()).toEqual({ inFlight: 0, waiting: 0 });
        }, 250);
        flush();

        expect(scheduler.now()).toBe(250);
        expect(log.map(([, words]) => words)).toEqual(['start']);
      }),
    );

    it(
      'each subscription is a run of its own',
      score(({ flush, scheduler }) => {
        const { events, fake } = comparison(scheduler);
        const first = timeline(events, scheduler);
        flush();
        const asked = fake.asked.length;
        const second = timeline(events, scheduler);
        flush();

        expect(statements(second.all)).toEqual(statements(first.all));
        expect(fake.asked).toHaveLength(asked * 2);
      }),
    );
  });

  it(
    'asks nothing while it is held, and goes on after',
    score(({ flush, scheduler }) => {
      const hold = new BehaviorSubject(false);
      const { events, fake } = comparison(scheduler, { options: { hold } });
      const { log } = timeline(events, scheduler, 'summary');
      scheduler.schedule(() => hold.next(true), 15); // the first pages are on the wire
      scheduler.schedule(() => hold.next(false), 80);
      flush();

      expect(fake.asked.filter(([at]) => at > 15)).toEqual([[80, '2/B/2']]);
      expect(log).toEqual([
        [90, 'summary complete'],
        [90, 'complete'],
      ]);
      expect(hold.observed).toBe(false);
    }),
  );

  it(
    'tells its progress at most every so often, from start to the summary',
    score(({ flush, scheduler }) => {
      const fake = new Fake(world, scheduler, { latency: (request) => (request === '2/B/2' ? 500 : 10) });
      const instance = instanceOf(fake, scheduler);
      const events = compareProjects({
        left: { instance, projectId: 1 },
        right: { instance, projectId: 2 },
        progressMs: 200,
      });
      const { log } = timeline(events, scheduler, 'start', 'progress', 'summary');
      flush();

      expect(log).toEqual([
        [10, 'start'],
        [200, 'progress'],
        [400, 'progress'],
        [520, 'progress'],
        [520, 'summary complete'],
        [520, 'complete'],
      ]);
    }),
  );

  it(
    'calls itself failed, with a summary, when what goes beside the reading throws',
    score(({ flush, scheduler }) => {
      const fake = new Fake(world, scheduler, { latency: (request) => (request === '2/B/2' ? 500 : 10) });
      const working = instanceOf(fake, scheduler);
      const drainMs = (): number => {
        throw new Error('a fault of ours');
      };
      const instance = { ...working, limiter: { ...working.limiter, drainMs } };
      const { log, summary } = timeline(
        compareProjects({
          left: { instance, projectId: 1 },
          right: { instance, projectId: 2 },
          progressMs: 200,
        }),
        scheduler,
        'start',
        'summary',
      );
      flush();

      expect(log).toEqual([
        [10, 'start'],
        [200, 'summary failed: a fault of ours'],
        [200, 'complete'],
      ]);
      expect(summary().counts.changed).toBe(1);
      expect([fake.inFlight, timersOf(scheduler)]).toEqual([0, 0]);
    }),
  );
});
