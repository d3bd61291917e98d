import { Subject, defer, mergeMap, range, timer } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import {
  admit,
  Gate,
  rateLimit,
  windowLimiter,
  type Classify,
  type RateLimitOptions,
} from '../src/operators/index.js';
import { WindowLimiter } from '../src/simulator/http/window-limiter.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';
import { attemptsOf, Refused, requestsOf } from './support/works.js';

const classify: Classify = (error) =>
  error instanceof Refused
    ? { kind: 'throttled', retryAfterMs: error.retryAfterMs, limit: error.limit }
    : { kind: 'transient' };

/** The way takes no time, the clocks have no grain, and the jitter of a pause is in the middle. */
const exact = { deliveryMs: 0, marginMs: 0, random: () => 0.5, classify };
const limitedTo = (
  options: Pick<RateLimitOptions, 'rate' | 'windowMs' | 'burst' | 'deliveryMs' | 'marginMs'>,
  scheduler: TestScheduler,
) => rateLimit({ ...exact, ...options, scheduler });

describe('rateLimit', () => {
  questions({
    wide: (scheduler) => {
      const limited = limitedTo({ rate: 100 }, scheduler);
      return () => limited();
    },
    throwing: {
      rank: { operator: (scheduler, rank) => limitedTo({ rate: 9 }, scheduler)({ rank }), expected: '#' },
      classify: {
        operator: (scheduler, fault) => rateLimit({ ...exact, rate: 9, classify: fault, scheduler })(),
        expected: '--a--#',
      },
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('rate-limit');
      const source = cold(drawn['works']!);
      const requests = Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name) => [name, cold(drawn[`${name} is sent`]!)]),
      );
      const limited = limitedTo({ rate: 2, windowMs: 10 }, scheduler);

      expectObservable(source.pipe(requestsOf(requests, () => limited()))).toBe(drawn['expected']!);
      for (const name of Object.keys(requests))
        expectSubscriptions(requests[name]!.subscriptions).toBe(subsOf(drawn[`${name} is sent`]!));
    }),
  );

  it(
    'is one window for all streams that use it',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  -x|');
      const first = '        -x|';
      const second = '       -----------x|';
      const limited = limitedTo({ rate: 1, windowMs: 10 }, scheduler);

      expectObservable(source.pipe(limited())).toBe(first);
      expectObservable(source.pipe(limited())).toBe(second);
    }),
  );

  describe('counts a request', () => {
    it(
      'from when it is written, not from when it is admitted',
      score(({ cold, hot, expectSubscriptions, scheduler }) => {
        const source = cold('     (ab)');
        const written = hot('     ---w');
        const request = cold('    ------|');
        const requestSubs = ['    ^-----!', '-------------^-----!'];
        // it may arrive at 3 at the earliest, and the next at 3 + 10
        const limited = limitedTo({ rate: 1, windowMs: 10 }, scheduler);

        source.pipe(mergeMap(() => request.pipe(limited({ written })))).subscribe();
        expectSubscriptions(request.subscriptions).toBe(requestSubs);
      }),
    );

    it(
      'as arriving at the latest moment that it may',
      score(({ cold, expectSubscriptions, scheduler }) => {
        const source = cold('     (ab)');
        const request = cold('    ---------|');
        const requestSubs = ['    ^--------!', '---------------^--------!'];
        // 4 on its way, 1 for the clocks, and 10
        const limited = limitedTo({ rate: 1, windowMs: 10, deliveryMs: 4, marginMs: 1 }, scheduler);

        source.pipe(mergeMap(() => request.pipe(limited()))).subscribe();
        expectSubscriptions(request.subscriptions).toBe(requestSubs);
      }),
    );

    it(
      'as arrived when it is answered',
      score(({ cold, expectSubscriptions, scheduler }) => {
        const source = cold('     (ab)');
        const request = cold('    --|');
        const requestSubs = ['    ^-!', '-------------^-!'];
        const limited = limitedTo({ rate: 1, windowMs: 10, deliveryMs: 4, marginMs: 1 }, scheduler);

        source.pipe(mergeMap(() => request.pipe(limited()))).subscribe();
        expectSubscriptions(request.subscriptions).toBe(requestSubs);
      }),
    );

    it(
      'as still on its way when it is given up',
      score(({ cold, expectSubscriptions, scheduler }) => {
        const request = cold('    ---------|');
        const unsub = 2;
        const requestSubs = ['    ^-!', '---------------^--------!'];
        const limited = limitedTo({ rate: 1, windowMs: 10, deliveryMs: 4, marginMs: 1 }, scheduler);
        const given = request.pipe(limited()).subscribe();
        request.pipe(limited()).subscribe();

        scheduler.schedule(() => given.unsubscribe(), unsub);
        expectSubscriptions(request.subscriptions).toBe(requestSubs);
      }),
    );

    it(
      'without end while it is not written',
      score(({ cold, hot, expectSubscriptions, scheduler }) => {
        const source = cold('     (ab)');
        const written = hot('     --------------------w'); // a slow connection: two windows
        const request = cold('    ---------------------|');
        const requestSubs = [
          '    ^--------------------!',
          '------------------------------^--------------------!',
        ];
        const limited = limitedTo({ rate: 1, windowMs: 10 }, scheduler);

        source.pipe(mergeMap(() => request.pipe(limited({ written })))).subscribe();
        expectSubscriptions(request.subscriptions).toBe(requestSubs);
      }),
    );
  });

  it(
    'spaces evenly what is beyond the burst, inside of the window',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  (abcdef)');
      const request = cold(' x|');
      //                     four in twenty: one each five, two at once; and what was not used by 20 may go then
      const expected = '     (xx)-x----x---------(xx)';
      const limited = limitedTo({ rate: 4, windowMs: 20, burst: 2 }, scheduler);
      const requests = Object.fromEntries([...'abcdef'].map((name) => [name, request]));

      expectObservable(source.pipe(requestsOf(requests, () => limited()))).toBe(expected);
    }),
  );

  it(
    'takes half of a number for none: two and a half in a window are two',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  (abc|)');
      const request = cold(' x|');
      const expected = '     (xx)------x|';
      const limited = limitedTo({ rate: 2.5, windowMs: 10 }, scheduler);

      expectObservable(source.pipe(requestsOf({ a: request, b: request, c: request }, () => limited()))).toBe(
        expected,
      );
    }),
  );

  it(
    'lets all through where there is no limit',
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('  (abc)');
      const request = cold(' -x|');
      const expected = '     -(xxx)';
      const limited = limitedTo({ rate: Infinity }, scheduler);

      expectObservable(source.pipe(requestsOf({ a: request, b: request, c: request }, () => limited()))).toBe(
        expected,
      );
    }),
  );

  describe('when it is refused', () => {
    it(
      'waits with all for as long as is stated, tries one, and keeps to the limit that was stated',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('  ab--cd|');
        const other = cold('   -o|');
        const a = cold('       -a|');
        const b = cold('        -#', undefined, new Refused(12, 2));
        const bAgain = cold('                --b|');
        const c = cold('                        -c|');
        const d = cold('                               -d|');
        const aSubs = '        ^-!';
        const bSubs = '        -^!';
        const bAgainSubs = '   --------------^--!';
        const cSubs = '        -----------------^-!';
        const dSubs = '        ------------------------^-!'; // b's place is free again
        const expected = '     -a--------------b-c------d|';
        const limited = limitedTo({ rate: 4, windowMs: 10 }, scheduler);
        const attempts = attemptsOf(b, bAgain);
        other.pipe(limited()).subscribe();

        expectObservable(source.pipe(requestsOf({ a, b: defer(attempts), c, d }, () => limited()))).toBe(
          expected,
        );
        [
          [a, aSubs],
          [b, bSubs],
          [bAgain, bAgainSubs],
          [c, cSubs],
          [d, dSubs],
        ].forEach(([each, subs]) =>
          expectSubscriptions((each as typeof a).subscriptions).toBe(subs as string),
        );
      }),
    );

    it(
      'sends one alone after the pause, and the others when it is answered',
      score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
        const source = cold('   (abc|)');
        const refused = cold('  -#', undefined, new Refused(12, 3));
        const again = cold('                 ---x|');
        const refusedSubs = ['  ^!', '^!', '^!'];
        const againSubs = ['    -------------^---!', '-----------------^---!', '-----------------^---!'];
        const expected = '      ----------------x---(xx)';
        const unsub = '         ---------------------!';
        const limited = limitedTo({ rate: 9, windowMs: 10 }, scheduler);
        const request = () => defer(attemptsOf(refused, again));
        // as many as are stated went through
        for (let n = 0; n < 3; n++) cold('o|').pipe(limited()).subscribe();

        expectObservable(
          source.pipe(requestsOf({ a: request(), b: request(), c: request() }, () => limited())),
          unsub,
        ).toBe(expected);
        expectSubscriptions(refused.subscriptions).toBe(refusedSubs);
        expectSubscriptions(again.subscriptions).toBe(againSubs);
      }),
    );

    it(
      'leaves the trial to the next when the first gets no answer',
      score(({ cold, expectSubscriptions, scheduler }) => {
        const refused = cold('  -#', undefined, new Refused(4, 9));
        const again = cold('         --#');
        const next = cold('              --b|');
        const nextSubs = '      -------^--!'; // nine are stated, and nothing was served before: nine in ten, evenly spaced
        const limited = limitedTo({ rate: 9, windowMs: 10 }, scheduler);
        defer(attemptsOf(refused, again))
          .pipe(limited())
          .subscribe({ error: () => {} });
        scheduler.schedule(() => next.pipe(limited()).subscribe(), 2);

        expectSubscriptions(again.subscriptions).toBe('-----^-!');
        expectSubscriptions(next.subscriptions).toBe(nextSubs);
      }),
    );

    it(
      'halves what went through where no number is stated, and waits with jitter where no time is',
      score(({ cold, expectObservable, scheduler }) => {
        const source = cold('  (abcde|)');
        const ok = cold('      -x|');
        const refused = cold(' --#', undefined, new Refused());
        const again = cold('   x|');
        // three quarters of a twentieth of the window: to 6; but of two a window, four of which are there, it goes at 100
        const expected = '   -(xxxx) 93ms x|';
        const limited = limitedTo({ rate: 9, windowMs: 100 }, scheduler);
        const requests = { a: ok, b: ok, c: ok, d: ok, e: defer(attemptsOf(refused, again)) };

        expectObservable(source.pipe(requestsOf(requests, () => limited()))).toBe(expected);
      }),
    );

    it(
      'tells a wave of refusals once',
      score(({ cold, expectObservable, scheduler }) => {
        const window = windowLimiter({ ...exact, rate: 9, windowMs: 10 });
        const gate = new Gate({ guards: [window], classify, scheduler });
        const source = cold('   (abc)');
        const refused = cold('  --#', undefined, new Refused(20, 6));
        const later = cold('    ---#', undefined, new Refused(30, 6));
        const expected = '      --t-----------';
        const unsub = '         -------------!';
        const change = {
          what: 'slowed',
          why: 'the server allows 6, and refused after fewer: requests go evenly spaced',
          pauseMs: 20,
        };
        const run = source
          .pipe(requestsOf({ a: refused, b: refused, c: later }, (key) => admit(gate, { key })))
          .subscribe();
        scheduler.schedule(() => run.unsubscribe(), 13);

        expectObservable(gate.changes, unsub).toBe(expected, { t: change });
      }),
    );

    it(
      'waits as long as the last of a wave asks for',
      score(({ cold, expectSubscriptions, scheduler }) => {
        const source = cold('   (ab)');
        const soon = cold('     -#', undefined, new Refused(3, 6));
        const late = cold('     --#', undefined, new Refused(9, 6));
        const again = cold('               -x|');
        const againSubs = ['    -----------^-!', '-------------^-!']; // six in ten, evenly spaced
        const limited = limitedTo({ rate: 9, windowMs: 10 }, scheduler);
        const requests = { a: defer(attemptsOf(soon, again)), b: defer(attemptsOf(late, again)) };

        source.pipe(requestsOf(requests, () => limited())).subscribe();
        expectSubscriptions(again.subscriptions).toBe(againSubs);
      }),
    );

    it(
      'counts refused attempts against the rate: the server saw them arrive',
      score(({ cold, expectSubscriptions, scheduler }) => {
        const source = cold('   (abc)');
        const refused = cold('  -#', undefined, new Refused(2, 3));
        const again = cold('       -x|');
        // three have been sent by 0, the refused ones among them; then three in ten, evenly spaced, since none was served
        const againSubs = ['    ----------^-!', '--------------^-!', '------------------^-!'];
        const limited = limitedTo({ rate: 3, windowMs: 10 }, scheduler);
        const request = () => defer(attemptsOf(refused, again));

        source.pipe(requestsOf({ a: request(), b: request(), c: request() }, () => limited())).subscribe();
        expectSubscriptions(again.subscriptions).toBe(againSubs);
      }),
    );

    it(
      'recovers by one probe at a time, up to the rate and no further',
      score(({ cold, flush, scheduler }) => {
        const window = windowLimiter({ ...exact, rate: 3, windowMs: 10 });
        const gate = new Gate({ guards: [window], classify, scheduler });
        const refused = cold('#', undefined, new Refused(10, 1));
        const answered = cold('x|');
        const first = attemptsOf(answered, refused, ...Array<typeof answered>(9).fill(answered));
        const requests = Object.fromEntries([...'abcdefghi'].map((name) => [name, defer(first)]));
        const admissions: number[] = [];
        const limits: [number, number][] = [];
        gate.changes.subscribe(() => limits.push([scheduler.now(), window.limit()]));
        cold('ab-cdefghi')
          .pipe(
            requestsOf(requests, (key) =>
              admit(gate, { key, onAdmitted: () => admissions.push(scheduler.now()) }),
            ),
          )
          .subscribe();
        flush();

        // one · refused · the trial · its place is free again, and a probe beside it · answered: two, and a probe · three in ten
        expect(admissions).toEqual([0, 1, 11, 21, 21, 22, 31, 31, 32, 41]);
        expect(limits).toEqual([
          [1, 1],
          [22, 2],
          [23, 3],
        ]);
      }),
    );

    it(
      'pays for a probe that is refused with the pause alone, and waits twice as long for the next',
      score(({ cold, flush, scheduler }) => {
        const window = windowLimiter({ ...exact, rate: 3, windowMs: 10 });
        const gate = new Gate({ guards: [window], classify, scheduler });
        const refused = cold('#', undefined, new Refused(5, 1));
        const answered = cold('x|');
        const first = attemptsOf(
          answered,
          refused,
          answered,
          refused,
          ...Array<typeof answered>(9).fill(answered),
        );
        const requests = Object.fromEntries([...'abcdefg'].map((name) => [name, defer(first)]));
        const log: [number, number][] = [];
        cold('a-bcdefg')
          .pipe(
            requestsOf(requests, (key) =>
              admit(gate, { key, onAdmitted: () => log.push([scheduler.now(), window.limit()]) }),
            ),
          )
          .subscribe();
        flush();

        // 0 one · 2 refused · 10 the trial · 17, a window after the pause, a probe: refused · 22 alone · 32 again
        // · 42, two windows after the pause, a probe beside the next: answered, two
        expect(log).toEqual([
          [0, 3],
          [2, 3],
          [10, 1],
          [17, 1],
          [22, 1],
          [32, 1],
          [42, 1],
          [42, 1],
          [43, 2],
        ]);
      }),
    );
  });

  describe('refused after fewer than are stated', () => {
    it(
      'takes half of it, evenly spaced, and tells why',
      score(({ cold, expectSubscriptions, flush, scheduler }) => {
        const window = windowLimiter({ ...exact, rate: 9, windowMs: 20 });
        const gate = new Gate({ guards: [window], classify, scheduler });
        const changes: [number, string, number][] = [];
        gate.changes.subscribe(({ what, why }) =>
          changes.push([scheduler.now(), `${what}: ${why}`, window.limit()]),
        );
        const source = cold('   a-bcde|');
        const refused = cold('  -#', undefined, new Refused(4, 8));
        const again = cold('          -x|');
        // eight are stated, and a was the only one but for one that was served before: four in twenty
        const againSubs = [
          '    -----^-!',
          '----------^-!',
          '---------------^-!',
          '--------------------^-!',
          '-------------------------^-!',
        ];
        const requests = Object.fromEntries(
          [...'abcde'].map((name) => [name, name === 'a' ? defer(attemptsOf(refused, again)) : again]),
        );

        cold('(o|)')
          .pipe((served) => admit<string>(gate, { key: 'served' })(served))
          .subscribe();
        source.pipe(requestsOf(requests, (key) => admit(gate, { key }))).subscribe();
        expectSubscriptions(again.subscriptions).toBe(againSubs);
        flush();
        expect(changes).toEqual([
          [1, 'slowed: the server allows 8, and refused after fewer: requests go evenly spaced', 4],
          [27, 'recovered: a window passed without a refusal: 5 requests in 0.02 s, evenly spaced', 5],
        ]);
      }),
    );

    it(
      'grows by equal steps up to what is stated, a window each, and is refused one at a time',
      score(({ cold, flush, scheduler }) => {
        const window = windowLimiter({ ...exact, rate: 60, windowMs: 600 });
        const gate = new Gate({ guards: [window], classify, scheduler });
        const server = new WindowLimiter(40, 600, []);
        const limits: [number, number][] = [];
        gate.changes.subscribe(() => limits.push([Math.round(scheduler.now() / 600), window.limit()]));
        const refusedAt: number[] = [];
        const request = defer(() => {
          const verdict = server.arrive(scheduler.now());
          if (verdict.ok && scheduler.now() < 600 * 12) server.arrive(scheduler.now());
          if (verdict.ok) return cold('x|');
          refusedAt.push(scheduler.now());
          return cold('#', undefined, new Refused(verdict.waitMs, 40));
        });
        let served = 0;
        range(0, 500)
          .pipe(mergeMap(() => request.pipe((source) => admit<string>(gate, { key: '' })(source))))
          .subscribe(() => served++);
        flush();

        expect(served).toBe(500);
        // Somebody sends as many as we do, for twelve windows: up to half of it and back, and then alone, to all of it.
        expect(limits.map(([, limit]) => limit)).toEqual([
          // Nothing was served before the first wave: all of what is stated, evenly spaced; then a crowd.
          ...[40, 28, 19, 23],
          ...[16, 20, 24],
          ...[16, 20, 24],
          ...[16, 20, 24],
          ...[16, 20, 24, 28, 32, 36, 40],
        ]);
        // The first wave is what was sent at once; then one at a time.
        expect(refusedAt.filter((at) => at > 0).map((at) => Math.round(at / 600))).toEqual([
          2, 3, 5, 7, 9, 11,
        ]);
      }),
    );
  });

  it(
    'leaves no timer when it is unsubscribed',
    score(({ scheduler }) => {
      const limited = limitedTo({ rate: 1 }, scheduler);
      const never = new Subject<never>();
      const all = [never, never, timer(9_999, scheduler)].map((source) => source.pipe(limited()).subscribe());
      expect(timersOf(scheduler)).toBe(1);

      all.forEach((each) => each.unsubscribe());
      expect(timersOf(scheduler)).toBe(0);
      expect(never.observed).toBe(false);
    }),
  );

  it.each([
    [{ rate: 0 }, 'rate'],
    [{ rate: NaN }, 'rate'],
    [{ rate: 1, burst: 0 }, 'burst'],
    [{ rate: 1, windowMs: 0 }, 'windowMs'],
    [{ rate: 1, share: 0 }, 'share'],
    [{ rate: 1, share: 1.1 }, 'share'],
    [{ rate: 1, share: NaN }, 'share'],
  ])('refuses %j', (options, what) => {
    expect(() => rateLimit(options)).toThrow(new RegExp(`^${what} is`));
  });
});
