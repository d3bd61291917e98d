/** Reusable operators for whoever pages through a rate-limited API: `import { … } from 'raildiff/operators'`. */
export { admit } from './admit.js';
export { backoffMs, type BackoffConfig } from './backoff.js';
export { breakCircuit, type BreakCircuitOptions } from './break-circuit.js';
export { circuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.js';
export {
  expandByPriority,
  type AdmissionSignals,
  type ExpandByPriorityConfig,
} from './expand-by-priority.js';
export { Gate } from './gate.js';
export type { GateOptions, GateStatus } from './gate-options.js';
export { PatienceError } from './patience-error.js';
export type { AdmissionReport, Rank, Ticket, Wire } from './ticket.js';
export type { Guard, GuardChange } from './guard.js';
export { holdWhile } from './hold-while.js';
export { inTurns, type InTurnsConfig } from './in-turns.js';
export { monotonicScheduler } from './monotonic-scheduler.js';
export type { Classify, Outcome } from './outcome.js';
export { rateLimit, type RateLimitOptions } from './rate-limit.js';
export { retryWhenTransient, type RetryWhenTransientOptions } from './retry-when-transient.js';
export { slots } from './slots.js';
export { windowLimiter, type WindowLimiter, type WindowLimiterOptions } from './window-limiter.js';
