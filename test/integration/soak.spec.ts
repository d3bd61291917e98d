/**
 * A soak: random schedules of faults, edits, limits and ends. Each run ends by itself and in time, complete and equal to
 * the truth, or partial without a false statement, and every case that was fetched is counted once.
 *
 * The truth is worked out naively (`test/support/oracle.ts`) from what the simulator holds, and what was fetched is taken
 * down between the client and all that reads it and held to the simulator's lists (`test/soak/`).
 *
 * `npm run soak -- 1000` runs more, from another seed each time. A failure names the seed: `SOAK_SEED=… npm run soak -- 1`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lastValueFrom, materialize, tap, toArray } from 'rxjs';
import { compareProjects, Journal, type CompareEvent } from '../../src/index.js';
import { SIDES, type DifferenceEvent, type Side, type SummaryEvent } from '../../src/compare/index.js';
import { memoryRecord } from '../../src/journal/index.js';
import type { ProjectRecord } from '../../src/testrail/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { drawer, drawSchedule, drawWorld, mayFailToStart, type Schedule } from '../soak/draw.js';
import { Ledger } from '../soak/ledger.js';
import { projectOf, Watch, worldOfThese } from '../soak/truth.js';
import {
  fieldsOnlyOn,
  isLive,
  oracle,
  pairedSuites,
  sameContent,
  type Statement,
  type World,
} from '../support/oracle.js';
import { statementOf, text } from '../support/told.js';
import { casesAsked, instanceAt, ofType, readRun, simulate, type Run } from './support/run.js';

const RUNS = Number(process.env['SOAK_RUNS'] ?? 40);
const FIRST_SEED = Number(process.env['SOAK_SEED'] ?? 1);
/** No run may take longer, milliseconds: the deadline, or every wait that the options below allow for, and much more. */
const LONGEST_MS = 20_000;

/** What a run told, and the error that it ended with instead of completing. */
interface Ended {
  events: CompareEvent[];
  error?: unknown;
}

type Records = Partial<Record<Side, ProjectRecord>>;

async function run(
  simulator: Simulator,
  ledger: Ledger,
  { options, concurrency, maxBodyBytes }: Schedule,
  records: Records,
  abortAfter = Infinity,
): Promise<Ended> {
  const { url, user, apiKey } = simulator;
  const instance = instanceAt(simulator, {
    client: ledger.client({ url, user, apiKey, concurrency, maxBodyBytes }),
    concurrency,
    breaker: { threshold: 5, resetMs: 2, maxResetMs: 20 },
    maxWaitMs: 1_500,
    windowMs: 150,
    deliveryMs: 30,
  });
  const aborting = new AbortController();
  const target = (side: Side) => ({ instance, projectId: projectOf(side), record: records[side] });
  const comparison = compareProjects({
    left: target('left'),
    right: target('right'),
    signal: aborting.signal,
    ...options,
  });
  let count = 0;
  const since = performance.now();
  const told = await lastValueFrom(
    comparison.pipe(
      tap(() => ++count >= abortAfter && aborting.abort()),
      materialize(),
      toArray(),
    ),
  );
  expect(performance.now() - since).toBeLessThan(LONGEST_MS);
  const last = told.at(-1)!;
  const events = told.flatMap((each) => (each.kind === 'N' ? [each.value] : []));
  return { events, ...(last.kind === 'E' && { error: last.error }) };
}

/** What a run told; undefined where it could not begin, and might. */
function readEnd({ events, error }: Ended, mayFail: boolean): Run | undefined {
  if (error === undefined) return readRun(events);
  // Before it starts there is nothing to summarise; after that it never fails.
  expect(ofType(events, 'start')).toEqual([]);
  expect({ mayFail, error: String(error) }).toEqual({
    mayFail: true,
    error: expect.stringMatching(/TestRailError|ThrottledError|PatienceError|StoppedError/),
  });
  return undefined;
}

/** What is true of a world, by the cases that it is said of. */
class Answers {
  private readonly byIds: Map<string, Statement>;
  private readonly places = new Map<string, { testCase: World['left'][0]['cases'][0]; suite: object }>();

  constructor(
    private readonly world: World,
    sections: boolean,
  ) {
    this.byIds = new Map(oracle(world, { sections }).map((each) => [`${each.left}:${each.right}`, each]));
    for (const side of SIDES)
      for (const suite of world[side])
        for (const testCase of suite.cases) this.places.set(`${side} ${testCase.id}`, { testCase, suite });
  }

  get size(): number {
    return this.byIds.size;
  }

  lines(): string[] {
    return [...this.byIds.values()].map(text).sort();
  }

  /** @param exactly in every field; texts of what was edited meanwhile may be gone */
  holds(event: DifferenceEvent, exactly: boolean): boolean {
    const { left, right } = event;
    const truth = this.byIds.get(`${left?.id ?? null}:${right?.id ?? null}`);
    if (!truth) return false;
    const said = statementOf(event);
    if (text(said) === text(truth)) return true;
    return !exactly && said.fields.every(isOfPlace) && text(said) === text(onlyPlaces(truth));
  }

  /** Which of several equal cases are a pair may be another choice with a page more; that they are equal may not. */
  areEqual({ left, right }: DifferenceEvent): boolean {
    const [l, r] = [this.places.get(`left ${left!.id}`), this.places.get(`right ${right!.id}`)];
    if (!l || !r || l.testCase.title !== r.testCase.title) return false;
    if (!isLive(l.testCase) || !isLive(r.testCase) || !sameContent(l.testCase, r.testCase)) return false;
    return pairedSuites(this.world).some(([a, b]) => a === l.suite && b === r.suite);
  }
}

const isOfPlace = ({ field }: { field: string }): boolean => ['title', 'suite', 'section'].includes(field);
const onlyPlaces = (truth: Statement): Statement => ({ ...truth, fields: truth.fields.filter(isOfPlace) });

/** Worked out where it is looked at, and once. */
const answersKnown = new WeakMap<World, Answers>();
function answersOf(world: World, sections: boolean): Answers {
  const answers = answersKnown.get(world) ?? new Answers(world, sections);
  answersKnown.set(world, answers);
  return answers;
}

interface Seen {
  watch: Watch;
  ledger: Ledger;
  schedule: Schedule;
  /** It goes on from an earlier run. */
  goesOn?: boolean;
}

function expectTrue({ summary, differences }: Run, { watch, ledger, schedule }: Seen): void {
  const sections = schedule.options.sections ?? false;
  const worlds = watch.worlds();
  const answers = {
    some: (is: (each: Answers) => boolean) => worlds.some((world) => is(answersOf(world, sections))),
  };
  const exactly = !watch.isEdited;
  const isFalse = (event: DifferenceEvent): boolean =>
    event.kind !== 'undetermined' &&
    !answers.some((each) => (event.kind === 'identical' ? each.areEqual(event) : each.holds(event, exactly)));
  expect(differences.filter(isFalse).map((event) => text(statementOf(event)))).toEqual([]);
  if (summary.status === 'complete') {
    const isAnswer = (each: Answers): boolean =>
      each.size === differences.length && differences.every((event) => each.holds(event, exactly));
    if (exactly) expect(lines(differences)).toEqual(answersOf(worlds[0]!, sections).lines());
    else expect(answers.some(isAnswer)).toBe(true);
  }
  // Wherever it was read, or found when all was read.
  for (const side of SIDES) {
    const { recheck } = summary[side];
    if (summary.status !== 'complete' || !recheck || recheck.failed.length > 0) continue;
    const said = new Set(differences.map((event) => event[side]?.id));
    expect({ side, missed: watch.moved(side).filter((id) => !said.has(id)) }).toEqual({ side, missed: [] });
  }
  if (watch.isEdited) return;
  const [world] = worlds;
  if (summary.status === 'complete')
    for (const side of SIDES) expect(summary[side].fieldsOnlyHere).toEqual(fieldsOnlyOn(world!, side));
  // What is undetermined is what it would be if all that was lost held nothing.
  const isPlaced = !sections || world!.left.concat(world!.right).every(({ id }) => ledger.sections.has(id));
  if (summary.status === 'interrupted' || !isPlaced) return;
  const known = worldOfThese(world!, { left: ledger.ids('left'), right: ledger.ids('right') });
  expect(lines(differences)).toEqual(new Answers(known, sections).lines());
}

const lines = (differences: readonly DifferenceEvent[]): string[] =>
  differences.map((event) => text(statementOf(event))).sort();

/** What was fetched is what the simulator held, and each case of it is counted once. */
function expectCounted({ summary, differences }: Run, { watch, ledger, goesOn }: Seen): void {
  for (const { suiteId, offset, limit, ids } of ledger.pages) {
    const page = watch
      .listsOf(suiteId)
      .map((list) => list.slice(offset, offset + limit).map(({ id }) => id))
      .find((list) => list.join() === [...new Set(ids)].join());
    expect({ suiteId, offset, limit, ids: page }).toEqual({ suiteId, offset, limit, ids: [...new Set(ids)] });
  }
  for (const side of SIDES) {
    const fetched = ledger.ids(side);
    const told = differences.flatMap((event) => event[side]?.id ?? []);
    expect(new Set(told).size).toBe(told.length);
    expect(told.filter((id) => !fetched.has(id))).toEqual([]);
    // It may end before it comes to a page that an earlier run has fetched, behind others that are missing yet.
    const isCutShort = summary.status === 'interrupted' || summary.reason?.startsWith('the deadline');
    if (goesOn && isCutShort) {
      expect(summary[side].cases).toBeLessThanOrEqual(fetched.size);
      continue;
    }
    if (watch.isEdited) {
      expectEditedCounted(told, side, summary, watch, fetched);
      continue;
    }
    const [world] = watch.worlds();
    const cases = world![side].flatMap((suite) => suite.cases).filter(({ id }) => fetched.has(id));
    const live = cases.filter(isLive);
    expect({ side, cases: summary[side].cases }).toEqual({ side, cases: fetched.size });
    expect({ side, deleted: summary[side].deleted }).toEqual({ side, deleted: cases.length - live.length });
    if (summary.status !== 'interrupted')
      expect(told.sort((a, b) => a - b)).toEqual(live.map(({ id }) => id).sort((a, b) => a - b));
  }
}

/** A case that was there all the time, and was fetched, is told; one that was deleted meanwhile may be. */
function expectEditedCounted(
  told: readonly number[],
  side: Side,
  summary: SummaryEvent,
  watch: Watch,
  fetched: ReadonlySet<number>,
): void {
  if (summary.status === 'interrupted') return;
  const isTold = new Set(told);
  const worlds = watch.worlds().map(
    (world) =>
      new Set(
        world[side]
          .flatMap((suite) => suite.cases)
          .filter(isLive)
          .map(({ id }) => id),
      ),
  );
  const missed = [...fetched].filter((id) => !isTold.has(id) && worlds.every((ids) => ids.has(id)));
  // A suite that is deleted takes its cases along, those that were read before it was remain.
  expect({ side, missed }).toEqual({ side, missed: [] });
}

/** What was not fetched is said to be missing, and where. */
function expectNamed({ events, summary }: Run, { watch, ledger, schedule }: Seen): void {
  // A case that was read in two suites leaves both unsettled until it is known where it stands: the last word counts.
  const last = new Map(ofType(events, 'suite').map((suite) => [`${suite.side}/${suite.suiteId}`, suite]));
  if (summary.status === 'complete')
    expect([...last.values()].filter(({ complete }) => !complete)).toEqual([]);
  else {
    expect(summary.reason).toBeDefined();
    const isRechecked = SIDES.every((side) => !summary[side].recheck?.failed.length);
    if (summary.status === 'partial' && isRechecked)
      expect(ofType(events, 'suite').some(({ complete }) => !complete)).toBe(true);
  }
  if (watch.isEdited || summary.status === 'interrupted') return;
  for (const side of SIDES) {
    const fetched = ledger.ids(side);
    for (const suite of watch.worlds()[0]![side]) {
      const told = ofType(events, 'suite').findLast(
        (each) => each.side === side && each.suiteId === suite.id,
      );
      const failed = summary[side].failedPages.filter(({ suiteId }) => suiteId === suite.id);
      const missing = [...suite.cases.keys()].filter((n) => !fetched.has(suite.cases[n]!.id));
      if (missing.length > 0)
        expect({ suite: suite.id, complete: told?.complete }).toMatchObject({ complete: false });
      const isNamed = (n: number): boolean =>
        failed.some(({ offset, limit, open }) => offset <= n && (open || n < offset + limit));
      expect({ suite: suite.id, unnamed: missing.filter((n) => !isNamed(n)) }).toEqual({
        suite: suite.id,
        unnamed: [],
      });
    }
  }
  const { faults = [] } = schedule.server;
  const isPlain = faults.length === 0 && !schedule.maxBodyBytes && !schedule.options.deadlineMs;
  if (isPlain) expect(summary.status).toBe('complete');
}

function expectRun(ran: Run, seen: Seen, allowed: readonly string[]): void {
  expect(allowed).toContain(ran.summary.status);
  expectCounted(ran, seen);
  expectTrue(ran, seen);
  expectNamed(ran, seen);
}

async function soak(seed: number): Promise<string> {
  const draw = drawer(seed);
  const world = drawWorld(draw);
  const schedule = drawSchedule(draw, world);
  const simulator = await simulate({ world, ...schedule.server });
  const seen: Seen = { watch: new Watch(simulator), ledger: new Ledger(), schedule };
  const mayFail = mayFailToStart(schedule);
  const folder = mkdtempSync(path.join(tmpdir(), 'raildiff-soak-'));
  try {
    const { abortedAfter, resumed } = schedule;
    const memory = { left: memoryRecord(), right: memoryRecord() };
    const of = SIDES.map((side) => ({ url: simulator.url, projectId: projectOf(side) }));
    const once = async (after?: number): Promise<Ended> => {
      if (!resumed) return run(simulator, seen.ledger, schedule, {}, after);
      if (resumed.kept === 'memory') return run(simulator, seen.ledger, schedule, memory, after);
      const journal = Journal.open(path.join(folder, 'journal'), of);
      const records = { left: journal.record(0), right: journal.record(1) };
      const ended = await run(simulator, seen.ledger, schedule, records, after);
      await journal.close();
      return ended;
    };
    if (resumed) {
      const first = readEnd(await once(resumed.after), true);
      if (first) expectRun(first, seen, ['complete', 'partial', 'interrupted']);
    }
    const known = new Set(resumed && !seen.watch.isEdited ? pagesFetched(seen.ledger) : []);
    const before = casesAsked(simulator).length;
    const ran = readEnd(await once(abortedAfter), mayFail);
    if (!ran) return 'not begun';
    const last = { ...seen, goesOn: resumed !== undefined };
    expectRun(ran, last, ['complete', 'partial', ...(abortedAfter === undefined ? [] : ['interrupted'])]);
    if (resumed && !seen.watch.isEdited) {
      const asked = casesAsked(simulator).slice(before);
      expect(asked.filter(({ suiteId, offset }) => known.has(`${suiteId}/${offset}`))).toEqual([]);
    }
    return ran.summary.status;
  } finally {
    rmSync(folder, { recursive: true });
    await simulator.close();
  }
}

/** Whole pages, by suite and offset. */
const pagesFetched = ({ pages }: Ledger): string[] =>
  pages
    .filter(({ limit, ids }) => limit === 250 && ids.length > 1)
    .map(({ suiteId, offset }) => `${suiteId}/${offset}`);

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
      expect(ends['not begun'] ?? 0).toBeLessThan(RUNS / 4);
    }
  },
  RUNS * LONGEST_MS * 3,
);
