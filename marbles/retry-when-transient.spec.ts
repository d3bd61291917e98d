import { catchError, concat, defer, of, Subject } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { retryWhenTransient, type RetryWhenTransientOptions } from '../src/operators/index.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';
import { attemptsOf } from './support/works.js';

const retrying = (scheduler: TestScheduler, options: RetryWhenTransientOptions = {}) =>
  retryWhenTransient<string>({ baseMs: 4, random: () => 0.5, ...options, scheduler });

describe('retryWhenTransient', () => {
  questions({
    wide: (scheduler) => () => retryWhenTransient({ attempts: 1, scheduler }),
    throwing: {
      isTransient: {
        operator: (scheduler, isTransient) => retrying(scheduler, { isTransient }),
        expected: '--a--#',
      },
      retryAfterMs: {
        operator: (scheduler, retryAfterMs) => retrying(scheduler, { retryAfterMs }),
        expected: '--a--#',
      },
      random: { operator: (scheduler, random) => retrying(scheduler, { random }), expected: '--a--#' },
      onRetry: { operator: (scheduler, onRetry) => retrying(scheduler, { onRetry }), expected: '--a--#' },
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('retry-when-transient');
      const titles = ['first attempt', 'second attempt', 'third attempt'];
      const attempts = titles.map((title) => cold(drawn[title]!));

      expectObservable(defer(attemptsOf(...attempts)).pipe(retrying(scheduler))).toBe(drawn['expected']!);
      titles.forEach((title, i) =>
        expectSubscriptions(attempts[i]!.subscriptions).toBe(subsOf(drawn[title]!)),
      );
    }),
  );

  it(
    'gives the error on when the attempts are used up, and never just ends',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('   -#');
      //                      wait 2, wait 4
      const sourceSubs = ['   ^!', '---^!', '--------^!'];
      const expected = '      ---------#';

      expectObservable(source.pipe(retrying(scheduler, { attempts: 3 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'tries once where one attempt is allowed',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('  -#');
      const sourceSubs = '   ^!';
      const expected = '     -#';

      expectObservable(source.pipe(retrying(scheduler, { attempts: 1 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'gives an error on at once that will not pass',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('  --#', undefined, 'permanent');
      const sourceSubs = '   ^-!';
      const expected = '     --#';
      const isTransient = (error: unknown) => error !== 'permanent';

      expectObservable(source.pipe(retrying(scheduler, { isTransient }))).toBe(
        expected,
        undefined,
        'permanent',
      );
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'waits for anything from nothing to the ceiling, as the random number says',
    score(({ cold, expectSubscriptions, scheduler }) => {
      const source = cold('   #');
      //                      0.25 × 4, 1 × 8 (almost), 0 × 16, 0.5 × 16, the last ceiling
      const numbers = [0.25, 1, 0, 0.5];
      const sourceSubs = ['   (^!)', '-(^!)', '---------(^!)', '---------(^!)', '-----------------(^!)'];
      const random = () => numbers.shift()!;

      source.pipe(retrying(scheduler, { attempts: 5, maxMs: 16, random })).subscribe({ error: () => {} });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'does as the other side asks, before its own back-off',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const refused = cold(' -#', undefined, 7);
      const source = cold('          -a|');
      const sourceSubs = '   --------^-!';
      const expected = '     ---------a|';
      const retryAfterMs = (error: unknown) => (typeof error === 'number' ? error : undefined);

      expectObservable(defer(attemptsOf(refused, source)).pipe(retrying(scheduler, { retryAfterMs }))).toBe(
        expected,
      );
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'tells of each wait before it',
    score(({ cold, flush, scheduler }) => {
      const told: unknown[] = [];
      const onRetry = (error: unknown, failures: number, waitMs: number) =>
        told.push([scheduler.now(), error, failures, waitMs]);
      cold('-#')
        .pipe(retrying(scheduler, { onRetry }))
        .subscribe({ error: () => {} });
      flush();

      expect(told).toEqual([
        [1, 'error', 1, 2],
        [4, 'error', 2, 4],
      ]);
    }),
  );

  it(
    'counts the attempts of each subscription anew',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('  -#');
      const sourceSubs = ['  ^!', '---^!', '----^!', '-------^!'];
      const expected = '     ----x---(x|)';
      const failing = source.pipe(
        retrying(scheduler, { attempts: 2 }),
        catchError(() => of('x')),
      ); // waits 2

      expectObservable(concat(failing, failing)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'hands on what came before the failure, each time',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  -a-#');
      const expected = '     -a----a-#'; // waits 2
      expectObservable(source.pipe(retrying(scheduler, { attempts: 2 }))).toBe(expected);
    }),
  );

  it(
    'leaves no timer when it is unsubscribed while it waits',
    score(({ scheduler }) => {
      const source = new Subject<string>();
      const waiting = source.pipe(retrying(scheduler)).subscribe();
      source.error('error');
      expect(timersOf(scheduler)).toBe(1);

      waiting.unsubscribe();
      expect(timersOf(scheduler)).toBe(0);
      of('a').pipe(retrying(scheduler)).subscribe();
      expect(timersOf(scheduler)).toBe(0);
    }),
  );
});
