import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Gate } from './gate.js';
import type { Ticket } from './ticket.js';

/**
 * *Subscribes to the source when the gate admits it: when a slot is free, the rate allows it, the circuit is closed,
 * and nobody of a better rank waits.*
 *
 * Each subscription is one admission, so place it inside of `retry`: each attempt passes the gate again. A source that
 * fails because it was throttled, or as the probe of an open circuit, goes back into the queue without an error.
 *
 * @example
 * ```ts
 * const gate = new Gate({ guards: [slots(20), windowLimiter({ rate: 180 })] });
 * from(urls).pipe(mergeMap((url) => defer(() => get(url)).pipe(admit(gate, { key: url })))).subscribe();
 * ```
 * @see {@link rateLimit} and {@link breakCircuit} for a gate with a single guard
 * @param gate shared by all streams that go to one server
 * @param ticket the work's name, its rank, and what tells that the request was written
 */
export function admit<T>(gate: Gate, ticket: Ticket): MonoTypeOperatorFunction<T> {
  return (source) => gate.enqueue(source, ticket);
}
