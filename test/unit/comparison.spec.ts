import { Observable, Subject } from 'rxjs';
import type { CompareEvent } from '../../src/compare/index.js';
import { Comparison } from '../../src/pipeline/comparison.js';

const progress = (elapsedMs: number): CompareEvent => ({ type: 'progress', elapsedMs }) as CompareEvent;
const difference = (title: string): CompareEvent => ({ type: 'difference', title }) as CompareEvent;

/** A comparison whose events are told by hand, and what it says of its reader. */
function told() {
  const events = new Subject<CompareEvent>();
  const seen = { held: false, open: 0 };
  const comparison = new Comparison(
    (held) =>
      new Observable((subscriber) => {
        seen.open++;
        subscriber.add(held.subscribe((value) => (seen.held = value)));
        subscriber.add(() => seen.open--);
        subscriber.add(events.subscribe(subscriber));
      }),
  );
  return { events, seen, iterator: comparison[Symbol.asyncIterator]() };
}

/** Reading begins with the first next(). */
async function begun() {
  const { events, seen, iterator } = told();
  const first = iterator.next();
  events.next(difference('first'));
  await first;
  return { events, seen, iterator };
}

describe('a comparison as an async iterable', () => {
  it('keeps only the latest progress that nobody has read, and does not hold asking back for it', async () => {
    const { events, seen, iterator } = await begun();
    for (let ms = 1; ms <= 5_000; ms++) events.next(progress(ms));
    events.next(difference('later'));
    expect(seen.held).toBe(false);
    expect((await iterator.next()).value).toEqual(progress(5_000));
    events.next(progress(5_001));
    expect((await iterator.next()).value).toEqual(difference('later'));
    expect((await iterator.next()).value).toEqual(progress(5_001));
  });

  it('goes on however slow its reader is, while progress comes faster than it reads', async () => {
    const { events, seen, iterator } = await begun();
    for (let n = 0; n <= 1_000; n++) events.next(difference(`${n}`));
    expect(seen.held).toBe(true);
    const read: CompareEvent[] = [];
    for (let n = 0; n < 5; n++) {
      for (let tick = 0; tick < 10; tick++) events.next(progress(tick));
      read.push((await iterator.next()).value as CompareEvent);
    }
    expect(read.map(({ type }) => type)).toEqual(Array(5).fill('difference'));
    expect(seen.held).toBe(false);
  });

  it('ends the run when return() is called while a next() pends, which then is done', async () => {
    const { seen, iterator } = await begun();
    const pending = iterator.next();
    expect(seen.open).toBe(1);
    const returned = iterator.return!();
    expect(seen.open).toBe(0);
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await returned).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('ends the run with throw(), and gives that error', async () => {
    const { seen, iterator } = await begun();
    await expect(iterator.throw!(new Error('enough'))).rejects.toThrow('enough');
    expect(seen.open).toBe(0);
  });

  it('ends with the run, and fails with it', async () => {
    const one = await begun();
    one.events.next(difference('last'));
    one.events.complete();
    expect((await one.iterator.next()).value).toEqual(difference('last'));
    expect((await one.iterator.next()).done).toBe(true);
    const other = await begun();
    const pending = other.iterator.next();
    other.events.error(new Error('a fault'));
    await expect(pending).rejects.toThrow('a fault');
  });
});
