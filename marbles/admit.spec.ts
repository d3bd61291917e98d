import { Subject, defer, map, of, retry, timer, type Observable } from 'rxjs';
import {
  admit,
  circuitBreaker,
  Gate,
  holdWhile,
  PatienceError,
  slots,
  windowLimiter,
  type AdmissionReport,
  type Rank,
} from '../src/operators/index.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';
import { attemptsOf, Refused, requestsOf } from './support/works.js';

const oneSlot = (scheduler: Gate['scheduler']) => new Gate({ guards: [slots(1)], scheduler });

describe('admit', () => {
  questions({
    wide: (scheduler) => {
      const gate = new Gate({ guards: [slots(100)], scheduler });
      return () => admit(gate, { key: '' });
    },
    throwing: {
      rank: { operator: (scheduler, rank) => admit(oneSlot(scheduler), { key: '', rank }), expected: '#' },
      onAdmitted: {
        operator: (scheduler, onAdmitted) => admit(oneSlot(scheduler), { key: '', onAdmitted }),
        expected: '#',
      },
      classify: {
        operator: (scheduler, classify) =>
          admit(new Gate({ guards: [slots(1)], classify, scheduler }), { key: '' }),
        expected: '--a--#',
      },
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('admit');
      const source = cold(drawn['works, ranks 3 2 1']!);
      const requests = {
        a: cold(drawn['a is admitted']!),
        b: cold(drawn['b is admitted']!),
        c: cold(drawn['c is admitted']!),
      };
      const ranks: Record<string, number> = { a: 3, b: 2, c: 1 };
      const gate = oneSlot(scheduler);

      expectObservable(
        source.pipe(requestsOf(requests, (key) => admit(gate, { key, rank: () => ranks[key]! }))),
      ).toBe(drawn['expected']!);
      expectSubscriptions(requests.a.subscriptions).toBe(subsOf(drawn['a is admitted']!));
      expectSubscriptions(requests.b.subscriptions).toBe(subsOf(drawn['b is admitted']!));
      expectSubscriptions(requests.c.subscriptions).toBe(subsOf(drawn['c is admitted']!));
    }),
  );

  it(
    'asks for the rank at the moment of admission',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   (abc|)');
      const request = cold('  ---x|   ');
      //                      ---a|
      //                          ---c|       better since 2
      //                              ---b|
      const expected = '      ---a---c---b|';
      const ranks: Record<string, number> = { a: 1, b: 2, c: 3 };
      const gate = oneSlot(scheduler);
      scheduler.schedule(() => (ranks['c'] = 0), 2);
      const requests = Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, request.pipe(map(() => name))]),
      );

      expectObservable(
        source.pipe(requestsOf(requests, (key) => admit(gate, { key, rank: () => ranks[key]! }))),
      ).toBe(expected);
    }),
  );

  it(
    'lets the first that came go first among equals',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  (abc|)');
      const request = cold(' -x|');
      const expected = '     -a-b-c|';
      const requests = Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, request.pipe(map(() => name))]),
      );
      const gate = oneSlot(scheduler);

      expectObservable(source.pipe(requestsOf(requests, (key) => admit(gate, { key })))).toBe(expected);
    }),
  );

  it(
    'holds whoever wants to be held, without holding the others',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const held = cold('    --a|');
      const heldSubs = '     -------^--!'; // what ends has ranks asked again
      const heldExpected = ' ---------a|';
      const other = cold('   -----b|');
      const otherSubs = '    -^-----!';
      const otherExpected = '------b|';
      const gate = oneSlot(scheduler);
      let rank: Rank = 'hold';
      scheduler.schedule(
        () => expectObservable(other.pipe(admit(gate, { key: 'b' }))).toBe(otherExpected),
        1,
      );
      scheduler.schedule(() => (rank = 0), 3);

      expectObservable(held.pipe(admit(gate, { key: 'a', rank: () => rank }))).toBe(heldExpected);
      expectSubscriptions(held.subscriptions).toBe(heldSubs);
      expectSubscriptions(other.subscriptions).toBe(otherSubs);
    }),
  );

  it(
    'asks a held one again when it is woken',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const source = cold('      --a|');
      const sourceSubs = '  ----^--!';
      const expected = '    ------a|';
      const gate = oneSlot(scheduler);
      let rank: Rank = 'hold';
      scheduler.schedule(() => (rank = 0), 2);
      scheduler.schedule(() => gate.wake(), 4);

      expectObservable(source.pipe(admit(gate, { key: '', rank: () => rank }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    }),
  );

  it(
    'completes one that withdraws, empty and without asking',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const first = cold('  ---a|');
      const source = cold('  --b|');
      const expected = '    ----|';
      const gate = oneSlot(scheduler);
      let rank: Rank = 0;
      scheduler.schedule(() => (rank = 'withdraw'), 2);

      expectObservable(first.pipe(admit(gate, { key: 'a' }))).toBe('---a|');
      expectObservable(source.pipe(admit(gate, { key: 'b', rank: () => rank }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  it(
    'lets one leave the queue, never having asked',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const first = cold('  ---a|');
      const leaving = cold('--b|');
      const unsub = '       --!';
      const last = cold('       --c|');
      const lastSubs = '    ----^--!';
      const gate = oneSlot(scheduler);

      expectObservable(first.pipe(admit(gate, { key: 'a' }))).toBe('       ---a|');
      expectObservable(leaving.pipe(admit(gate, { key: 'b' })), unsub).toBe('---');
      expectObservable(last.pipe(admit(gate, { key: 'c' }))).toBe('        ------c|');
      expectSubscriptions(leaving.subscriptions).toBe([]);
      expectSubscriptions(last.subscriptions).toBe(lastSubs);
    }),
  );

  it(
    'frees the slot of one that is unsubscribed, or fails',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const leaving = cold('------a|');
      const unsub = '       --!';
      const failing = cold('  --#');
      const last = cold('       --c|');
      const gate = oneSlot(scheduler);

      expectObservable(leaving.pipe(admit(gate, { key: 'a' })), unsub).toBe('---');
      expectObservable(failing.pipe(admit(gate, { key: 'b' }))).toBe('     ----#');
      expectObservable(last.pipe(admit(gate, { key: 'c' }))).toBe('        ------c|');
      expectSubscriptions(leaving.subscriptions).toBe('^-!');
      expectSubscriptions(failing.subscriptions).toBe('--^-!');
      expectSubscriptions(last.subscriptions).toBe('   ----^--!');
    }),
  );

  it(
    'goes on after a fault of one rank or one report',
    score(({ cold, expectObservable, scheduler }) => {
      const fault = (): never => {
        throw new Error('a fault of the caller');
      };
      const gate = oneSlot(scheduler);
      let broken = false;
      const rank = () => (broken ? fault() : 9);
      scheduler.schedule(() => (broken = true), 2);

      expectObservable(cold('---a|').pipe(admit(gate, { key: 'a' }))).toBe('                   ---a|');
      expectObservable(cold('--b|').pipe(admit(gate, { key: 'b', rank }))).toBe(
        '              ----#',
        {},
        new Error('a fault of the caller'),
      );
      expectObservable(cold('--c|').pipe(admit(gate, { key: 'c', onAdmitted: fault }))).toBe(
        '----#',
        {},
        new Error('a fault of the caller'),
      );
      expectObservable(cold('--d|').pipe(admit(gate, { key: 'd' }))).toBe('                    ------d|');
    }),
  );

  it(
    'sends no request for whoever leaves when told of the admission',
    score(({ cold, expectSubscriptions, scheduler }) => {
      const source = cold('--a|');
      const gate = oneSlot(scheduler);
      const busy = cold('---b|')
        .pipe(admit(gate, { key: 'b' }))
        .subscribe();
      const leaving = source
        .pipe(admit(gate, { key: 'c', onAdmitted: () => leaving.unsubscribe() }))
        .subscribe();

      scheduler.schedule(
        () => expect([gate.status(), busy.closed]).toEqual([{ inFlight: 0, waiting: 0 }, true]),
        5,
      );
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  it(
    'passes the gate again with each attempt',
    score(({ cold, expectObservable, scheduler }) => {
      const first = cold('  -#');
      const other = cold('   --b|');
      const second = cold('     -a|');
      const expected = '    -----a|';
      const gate = oneSlot(scheduler);
      const attempts = attemptsOf(first, second);

      expectObservable(defer(attempts).pipe(admit(gate, { key: 'a' }), retry(1))).toBe(expected);
      expectObservable(other.pipe(admit(gate, { key: 'b' }))).toBe('---b|');
    }),
  );

  it(
    'takes one back that was throttled, with its rank and without an error',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const refused = cold(' --#', undefined, new Refused(5, 18));
      const again = cold('          --a|');
      const other = cold('             --b|');
      const expected = '     ---------a|';
      const gate = new Gate({
        guards: [windowLimiter({ rate: 90, windowMs: 18, deliveryMs: 0, marginMs: 0 })],
        classify: (error) =>
          error instanceof Refused ? { kind: 'throttled', ...error } : { kind: 'transient' },
        scheduler,
      });
      const attempts = attemptsOf(refused, again);
      scheduler.schedule(
        () => expectObservable(other.pipe(admit(gate, { key: 'b', rank: () => 2 }))).toBe('------------b|'),
        3,
      );

      expectObservable(defer(attempts).pipe(admit(gate, { key: 'a', rank: () => 1 }))).toBe(expected);
      expectSubscriptions(again.subscriptions).toBe('-------^--!');
      expectSubscriptions(other.subscriptions).toBe('----------^--!');
    }),
  );

  it(
    'lets none pass while any guard is against it',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('   (ab|)');
      const request = cold('  ---x|');
      // two slots, but one in any ten
      const expected = '      ---x---------x|';
      const window = windowLimiter({ rate: 1, windowMs: 10, deliveryMs: 0, marginMs: 0 });
      const gate = new Gate({ guards: [slots(2), window], scheduler });

      expectObservable(
        source.pipe(requestsOf({ a: request, b: request }, (key) => admit(gate, { key }))),
      ).toBe(expected);
    }),
  );

  it(
    'reports how long each waited, and for what',
    score(({ cold, flush, scheduler }) => {
      const reports: AdmissionReport[] = [];
      const window = windowLimiter({ rate: 2, windowMs: 10, deliveryMs: 0, marginMs: 0 });
      const gate = new Gate({ guards: [window, slots(1)], scheduler });
      const onAdmitted = (report: AdmissionReport) => reports.push(report);
      cold('(abc|)')
        .pipe(
          requestsOf({ a: cold('---a|'), b: cold('--b|'), c: cold('-c|') }, (key) =>
            admit(gate, { key, onAdmitted }),
          ),
        )
        .subscribe();
      flush();

      expect(reports).toEqual([
        { rank: 0, waitedMs: 0, waits: { token: 0, slot: 0 } },
        { rank: 0, waitedMs: 4, waits: { token: 0, slot: 4 } },
        // The slot was in the way until 7, then the window, which has a place again ten after the first.
        { rank: 0, waitedMs: 10, waits: { token: 3, slot: 7 } },
      ]);
    }),
  );

  it(
    'tells what is in flight, what waits, and for what',
    score(({ cold, scheduler }) => {
      const gate = oneSlot(scheduler);
      const wait = (rank: Rank) =>
        cold('---x|')
          .pipe(admit(gate, { key: '', rank: () => rank }))
          .subscribe();
      const all = [wait(0), wait(1), wait('hold')];

      expect(gate.status()).toEqual({
        inFlight: 1,
        waiting: 1,
        waitingFor: { reason: 'one of the 1 requests in flight to end', ms: Infinity },
      });
      all.forEach((each) => each.unsubscribe());
      expect(gate.status()).toEqual({ inFlight: 0, waiting: 0 });
    }),
  );

  describe('out of patience', () => {
    const troubled = (scheduler: Gate['scheduler'], maxWaitMs: number) =>
      new Gate({ guards: [circuitBreaker({ threshold: 1, resetMs: 4 })], maxWaitMs, scheduler });

    it(
      'gives up all who wait when trouble lasts too long, and whoever comes then',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const failing = cold('  --#');
        const waiting = cold('  ---a|');
        const gate = troubled(scheduler, 3);
        const patience = new PatienceError(3, 'error');
        const attempt = () => waiting.pipe(admit(gate, { key: 'b' }));
        const first = () => failing.pipe(admit(gate, { key: 'a' }));

        // It opens the breaker, and waits like the others.
        expectObservable(first()).toBe('-----#', undefined, patience);
        scheduler.schedule(() => expectObservable(attempt()).toBe('     -----#', undefined, patience), 3);
        scheduler.schedule(() => expectObservable(attempt()).toBe('     --------#', undefined, patience), 8);
        expectSubscriptions(waiting.subscriptions).toBe([]);
      }),
    );

    it(
      'starts anew with each good answer',
      score(({ cold, expectObservable, scheduler }) => {
        const failing = cold('  --#');
        const probe = cold('          -a|'); // opens at 2, probes at 6
        const again = cold('              -#');
        const last = cold('                   --b|');
        const a = cold('                -a|');
        const c = cold('                          -c|');
        const gate = troubled(scheduler, 5);
        const through = (source: Observable<string>, key: string) => source.pipe(admit(gate, { key }));

        expectObservable(through(defer(attemptsOf(failing, a)), 'a')).toBe('---------a|');
        scheduler.schedule(() => expectObservable(through(probe, 'b')).toBe('-------a|'), 3);
        scheduler.schedule(
          () => expectObservable(through(defer(attemptsOf(again, c)), 'c')).toBe('-------------------c|'),
          10,
        );
        scheduler.schedule(() => expectObservable(through(last, 'd')).toBe('-----------------b|'), 12);
      }),
    );

    it(
      'starts anew with an answer that says no, too',
      score(({ cold, expectObservable, scheduler }) => {
        const failing = cold('  --#'); // opens at 2, and at 9 once more
        const no = cold('             -#', undefined, 'no');
        const a = cold('                     -a|');
        const gate = new Gate({
          guards: [circuitBreaker({ threshold: 1, resetMs: 4 })],
          classify: (error) => ({ kind: error === 'no' ? 'permanent' : 'transient' }),
          maxWaitMs: 5,
          scheduler,
        });
        const through = (source: Observable<string>, key: string) => source.pipe(admit(gate, { key }));

        // Of trouble since 2 it would be lost at 9.
        expectObservable(through(defer(attemptsOf(failing, failing, a)), 'a')).toBe('--------------a|');
        scheduler.schedule(() => expectObservable(through(no, 'b')).toBe('-------#', undefined, 'no'), 3);
      }),
    );

    it(
      'does not count the time that a reader holds',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const failing = cold('  --#');
        const source = cold('                               --a|');
        const sourceSubs = '   -----------------------------^--!';
        const expected = '     -------------------------------a|';
        let held = false;
        const gate = new Gate({ guards: [holdWhile('its reader', () => held)], maxWaitMs: 5, scheduler });

        expectObservable(failing.pipe(admit(gate, { key: 'a' }))).toBe('--#');
        scheduler.schedule(() => (held = true), 3);
        scheduler.schedule(() => expectObservable(source.pipe(admit(gate, { key: 'b' }))).toBe(expected), 4);
        scheduler.schedule(() => expectObservable(source.pipe(admit(gate, { key: 'c' }))).toBe(expected), 20);
        scheduler.schedule(() => {
          held = false;
          gate.wake();
        }, 29);
        expectSubscriptions(source.subscriptions).toBe([sourceSubs, sourceSubs]);
      }),
    );

    it(
      'is not lost at once by whoever comes while the reader holds',
      score(({ cold, expectObservable, scheduler }) => {
        const failing = cold('  --#');
        const source = cold('                          --a|');
        const expected = '      --------------------------a|';
        let held = false;
        const gate = new Gate({ guards: [holdWhile('its reader', () => held)], maxWaitMs: 5, scheduler });

        expectObservable(failing.pipe(admit(gate, { key: 'a' }))).toBe('--#');
        scheduler.schedule(() => (held = true), 3);
        scheduler.schedule(() => expectObservable(source.pipe(admit(gate, { key: 'b' }))).toBe(expected), 20);
        scheduler.schedule(() => {
          held = false;
          gate.wake();
        }, 24);
      }),
    );

    it(
      'is forgotten by reopen',
      score(({ cold, expectObservable, scheduler }) => {
        const gate = troubled(scheduler, 3);
        const source = cold('--a|');

        const patience = new PatienceError(3, 'error');
        expectObservable(cold('-#').pipe(admit(gate, { key: 'a' }))).toBe('----#', undefined, patience);
        scheduler.schedule(
          () => expectObservable(source.pipe(admit(gate, { key: 'b' }))).toBe('----#', undefined, patience),
          2,
        );
        scheduler.schedule(() => gate.reopen(), 5);
        scheduler.schedule(
          () => expectObservable(source.pipe(admit(gate, { key: 'c' }))).toBe('--------a|'),
          6,
        );
      }),
    );
  });

  it(
    'leaves no timer when the last one that waits leaves',
    score(({ scheduler }) => {
      const window = windowLimiter({ rate: 1, windowMs: 1_000, deliveryMs: 0, marginMs: 0 });
      const gate = new Gate({ guards: [window], scheduler });
      const never = new Subject<never>();
      const all = [1, 2, 3].map(() => never.pipe(admit(gate, { key: '' })).subscribe());
      expect(timersOf(scheduler)).toBe(1);

      all.forEach((each) => each.unsubscribe());
      expect(timersOf(scheduler)).toBe(0);
      expect(never.observed).toBe(false);
    }),
  );

  it(
    'sets no timer that is not needed',
    score(({ scheduler }) => {
      const gate = new Gate({ guards: [slots(1)], maxWaitMs: 1_000, scheduler });
      const all = [timer(5, scheduler), of(1), of(2)].map((source) =>
        source.pipe(admit(gate, { key: '' })).subscribe(),
      );

      expect(timersOf(scheduler)).toBe(1); // the source's own
      all.forEach((each) => each.unsubscribe());
      expect(timersOf(scheduler)).toBe(0);
    }),
  );
});
