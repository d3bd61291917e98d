/** What a soak draws: two projects, and a schedule of faults, edits, limits and ends. */
import type { CompareOptions } from '../../src/index.js';
import {
  worldOf,
  type CaseJson,
  type Fault,
  type LiteralSuite,
  type ScheduledEdit,
  type SimulatorOptions,
  type World,
} from '../../src/simulator/index.js';

/** Mulberry32: small, seeded, and good enough to draw schedules. */
export function drawer(seed: number) {
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
export type Drawer = ReturnType<typeof drawer>;

export const LEFT = 30;
export const RIGHT = 34;
const SIZES = [0, 3, 40, 250, 251, 700, 1_100];

type Given = Partial<CaseJson>;

/**
 * Both projects have the same suites, with cases of each kind: changed, renamed, moved to another section or suite,
 * deleted, of one side only, several of one title.
 */
export function drawWorld(draw: Drawer): World {
  const sizes = Array.from({ length: 1 + draw.below(3) }, () => draw.oneOf(SIZES));
  const names = sizes.map((_, s) => (draw.chance(0.1) ? 'Suite' : `Suite ${s}`));
  const heavy = draw.chance(0.25) ? draw.oneOf([100_000, 160_000]) : 0;
  const heavyAt = draw.below(sizes.length);
  const hasOwn = draw.chance(0.2);
  // Where in its suite each remarkable case stands.
  const places = Array.from({ length: 60 }, () => draw.below(10_000));
  const suiteOf = (project: number, s: number): LiteralSuite => {
    const id = project * 10 + s;
    const inSection = (n: number): Given => ({ section_id: n % 4 === 3 ? null : id * 10 + 1 + (n % 4) });
    const cases: Given[] = Array.from({ length: sizes[s]! }, (_, n) => ({
      title: `Case ${s}/${n}`,
      custom_preconds: `text ${n % 7}`,
      priority_id: 1 + (n % 3),
      ...(n % 5 === 0 && { labels: [{ id: project + n, title: 'smoke' }] }),
      ...inSection(n),
    }));
    const remarkable = [...remarkableCases(project, s, s === sizes.length - 1)];
    if (heavy > 0 && s === heavyAt)
      remarkable.push({ title: `Heavy ${s}`, custom_preconds: 'x'.repeat(heavy) });
    remarkable.forEach((each, n) => {
      const at = places[(s * 17 + n) % places.length]! % (cases.length + 1);
      cases.splice(at, 0, { ...inSection(n), ...each });
    });
    return {
      id,
      name: names[s]!,
      sections: [
        { id: id * 10 + 1, name: 'Accounts' },
        { id: id * 10 + 2, name: 'Closed', parent_id: id * 10 + 1, depth: 1 },
        { id: id * 10 + 3, name: 'Closed' },
      ],
      cases,
    };
  };
  const own: LiteralSuite = { id: 349, name: 'Right alone', cases: [{ title: 'Alone', section_id: null }] };
  return worldOf(
    [LEFT, RIGHT].map((id) => ({
      id,
      suites: [...sizes.map((_, s) => suiteOf(id, s)), ...(hasOwn && id === RIGHT ? [own] : [])],
    })),
  );
}

function* remarkableCases(project: number, s: number, isLast: boolean): Iterable<Given> {
  const isLeft = project === LEFT;
  const sectionOf = (n: number) => (project * 10 + s) * 10 + n;
  yield { title: `Changed ${s}`, custom_preconds: `on ${project}`, section_id: sectionOf(1) };
  yield { title: `Refs ${s}`, refs: isLeft ? 'R-1' : null, estimate: '5m', custom_steps: 'a\r\nb' };
  yield {
    title: `Steps ${s}`,
    custom_steps_separated: [{ content: 'do', expected: isLeft ? '' : 'done' }],
    ...(isLeft && { custom_left_only: 'here' }),
  };
  yield { title: `Called ${s} on ${project}`, custom_preconds: `renamed, ${s}` };
  yield { title: `Deleted ${s}`, is_deleted: isLeft ? 1 : 0 };
  yield {
    title: `Other section ${s}`,
    custom_preconds: 'moved within',
    section_id: sectionOf(isLeft ? 2 : 3),
  };
  yield { title: `Only ${project} ${s}`, custom_preconds: `alone on ${project}, ${s}` };
  // Several of one title: two equal, one that is not, and one more on the right.
  for (let n = 0; n < (isLeft ? 3 : 4); n++)
    yield { title: 'Twin', custom_preconds: `twin ${Math.min(n, isLeft ? 1 : 2)}`, section_id: sectionOf(1) };
  if (isLeft ? s === 0 : isLast) {
    yield { title: 'Moved', custom_preconds: 'wherever it stands', section_id: sectionOf(1) };
    yield { title: 'Moved and changed', custom_preconds: `of ${project}`, section_id: sectionOf(1) };
  }
}

/** Asked for before anything is compared. */
const FIRST = ['get_project', 'get_suites'];
const LOOKUPS = [
  'get_priorities',
  'get_case_types',
  'get_case_fields',
  'get_templates',
  'get_users',
  'get_milestones',
  'get_shared_steps',
];

function drawFault(draw: Drawer, suites: readonly number[]): Fault {
  const kind = draw.oneOf<Fault['kind']>([
    'status',
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
  const where = draw.below(20);
  const ofCases = {
    ...(draw.chance(0.5) ? { suiteId: draw.oneOf(suites) } : { method: 'get_cases' }),
    ...(draw.chance(0.4) ? { offsetFrom: draw.oneOf([0, 249, 498, 747]) } : {}),
  };
  const isOfCases = where < 13;
  const isFirst = where === 13 || where === 14;
  const match = isOfCases
    ? ofCases
    : isFirst
      ? { method: draw.oneOf(FIRST) }
      : where < 18
        ? { method: 'get_sections' }
        : { method: draw.oneOf(LOOKUPS) };
  return {
    // A record of another list than that of cases has another shape.
    kind: !isOfCases && (kind === 'record' || kind === 'next') ? 'status' : kind,
    match,
    status: kind === 'status' ? draw.oneOf([500, 502, 503, 504, 409, 409, 403, 400, 401, 429]) : undefined,
    // Three attempts, and a run is over that cannot begin.
    times: isFirst ? draw.oneOf([1, 2, 5]) : draw.oneOf([2, 5, 50, 1_000]),
    probability: draw.oneOf([0.2, 0.5, 1]),
    afterRequests: isOfCases ? draw.oneOf([0, 4, 6, 12]) : 0,
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

function drawEdits(draw: Drawer, suites: readonly number[], world: World): ScheduledEdit[] {
  const edits = draw.some(2, (): ScheduledEdit => ({
    suiteId: draw.oneOf(suites),
    afterRequests: 4 + draw.below(20),
    ...draw.oneOf([
      { remove: { index: draw.below(300) } },
      { insert: { index: draw.below(300), case: { title: `New ${draw.below(1e6)}` } } },
      { update: { index: draw.below(300), fields: { custom_preconds: `edited ${draw.below(1e6)}` } } },
      { update: { index: draw.below(30), fields: { title: `Edited ${draw.below(1e6)}` } } },
    ]),
  }));
  if (draw.chance(0.2))
    edits.push({ suiteId: draw.oneOf(suites), afterRequests: draw.below(24), removeSuite: true });
  else if (draw.chance(0.4)) edits.push(...drawMove(draw, world));
  return edits;
}

/** A case that is moved to another suite of its project, or within its own. */
function drawMove(draw: Drawer, world: World): ScheduledEdit[] {
  const { suites } = world.projects.get(draw.oneOf([LEFT, RIGHT]))!;
  const [from, to] = [draw.oneOf(suites), draw.oneOf(suites)];
  const moved = from.caseAt(draw.below(from.length));
  if (!moved) return [];
  const at = draw.oneOf([0, -1, draw.below(300)]);
  return [{ suiteId: from.id, afterRequests: 4 + draw.below(20), move: { id: moved.id, to: to.id, at } }];
}

export interface Schedule {
  server: SimulatorOptions;
  options: Partial<CompareOptions>;
  concurrency: number;
  maxBodyBytes: number | undefined;
  /** The run is aborted after so many events, and begun again with what was kept of it: in a file, or in memory. */
  resumed: { after: number; kept: 'file' | 'memory' } | undefined;
  /** It is aborted after so many events, and that is all. */
  abortedAfter: number | undefined;
}

export function drawSchedule(draw: Drawer, world: World): Schedule {
  const suites = [...world.projects.values()].flatMap((project) => project.suites.map(({ id }) => id));
  const edits = draw.chance(0.5) ? drawEdits(draw, suites, world) : [];
  const faults = draw.chance(0.2)
    ? []
    : [drawFault(draw, suites), ...draw.some(4, () => drawFault(draw, suites))];
  const isLimited = draw.chance(0.3);
  const isResumed = draw.chance(0.3);
  return {
    server: {
      faults,
      edits,
      pageMs: draw.below(12),
      nextStyle: draw.oneOf(['path', 'path', 'query', 'conventional', 'limit0']),
      sizeMeans: draw.oneOf(['page', 'total']),
      paginatedSuites: draw.chance(0.3),
      ...(isLimited ? { limit: draw.oneOf([8, 20]), windowMs: 150 } : {}),
    },
    options: {
      attempts: draw.oneOf([1, 2, 3]),
      retryBaseMs: 1,
      timeoutMs: faults.some(({ kind }) => kind === 'hang') ? 120 : 2_000,
      strict: draw.chance(0.1),
      sections: draw.chance(0.5),
      names: draw.chance(0.25),
      recheck: draw.chance(0.6),
      ...(draw.chance(0.15) ? { deadlineMs: 100 + draw.below(400) } : {}),
    },
    concurrency: 1 + draw.below(12),
    maxBodyBytes: draw.chance(0.4) ? 150_000 : undefined,
    resumed: isResumed ? { after: 1 + draw.below(40), kept: draw.oneOf(['file', 'memory']) } : undefined,
    abortedAfter: !isResumed && draw.chance(0.1) ? 1 + draw.below(60) : undefined,
  };
}

/** Something may go wrong before anything is compared, so that there is nothing to summarise. */
export function mayFailToStart({ server, options, abortedAfter }: Schedule): boolean {
  const { faults = [] } = server;
  return (
    abortedAfter !== undefined ||
    options.deadlineMs !== undefined ||
    faults.some(
      ({ match, kind, status }) => FIRST.includes(match?.method ?? '') || kind === 'down' || status === 401,
    )
  );
}
