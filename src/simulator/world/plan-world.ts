import { plannedAttachments } from './attachments.js';
import type { Blueprint } from './content.js';
import { changesContentOnly, spreadEdits, type EditKind } from './edits.js';
import { planSuite, sectionCount, type SuitePlan } from './plan-suite.js';
import { plannedMilestones, plannedSharedSteps } from './project-records.js';
import { drawFrom, hash32, type Draw } from './random.js';
import { lengthOf, runsOf, type Run, type Visitor } from './runs.js';
import { apportion, PLAN_TOTAL, splitTotal, suiteSizes } from './sizes.js';
import { checkSuites, PLANNED_SUITES, suitesInMode, type SuiteMode } from './suite-mode.js';
import { PAIRED_TOPICS, SINGLE_TOPICS } from './tables.js';
import type { SimProject, World, WorldTruth } from './types.js';

/** The two projects of the plan this tool was made for. */
export const LEFT_PROJECT = 30;
export const RIGHT_PROJECT = 34;

export interface WorldOptions {
  /** Another seed, other cases. Defaults to 1. */
  seed?: number;
  /** Cases on both sides together. Defaults to 36,000, or to the sum of the two sides where both are given. */
  cases?: number;
  /** Cases on the left; with only one side given the other has what is left of `cases`. Defaults to 17,480 of 36,000. */
  leftCases?: number;
  rightCases?: number;
  /** Suites on the left, at least 1. Defaults to 10, to 1 in mode 1 and 2 in mode 2. As many as both sides have are paired by name. */
  leftSuites?: number;
  /** Suites on the right, at least 1. Defaults to 21, to 1 in mode 1 and 2 in mode 2. */
  rightSuites?: number;
  /**
   * `suite_mode` of both projects: 1 a single suite, 2 a master with baselines, 3 several suites. Defaults to 3. The truth
   * counts baselines as well, which a comparison leaves out unless they are asked for.
   */
  suiteMode?: SuiteMode;
  /**
   * Share of the cases in paired suites that differ, 0 to 1. Defaults to 0.02. Cases in suites that one side alone
   * has (1,040 of the plan's right) are only on that side and not part of it.
   */
  differing?: number;
  /** Mean size of a case as JSON, in bytes; under 900 the fields themselves take more. Defaults to 1,000. */
  bytesPerCase?: number;
  /**
   * The right refers to copies of the left's attachments: under ids of their own, and one in forty is another picture
   * (`world/attachments.ts`). Defaults to false: both refer to the same ones.
   */
  copiedAttachments?: boolean;
}

/** A suite of one side, or two of one name, before they are put in a project's order. */
interface Draft {
  blueprint: Blueprint;
  left?: { slots: number; runs: Run[] };
  right?: { slots: number; runs: Run[] };
}

/**
 * A world like the plan's: project 30 and project 34, with differences of every kind, their number known.
 *
 * Nothing is generated but the list of differences, so a world of 360,000 cases is there at once and small.
 *
 * @throws RangeError where a number is out of its range
 */
export function planWorld(options: WorldOptions = {}): World {
  const { seed = 1, suiteMode = 3, differing = 0.02, bytesPerCase = 1_000 } = options;
  const planned = PLANNED_SUITES[suiteMode] ?? PLANNED_SUITES[3];
  const { leftSuites = planned.left, rightSuites = planned.right } = options;
  const { left, right } = caseNumbers(options);
  check('leftSuites', leftSuites, 1);
  check('rightSuites', rightSuites, 1);
  checkSuites(suiteMode, Math.max(leftSuites, rightSuites));
  if (!(differing >= 0 && differing <= 1)) throw new RangeError(`differing must be 0 to 1, not ${differing}`);

  const sizes = suiteSizes(left, right, leftSuites, rightSuites);
  const blueprint = (topic: string, key: number): Blueprint => ({ seed, key, topic, bytesPerCase });
  const pairs = sizes.core.map((_, n) => blueprint(topicAt(PAIRED_TOPICS, n, 'Area'), n));
  const edits = planEdits(pairs, sizes.core, differing);
  const editsOf = (key: number) => edits[key];

  // A case that only the right has takes a slot of which the left makes no use: one more, to keep the left's length.
  const shared = sizes.core.map(
    (n, p) => n + [...(edits[p]?.values() ?? [])].filter((kind) => kind === 'onlyRight').length,
  );
  const drafts = draftPairs(pairs, shared, sizes.leftTails, sizes.rightTails, edits);
  const singles = [...sizes.leftSingles, ...sizes.rightSingles];
  singles.forEach((slots, n) => {
    const own = blueprint(topicAt(SINGLE_TOPICS, n, 'Extra area'), pairs.length + n);
    const half = { slots, runs: runsOf(own, slots, [], []) };
    drafts.push(leftSuites > rightSuites ? { blueprint: own, left: half } : { blueprint: own, right: half });
  });

  const project = (id: number, name: string, side: 'left' | 'right', first: FirstIds): SimProject => ({
    id,
    name,
    suite_mode: suiteMode,
    milestones: plannedMilestones(id),
    shared_steps: plannedSharedSteps(id),
    suites: suitesInMode(
      inListOrder(drafts, side, seed, first).map((plan) =>
        planSuite({ ...plan, copiedAttachments: side === 'right' && options.copiedAttachments }, editsOf),
      ),
      suiteMode,
      pairs[0]?.topic,
    ),
  });
  const projects = [
    project(LEFT_PROJECT, 'Payments 2025', 'left', { suite: 301, case: 1_000_000, section: 100_000 }),
    project(RIGHT_PROJECT, 'Payments 2026', 'right', { suite: 401, case: 5_000_000, section: 600_000 }),
  ];
  return {
    projects: new Map(projects.map((p) => [p.id, p])),
    truth: truthOf(shared, drafts, edits),
    attachments: plannedAttachments(seed),
  };
}

function check(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}`);
  }
}

function caseNumbers(options: WorldOptions): { left: number; right: number } {
  const { leftCases, rightCases, cases = PLAN_TOTAL } = options;
  check('cases', cases, 0);
  if (leftCases === undefined && rightCases === undefined) return splitTotal(cases);
  const left = leftCases ?? Math.max(0, cases - (rightCases ?? 0));
  const right = rightCases ?? Math.max(0, cases - left);
  check('leftCases', left, 0);
  check('rightCases', right, 0);
  return { left, right };
}

const topicAt = (table: readonly string[], n: number, beyond: string): string =>
  table[n] ?? `${beyond} ${n + 1}`;

/** The differences of each pair of suites, by slot. As many cases are taken from the left as from the right. */
function planEdits(
  pairs: readonly Blueprint[],
  core: readonly number[],
  differing: number,
): Map<number, EditKind>[] {
  const total = core.reduce((sum, n) => sum + n, 0);
  const counts = total === 0 ? core.map(() => 0) : apportion(Math.round(total * differing), core);
  let first = 0;
  const edits = pairs.map((pair, n) => {
    const count = counts[n] as number;
    first += count;
    return spreadEdits(pair, core[n] as number, count, first - count, pairs.length > 1);
  });
  // Else the two sides would not come out at the lengths that were asked for.
  let balance = 0;
  for (const map of edits)
    for (const kind of map.values()) balance += kind === 'onlyLeft' ? 1 : kind === 'onlyRight' ? -1 : 0;
  for (const map of edits) {
    for (const [slot, kind] of map) {
      if (balance === 0) return edits;
      if (kind !== (balance > 0 ? 'onlyLeft' : 'onlyRight')) continue;
      map.set(slot, 'text');
      balance -= Math.sign(balance);
    }
  }
  return edits;
}

/** Works out which slots each side of each pair lacks, and which cases move where. */
function draftPairs(
  pairs: readonly Blueprint[],
  shared: readonly number[],
  leftTails: readonly number[],
  rightTails: readonly number[],
  edits: readonly Map<number, EditKind>[],
): Draft[] {
  const visitors: Visitor[][] = pairs.map(() => []);
  const kinds = edits.map((map) => [...map].sort(([a], [b]) => a - b));
  const having = (list: [number, EditKind][], ...wanted: EditKind[]): number[] =>
    list.filter(([, kind]) => wanted.includes(kind)).map(([slot]) => slot);

  pairs.forEach((pair, n) => {
    const draw = drawFrom(hash32(pair.seed, pair.key, 0x30e));
    for (const slot of having(kinds[n] ?? [], 'moved', 'movedChanged')) {
      const target = otherThan(n, pairs.length, draw);
      visitors[target]?.push({ after: draw(Math.max(1, shared[target] as number)), blueprint: pair, slot });
    }
  });

  return pairs.map((blueprint, n) => {
    const list = kinds[n] ?? [];
    const leftEnd = (shared[n] as number) + (leftTails[n] as number);
    const rightEnd = (shared[n] as number) + (rightTails[n] as number);
    const absentLeft = having(list, 'onlyRight');
    const absentRight = having(list, 'onlyLeft', 'moved', 'movedChanged');
    return {
      blueprint,
      left: { slots: leftEnd, runs: runsOf(blueprint, leftEnd, absentLeft, []) },
      right: { slots: rightEnd, runs: runsOf(blueprint, rightEnd, absentRight, visitors[n] ?? []) },
    };
  });
}

function otherThan(own: number, count: number, draw: Draw): number {
  const target = draw(count - 1);
  return target < own ? target : target + 1;
}

interface FirstIds {
  suite: number;
  case: number;
  section: number;
}

/** A project's suites in an order of its own, since no server lists the large ones first, with ids given in that order. */
function inListOrder(
  drafts: readonly Draft[],
  side: 'left' | 'right',
  seed: number,
  first: FirstIds,
): SuitePlan[] {
  let { case: caseId, section: sectionId } = first;
  return drafts
    .filter((draft) => draft[side])
    .map((draft) => ({ draft, place: hash32(seed, first.suite, draft.blueprint.key) }))
    .sort((a, b) => a.place - b.place)
    .map(({ draft }, n) => {
      const { slots, runs } = draft[side] as { slots: number; runs: Run[] };
      const plan = {
        id: first.suite + n,
        side,
        blueprint: draft.blueprint,
        slots,
        runs,
        firstCaseId: caseId,
        firstSectionId: sectionId,
      };
      caseId += lengthOf(runs);
      sectionId += sectionCount(slots);
      return plan;
    });
}

function truthOf(
  shared: readonly number[],
  drafts: readonly Draft[],
  edits: readonly Map<number, EditKind>[],
): WorldTruth {
  const all = edits.flatMap((map) => [...map.values()]);
  const count = (...kinds: EditKind[]): number => all.filter((kind) => kinds.includes(kind)).length;
  /** Cases beyond the shared slots: none of them has a partner. */
  const alone = (side: 'left' | 'right'): number =>
    drafts.reduce((sum, draft, n) => sum + (draft[side] ? draft[side].slots - (shared[n] ?? 0) : 0), 0);
  const movedChanged = count('movedChanged');
  return {
    identical: shared.reduce((sum, n) => sum + n, 0) - all.length,
    changed: all.filter(changesContentOnly).length + movedChanged,
    renamed: count('renamed'),
    moved: count('moved'),
    movedChanged,
    // A case whose partner is deleted has none either.
    onlyLeft: count('onlyLeft', 'deletedRight') + alone('left'),
    onlyRight: count('onlyRight', 'deletedLeft') + alone('right'),
    deletedLeft: count('deletedLeft', 'deletedBoth'),
    deletedRight: count('deletedRight', 'deletedBoth'),
  };
}
