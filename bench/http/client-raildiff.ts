/**
 * The library as it is shipped, with every event read, and the heap kept as the command keeps it; the first argument is the
 * rate, the second the requests in flight.
 */
import { compareProjects, createInstance } from 'raildiff';
import { watchHeap } from '../../src/cli/large-runs.js';
import { addressFromEnvironment, report } from './measured.js';

const rate = process.argv[2] === 'none' ? Infinity : Number(process.argv[2]);
const instance = createInstance({ ...addressFromEnvironment(), rate, concurrency: Number(process.argv[3]) });
const since = performance.now();
const watch = watchHeap();
let firstDifferenceMs: number | undefined;
compareProjects({ left: { instance, projectId: 30 }, right: { instance, projectId: 34 } }).subscribe(
  (event) => {
    watch(event);
    if (event.type === 'difference' && event.kind !== 'identical')
      firstDifferenceMs ??= performance.now() - since;
    if (event.type !== 'summary') return;
    if (event.status !== 'complete') throw new Error(`the run ended ${event.status}`);
    const { sent, throttled } = event.requests;
    const cases = event.left.cases + event.right.cases;
    report({ ms: performance.now() - since, cases, requests: sent, throttled, firstDifferenceMs });
  },
);
