/**
 * A soak: random schedules of faults, edits, limits and ends. Each run ends by itself and in time, complete and equal to
 * the truth, or partial without a false statement, and every case that was fetched is counted once (`runToEnd`).
 *
 * `npm run soak -- 1000` runs more, from another seed each time. A failure names the seed: `SOAK_SEED=… npm run soak -- 1`.
 */
import { compareProjects, type CompareOptions } from '../../src/index.js';
import type { CaseJson, Fault, Simulator, SimulatorOptions, World } from '../../src/simulator/index.js';
import { worldOf } from '../../src/simulator/index.js';
import { bothSides, instanceAt, ofType, runToEnd, saidOf, simulate, type Run } from './support/run.js';

const RUNS = Number(process.env['SOAK_RUNS'] ?? 40);
const FIRST_SEED = Number(process.env['SOAK_SEED'] ?? 1);
/** No run may take longer, milliseconds: the deadline, or every wait that the options below allow for, and much more. */
const LONGEST_MS = 20_000;

/** Mulberry32: small, seeded, and good enough to draw schedules. */
function drawer(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (p: number): boolean => next() < p,
    oneOf: <T>(values: readonly T[]): T => values[below(values.length)]!,
    some: <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make),
  };
}
type Drawer = ReturnType<typeof drawer>;

const SIZES = [0, 3, 40, 250, 251, 700, 1_100];

/** Both projects have the same suites, with a case changed, one moved, and some on one side only. */
function drawWorld(draw: Drawer): World {
  const sizes = Array.from({ length: 1 + draw.below(3) }, () => draw.oneOf(SIZES));
  const project = (id: number) => ({
    id,
    suites: sizes.map((size, s) => ({
      id: id * 10 + s,
      name: `Suite ${s}`,
      cases: [
        ...Array.from({ length: size }, (_, n) => ({
          title: `Case ${s}/${n}`,
          custom_preconds: `text ${n % 7}`,
        })),
        { title: `Changed ${s}`, custom_preconds: `on ${id}` },
        { title: `Only ${id} ${s}`, custom_preconds: `alone on ${id}, ${s}` },
        ...((id === 30) === (s === 0) ? [{ title: 'Moved', custom_preconds: 'wherever it stands' }] : []),
      ],
    })),
  });
  return worldOf([project(30), project(34)]);
}

function drawFault(draw: Drawer, suites: readonly number[]): Fault {
  const kind = draw.oneOf<Fault['kind']>([
    'status',
    'status',
    'reset',
    'truncate',
    'invalidJson',
    'html',
    'wrongShape',
    'redirect',
    'next',
    'record',
    'trailing',
    'wrongLength',
    'hang',
    'drip',
    'down',
    'slow',
  ]);
  const match = {
    ...(draw.chance(0.6) ? { suiteId: draw.oneOf(suites) } : { method: 'get_cases' }),
    ...(draw.chance(0.4) ? { offsetFrom: draw.oneOf([0, 249, 498, 747]) } : {}),
  };
  return {
    kind,
    match,
    status: kind === 'status' ? draw.oneOf([500, 502, 503, 504, 409, 409, 403, 400, 401, 429]) : undefined,
    times: draw.oneOf([2, 5, 50, 1_000]),
    probability: draw.oneOf([0.2, 0.5, 1]),
    afterRequests: draw.oneOf([0, 4, 6, 12]),
    ...detailsOf(kind, draw),
  };
}

/** What a kind needs besides. None of them gives a record other contents: then that would be the truth. */
function detailsOf(kind: Fault['kind'], draw: Drawer): Partial<Fault> {
  switch (kind) {
    case 'slow':
      return { delayMs: draw.below(60) };
    case 'next':
      return {
        next: draw.oneOf([{ origin: 'https://elsewhere.example' }, { offset: 'same' }, { offset: 'none' }]),
      };
    case 'record':
      return { record: draw.oneOf([{ copy: true }, { unset: ['id'] }, { set: { title: 7 } }]) };
    case 'reset':
    case 'hang':
      return { at: draw.oneOf(['beforeHeaders', 'afterHeaders', 'inBody']) };
    case 'wrongLength':
      return { bytes: draw.oneOf([-40, 40]) };
    case 'drip':
      return { bytes: 500, everyMs: 1 };
    case 'down':
      return { forMs: draw.below(60), times: 1 };
    default:
      return {};
  }
}

interface Schedule {
  server: SimulatorOptions;
  options: Partial<CompareOptions>;
  concurrency: number;
  edited: boolean;
}

function drawSchedule(draw: Drawer, world: World): Schedule {
  const suites = [...world.projects.values()].flatMap((project) => project.suites.map(({ id }) => id));
  const edits = draw.chance(0.5)
    ? draw.some(4, () => ({
        suiteId: draw.oneOf(suites),
        afterRequests: 4 + draw.below(20),
        ...draw.oneOf([
          { remove: { index: draw.below(300) } },
          { insert: { index: draw.below(300), case: { title: `New ${draw.below(1e6)}` } } },
          { update: { index: draw.below(300), fields: { custom_preconds: 'edited' } } },
        ]),
      }))
    : [];
  const faults = draw.chance(0.2)
    ? []
    : [drawFault(draw, suites), ...draw.some(4, () => drawFault(draw, suites))];
  const isLimited = draw.chance(0.3);
  return {
    server: {
      faults,
      edits,
      pageMs: draw.below(12),
      ...(isLimited ? { limit: draw.oneOf([8, 20]), windowMs: 150 } : {}),
    },
    options: {
      attempts: draw.oneOf([1, 2, 3]),
      retryBaseMs: 1,
      timeoutMs: faults.some(({ kind }) => kind === 'hang') ? 120 : 2_000,
      strict: draw.chance(0.1),
      ...(draw.chance(0.15) ? { deadlineMs: 100 + draw.below(400) } : {}),
    },
    concurrency: 1 + draw.below(12),
    edited: edits.length > 0,
  };
}

const run = (
  simulator: Simulator,
  { options, concurrency }: Pick<Schedule, 'options' | 'concurrency'>,
): Promise<Run> =>
  runToEnd(
    compareProjects({
      ...bothSides(
        instanceAt(simulator, {
          concurrency,
          breaker: { threshold: 5, resetMs: 2, maxResetMs: 20 },
          maxWaitMs: 1_500,
          windowMs: 150,
          deliveryMs: 30,
        }),
      ),
      ...options,
    }),
  );

/** Ids of the cases that are the same as they were, and so are their partners. */
function untouched(before: World, simulator: Simulator, whole: Run): Set<number> {
  const ids = new Set<number>();
  for (const { suites } of before.projects.values()) {
    for (const suite of suites) {
      const now = new Map<number, CaseJson>(simulator.cases(suite.id).map((each) => [each.id, each]));
      for (let index = 0; index < suite.length; index++) {
        const was = suite.caseAt(index)!;
        if (JSON.stringify(now.get(was.id)) === JSON.stringify(was)) ids.add(was.id);
      }
    }
  }
  for (const { left, right } of whole.differences) {
    if (!left || !right || (ids.has(left.id) && ids.has(right.id))) continue;
    ids.delete(left.id);
    ids.delete(right.id);
  }
  return ids;
}

/** What is said of cases that nobody edited, of either side, without a word on a case that somebody did. */
const saidOfThese = (ran: Run, ids: ReadonlySet<number>): string[] =>
  ran.differences
    .filter(
      ({ kind, left, right }) =>
        kind !== 'undetermined' && (!left || ids.has(left.id)) && (!right || ids.has(right.id)),
    )
    .map(saidOf)
    .sort();

async function soak(seed: number): Promise<Run['summary']['status']> {
  const draw = drawer(seed);
  const world = drawWorld(draw);
  const schedule = drawSchedule(draw, world);
  const clean = await simulate({ world });
  const whole = await run(clean, { options: {}, concurrency: 8 });
  expect(whole.summary.status).toBe('complete');
  const simulator = await simulate({ world, ...schedule.server });
  const since = performance.now();
  const ran = await run(simulator, schedule).catch((error: unknown) => {
    // Before it starts there is nothing to summarise; that it is an error of the server is all there is to say.
    expect(String(error)).toMatch(/TestRailError|ThrottledError|PatienceError|StoppedError/);
    return undefined;
  });
  expect(performance.now() - since).toBeLessThan(LONGEST_MS);
  if (!ran) return 'failed';
  const ids = schedule.edited
    ? untouched(world, simulator, whole)
    : new Set([...whole.differences.flatMap(({ left, right }) => [left?.id ?? 0, right?.id ?? 0])]);
  const truth = saidOfThese(whole, ids);
  const said = saidOfThese(ran, ids);
  if (ran.summary.status === 'complete') {
    expect(said).toEqual(truth);
    if (!schedule.edited) expect(ran.summary.counts).toEqual(whole.summary.counts);
  } else {
    expect(ran.summary.status).toBe('partial');
    expect(ran.summary.reason).toBeDefined();
    expect(ofType(ran.events, 'suite').some(({ complete }) => !complete)).toBe(true);
    const allowed = new Set(truth);
    expect(said.filter((each) => !allowed.has(each))).toEqual([]);
  }
  await Promise.all([clean.close(), simulator.close()]);
  return ran.summary.status;
}

it(
  `${RUNS} random schedules end by themselves, complete and true, or partial without a false word`,
  async () => {
    const ends: Record<string, number> = {};
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      try {
        const status = await soak(seed);
        ends[status] = (ends[status] ?? 0) + 1;
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
    // A soak in which all go well, or none, proves little.
    if (RUNS >= 40) {
      expect(ends['complete']).toBeGreaterThan(RUNS / 10);
      expect(ends['partial']).toBeGreaterThan(RUNS / 10);
    }
  },
  RUNS * LONGEST_MS,
);
