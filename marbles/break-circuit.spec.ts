import { catchError, defer, identity, mergeMap, of, retry, Subject } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import {
  admit,
  breakCircuit,
  circuitBreaker,
  Gate,
  PatienceError,
  type BreakCircuitOptions,
} from '../src/operators/index.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';
import { attemptsOf, requestsOf } from './support/works.js';

const guarding = (scheduler: TestScheduler, options: BreakCircuitOptions = {}) =>
  breakCircuit({ threshold: 2, resetMs: 4, maxResetMs: 10, ...options, scheduler });

describe('breakCircuit', () => {
  questions({
    wide: (scheduler) => {
      const guarded = guarding(scheduler);
      return () => guarded('a');
    },
    throwing: {
      classify: {
        operator: (scheduler, classify) => guarding(scheduler, { classify })('a'),
        expected: '--a--#',
      },
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('break-circuit');
      const source = cold(drawn['works']!);
      const a = cold(drawn['a fails']!);
      const b = cold(drawn['b fails: open']!);
      const inVain = cold(drawn['c probes in vain']!);
      const d = cold(drawn['d probes: closed']!);
      const c = cold(drawn['c follows']!);
      const guarded = guarding(scheduler);

      expectObservable(source.pipe(requestsOf({ a, b, c: defer(attemptsOf(inVain, c)), d }, guarded))).toBe(
        drawn['expected, x: error']!,
      );
      expectSubscriptions(inVain.subscriptions).toBe(subsOf(drawn['c probes in vain']!));
      expectSubscriptions(c.subscriptions).toBe(subsOf(drawn['c follows']!));
      expectSubscriptions(d.subscriptions).toBe(subsOf(drawn['d probes: closed']!));
    }),
  );

  it(
    'stays closed for one work that always fails, however often it is tried',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const failing = cold('   -#');
      const failingSubs = ['   ^!', '-^!', '--^!', '---^!', '----^!'];
      const expected = '       -----#';
      const other = cold('          --b|');
      const otherExpected = '  --------b|';
      const guarded = guarding(scheduler);

      expectObservable(failing.pipe(guarded('a'), retry(4))).toBe(expected);
      expectSubscriptions(failing.subscriptions).toBe(failingSubs);
      scheduler.schedule(() => expectObservable(other.pipe(guarded('b'))).toBe(otherExpected), 6);
    }),
  );

  it(
    'stays closed while others succeed in between',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  a--b--c--d|');
      const a = cold('       -#');
      const b = cold('          -b|');
      const c = cold('             -#');
      const d = cold('                -d|');
      const expected = '     -x--b--x--d|';
      const guarded = guarding(scheduler);

      expectObservable(source.pipe(requestsOf({ a, b, c, d }, guarded))).toBe(expected);
    }),
  );

  it(
    'opens at the threshold of different works, and asks nothing then',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('  ab--c|');
      const failing = cold(' --#');
      const c = cold('              -c|');
      const cSubs = '        -------^-!';
      const expected = '     --xx----c|';
      const guarded = guarding(scheduler);

      expectObservable(source.pipe(requestsOf({ a: failing, b: failing, c }, guarded))).toBe(expected);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
    }),
  );

  it(
    'lets a single one probe; that it fails costs it no attempt',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold(' ab--cde|');
      const failing = cold('-#');
      const probe = cold('        -#');
      const d = cold('                     ---d|');
      const others = cold('                    -x|');
      const probeSubs = '   ------^!';
      const dSubs = '       ---------------^---!';
      const othersSubs = '  -------------------^-!';
      const expected = '    -xx---------------d-(xx)';
      const unsub = '       ---------------------!';
      const guarded = guarding(scheduler);
      const requests = { a: failing, b: failing, c: defer(attemptsOf(probe, others)), d, e: others };
      const result = source.pipe(
        mergeMap((name) =>
          requests[name as 'a'].pipe(guarded(name), name < 'c' ? catchError(() => of('x')) : identity),
        ),
      );
      // Nothing catches an error of c, and nothing retries it.

      expectObservable(result, unsub).toBe(expected);
      expectSubscriptions(probe.subscriptions).toBe(probeSubs);
      expectSubscriptions(d.subscriptions).toBe(dSubs);
      expectSubscriptions(others.subscriptions).toBe([othersSubs, othersSubs]);
    }),
  );

  it(
    'has others probe before one that failed to, however good its rank',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const gate = new Gate({ guards: [circuitBreaker({ threshold: 1, resetMs: 4 })], scheduler });
      const failing = cold('  #');
      const bad = cold('          #');
      const badSubs = ['      ----(^!)', '--------------(^!)'];
      const other = cold('                -b|');
      const otherSubs = '     ------------^-!';
      const expected = '      -------------b|';
      // When it has been answered at 14 ranks are ranks again.
      failing
        .pipe(
          admit(gate, { key: 'a' }),
          catchError(() => of('x')),
        )
        .subscribe();
      scheduler.schedule(
        () => bad.pipe(admit(gate, { key: 'bad', rank: () => 0 })).subscribe({ error: () => {} }),
        1,
      );
      scheduler.schedule(
        () => expectObservable(other.pipe(admit(gate, { key: 'b', rank: () => 1 }))).toBe(expected),
        2,
      );

      expectSubscriptions(other.subscriptions).toBe(otherSubs);
      expectSubscriptions(bad.subscriptions).toBe(badSubs);
    }),
  );

  it(
    'waits twice as long after each probe that failed, and no longer than the longest',
    score(({ cold, expectSubscriptions, scheduler }) => {
      const failing = cold('  #');
      const probe = cold('    -#');
      // 0 + 4; 5 + 8; 14 + 10; 25 + 10
      const probeSubs = [
        '    ----^!',
        '-------------^!',
        '------------------------^!',
        '-----------------------------------^!',
      ];
      const guarded = guarding(scheduler, { threshold: 1 });
      failing
        .pipe(
          guarded('a'),
          catchError(() => of('x')),
        )
        .subscribe();
      const probing = { subscription: undefined as { unsubscribe(): void } | undefined };
      scheduler.schedule(() => (probing.subscription = probe.pipe(guarded('b')).subscribe()), 1);
      scheduler.schedule(() => probing.subscription!.unsubscribe(), 40);

      expectSubscriptions(probe.subscriptions).toBe(probeSubs);
    }),
  );

  it(
    'lets the next probe when the first is unsubscribed',
    score(({ cold, expectSubscriptions, scheduler }) => {
      const failing = cold('#');
      const slow = cold('         -------');
      const slowSubs = '      ----^--!';
      const next = cold('            -b|');
      const nextSubs = '      -------^-!';
      const guarded = guarding(scheduler, { threshold: 1 });
      failing
        .pipe(
          guarded('a'),
          catchError(() => of('x')),
        )
        .subscribe();
      scheduler.schedule(() => {
        const leaving = slow.pipe(guarded('b')).subscribe();
        next.pipe(guarded('c')).subscribe();
        scheduler.schedule(() => leaving.unsubscribe(), 6);
      }, 1);

      expectSubscriptions(slow.subscriptions).toBe(slowSubs);
      expectSubscriptions(next.subscriptions).toBe(nextSubs);
    }),
  );

  it(
    'closes at an answer to a request from before, and at one that says no',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  abc-d|');
      const a = cold('       ------#', undefined, 'no');
      const b = cold('        -#');
      const c = cold('         -#');
      const d = cold('               -d|');
      //                     open from 3 to 23, were not a answered at 6
      const expected = '     --xx--xd|';
      const guarded = guarding(scheduler, {
        resetMs: 20,
        classify: (error) => ({ kind: error === 'no' ? 'permanent' : 'transient' }),
      });

      expectObservable(source.pipe(requestsOf({ a, b, c, d }, guarded))).toBe(expected);
    }),
  );

  it(
    'takes a refusal for going too fast as a sign of life',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  a-b-c-d|');
      const failing = cold(' -#');
      const refused = cold('  -#', undefined, 'too fast');
      const d = cold('             -d|');
      const expected = '     -x-x-x-d|';
      const guarded = guarding(scheduler, {
        classify: (error) => ({ kind: error === 'too fast' ? 'throttled' : 'transient' }),
      });

      expectObservable(source.pipe(requestsOf({ a: failing, b: refused, c: failing, d }, guarded))).toBe(
        expected,
      );
    }),
  );

  it(
    'tells each change of its state',
    score(({ cold, expectObservable, scheduler }) => {
      const gate = new Gate({ guards: [circuitBreaker({ threshold: 2, resetMs: 4 })], scheduler });
      const source = cold('  (abc)');
      const failing = cold(' -#');
      const c = cold('            -#');
      const again = cold('                 -c|');
      // a, b and c fail together: c says nothing new
      const expected = '     -o---h-c---';
      const seen = { o: 'breakerOpened', h: 'breakerHalfOpen', c: 'breakerClosed' };
      const through = (key: string) => admit<string>(gate, { key });
      source.pipe(requestsOf({ a: failing, b: failing, c }, through)).subscribe();
      scheduler.schedule(() => again.pipe(through('d')).subscribe(), 2);

      expectObservable(gate.changes.pipe(mergeMap(({ what }) => [what])), '^----------!').toBe(
        expected,
        seen,
      );
    }),
  );

  it(
    'loses patience with a server that does not come back',
    score(({ cold, expectObservable, scheduler }) => {
      const guarded = guarding(scheduler, { threshold: 1, maxWaitMs: 12 });
      const failing = cold('  -#');
      const waiting = cold('  -#'); // probes at 5, and at 6 + 8 it would again
      const expected = '      -------------#';

      expectObservable(failing.pipe(guarded('a'))).toBe('-#');
      scheduler.schedule(
        () =>
          expectObservable(waiting.pipe(guarded('b'))).toBe(
            expected,
            undefined,
            new PatienceError(12, 'error'),
          ),
        2,
      );
    }),
  );

  it(
    'leaves no timer when it is unsubscribed',
    score(({ cold, scheduler }) => {
      const guarded = guarding(scheduler, { threshold: 1 });
      const never = new Subject<never>();
      cold('#')
        .pipe(
          guarded('a'),
          catchError(() => of('x')),
        )
        .subscribe();
      scheduler.schedule(() => {
        const waiting = never.pipe(guarded('b')).subscribe();
        expect(timersOf(scheduler)).toBe(1);
        waiting.unsubscribe();
        expect([timersOf(scheduler), never.observed]).toEqual([0, false]);
      }, 1);
    }),
  );

  it.each([{ threshold: 0 }, { resetMs: -1 }, { maxResetMs: -1 }])('refuses %j', (options) => {
    expect(() => breakCircuit(options)).toThrow(RangeError);
  });
});
