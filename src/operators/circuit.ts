/**
 * The decision of the circuit breaker: a pure `(state, event) → state`, without a clock.
 *
 * **It opens** on a run of failures without one answer in between, when
 * - `threshold` *different* works have failed, or
 * - there are twice as many failures, of which no work accounts for more than half, or
 * - there are twice as many failures, whatever works they are of, and nothing else is on the wire that could be answered.
 *
 * The first is how a server goes down that is asked for much; the others are the same where few works are left. One page
 * that always fails, however often it is tried, is that page's trouble and not the server's: a work that fails although
 * another one, asked for after it had failed before, was answered, tells nothing of the server and does not count.
 *
 * **While it is open** nothing is asked; after `resetMs` one probe may go. An answer closes it, even a refusal or one to a
 * request from before; a failed probe opens it for twice as long, up to `maxResetMs`.
 *
 * **It spares** what failed through no fault of its own: the probe, the failure that opened it, and whatever was on the wire
 * then. Those cost their works no attempt. The failures before were told already.
 *
 * The three states are those of M. Nygard, Release It!, chapter "Circuit Breaker".
 */
export interface CircuitConfig {
  /** Different works, a whole number; Infinity never opens it. */
  threshold: number;
  /** Milliseconds. */
  resetMs: number;
  /** Milliseconds. */
  maxResetMs: number;
}

/** A work that has failed and not been answered since. */
interface Suspect {
  /** Admissions from this id on came after it had failed. */
  since: number;
  /** One of them was answered: when it fails again it is its own trouble. */
  othersAnswered: boolean;
}

/** What is known in every state. */
interface Seen {
  nextId: number;
  inFlight: number;
  /** Failures of admissions below this id were on the wire when the circuit opened last. */
  sparedBefore: number;
  suspects: ReadonlyMap<string, Suspect>;
}

export type CircuitState = Seen &
  (
    | { state: 'closed'; failures: ReadonlyMap<string, number> }
    | { state: 'open'; until: number; resetMs: number }
    | { state: 'halfOpen'; probe: number; resetMs: number }
  );

const NO_FAILURES: ReadonlyMap<string, number> = new Map();

export const initialCircuit: CircuitState = {
  state: 'closed',
  failures: NO_FAILURES,
  nextId: 0,
  inFlight: 0,
  sparedBefore: 0,
  suspects: new Map(),
};

/** Works of an endless stream that failed and never came again are forgotten when there are more than these. */
const MOST_SUSPECTS = 1_000;

/** Milliseconds until the next request may go; Infinity while a probe is under way. */
export function circuitWait(circuit: CircuitState, now: number): number {
  if (circuit.state === 'halfOpen') return Infinity;
  return circuit.state === 'open' ? Math.max(0, circuit.until - now) : 0;
}

/** What is admitted while the circuit is open is its probe. */
export function circuitAdmitted(circuit: CircuitState, id: number): CircuitState {
  const seen = { ...circuit, nextId: id + 1, inFlight: circuit.inFlight + 1 };
  return seen.state === 'open'
    ? { ...seenOf(seen), state: 'halfOpen', probe: id, resetMs: seen.resetMs }
    : seen;
}

/** An answer, be it a refusal: whoever answers is alive. */
export function circuitAnswered(circuit: CircuitState, id: number, key: string | undefined): CircuitState {
  const ended = afterOne(circuit);
  const suspects = afterAnswer(circuit.suspects, id, key);
  if (ended.state === 'closed' && ended.failures.size === 0) return { ...ended, suspects };
  return { ...seenOf(ended), suspects, state: 'closed', failures: NO_FAILURES };
}

/** It was unsubscribed. Of a probe: the next that waits may be it. */
export const circuitCancelled = (circuit: CircuitState, id: number, now: number): CircuitState =>
  isProbe(circuit, id)
    ? { ...seenOf(afterOne(circuit)), state: 'open', until: now, resetMs: circuit.resetMs }
    : afterOne(circuit);

/** @param key undefined for a work whose failure tells nothing of the server */
export function circuitFailed(
  circuit: CircuitState,
  config: CircuitConfig,
  id: number,
  key: string | undefined,
  now: number,
): CircuitState {
  const ended = afterOne(circuit);
  if (isProbe(circuit, id)) {
    const resetMs = Math.min(config.maxResetMs, circuit.resetMs * 2);
    return { ...seenOf(ended), state: 'open', until: now + resetMs, resetMs };
  }
  // Failures of what was on the wire when it opened tell nothing new.
  if (ended.state !== 'closed' || id < ended.sparedBefore || key === undefined) return ended;
  const suspect = ended.suspects.get(key);
  if (suspect?.othersAnswered) return ended;
  const failures = new Map(ended.failures).set(key, (ended.failures.get(key) ?? 0) + 1);
  if (!opens(failures, config, ended.inFlight))
    return { ...ended, failures, suspects: suspect ? ended.suspects : withSuspect(ended, key) };
  const { resetMs } = config;
  // Those that failed in the run that opened it are under no suspicion: it was the server.
  const suspects = new Map([...ended.suspects].filter(([name]) => !failures.has(name)));
  return {
    ...seenOf(ended),
    ...{ suspects, sparedBefore: ended.nextId },
    ...{ state: 'open', until: now + resetMs, resetMs },
  };
}

export const isProbe = (circuit: CircuitState, id: number): circuit is CircuitState & { state: 'halfOpen' } =>
  circuit.state === 'halfOpen' && circuit.probe === id;

/** Whether the failure of `id` costs its work no attempt. @param after the state that this failure led to */
export const isSpared = (before: CircuitState, after: CircuitState, id: number): boolean =>
  isProbe(before, id) || id < after.sparedBefore;

/** Failures in the run without an answer. */
export const failuresIn = (circuit: CircuitState): number =>
  circuit.state === 'closed' ? sum(circuit.failures, Infinity) : 0;

function opens(
  failures: ReadonlyMap<string, number>,
  { threshold }: CircuitConfig,
  othersInFlight: number,
): boolean {
  if (failures.size >= threshold || sum(failures, threshold) >= 2 * threshold) return true;
  return othersInFlight === 0 && sum(failures, Infinity) >= 2 * threshold;
}

/** @param most what one work counts for at the most */
const sum = (failures: ReadonlyMap<string, number>, most: number): number =>
  [...failures.values()].reduce((all, count) => all + Math.min(count, most), 0);

const afterOne = (circuit: CircuitState): CircuitState => ({ ...circuit, inFlight: circuit.inFlight - 1 });

const seenOf = ({ nextId, inFlight, sparedBefore, suspects }: CircuitState): Seen => ({
  ...{ nextId, inFlight, sparedBefore, suspects },
});

function afterAnswer(
  suspects: ReadonlyMap<string, Suspect>,
  id: number,
  key: string | undefined,
): ReadonlyMap<string, Suspect> {
  if (suspects.size === 0) return suspects;
  const left = [...suspects].filter(([name]) => name !== key);
  return new Map(
    left.map(([name, suspect]) => [
      name,
      id >= suspect.since ? { ...suspect, othersAnswered: true } : suspect,
    ]),
  );
}

const withSuspect = ({ suspects, nextId }: Seen, key: string): ReadonlyMap<string, Suspect> =>
  new Map([...suspects, [key, { since: nextId, othersAnswered: false }] as const].slice(-MOST_SUSPECTS));
