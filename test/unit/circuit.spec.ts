import {
  circuitAdmitted,
  circuitAnswered,
  circuitCancelled,
  circuitFailed,
  circuitWait,
  failuresIn,
  initialCircuit,
  isProbe,
  isSpared,
  type CircuitState,
} from '../../src/operators/circuit.js';

const config = { threshold: 3, resetMs: 100, maxResetMs: 350 };

/** Admits and fails one after the other, by names; `!x` is answered. At the time that is its place. */
const played = (...works: (string | undefined)[]): CircuitState => playedFrom(initialCircuit, works);

const playedFrom = (begin: CircuitState, works: readonly (string | undefined)[]): CircuitState =>
  works.reduce<CircuitState>((circuit, work, n) => {
    const id = begin.nextId + n;
    const admitted = circuitAdmitted(circuit, id);
    return work?.startsWith('!')
      ? circuitAnswered(admitted, id, work.slice(1))
      : circuitFailed(admitted, config, id, work, n);
  }, begin);
const open = played('a', 'b', 'c');

describe('the circuit', () => {
  it('opens at the threshold of different works that fail in a row', () => {
    expect(played('a', 'b').state).toBe('closed');
    expect(open).toMatchObject({ state: 'open', until: 102, resetMs: 100 });
  });

  it('opens at twice as many failures, of which none accounts for more than half', () => {
    // Another one is out all the while.
    const beside = (...works: string[]) => playedFrom(circuitAdmitted(initialCircuit, 0), works);
    expect(beside('a', 'b', 'a', 'b', 'a', 'a', 'a').state).toBe('closed');
    expect(beside('a', 'b', 'a', 'b', 'a', 'a', 'a', 'b').state).toBe('open');
    expect(beside('a', 'a', 'a', 'a', 'b', 'b', 'b').state).toBe('open');
  });

  it('opens at twice as many failures, whatever works they are of, where nothing else is on the wire', () => {
    expect(played('a', 'a', 'a', 'a', 'a').state).toBe('closed');
    expect(played('a', 'a', 'a', 'a', 'a', 'a').state).toBe('open');
    expect(played('a', 'b', 'b', 'b', 'b').state).toBe('closed');
    expect(played('a', 'b', 'b', 'b', 'b', 'b').state).toBe('open');
    const failing = playedFrom(circuitAdmitted(initialCircuit, 0), Array<string>(8).fill('a'));
    expect([failing.state, failuresIn(failing)]).toEqual(['closed', 8]);
    const alone = circuitCancelled(failing, 0, 9);
    expect(circuitFailed(circuitAdmitted(alone, 9), config, 9, 'a', 10).state).toBe('open');
  });

  it('counts no failure of a work that others, asked for later, were answered after', () => {
    const convicted = played('a', '!b', 'a', 'a', 'a', 'a', 'a', 'a', 'a');
    expect([convicted.state, failuresIn(convicted)]).toEqual(['closed', 0]);
    expect(played('a', '!b', 'a', 'c', 'd').state).toBe('closed');
    expect(played('a', '!b', 'a', 'c', 'd', 'e').state).toBe('open');
    // Its own answer clears it.
    expect(failuresIn(played('a', '!b', 'a', '!a', 'a'))).toBe(1);
  });

  it('counts no failure without a name', () => {
    expect(failuresIn(played(undefined, undefined, undefined, undefined))).toBe(0);
  });

  it('forgets failures with any answer', () => {
    expect(failuresIn(played('a', 'b', '!c'))).toBe(0);
    expect(circuitAnswered(circuitAdmitted(open, 3), 3, 'd').state).toBe('closed');
    expect(circuitAnswered(open, 1, 'b').state).toBe('closed');
  });

  it('lets requests go at once while closed, one at its time while open, none while one probes', () => {
    expect(circuitWait(played('a', 'b'), 5)).toBe(0);
    expect([2, 102, 500].map((now) => circuitWait(open, now))).toEqual([100, 0, 0]);
    expect(circuitWait(circuitAdmitted(open, 7), 102)).toBe(Infinity);
  });

  it('takes what is admitted while it is open for its probe, and nothing else', () => {
    const probing = circuitAdmitted(open, 7);
    expect(probing).toMatchObject({ state: 'halfOpen', probe: 7, resetMs: 100 });
    expect([isProbe(probing, 7), isProbe(probing, 6), isProbe(open, 7), isProbe(initialCircuit, 7)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(circuitAdmitted(initialCircuit, 7).state).toBe('closed');
  });

  it('waits twice as long after each probe that failed, up to the longest', () => {
    let circuit: CircuitState = open;
    const waits = [200, 300, 400].map((now, n) => {
      circuit = circuitFailed(circuitAdmitted(circuit, 3 + n), config, 3 + n, 'a', now);
      return circuitWait(circuit, now);
    });
    expect(waits).toEqual([200, 350, 350]);
  });

  it('spares the failure that opened it, what was on the wire then, and the probe; nothing before and after', () => {
    const out = circuitAdmitted(circuitAdmitted(played('a', 'b'), 2), 3);
    const opened = circuitFailed(out, config, 2, 'c', 10);
    expect([opened.state, isSpared(out, opened, 2)]).toEqual(['open', true]);
    const late = circuitFailed(opened, config, 3, 'd', 50);
    expect([late.state, late.state === 'open' && late.until, isSpared(opened, late, 3)]).toEqual([
      'open',
      110,
      true,
    ]);
    const probing = circuitAdmitted(opened, 4);
    expect(isSpared(probing, circuitFailed(probing, config, 4, 'c', 120), 4)).toBe(true);
    const closed = circuitAnswered(probing, 4, 'c');
    // It took its time, and counts for nothing in the next run.
    const after = circuitFailed(closed, config, 3, 'd', 130);
    expect([isSpared(closed, after, 3), failuresIn(after)]).toEqual([true, 0]);
    const later = circuitAdmitted(closed, 5);
    const failed = circuitFailed(later, config, 5, 'd', 140);
    expect([isSpared(later, failed, 5), failuresIn(failed)]).toEqual([false, 1]);
  });

  it('lets the next probe at once when one was unsubscribed, and cares for no other', () => {
    expect(circuitCancelled(circuitAdmitted(open, 7), 7, 120)).toMatchObject({
      state: 'open',
      until: 120,
      resetMs: 100,
    });
    expect(circuitCancelled(circuitAdmitted(open, 7), 2, 120).state).toBe('halfOpen');
    expect(circuitCancelled(open, 2, 50)).toMatchObject({ state: 'open', until: 102 });
  });
});
