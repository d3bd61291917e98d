import { Subject } from 'rxjs';
import type { Guard, GuardChange } from './guard.js';
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
  type CircuitConfig,
  type CircuitState,
} from './circuit.js';
import { isDuration } from './numbers.js';
import type { Outcome } from './outcome.js';

export interface CircuitBreakerOptions {
  /** Different works that must fail in a row, a whole number; fewer open it with twice as many failures. Defaults to 5. */
  threshold?: number;
  /** How long it stays open before the first probe, milliseconds. Defaults to 2,000. */
  resetMs?: number;
  /** The longest it stays open between two probes, milliseconds. Defaults to 30,000. */
  maxResetMs?: number;
}

/**
 * A circuit breaker as a guard. The algorithm is told in `circuit.ts`.
 *
 * @throws RangeError when the threshold is no whole number of 1 or more, or a duration negative or none
 */
export function circuitBreaker(options: CircuitBreakerOptions = {}): Guard {
  const config = configOf(options);
  const changes = new Subject<GuardChange>();
  let circuit: CircuitState = initialCircuit;
  /** How often a work's failure has cost it no attempt since it was answered last. */
  const spared = new Map<string, number>();
  const become = (next: CircuitState, said?: string): void => {
    const before = circuit;
    circuit = next;
    if (next.state !== before.state) changes.next(changeOf(before, next, said));
  };
  return {
    name: 'breaker',
    reason: () => 'the server to answer again',
    changes,
    wait: (now) => circuitWait(circuit, now),
    admitted: (id) => become(circuitAdmitted(circuit, id)),
    settled: (id, key, outcome, now) => {
      const before = circuit;
      const next = after(circuit, config, id, key, outcome, now);
      become(next, outcome.kind === 'transient' ? outcome.said : undefined);
      if (key !== undefined && (outcome.kind === 'ok' || outcome.kind === 'permanent')) spared.delete(key);
      if (outcome.kind !== 'transient' || !isSpared(before, next, id)) return false;
      if (isProbe(before, id) || key === undefined) return true;
      const times = (spared.get(key) ?? 0) + 1;
      spared.set(key, times);
      return times <= MOST_SPARED;
    },
  };
}

function after(
  circuit: CircuitState,
  config: CircuitConfig,
  id: number,
  key: string | undefined,
  outcome: Outcome,
  now: number,
): CircuitState {
  if (outcome.kind === 'transient') return circuitFailed(circuit, config, id, key, now);
  if (outcome.kind === 'cancelled') return circuitCancelled(circuit, id, now);
  return circuitAnswered(circuit, id, key);
}

function changeOf(before: CircuitState, circuit: CircuitState, said: string | undefined): GuardChange {
  switch (circuit.state) {
    case 'closed':
      return { what: 'breakerClosed', why: 'the server answers again' };
    case 'open':
      return { what: 'breakerOpened', why: whyOpened(before, said), pauseMs: circuit.resetMs };
    case 'halfOpen':
      return { what: 'breakerHalfOpen', why: 'one request tries whether the server is back' };
  }
}

/** A work that opens it whenever it is asked for, while all else is answered, would never use its attempts up. */
const MOST_SPARED = 3;

/** With the last failure, which is the one that opened it. */
function whyOpened(before: CircuitState, said: string | undefined): string {
  if (before.state === 'halfOpen')
    return said === undefined
      ? 'the request that tried was given up'
      : `the request that tried failed: ${said}`;
  const count = failuresIn(before) + 1;
  const failed = count === 1 ? '1 request failed' : `${count} requests in a row failed`;
  return said === undefined ? failed : `${failed}${count === 1 ? '' : ', the last'}: ${said}`;
}

function configOf(options: CircuitBreakerOptions): CircuitConfig {
  const config = {
    threshold: options.threshold ?? 5,
    resetMs: options.resetMs ?? 2_000,
    maxResetMs: options.maxResetMs ?? 30_000,
  };
  const { threshold, resetMs, maxResetMs } = config;
  if (!(threshold === Infinity || (Number.isInteger(threshold) && threshold >= 1)))
    throw new RangeError(`threshold is a whole number of 1 or more, not ${threshold}`);
  if (!isDuration(resetMs)) throw new RangeError(`resetMs is a number of 0 or more, not ${resetMs}`);
  if (!isDuration(maxResetMs)) throw new RangeError(`maxResetMs is a number of 0 or more, not ${maxResetMs}`);
  return config;
}
