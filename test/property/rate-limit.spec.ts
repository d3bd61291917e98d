/** The limiter against a server that refuses as it likes, on a virtual clock. */
import fc from 'fast-check';
import { defer, mergeMap, Subject, throwError, timer, VirtualTimeScheduler, type Observable } from 'rxjs';
import { admit, Gate, windowLimiter, type Classify } from '../../src/operators/index.js';
import { WindowLimiter } from '../../src/simulator/http/window-limiter.js';

const WINDOW = 1_000;
const DELIVERY = 40;

class Refused extends Error {
  constructor(
    readonly retryAfterMs: number | undefined,
    readonly limit: number | undefined,
  ) {
    super('429');
  }
}

const classify: Classify = (error) =>
  error instanceof Refused
    ? { kind: 'throttled', retryAfterMs: error.retryAfterMs, limit: error.limit }
    : { kind: 'transient' };

const world = fc.record({
  rate: fc.integer({ min: 1, max: 40 }),
  share: fc.constantFrom(1, 1, 0.9, 0.5, 0.34, 0.01),
  burst: fc.constantFrom(Infinity, 1, 5),
  limit: fc.integer({ min: 1, max: 50 }),
  taken: fc.oneof(fc.constant(0), fc.nat(30)),
  smoothing: fc.option(
    fc.record({ requests: fc.integer({ min: 1, max: 5 }), windowMs: fc.integer({ min: 20, max: 300 }) }),
    {
      nil: undefined,
    },
  ),
  changes: fc.array(fc.record({ afterMs: fc.nat(8_000), limit: fc.integer({ min: 1, max: 50 }) }), {
    maxLength: 3,
  }),
  /** What a 429 says of the wait, and whether it states the limit. */
  retryAfter: fc.constantFrom('true', 'none', 'zero', 'long'),
  stated: fc.boolean(),
  requests: fc.array(
    fc.record({
      wantedAt: fc.oneof(fc.constant(0), fc.nat(5_000)),
      connectMs: fc.oneof(fc.constant(0), fc.nat(200)),
      deliveryMs: fc.nat(DELIVERY),
      serverMs: fc.oneof(fc.nat(5), fc.nat(400)),
      /** Attempts that fail in another way before the server answers. */
      fails: fc.oneof(fc.constant(0), fc.nat(2)),
    }),
    { minLength: 1, maxLength: 60 },
  ),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

it('never exceeds the window or the rate, sends again what was refused, once, and ends where the server is willing', () => {
  fc.assert(
    fc.property(world, (given) => {
      const scheduler = new VirtualTimeScheduler(undefined, 3_600_000);
      const { rate, share, burst, random } = given;
      const limiter = windowLimiter({
        rate,
        share,
        burst,
        windowMs: WINDOW,
        deliveryMs: DELIVERY,
        random: () => random,
      });
      const gate = new Gate({ guards: [limiter], classify, scheduler });
      const server = new WindowLimiter(given.limit, WINDOW, given.changes, given.taken, given.smoothing);
      const usable = Math.max(1, Math.floor(rate * share + 1e-9));
      const arrivals: { at: number; request: number; answer: 'ok' | 'refused' | 'failed' }[] = [];
      const limits: number[] = [limiter.limit()];
      gate.changes.subscribe(() => limits.push(limiter.limit()));
      const served: number[] = [];

      given.requests.forEach(({ wantedAt, connectMs, deliveryMs, serverMs, fails }, request) => {
        let failing = fails;
        const attempt = (written: Subject<void>): Observable<string> =>
          defer(() => timer(connectMs, scheduler)).pipe(
            mergeMap(() => {
              written.next();
              return timer(deliveryMs, scheduler);
            }),
            mergeMap(() => {
              const at = scheduler.now();
              const verdict = server.arrive(at);
              const answer = !verdict.ok ? 'refused' : failing-- > 0 ? 'failed' : 'ok';
              arrivals.push({ at, request, answer });
              if (!verdict.ok) {
                const wait = { true: verdict.waitMs, none: undefined, zero: 0, long: verdict.waitMs + 5_000 };
                const error = new Refused(
                  wait[given.retryAfter as keyof typeof wait],
                  given.stated ? verdict.limit : undefined,
                );
                return timer(1, scheduler).pipe(mergeMap(() => throwError(() => error)));
              }
              const failed = throwError(() => new Error('500'));
              return timer(serverMs, scheduler).pipe(mergeMap(() => (answer === 'ok' ? ['x'] : failed)));
            }),
          );
        const ask = (): void => {
          const written = new Subject<void>();
          attempt(written)
            .pipe(admit(gate, { key: String(request), written }))
            .subscribe({ next: () => served.push(request), error: ask });
        };
        scheduler.schedule(ask, wantedAt);
      });
      scheduler.flush();

      // All were served, each once.
      expect(served.sort((a, b) => a - b)).toEqual(given.requests.map((_, n) => n));
      // Each was sent once for each refusal and failure, and once more.
      given.requests.forEach((_, request) => {
        const answers = arrivals.filter((each) => each.request === request).map(({ answer }) => answer);
        expect(answers.filter((answer) => answer === 'ok')).toEqual(['ok']);
        expect(answers.at(-1)).toBe('ok');
      });
      // No window of the server holds more than the share of the rate, the refused ones among them.
      for (const { at } of arrivals)
        expect(
          arrivals.filter((other) => other.at >= at && other.at < at + WINDOW).length,
        ).toBeLessThanOrEqual(usable);
      for (const limit of limits) {
        expect(limit).toBeGreaterThanOrEqual(1);
        expect(limit).toBeLessThanOrEqual(usable);
      }
    }),
    { numRuns: 400 },
  );
});
