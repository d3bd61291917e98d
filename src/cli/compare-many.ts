import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { KINDS, SIDES, type Side, type SummaryEvent } from '../compare/index.js';
import { memoryRecord, openedRecord } from '../journal/index.js';
import { checkSuiteMap, openProjects, selectSuitesOfBoth, type Target } from '../pipeline/index.js';
import { TestRailError, type KeptProject } from '../testrail/index.js';
import {
  filesOfRun,
  withoutMissingAttachments,
  withoutMissingSections,
  withTargets,
} from './compare-command.js';
import { saidBeforeStart } from './before-start.js';
import type { CompareFlags } from './flags.js';
import { EXIT_PARTIAL, EXIT_READER_GONE, EXIT_USAGE } from './exit-code.js';
import { failureLine } from './failure-line.js';
import { runComparison } from './run-comparison.js';
import type { Comparing } from './run-options.js';
import { isLive, type SideTarget } from './sides.js';
import { suiteScope } from './suite-scope.js';
import { table } from './table.js';
import { UsageError } from './usage-error.js';

/** One of the right sides, as it was typed and as it was resolved. */
export interface PairOfMany {
  right: string;
  sides: Record<Side, SideTarget>;
}

/** Stands for the right side in the name of a file. */
const PLACEHOLDER = '{right}';

/** What the matrix tells of a pair. */
interface Told {
  /** The right project, as it is called and by its id. */
  name: string;
  summary?: SummaryEvent;
  /** Why there is no result. */
  failed?: string;
}

/**
 * One project against several, one after the other: the left side is asked for once. All projects are opened before the
 * first page of any, and a pair that fails after that keeps no other from being compared. It ends with a matrix over all.
 *
 * @return the worst exit code; an interruption ends it at once
 */
export function compareMany(pairs: readonly PairOfMany[], flags: CompareFlags): Promise<number> {
  checkMany(pairs, flags);
  const own = pairs.map(({ right, sides }) => ({ sides, flags: ownFiles(flags, right) }));
  return withTargets(flags, filesOfRun(own), undefined, async ({ targetOf, bare, unverified }) => {
    const left: Target = { ...targetOf('left', pairs[0]!.sides.left), ...suiteScope('left', flags) };
    left.record ??= memoryRecord();
    const all = own.map(({ sides, flags: ofPair }) => {
      const right: Target = { ...targetOf('right', sides.right), ...suiteScope('right', flags) };
      right.record ??= openedRecord();
      return { right, sides, flags: ofPair };
    });
    const rights = all.map(({ right }) => right);
    await opened([left, ...rights], flags);
    for (const right of rights) checkSuites(left, right, flags);
    const told = rights.map((right): Told => ({ name: nameOf(right) }));
    let worst = 0;
    for (const [n, { right, sides, flags: ofPair }] of all.entries()) {
      const ofSides = (files: readonly string[]): string[] => files.filter((file) => isOf(sides, file));
      const held = withoutMissingAttachments(
        withoutMissingSections(ofPair, ofSides(bare)),
        ofSides(unverified),
      );
      const code = await compared({ left, right }, held, told[n]!, n === 0);
      if (code === EXIT_READER_GONE) return code;
      worst = worse(worst, code);
      if (code > EXIT_PARTIAL) break;
    }
    print(matrix(nameOf(left), told), flags);
    return worst;
  });
}

/** Whether the file is the snapshot of one of the two. */
const isOf = (sides: Record<Side, SideTarget>, file: string): boolean =>
  SIDES.some((side) => {
    const target = sides[side];
    return !isLive(target) && target.file === file;
  });

/** @throws TestRailError when one of the projects cannot be read */
async function opened(targets: readonly Target[], flags: CompareFlags): Promise<void> {
  const { timeout: timeoutMs, attempts, names } = flags;
  const early = saidBeforeStart(targets, flags);
  try {
    await lastValueFrom(openProjects(targets, { timeoutMs, attempts, names }), { defaultValue: undefined });
  } finally {
    early.stop();
  }
}

const keptOf = ({ record }: Target): KeptProject => record!.opened()!;

const nameOf = (target: Target): string => `${keptOf(target).project.name} (${target.projectId})`;

/** @throws TestRailError when a suite that an option names is not there */
function checkSuites(left: Target, right: Target, { suiteMap = new Map() }: CompareFlags): void {
  const sides = { left: { ...keptOf(left), scope: left }, right: { ...keptOf(right), scope: right } };
  for (const side of SIDES) checkSuiteMap(side, sides[side], suiteMap);
  selectSuitesOfBoth(sides, suiteMap);
}

/** One pair. What ends it is said, and told in its row. */
async function compared(
  targets: Comparing,
  flags: CompareFlags,
  told: Told,
  isFirst: boolean,
): Promise<number> {
  let code = EXIT_USAGE;
  try {
    code = await runComparison(targets, flags, (event) => {
      if (event.type === 'summary') told.summary = event;
    });
    if (code === EXIT_USAGE) told.failed = told.summary?.reason ?? 'see above';
  } catch (error) {
    // How it is asked, and not what: it would befall all of them.
    if (isFirst && !(error instanceof TestRailError)) throw error;
    const line = failureLine(error);
    process.stderr.write(line);
    told.failed = line.replace(/^raildiff: /, '').trim();
  }
  return code;
}

/** What a failure keeps back is worse than what a lost page does. */
const BADNESS = [0, 1, EXIT_PARTIAL, EXIT_USAGE];
const badness = (code: number): number => (BADNESS.includes(code) ? BADNESS.indexOf(code) : Infinity);
const worse = (one: number, other: number): number => (badness(other) > badness(one) ? other : one);

/** Below the results where these are for a person; stdout holds nothing but a format otherwise. */
function print(text: string, { format, output, quiet }: CompareFlags): void {
  if (format === 'text' && output === undefined) process.stdout.write(text);
  else if (!quiet) process.stderr.write(text);
}

/** A row a pair. */
function matrix(left: string, all: readonly Told[]): string {
  const rows = all.map(({ name, summary, failed }) => [
    name,
    ...KINDS.map((kind) => summary?.counts[kind].toLocaleString('en') ?? '–'),
    failed === undefined ? (summary?.status ?? 'not compared') : `failed: ${failed}`,
  ]);
  const columns = [
    { head: `${left} against` },
    ...KINDS.map((kind) => ({ head: kind, align: 'right' as const })),
    { head: 'status' },
  ];
  return `\n${table(columns, rows, process.stdout.isTTY === true)}`;
}

/** Each pair writes files of its own. */
function ownFiles(flags: CompareFlags, right: string): CompareFlags {
  const name = /^\d+$/.test(right) ? right : basename(right).replace(/[^\w.-]+/g, '-');
  const own = <T extends string | undefined>(file: T): T => file?.replaceAll(PLACEHOLDER, name) as T;
  return {
    ...flags,
    output: own(flags.output),
    writeMap: own(flags.writeMap),
    report: flags.report.map((report) => ({ ...report, file: own(report.file) })),
  };
}

/** The same for all that name one project, or one file. */
const identityOf = (side: SideTarget): string =>
  isLive(side) ? `${side.account.url} ${side.projectId}` : realpathSync(side.file);

/** Refuses what would be overwritten by the next pair, or is of two projects alone. @throws UsageError */
function checkMany(pairs: readonly PairOfMany[], flags: CompareFlags): void {
  pairs.forEach(({ right, sides }, n) => {
    const before = pairs
      .slice(0, n)
      .find((other) => identityOf(other.sides.right) === identityOf(sides.right));
    if (!before) return;
    const twice =
      before.right === right ? `${right} is` : `${before.right} and ${right} are one project, which is`;
    throw new UsageError(`${twice} named twice; each right side is compared once`);
  });
  for (const option of ['journal', 'baseline', 'map'] as const) {
    if (flags[option] !== undefined)
      throw new UsageError(`--${option} is of two projects; compare one right side at a time with it`);
  }
  const files = [flags.output, flags.writeMap, ...flags.report.map(({ file }) => file)];
  const shared = files.find((file) => file !== undefined && !file.includes(PLACEHOLDER));
  if (shared !== undefined)
    throw new UsageError(`${shared} would be written by each pair; put ${PLACEHOLDER} into its name`);
  if (flags.output === undefined && flags.format !== 'text' && flags.format !== 'ndjson')
    throw new UsageError(
      `--format ${flags.format} is one document a pair; name files for them, such as --output ${PLACEHOLDER}.${flags.format}`,
    );
}
