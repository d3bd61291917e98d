/**
 * The two schedulers that raildiff is measured by, as one discrete-event simulation: works with known latencies, slots,
 * and the same sliding window, in which a request holds its token until a window after the server has seen it.
 *
 * - **All-knowing**: it knows all totals, so every page may be asked for as soon as the suite lists are read; longest
 *   first, which for one kind of slot is within 4/3 of the optimum and here, with many works a slot, next to it
 *   (R. L. Graham, "Bounds on Multiprocessing Timing Anomalies", 1969).
 * - **Following `next`**: a page may be asked for when the one before it was answered; no guesses. Of those that may be
 *   asked for it takes the suite with the most pages read, since this is what it can know.
 */
import { PAGE, pagesOf, STRIDE, suitesOf, type PagedSuite } from './paged-world.js';
import { baseMs, latencyMs, PLAN_REQUESTS, WINDOW_MS, type Outcome, type Scenario } from './scenario.js';

/** As the limiter's defaults: the longest a written request is on its way, and the margin between two windows. */
const DELIVERY_MS = 500;
const MARGIN_MS = 25;

interface Task {
  ms: number;
  /** Greater goes first. */
  urgency: number;
  then: () => Task[];
}

export function allKnowing(scenario: Scenario): Outcome {
  const pages = suitesOf(scenario.world).flatMap((suite) =>
    Array.from({ length: pagesOf(suite) }, (_, n) => task(scenario, suite, n)),
  );
  return simulate(
    scenario,
    pages.map((page) => ({ ...page, urgency: page.ms, then: () => [] })),
  );
}

export function followingNext(scenario: Scenario): Outcome {
  const chain = (suite: PagedSuite, n: number): Task => ({
    ...task(scenario, suite, n),
    // First pages before all others: nothing is known of a suite before it.
    urgency: n === 0 ? Infinity : n,
    then: () => (n + 1 < pagesOf(suite) ? [chain(suite, n + 1)] : []),
  });
  return simulate(
    scenario,
    suitesOf(scenario.world).map((suite) => chain(suite, 0)),
  );
}

const task = ({ pageMs }: Scenario, { cases }: PagedSuite, n: number): Pick<Task, 'ms'> => ({
  ms: latencyMs(pageMs, Math.max(0, Math.min(PAGE, cases - n * STRIDE))),
});

function simulate({ slots, limit, pageMs }: Scenario, afterPlan: readonly Task[]): Outcome {
  let listsOpen = PLAN_REQUESTS;
  const planTask: Task = {
    ms: baseMs(pageMs),
    urgency: Infinity,
    then: () => (--listsOpen === 0 ? [...afterPlan] : []),
  };
  const ready: Task[] = Array.from({ length: PLAN_REQUESTS }, () => planTask);
  const running: { task: Task; endsAt: number }[] = [];
  /** When the tokens that are out come back, ascending. */
  const tokens: number[] = [];
  let now = 0;
  let requests = 0;
  let ms = 0;
  while (ready.length > 0 || running.length > 0) {
    while (tokens.length > 0 && tokens[0]! <= now) tokens.shift();
    ready.sort((a, b) => b.urgency - a.urgency);
    while (ready.length > 0 && running.length < slots && tokens.length < limit) {
      const next = ready.shift()!;
      running.push({ task: next, endsAt: now + next.ms });
      tokens.push(now + Math.min(DELIVERY_MS, next.ms) + WINDOW_MS + MARGIN_MS);
      requests++;
    }
    tokens.sort((a, b) => a - b);
    const waitsForToken = ready.length > 0 && running.length < slots;
    now = Math.min(...running.map(({ endsAt }) => endsAt), ...(waitsForToken ? tokens.slice(0, 1) : []));
    for (const { task: ended } of running.filter(({ endsAt }) => endsAt <= now)) {
      running.splice(
        running.findIndex(({ task: other }) => other === ended),
        1,
      );
      ready.push(...ended.then());
      ms = now;
    }
  }
  return { ms, requests };
}
