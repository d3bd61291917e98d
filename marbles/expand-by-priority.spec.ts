import { catchError, concat, defer, map, of, Subject, throwError, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import {
  expandByPriority,
  Gate,
  slots,
  type ExpandByPriorityConfig,
  type Rank,
} from '../src/operators/index.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';

type Config = ExpandByPriorityConfig<string, string>;

/** Works are letters; each does its request and brings what `born` says. */
const expanding = (
  scheduler: TestScheduler,
  {
    concurrency = 1,
    requests = {},
    born = {},
    ranks = {},
    ...rest
  }: {
    concurrency?: number;
    requests?: Record<string, Observable<string>>;
    born?: Record<string, string>;
    ranks?: Record<string, Rank>;
  } & Partial<Config>,
) => {
  const gate = new Gate({ guards: [slots(concurrency)], scheduler });
  return expandByPriority<string, string>({
    gate: () => gate,
    key: (work) => work,
    rank: (work) => ranks[work] ?? 0,
    project: (work, admitted) => requests[work]!.pipe(admitted()),
    offspring: (event) => born[event] ?? '',
    ...rest,
  });
};

describe('expandByPriority', () => {
  const echo = {
    project: (work: string, admitted: Parameters<Config['project']>[1]) => of(work).pipe(admitted()),
  };
  questions({
    wide: (scheduler) => {
      const gate = new Gate({ guards: [slots(100)], scheduler });
      return <T>() =>
        expandByPriority<T, T>({
          gate: () => gate,
          key: String,
          rank: () => 0,
          project: (work, admitted) => of(work).pipe(admitted()),
          offspring: () => [],
        });
    },
    throwing: {
      gate: { operator: (scheduler, gate) => expanding(scheduler, { ...echo, gate }), expected: '--#' },
      key: { operator: (scheduler, key) => expanding(scheduler, { ...echo, key }), expected: '--#' },
      rank: { operator: (scheduler, rank) => expanding(scheduler, { ...echo, rank }), expected: '--#' },
      project: { operator: (scheduler, project) => expanding(scheduler, { project }), expected: '--#' },
      offspring: {
        operator: (scheduler, offspring) => expanding(scheduler, { ...echo, offspring }),
        expected: '--(a#)',
      },
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('expand-by-priority');
      const source = cold(drawn['works']!);
      const titles = { a: 'a, brings b and c', b: 'b, rank 2', c: 'c, rank 1, brings d', d: 'd, rank 0' };
      const requests = Object.fromEntries(
        Object.entries(titles).map(([name, title]) => [name, cold(drawn[title]!)]),
      );
      const operator = expanding(scheduler, {
        requests,
        born: { a: 'bc', c: 'd' },
        ranks: { b: 2, c: 1, d: 0 },
      });

      expectObservable(source.pipe(operator)).toBe(drawn['expected']!);
      for (const [name, title] of Object.entries(titles))
        expectSubscriptions(requests[name]!.subscriptions).toBe(subsOf(drawn[title]!));
    }),
  );

  it(
    'works at as many as there are slots, the best first',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   a|');
      const a = cold('        --a|');
      const b = cold('          --b|      '); // rank 2, but first to be born, when a slot is free
      const d = cold('           --d|     '); // rank 0
      const c = cold('             -c-|   '); // rank 1
      const expected = '      --a-bdc-|';
      const operator = expanding(scheduler, {
        concurrency: 2,
        requests: { a, b, c, d },
        born: { a: 'bcd' },
        ranks: { b: 2, c: 1, d: 0 },
      });

      expectObservable(source.pipe(operator)).toBe(expected);
    }),
  );

  it(
    'asks for the rank anew while a work waits',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   a|');
      const a = cold('        -a---|');
      const b = cold('               -b|');
      const c = cold('             -c|'); // the last by rank, until 3
      const expected = '      -a----c-b|';
      const ranks: Record<string, number> = { b: 1, c: 2 };
      scheduler.schedule(() => (ranks['c'] = 0), 3);

      expectObservable(
        source.pipe(expanding(scheduler, { requests: { a, b, c }, born: { a: 'bc' }, ranks })),
      ).toBe(expected);
    }),
  );

  it(
    'completes when the source has and no work is left',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   a---------b--|');
      const request = cold('  -x|');
      const expected = '      -x---------x-|';

      expectObservable(source.pipe(expanding(scheduler, { requests: { a: request, b: request } }))).toBe(
        expected,
      );
    }),
  );

  it(
    'waits for a grandchild after the source has completed',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   a|');
      const a = cold('        -a|');
      const b = cold('          -b|');
      const c = cold('            ---c|');
      const expected = '      -a-b---c|';

      expectObservable(
        source.pipe(expanding(scheduler, { requests: { a, b, c }, born: { a: 'b', b: 'c' } })),
      ).toBe(expected);
    }),
  );

  it(
    'fails with the first error and ends every other work',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('   a|');
      const a = cold('        -a|');
      const b = cold('          ----#');
      const c = cold('         ---------c|');
      const waiting = cold('   --d|');
      const bSubs = '         --^---!';
      const cSubs = '         -^----!';
      const expected = '      -a----#';
      const operator = expanding(scheduler, {
        concurrency: 2,
        requests: { a, b, c, d: waiting },
        born: { a: 'cbd' },
      });

      expectObservable(source.pipe(operator)).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      expectSubscriptions(waiting.subscriptions).toBe([]);
    }),
  );

  it(
    'goes on where project turns an error into an event, which may bring works',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   a|');
      const a = cold('        -#').pipe(catchError(() => of('x')));
      const b = cold('         -b|');
      const expected = '      -xb|';

      expectObservable(source.pipe(expanding(scheduler, { requests: { a, b }, born: { x: 'b' } }))).toBe(
        expected,
      );
    }),
  );

  it(
    'leaves out a work that withdraws, and completes without it',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('   a|');
      const a = cold('        -a|');
      const b = cold('          -b|');
      const unwanted = cold('   -c|');
      const expected = '      -a-b|';
      const operator = expanding(scheduler, {
        requests: { a, b, c: unwanted },
        born: { a: 'cb' },
        ranks: { c: 'withdraw' },
      });

      expectObservable(source.pipe(operator)).toBe(expected);
      expectSubscriptions(unwanted.subscriptions).toBe([]);
    }),
  );

  it(
    'has a work pass the gate with each request it makes',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   (ab|)');
      const request = cold('  -x|');
      //                      a's first, b's by its better rank, a's second
      const expected = '      -a-b-a|';
      const operator = expanding(scheduler, {
        ranks: { a: 1, b: 0 },
        project: (work, admitted) => {
          const once = request.pipe(
            map(() => work),
            admitted(),
          );
          return work === 'a' ? concat(once, once) : once;
        },
      });

      expectObservable(source.pipe(operator)).toBe(expected);
    }),
  );

  it(
    'asks each work its own gate',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   abc|');
      const request = cold('  ---x|');
      const gates: Record<string, Gate> = {
        a: new Gate({ guards: [slots(1)], scheduler }),
        b: new Gate({ guards: [slots(1)], scheduler }),
      };
      //                      a and b beside one another, c after a
      const expected = '      ---ab--c|';
      const operator = expanding(scheduler, {
        gate: (work) => gates[work === 'b' ? 'b' : 'a']!,
        project: (work, admitted) =>
          request.pipe(
            map(() => work),
            admitted(),
          ),
      });

      expectObservable(source.pipe(operator)).toBe(expected);
    }),
  );

  it(
    'goes a thousand generations deep at once',
    score(({ scheduler }) => {
      const gate = new Gate({ guards: [slots(1)], scheduler });
      let events = 0;
      let done = false;
      of(1)
        .pipe(
          expandByPriority<number, number>({
            gate: () => gate,
            key: String,
            rank: (work) => work,
            project: (work, admitted) => of(work).pipe(admitted()),
            offspring: (work) => (work < 1_000 ? [work + 1] : []),
          }),
        )
        .subscribe({ next: () => events++, complete: () => (done = true) });

      expect([events, done]).toEqual([1_000, true]);
    }),
  );

  it(
    'leaves nothing in flight and no timer when it is unsubscribed',
    score(({ scheduler }) => {
      const inFlight = new Subject<string>();
      let asked = 0;
      const request = defer(() => {
        asked++;
        return inFlight;
      });
      const requests = { a: of('a'), b: request, c: request, d: request };
      const run = of('a')
        .pipe(expanding(scheduler, { concurrency: 2, requests, born: { a: 'bcd' } }))
        .subscribe();
      expect([asked, inFlight.observed]).toEqual([2, true]);

      run.unsubscribe();
      expect([asked, inFlight.observed, timersOf(scheduler)]).toEqual([2, false, 0]);
    }),
  );

  it(
    'fails at once with an error thrown while it is subscribed to',
    score(({ expectObservable, scheduler }) => {
      const operator = expanding(scheduler, { requests: { a: defer(() => throwError(() => 'error')) } });
      expectObservable(of('a').pipe(operator)).toBe('#');
    }),
  );
});
