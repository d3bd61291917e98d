import type { Guard } from './guard.js';

/**
 * Admits nothing while `isHeld()` says so: backpressure, since an Observable has no demand of its own. Call the gate's
 * `wake()` when the answer turns to false.
 */
export function holdWhile(reason: string, isHeld: () => boolean): Guard {
  return { name: 'reader', ours: true, reason: () => reason, wait: () => (isHeld() ? Infinity : 0) };
}
