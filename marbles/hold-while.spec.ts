import { NEVER } from 'rxjs';
import { admit, Gate, holdWhile, slots } from '../src/operators/index.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score, timersOf } from './support/score.js';
import { requestsOf } from './support/works.js';

describe('holdWhile', () => {
  questions({
    wide: (scheduler) => {
      const gate = new Gate({ guards: [holdWhile('its reader', () => false)], scheduler });
      return () => admit(gate, { key: '' });
    },
    throwing: {
      isHeld: {
        operator: (scheduler, isHeld) =>
          admit(new Gate({ guards: [holdWhile('its reader', isHeld)], scheduler }), { key: '' }),
        expected: '#',
      },
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('hold-while');
      const source = cold(drawn['works']!);
      const requests = Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, cold(drawn[`${name} is admitted`]!)]),
      );
      let held = false;
      const gate = new Gate({ guards: [holdWhile('its reader', () => held)], scheduler });
      cold(drawn['held']!, { t: true, f: false }).subscribe((value) => {
        held = value;
        gate.wake();
      });

      expectObservable(source.pipe(requestsOf(requests, (key) => admit(gate, { key })))).toBe(
        drawn['expected']!,
      );
      for (const name of Object.keys(requests))
        expectSubscriptions(requests[name]!.subscriptions).toBe(subsOf(drawn[`${name} is admitted`]!));
    }),
  );

  it(
    'says what is waited for, which only an event can end, and sets no timer',
    score(({ scheduler }) => {
      const gate = new Gate({ guards: [holdWhile('its reader', () => true), slots(1)], scheduler });
      const waiting = NEVER.pipe(admit(gate, { key: '' })).subscribe();

      expect(gate.status()).toEqual({
        inFlight: 0,
        waiting: 1,
        waitingFor: { reason: 'its reader', ms: Infinity },
      });
      expect(timersOf(scheduler)).toBe(0);
      waiting.unsubscribe();
    }),
  );
});
