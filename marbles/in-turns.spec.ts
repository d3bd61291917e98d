import { EMPTY, of, Subject, take, throwError, timer, withLatestFrom } from 'rxjs';
import { inTurns } from '../src/operators/index.js';
import { picture } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';

describe('inTurns', () => {
  questions({ wide: () => () => inTurns({ turn: EMPTY, atMost: 0 }) });

  it(
    'is what its picture shows',
    score(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const drawn = picture('in-turns');
      const source = cold(drawn['works']!);
      const turn = hot(drawn['turns']!);
      const turnSubs = ['-^--!', '----^--!', '-------^--!', '----------^!'];

      expectObservable(source.pipe(inTurns({ turn, atMost: 3 }))).toBe(drawn['expected']!);
      expectSubscriptions(source.subscriptions).toBe('^----------!');
      expectSubscriptions(turn.subscriptions).toBe(turnSubs);
    }),
  );

  it(
    'hands the first on at once where more than so many wait',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  -abcd-------|');
      //                       two wait: the third lets the first go
      const expected = '     ---ab-c----d|';

      expectObservable(source.pipe(inTurns({ turn: timer(5, scheduler), atMost: 2 }))).toBe(expected);
    }),
  );

  it(
    'waits for no turn where none may wait',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  -ab-(cd)-|');
      const expected = '     -ab-(cd)-|';

      expectObservable(source.pipe(inTurns({ turn: timer(5, scheduler), atMost: 0 }))).toBe(expected);
    }),
  );

  it(
    'hands on what is held before an error',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  -ab#');
      const expected = '     ---(ab#)';

      expectObservable(source.pipe(inTurns({ turn: timer(9, scheduler), atMost: 9 }))).toBe(expected);
    }),
  );

  it(
    'hands on the error of a turn, and leaves the source',
    score(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -ab-----c|');
      const sourceSubs = '   ^---!';
      const turn = cold('     ---#');
      const expected = '     ----#';

      expectObservable(source.pipe(inTurns({ turn, atMost: 9 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'takes a turn that comes at once',
    score(({ cold, expectObservable }) => {
      const source = cold('  -a-(bc)-|');
      const expected = '     -a-(bc)-|';

      expectObservable(source.pipe(inTurns({ turn: of('now'), atMost: 9 }))).toBe(expected);
    }),
  );

  it(
    'takes the end of a turn for the turn',
    score(({ cold, expectObservable }) => {
      const source = cold('  -a-b---|');
      const turn = cold('     --|');
      const expected = '     ---a-b-|';

      expectObservable(source.pipe(inTurns({ turn, atMost: 9 }))).toBe(expected);
    }),
  );

  it(
    'ends source and turn when the reader has enough',
    score(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -abcd------|');
      const sourceSubs = '   ^--!';
      const turn = cold('     --t');
      const turnSubs = '     -^-!';
      const expected = '     ---(a|)';

      expectObservable(source.pipe(inTurns({ turn, atMost: 9 }), take(1))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(turn.subscriptions).toBe(turnSubs);
    }),
  );

  it(
    'subscribes to nothing for a reader that has ended before',
    score(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -ab');
      const turn = cold('     --t');
      const result = source.pipe(inTurns({ turn, atMost: 9 }), withLatestFrom(throwError(() => 'error')));

      expectObservable(result).toBe('#');
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  it.each(['complete', 'error'] as const)('hands on all before the %s that comes from within', (how) => {
    const source = new Subject<number>();
    const turn = new Subject<void>();
    const seen: unknown[] = [];
    source.pipe(inTurns({ turn, atMost: 9 })).subscribe({
      next: (value) => {
        seen.push(value);
        if (value === 1 && how === 'complete') source.complete();
        if (value === 1 && how === 'error') source.error('error');
      },
      error: (error) => seen.push(error),
      complete: () => seen.push('complete'),
    });

    [1, 2, 3].forEach((value) => source.next(value));
    turn.next();
    expect(seen).toEqual([1, 2, 3, how]);
  });

  it(
    'leaves no timer behind',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  -ab');
      const unsub = '        ----!';
      const expected = '     -----';

      expectObservable(source.pipe(inTurns({ turn: timer(9, scheduler), atMost: 9 })), unsub).toBe(expected);
      scheduler.schedule(() => expect(timersOf(scheduler)).toBe(0), 5);
    }),
  );

  it('is not entered a second time by a reader that brings the next value, and keeps the order', () => {
    const source = new Subject<number>();
    const turn = new Subject<void>();
    const seen: string[] = [];
    source.pipe(inTurns({ turn, atMost: 1 })).subscribe((value) => {
      seen.push(`${value} begins`);
      if (value === 1) [3, 4].forEach((more) => source.next(more));
      seen.push(`${value} ends`);
    });

    source.next(1);
    source.next(2);
    expect(seen).toEqual([1, 2, 3].flatMap((value) => [`${value} begins`, `${value} ends`]));
    turn.next();
    expect(seen.slice(6)).toEqual(['4 begins', '4 ends']);
  });

  it('refuses a number of values that is none', () => {
    for (const atMost of [-1, 0.5, NaN, Infinity])
      expect(() => inTurns({ turn: throwError(() => 'never asked'), atMost })).toThrow(RangeError);
  });
});
