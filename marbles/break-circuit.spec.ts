import {
  catchError,
  defer,
  identity,
  mergeMap,
  of,
  retry,
  Subject,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs';
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

/** A single failure, where the threshold is 1; what failed does not come again. */
const open = (through: MonoTypeOperatorFunction<never>): void =>
  throwError(() => 'error')
    .pipe(through)
    .subscribe()
    .unsubscribe();

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
      const bAgain = cold(drawn['b once more']!);
      const c = cold(drawn['c follows']!);
      const guarded = guarding(scheduler);

      expectObservable(
        source.pipe(
          requestsOf({ a, b: defer(attemptsOf(b, bAgain)), c: defer(attemptsOf(inVain, c)), d }, guarded),
        ),
      ).toBe(drawn['expected, x: error']!);
      expectSubscriptions(inVain.subscriptions).toBe(subsOf(drawn['c probes in vain']!));
      expectSubscriptions(c.subscriptions).toBe(subsOf(drawn['c follows']!));
      expectSubscriptions(d.subscriptions).toBe(subsOf(drawn['d probes: closed']!));
    }),
  );

  it(
    'stays closed for one work that fails all its attempts',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const failing = cold('   -#');
      const failingSubs = ['   ^!', '-^!', '--^!'];
      const expected = '       ---#';
      const other = cold('          --b|');
      const otherExpected = '  --------b|';
      const guarded = guarding(scheduler);

      expectObservable(failing.pipe(guarded('a'), retry(2))).toBe(expected);
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
      // It is b that opens it: back in the queue, behind c.
      const failingSubs = [' ^-!', '-^-!', '---------^-!'];
      const expected = '     --x-----c--(x|)';
      const guarded = guarding(scheduler);

      expectObservable(source.pipe(requestsOf({ a: failing, b: failing, c }, guarded))).toBe(expected);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
      expectSubscriptions(failing.subscriptions).toBe(failingSubs);
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
      const expected = '    -x----------------d-(xxx)';
      const unsub = '       ---------------------!';
      const guarded = guarding(scheduler);
      const requests = {
        a: failing,
        b: defer(attemptsOf(failing, others)),
        c: defer(attemptsOf(probe, others)),
        d,
        e: others,
      };
      const result = source.pipe(
        mergeMap((name) =>
          requests[name as 'a'].pipe(guarded(name), name < 'c' ? catchError(() => of('x')) : identity),
        ),
      );
      // Nothing catches an error of c, and nothing retries it.

      expectObservable(result, unsub).toBe(expected);
      expectSubscriptions(probe.subscriptions).toBe(probeSubs);
      expectSubscriptions(d.subscriptions).toBe(dSubs);
      expectSubscriptions(others.subscriptions).toBe([othersSubs, othersSubs, othersSubs]);
    }),
  );

  it(
    'has others probe before one that failed to, however good its rank',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const gate = new Gate({ guards: [circuitBreaker({ threshold: 1, resetMs: 4 })], scheduler });
      const bad = cold('          #');
      const badSubs = '       ----(^!)';
      const answered = cold('               -a|');
      const answeredSubs = '  --------------^-!';
      const other = cold('                -b|');
      const otherSubs = '     ------------^-!';
      const expected = '      -------------b|';
      // When it has been answered at 14 ranks are ranks again.
      open(admit(gate, { key: 'a' }));
      scheduler.schedule(
        () =>
          defer(attemptsOf(bad, answered))
            .pipe(admit(gate, { key: 'bad', rank: () => 0 }))
            .subscribe(),
        1,
      );
      scheduler.schedule(
        () => expectObservable(other.pipe(admit(gate, { key: 'b', rank: () => 1 }))).toBe(expected),
        2,
      );

      expectSubscriptions(other.subscriptions).toBe(otherSubs);
      expectSubscriptions(bad.subscriptions).toBe(badSubs);
      expectSubscriptions(answered.subscriptions).toBe(answeredSubs);
    }),
  );

  it(
    'waits twice as long after each probe that failed, and no longer than the longest',
    score(({ cold, expectSubscriptions, scheduler }) => {
      const probe = cold('    -#');
      // 0 + 4; 5 + 8; 14 + 10; 25 + 10
      const probeSubs = [
        '    ----^!',
        '-------------^!',
        '------------------------^!',
        '-----------------------------------^!',
      ];
      const guarded = guarding(scheduler, { threshold: 1 });
      open(guarded('a'));
      const probing = { subscription: undefined as { unsubscribe(): void } | undefined };
      scheduler.schedule(() => (probing.subscription = probe.pipe(guarded('b')).subscribe()), 1);
      scheduler.schedule(() => probing.subscription!.unsubscribe(), 40);

      expectSubscriptions(probe.subscriptions).toBe(probeSubs);
    }),
  );

  it(
    'lets the next probe when the first is unsubscribed',
    score(({ cold, expectSubscriptions, scheduler }) => {
      const slow = cold('         -------');
      const slowSubs = '      ----^--!';
      const next = cold('            -b|');
      const nextSubs = '      -------^-!';
      const guarded = guarding(scheduler, { threshold: 1 });
      open(guarded('a'));
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
      const cAgain = cold('            --c|');
      const d = cold('               -d|');
      //                     open from 3 to 23, were not a answered at 6
      const expected = '     --x---xdc|';
      const guarded = guarding(scheduler, {
        resetMs: 20,
        classify: (error) => ({ kind: error === 'no' ? 'permanent' : 'transient' }),
      });

      expectObservable(source.pipe(requestsOf({ a, b, c: defer(attemptsOf(c, cAgain)), d }, guarded))).toBe(
        expected,
      );
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
      const answered = cold('                   -x|');
      const again = cold('                 -c|');
      // a, b and c fail together: c says nothing new, and is asked for again as b is
      const expected = '     -o---h-c---';
      const seen = { o: 'breakerOpened', h: 'breakerHalfOpen', c: 'breakerClosed' };
      const through = (key: string) => admit<string>(gate, { key });
      const once = () => defer(attemptsOf(failing, answered));
      source.pipe(requestsOf({ a: failing, b: once(), c: once() }, through)).subscribe();
      scheduler.schedule(() => again.pipe(through('d')).subscribe(), 2);

      expectObservable(gate.changes.pipe(mergeMap(({ what }) => [what])), '^----------!').toBe(
        expected,
        seen,
      );
    }),
  );

  it(
    'loses patience with a server that does not come back',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const guarded = guarding(scheduler, { threshold: 1, maxWaitMs: 12 });
      const failing = cold('  -#');
      const waiting = cold('  -#'); // probes at 5, and at 6 + 8 it would again
      const expected = '      -------------#';

      const patience = new PatienceError(12, 'error');

      // Behind b, which has not failed as the probe yet.
      expectObservable(failing.pipe(guarded('a'))).toBe(expected, undefined, patience);
      expectSubscriptions(failing.subscriptions).toBe('^!');
      scheduler.schedule(
        () => expectObservable(waiting.pipe(guarded('b'))).toBe(expected, undefined, patience),
        2,
      );
    }),
  );

  it(
    'leaves no timer when it is unsubscribed',
    score(({ scheduler }) => {
      const guarded = guarding(scheduler, { threshold: 1 });
      const never = new Subject<never>();
      open(guarded('a'));
      scheduler.schedule(() => {
        const waiting = never.pipe(guarded('b')).subscribe();
        expect(timersOf(scheduler)).toBe(1);
        waiting.unsubscribe();
        expect([timersOf(scheduler), never.observed]).toEqual([0, false]);
      }, 1);
    }),
  );

  describe('where few works are left', () => {
    it(
      'opens when a single one has failed twice the threshold and nothing else is on the wire',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const failing = cold('  -#');
        const answer = cold('           -a|');
        // Three retries and no more: the fourth failure opens it, and costs no attempt.
        const failingSubs = ['  ^!', '-^!', '--^!', '---^!'];
        const answerSubs = '    --------^-!';
        const expected = '      ---------a|';
        const attempts = attemptsOf(failing, failing, failing, failing, answer);

        expectObservable(defer(attempts).pipe(guarding(scheduler)('a'), retry(3))).toBe(expected);
        expectSubscriptions(failing.subscriptions).toBe(failingSubs);
        expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      }),
    );

    it(
      'stays closed for a single one while something else is on the wire',
      score(({ cold, expectObservable, scheduler }) => {
        const failing = cold(' -#');
        const slow = cold('    ---------b|');
        const guarded = guarding(scheduler);

        expectObservable(slow.pipe(guarded('b'))).toBe('---------b|');
        expectObservable(failing.pipe(guarded('a'), retry(6))).toBe('-------#');
      }),
    );

    it(
      'opens when two have failed twice the threshold together',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const failing = cold('  -#');
        const a = cold('                 -a|');
        const b = cold('                   -b|');
        const aSubs = '         ---------^-!';
        const bSubs = '         -----------^-!';
        const guarded = guarding(scheduler, { threshold: 3 });
        const through = (key: string, answer: typeof a) =>
          defer(attemptsOf(failing, failing, failing, answer)).pipe(
            guarded(key),
            retry({ count: 3, delay: () => timer(1, scheduler) }),
          );

        // Both fail at 1, 3 and 5.
        expectObservable(through('a', a)).toBe('----------a|');
        expectObservable(through('b', b)).toBe('------------b|');
        expectSubscriptions(a.subscriptions).toBe(aSubs);
        expectSubscriptions(b.subscriptions).toBe(bSubs);
      }),
    );

    it(
      'stays closed when one of two accounts for nearly all of the failures, while something else is on the wire',
      score(({ cold, expectObservable, scheduler }) => {
        const failing = cold('-#');
        const slow = cold('   ----------c|');
        const guarded = guarding(scheduler, { threshold: 3 });

        expectObservable(slow.pipe(guarded('c'))).toBe('----------c|');
        expectObservable(failing.pipe(guarded('b'), retry(1))).toBe('--#');
        // 2 + 9, of which 2 + 3 count
        expectObservable(failing.pipe(guarded('a'), retry(8))).toBe('---------#');
      }),
    );

    it(
      'opens when any have failed twice the threshold and nothing else is on the wire',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const failing = cold('  -#');
        const answer = cold('            -a|');
        const answerSubs = '    ---------^-!';
        const guarded = guarding(scheduler, { threshold: 3 });
        const attempts = attemptsOf(...Array<typeof failing>(5).fill(failing), answer);

        // 1 + 5: open from 5 to 9
        expectObservable(failing.pipe(guarded('b'))).toBe('-#');
        expectObservable(defer(attempts).pipe(guarded('a'), retry(4))).toBe('----------a|');
        expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      }),
    );

    it(
      'stays closed for one that goes on failing after others were answered that were asked for later',
      score(({ cold, expectObservable, scheduler }) => {
        const failing = cold('  -#');
        const other = cold('      -b|');
        const guarded = guarding(scheduler);
        const later = retry({ count: 5, delay: () => timer(5, scheduler) });

        expectObservable(failing.pipe(guarded('a'), later)).toBe('1ms 30ms #');
        scheduler.schedule(() => expectObservable(other.pipe(guarded('b'))).toBe('---b|'), 2);
      }),
    );

    it(
      'takes an answer to what was asked for before the first failure for no proof',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const before = cold('   --b|');
        const failing = cold('  -#');
        const answer = cold('             -a|');
        // b is answered at 3: the failures at 3, 4, 5 and 6 are a run
        const answerSubs = '    ----------^-!';
        const guarded = guarding(scheduler);
        const attempts = attemptsOf(...Array<typeof failing>(6).fill(failing), answer);

        expectObservable(before.pipe(guarded('b'))).toBe('--b|');
        expectObservable(defer(attempts).pipe(guarded('a'), retry(5))).toBe('-----------a|');
        expectSubscriptions(answer.subscriptions).toBe(answerSubs);
      }),
    );
  });

  it(
    'takes back what was on the wire when it opened, also where it fails after the server is back',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const failing = cold('  -#');
      const slow = cold('     -------#');
      const slowAgain = cold('       -s|');
      const slowSubs = '      ^------!';
      const againSubs = '     -------^-!';
      const aAgain = cold('        -a|');
      const guarded = guarding(scheduler, { threshold: 1 });

      expectObservable(defer(attemptsOf(slow, slowAgain)).pipe(guarded('s'))).toBe('--------s|');
      expectObservable(defer(attemptsOf(failing, aAgain)).pipe(guarded('a'))).toBe('------a|');
      expectSubscriptions(slow.subscriptions).toBe(slowSubs);
      expectSubscriptions(slowAgain.subscriptions).toBe(againSubs);
    }),
  );

  it(
    'does not count what tells nothing of the server',
    score(({ cold, expectObservable, scheduler }) => {
      const gate = new Gate({ guards: [circuitBreaker({ threshold: 1 })], scheduler });
      const failing = cold('-#');

      expectObservable(failing.pipe(admit(gate, { key: undefined }), retry(5))).toBe('------#');
    }),
  );

  it(
    'says how many failed, and what the last of them said',
    score(({ cold, flush, scheduler }) => {
      const describe = (error: unknown) => `<${String(error)}>`;
      const gate = new Gate({ guards: [circuitBreaker({ threshold: 2, resetMs: 4 })], describe, scheduler });
      const whys: string[] = [];
      gate.changes.subscribe(({ what, why }) => what === 'breakerOpened' && whys.push(why));
      const a = cold('-#', undefined, 'first');
      const b = cold('--#', undefined, 'second');
      const bAgain = cold('-#', undefined, 'third');
      const through = (key: string) => admit<string>(gate, { key });
      const run = of('a', 'b')
        .pipe(requestsOf({ a, b: defer(attemptsOf(b, bAgain, cold('-b|'))) }, through))
        .subscribe();
      flush();

      expect(run.closed).toBe(true);
      expect(whys).toEqual([
        '2 requests in a row failed, the last: <second>',
        'the request that tried failed: <third>',
      ]);
    }),
  );

  it.each([
    ...[0, -1, 2.5, NaN].map((threshold) => ({ threshold })),
    ...[-1, NaN].flatMap((ms) => [{ resetMs: ms }, { maxResetMs: ms }, { maxWaitMs: ms }]),
  ])('refuses %j', (options) => {
    expect(() => breakCircuit(options)).toThrow(
      new RegExp(`^${Object.keys(options)[0]} is .*, not (NaN|-1|0|2.5)$`),
    );
  });
});
