import {
  circuitAdmitted,
  circuitAnswered,
  circuitCancelled,
  circuitFailed,
  circuitWait,
  initialCircuit,
  isProbe,
  type CircuitState,
} from '../../src/operators/circuit.js';

const config = { threshold: 3, resetMs: 100, maxResetMs: 350 };
const failing = (...keys: string[]): CircuitState =>
  keys.reduce<CircuitState>(
    (circuit, key, id) => circuitFailed(circuit, config, id, key, id),
    initialCircuit,
  );
const open = failing('a', 'b', 'c');

describe('the circuit', () => {
  it('opens at the threshold of different works that fail in a row', () => {
    expect(failing('a', 'b')).toEqual({ state: 'closed', failing: ['a', 'b'] });
    expect(open).toEqual({ state: 'open', until: 102, resetMs: 100 });
  });

  it('stays closed for works below the threshold, however often they fail', () => {
    expect(failing('a', 'b', 'a', 'b', 'a', 'a')).toEqual({ state: 'closed', failing: ['a', 'b'] });
  });

  it('forgets failures with any answer', () => {
    expect(circuitAnswered(failing('a', 'b'))).toBe(initialCircuit);
    expect(circuitAnswered(initialCircuit)).toBe(initialCircuit);
    expect(circuitAnswered(open)).toBe(initialCircuit);
  });

  it('lets requests go at once while closed, one at its time while open, none while one probes', () => {
    expect(circuitWait(failing('a', 'b'), 5)).toBe(0);
    expect([2, 102, 500].map((now) => circuitWait(open, now))).toEqual([100, 0, 0]);
    expect(circuitWait(circuitAdmitted(open, 7), 102)).toBe(Infinity);
  });

  it('takes what is admitted while it is open for its probe, and nothing else', () => {
    const probing = circuitAdmitted(open, 7);
    expect(probing).toEqual({ state: 'halfOpen', probe: 7, resetMs: 100 });
    expect([isProbe(probing, 7), isProbe(probing, 6), isProbe(open, 7), isProbe(initialCircuit, 7)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(circuitAdmitted(initialCircuit, 7)).toBe(initialCircuit);
    expect(circuitAdmitted(probing, 8)).toBe(probing);
  });

  it('waits twice as long after each probe that failed, up to the longest', () => {
    let circuit: CircuitState = open;
    const waits = [200, 300, 400].map((now, id) => {
      circuit = circuitFailed(circuitAdmitted(circuit, id), config, id, 'a', now);
      return circuitWait(circuit, now);
    });
    expect(waits).toEqual([200, 350, 350]);
  });

  it('hears nothing new from what was on the wire when it opened', () => {
    const probing = circuitAdmitted(open, 7);
    expect(circuitFailed(open, config, 3, 'd', 50)).toBe(open);
    expect(circuitFailed(probing, config, 3, 'd', 50)).toBe(probing);
    expect(circuitCancelled(open, 3, 50)).toBe(open);
    expect(circuitCancelled(probing, 3, 50)).toBe(probing);
    expect(circuitAnswered(probing)).toBe(initialCircuit);
  });

  it('lets the next probe at once when one was unsubscribed', () => {
    expect(circuitCancelled(circuitAdmitted(open, 7), 7, 120)).toEqual({
      state: 'open',
      until: 120,
      resetMs: 100,
    });
  });
});
