import { Subject } from 'rxjs';
import type { Guard, GuardChange } from './guard.js';
import {
  circuitAdmitted,
  circuitAnswered,
  circuitCancelled,
  circuitFailed,
  circuitWait,
  initialCircuit,
  isProbe,
  type CircuitConfig,
  type CircuitState,
} from './circuit.js';
import type { Outcome } from './outcome.js';

export interface CircuitBreakerOptions {
  /** Different works that must fail in a row. Defaults to 5. */
  threshold?: number;
  /** How long it stays open before the first probe, milliseconds. Defaults to 2,000. */
  resetMs?: number;
  /** The longest it stays open between two probes, milliseconds. Defaults to 30,000. */
  maxResetMs?: number;
}

/**
 * A circuit breaker as a guard. The algorithm is told in `circuit.ts`.
 *
 * @throws RangeError when the threshold is below 1 or a duration negative
 */
export function circuitBreaker(options: CircuitBreakerOptions = {}): Guard {
  const config = configOf(options);
  const changes = new Subject<GuardChange>();
  let circuit: CircuitState = initialCircuit;
  const become = (next: CircuitState): void => {
    const before = circuit;
    circuit = next;
    if (next.state !== before.state) changes.next(changeTo(next, config));
  };
  return {
    name: 'breaker',
    reason: () => 'the server to answer again',
    changes,
    wait: (now) => circuitWait(circuit, now),
    admitted: (id) => become(circuitAdmitted(circuit, id)),
    settled: (id, key, outcome, now) => {
      const probing = isProbe(circuit, id);
      become(after(circuit, config, id, key, outcome, now));
      return probing && outcome.kind === 'transient';
    },
  };
}

function after(
  circuit: CircuitState,
  config: CircuitConfig,
  id: number,
  key: string,
  outcome: Outcome,
  now: number,
): CircuitState {
  if (outcome.kind === 'transient') return circuitFailed(circuit, config, id, key, now);
  if (outcome.kind === 'cancelled') return circuitCancelled(circuit, id, now);
  return circuitAnswered(circuit);
}

function changeTo(circuit: CircuitState, config: CircuitConfig): GuardChange {
  switch (circuit.state) {
    case 'closed':
      return { what: 'breakerClosed', why: 'the server answers again' };
    case 'open':
      return {
        what: 'breakerOpened',
        why: `${config.threshold} requests in a row failed`,
        pauseMs: circuit.resetMs,
      };
    case 'halfOpen':
      return { what: 'breakerHalfOpen', why: 'one request tries whether the server is back' };
  }
}

function configOf(options: CircuitBreakerOptions): CircuitConfig {
  const config = {
    threshold: options.threshold ?? 5,
    resetMs: options.resetMs ?? 2_000,
    maxResetMs: options.maxResetMs ?? 30_000,
  };
  if (!(config.threshold >= 1)) throw new RangeError(`threshold is 1 or more, not ${config.threshold}`);
  if (!(config.resetMs >= 0 && config.maxResetMs >= 0)) throw new RangeError('durations are not negative');
  return config;
}
