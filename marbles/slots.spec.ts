import { concat, map } from 'rxjs';
import { admit, Gate, slots } from '../src/operators/index.js';
import { picture, subsOf } from './support/picture.js';
import { questions } from './support/questions.js';
import { score } from './support/score.js';
import { requestsOf } from './support/works.js';

describe('slots', () => {
  questions({
    wide: (scheduler) => {
      const gate = new Gate({ guards: [slots(3)], scheduler });
      return () => admit(gate, { key: '' });
    },
  });

  it(
    'is what its picture shows',
    score(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const drawn = picture('slots');
      const source = cold(drawn['works']!);
      const requests = Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, cold(drawn[`${name} is admitted`]!)]),
      );
      const gate = new Gate({ guards: [slots(2)], scheduler });

      expectObservable(source.pipe(requestsOf(requests, (key) => admit(gate, { key })))).toBe(
        drawn['expected']!,
      );
      for (const name of Object.keys(requests))
        expectSubscriptions(requests[name]!.subscriptions).toBe(subsOf(drawn[`${name} is admitted`]!));
    }),
  );

  it.each([
    [1, '---a---b---c---d|'],
    [2, '---ab--cd|'],
    [3, '---abc-d|'],
    [4, '---abcd|'],
  ])('with %i in flight', (concurrency, expected) =>
    score(({ cold, expectObservable, scheduler }) => {
      const source = cold('abcd|');
      const requests = Object.fromEntries(
        [...'abcd'].map((name) => [name, cold('---x|').pipe(map(() => name))]),
      );
      const gate = new Gate({ guards: [slots(concurrency)], scheduler });

      expectObservable(source.pipe(requestsOf(requests, (key) => admit(gate, { key })))).toBe(expected);
    })(),
  );

  it(
    'takes a slot for as long as the request is, and frees it before what follows it asks',
    score(({ cold, expectObservable, scheduler }) => {
      const request = cold(' -x|');
      const expected = '     -x-x|';
      const gate = new Gate({ guards: [slots(1)], scheduler });
      const once = request.pipe(admit(gate, { key: '' }));

      expectObservable(concat(once, once)).toBe(expected);
    }),
  );

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %d', (concurrency) => {
    expect(() => slots(concurrency)).toThrow(RangeError);
  });
});
