import { setFlagsFromString } from 'node:v8';
import type { CompareEvent } from '../compare/index.js';

/** From here on memory matters more than the time that collecting it takes. */
const LARGE_RUN_CASES = 60_000;

/**
 * Keeps the heap of a large run close to what is in use. V8 lets it grow to a multiple of that, since collecting more often
 * costs time; with 360,000 cases that is 600 MB for 150 MB in use. Flags may be set while V8 runs; this one is read at each
 * collection.
 */
export function watchHeap(): (event: CompareEvent) => void {
  let tightened = false;
  return (event) => {
    if (tightened || event.type !== 'progress' || event.cases < LARGE_RUN_CASES) return;
    tightened = true;
    setFlagsFromString('--heap-growing-percent=20');
    setFlagsFromString('--semi-space-growth-factor=1');
  };
}
