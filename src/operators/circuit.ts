/**
 * The decision of the circuit breaker: a pure `(state, event) → state`, without a clock.
 *
 * It opens when `threshold` *different* works have failed in a row without one answer in between: one page that always
 * fails, however often it is tried, is that page's trouble and not the server's. While it is open nothing is asked; after
 * `resetMs` one probe may go. An answer closes it, even a refusal or one to a request from before; a failed probe opens
 * it for twice as long, up to `maxResetMs`, and costs its work no attempt.
 *
 * The three states are those of M. Nygard, Release It!, chapter "Circuit Breaker".
 */
export interface CircuitConfig {
  threshold: number;
  /** Milliseconds. */
  resetMs: number;
  /** Milliseconds. */
  maxResetMs: number;
}

export type CircuitState =
  | { state: 'closed'; failing: readonly string[] }
  | { state: 'open'; until: number; resetMs: number }
  | { state: 'halfOpen'; probe: number; resetMs: number };

export const initialCircuit: CircuitState = { state: 'closed', failing: [] };

/** Milliseconds until the next request may go; Infinity while a probe is under way. */
export function circuitWait(circuit: CircuitState, now: number): number {
  if (circuit.state === 'halfOpen') return Infinity;
  return circuit.state === 'open' ? Math.max(0, circuit.until - now) : 0;
}

/** What is admitted while the circuit is open is its probe. */
export const circuitAdmitted = (circuit: CircuitState, id: number): CircuitState =>
  circuit.state === 'open' ? { state: 'halfOpen', probe: id, resetMs: circuit.resetMs } : circuit;

/** An answer, be it a refusal: whoever answers is alive. */
export function circuitAnswered(circuit: CircuitState): CircuitState {
  return circuit.state === 'closed' && circuit.failing.length === 0 ? circuit : initialCircuit;
}

/** The probe was unsubscribed: the next that waits may be it. */
export const circuitCancelled = (circuit: CircuitState, id: number, now: number): CircuitState =>
  isProbe(circuit, id) ? { state: 'open', until: now, resetMs: circuit.resetMs } : circuit;

export function circuitFailed(
  circuit: CircuitState,
  config: CircuitConfig,
  id: number,
  key: string,
  now: number,
): CircuitState {
  if (isProbe(circuit, id)) {
    const resetMs = Math.min(config.maxResetMs, circuit.resetMs * 2);
    return { state: 'open', until: now + resetMs, resetMs };
  }
  // Failures of what was on the wire when it opened tell nothing new.
  if (circuit.state !== 'closed') return circuit;
  const failing = circuit.failing.includes(key) ? circuit.failing : [...circuit.failing, key];
  return failing.length < config.threshold
    ? { state: 'closed', failing }
    : { state: 'open', until: now + config.resetMs, resetMs: config.resetMs };
}

export const isProbe = (circuit: CircuitState, id: number): circuit is CircuitState & { state: 'halfOpen' } =>
  circuit.state === 'halfOpen' && circuit.probe === id;
