import { VirtualTimeScheduler } from 'rxjs';
import { SIDES } from '../../src/compare/index.js';
import { Fetcher } from '../../src/pipeline/fetch.js';
import { createInstance } from '../../src/pipeline/instance.js';
import { Plan } from '../../src/pipeline/plan.js';
import { readProjects } from '../../src/pipeline/read-projects.js';
import { RequestCounts } from '../../src/pipeline/request-counts.js';
import { WINDOW_MS, type Outcome, type Scenario } from './scenario.js';
import { LEFT, RIGHT, virtualClient, type VirtualClient } from './virtual-client.js';

export interface RaildiffOutcome extends Outcome {
  sent: VirtualClient['sent'];
  /** All suites of both sides were read to their end. */
  complete: boolean;
}

/** Runs the pipeline itself, plan, gate, limiter and all, on a virtual clock. */
export function runRaildiff({ world, pageMs, slots, limit, unevenMs, records }: Scenario): RaildiffOutcome {
  const scheduler = new VirtualTimeScheduler();
  const client = virtualClient(world, pageMs, scheduler, unevenMs);
  const instance = createInstance({
    url: client.url,
    user: '',
    apiKey: '',
    client,
    concurrency: slots,
    rate: limit,
    windowMs: WINDOW_MS,
    scheduler,
    random: () => 0.5,
  });
  const plan = new Plan({
    left: { instance, projectId: LEFT, record: records?.left },
    right: { instance, projectId: RIGHT, record: records?.right },
  });
  const fetcher = new Fetcher(
    plan,
    { timeoutMs: 3_600_000, attempts: 3, retryBaseMs: 500 },
    new RequestCounts(),
  );
  let ms = Infinity;
  readProjects(plan, fetcher, SIDES, { askAgain: true }).subscribe({
    error: (error: unknown) => {
      throw error;
    },
    // The clock runs on: a timer that was cancelled is still a frame of it.
    complete: () => (ms = scheduler.now()),
  });
  scheduler.flush();
  const complete = plan.allSuites().every((suite) => suite.isComplete());
  return { ms, requests: client.sent.length, sent: client.sent, complete };
}
