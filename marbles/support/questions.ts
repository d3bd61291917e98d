import {
  EMPTY,
  mergeMap,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  throwError,
  type OperatorFunction,
} from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { score } from './score.js';

/** An operator around one request, so wide open that nothing but its source decides what comes out. */
export type Wide = <T>() => OperatorFunction<T, T>;

export interface Candidate {
  /** Called once a spec; what it returns shares one gate. */
  wide: (scheduler: TestScheduler) => Wide;
  /** The functions it is handed, each made to throw: what is seen of the source `--a--#` then. */
  throwing?: Record<
    string,
    {
      operator: (scheduler: TestScheduler, fault: () => never) => OperatorFunction<string, string>;
      expected: string;
    }
  >;
}

/** The list of questions that the specs of rxjs ask of every operator. */
export function questions({ wide, throwing = {} }: Candidate): void {
  describe('as any operator', () => {
    it(
      'mirrors a source that completes',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('--a--b--|');
        const sourceSubs = ' ^-------!';
        const expected = '  --a--b--|';

        expectObservable(source.pipe(wide(scheduler)())).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      }),
    );

    it(
      'mirrors an empty one',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('|');
        const sourceSubs = ' (^!)';
        const expected = '  |';

        expectObservable(source.pipe(wide(scheduler)())).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
        expectObservable(EMPTY.pipe(wide(scheduler)())).toBe('|');
      }),
    );

    it(
      'mirrors one that never emits',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('-');
        const sourceSubs = ' ^';
        const expected = '  -';

        expectObservable(source.pipe(wide(scheduler)())).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
        expectObservable(NEVER.pipe(wide(scheduler)())).toBe('-');
      }),
    );

    it(
      'hands on an error of the source',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('--a--#');
        const sourceSubs = ' ^----!';
        const expected = '  --a--#';

        expectObservable(source.pipe(wide(scheduler)())).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      }),
    );

    it(
      'hands on an error at once',
      score(({ expectObservable, scheduler }) => {
        const source = throwError(() => 'error');
        const expected = '#';

        expectObservable(source.pipe(wide(scheduler)())).toBe(expected);
      }),
    );

    it(
      'can be unsubscribed explicitly, and early',
      score(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const source = hot('--a--b--c--|');
        const sourceSubs = '^-----!     ';
        const expected = '  --a--b-     ';
        const unsub = '     ------!     ';

        expectObservable(source.pipe(wide(scheduler)()), unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      }),
    );

    it(
      'does not break the chain of unsubscription',
      score(({ hot, expectObservable, expectSubscriptions, scheduler }) => {
        const source = hot('--a--b--c--|');
        const sourceSubs = '^-----!     ';
        const expected = '  --a--b-     ';
        const unsub = '     ------!     ';
        const result = source.pipe(
          mergeMap((x) => of(x)),
          wide(scheduler)(),
          mergeMap((x) => of(x)),
        );

        expectObservable(result, unsub).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      }),
    );

    it(
      'ends the source when the reader has enough',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('--a--b--c--|');
        const sourceSubs = ' ^----!      ';
        const expected = '  --a--(b|)   ';

        expectObservable(source.pipe(wide(scheduler)(), take(2))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      }),
    );

    it(
      'ends every inner one when the outer is unsubscribed',
      score(({ cold, hot, expectObservable, expectSubscriptions, scheduler }) => {
        const source = hot('-a-b------|');
        const inner = cold(' --x--y--z--|');
        const innerSubs = ['-^-----!', '---^---!'];
        const expected = '  ---x-xy-   ';
        const unsub = '     -------!   ';
        const operator = wide(scheduler);

        expectObservable(source.pipe(mergeMap(() => inner.pipe(operator()))), unsub).toBe(expected);
        expectSubscriptions(inner.subscriptions).toBe(innerSubs);
      }),
    );

    it.each([
      [1, '--a-------b-------c--|', ['^------!', '-------^------!', '--------------^------!']],
      [2, '--ab-------c--|', ['^------!', '^------!', '-------^------!']],
      [3, '--abc--|', ['^------!', '^------!', '^------!']],
    ])('leaves a concurrency of %s to mergeMap', (concurrency, expected, subs) =>
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const inner = {
          a: cold('--a----|'),
          b: cold('---b---|'),
          c: cold('----c--|'),
        };
        const source = cold<'a' | 'b' | 'c'>('(abc|)');
        const operator = wide(scheduler);

        expectObservable(source.pipe(mergeMap((name) => inner[name].pipe(operator()), concurrency))).toBe(
          expected,
        );
        [inner.a, inner.b, inner.c].forEach((each, i) =>
          expectSubscriptions(each.subscriptions).toBe(subs[i]!),
        );
      })(),
    );

    it(
      'stops listening to a synchronous source',
      score(({ scheduler }) => {
        const sideEffects: number[] = [];
        const source = new Observable<number>((subscriber) => {
          for (let i = 0; !subscriber.closed && i < 10; i++) {
            sideEffects.push(i);
            subscriber.next(i);
          }
        });

        source.pipe(wide(scheduler)(), take(3)).subscribe();
        expect(sideEffects).toEqual([0, 1, 2]);
      }),
    );

    it(
      'may be re-entered by its reader',
      score(({ scheduler }) => {
        const source = new Subject<string>();
        const seen: string[] = [];
        source.pipe(wide(scheduler)()).subscribe((value) => {
          seen.push(value);
          if (value.length < 3) source.next(`${value}x`);
        });

        source.next('x');
        expect(seen).toEqual(['x', 'xx', 'xxx']);
      }),
    );

    it(
      'may be subscribed to from within itself',
      score(({ expectObservable, scheduler }) => {
        const operator = wide(scheduler);
        const nested = of('a').pipe(
          operator(),
          mergeMap((outer) => of(`${outer}b`).pipe(operator())),
        );
        const expected = '(c|)';

        expectObservable(nested).toBe(expected, { c: 'ab' });
      }),
    );

    const faults = Object.entries(throwing);
    if (faults.length > 0) {
      it.each(faults)('hands on what %s throws', (_name, { operator, expected }) =>
        score(({ cold, expectObservable, scheduler }) => {
          const fault = new Error('a fault of the caller');
          const source = cold('--a--#');
          const result = source.pipe(
            operator(scheduler, () => {
              throw fault;
            }),
          );

          expectObservable(result).toBe(expected, undefined, fault);
        })(),
      );
    }
  });
}
