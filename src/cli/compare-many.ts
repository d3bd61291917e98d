import { realpathSync } from 'node:fs';
import { lastValueFrom } from 'rxjs';
import { SIDES, type Side } from '../compare/index.js';
import { memoryRecord, openedRecord } from '../journal/index.js';
import {
  deadlineReached,
  openProjects,
  selectSuitesOfBoth,
  StoppedError,
  type Target,
} from '../pipeline/index.js';
import { TestRailError, type KeptProject } from '../testrail/index.js';
import { saidBeforeStart } from './before-start.js';
import {
  filesOfRun,
  withoutMissingAttachments,
  liveSides,
  withoutMissingSections,
  withTargets,
  type Opener,
} from './compare-command.js';
import { Deadline } from './deadline.js';
import { EXIT_PARTIAL, EXIT_READER_GONE, EXIT_USAGE } from './exit-code.js';
import { failureLine } from './failure-line.js';
import type { CompareFlags } from './flags.js';
import { matrix, type Told } from './matrix.js';
import { pageOf, type Ended } from './next-command.js';
import { ownFiles, PLACEHOLDER } from './right-files.js';
import { runComparison } from './run-comparison.js';
import type { Comparing } from './run-options.js';
import { sayWhatIsNext } from './say-next.js';
import { isLive, type SideTarget } from './sides.js';
import { suiteScope } from './suite-scope.js';
import { UsageError } from './usage-error.js';

/** One of the right sides, as it was typed and as it was resolved. */
export interface PairOfMany {
  right: string;
  sides: Record<Side, SideTarget>;
}

/**
 * One project against several, one after the other: the left side is asked for once. All projects are opened before the
 * first page of any, and a pair that fails after that keeps no other from being compared. It ends with a matrix over all.
 *
 * @return the worst exit code; an interruption ends it at once
 */
export function compareMany(pairs: readonly PairOfMany[], flags: CompareFlags): Promise<number> {
  checkMany(pairs, flags);
  const deadline = new Deadline(flags.deadline);
  const own = pairs.map((pair) => ({ ...pair, flags: ownFiles(flags, pair.right) }));
  return withTargets(flags, filesOfRun(own), undefined, async (opener) => {
    const left: Target = { ...opener.targetOf('left', own[0]!.sides.left), ...suiteScope('left', flags) };
    left.record ??= memoryRecord();
    const rights = own.map(({ sides }) => {
      const right: Target = { ...opener.targetOf('right', sides.right), ...suiteScope('right', flags) };
      right.record ??= openedRecord();
      return right;
    });
    await opened([left, ...rights], flags);
    for (const right of rights) checkSuites(left, right, flags);
    const told = rights.map((right): Told => ({ name: nameOf(right) }));
    const codes: number[] = [];
    for (const [n, pair] of own.entries()) {
      const targets = { left, right: rights[n]!, spentMs: deadline.spentMs() };
      const code = deadline.isReached()
        ? tooLate(told[n]!, deadlineReached(deadline.ms!).reason)
        : await compared(targets, readable(pair, opener), told[n]!, n === 0);
      if (code === EXIT_READER_GONE) return code;
      codes.push(code);
      if (code > EXIT_PARTIAL) break;
    }
    print(`\n${matrix(nameOf(left), told)}`, flags);
    const worst = codes.reduce(worse, 0);
    const ended = codes.map((code, n) => endedOf(own[n]!, code, told[n]!));
    sayWhatIsNext(worst, ended, flags);
    return worst;
  });
}

/** The flags of a pair, without what one of its snapshots does not hold. */
function readable({ sides, flags }: PairOfMany & { flags: CompareFlags }, opener: Opener): CompareFlags {
  const own = (files: readonly string[]): string[] => files.filter((file) => isOf(sides, file));
  return withoutMissingAttachments(withoutMissingSections(flags, own(opener.bare)), own(opener.unverified));
}

const endedOf = (
  { right, sides, flags }: PairOfMany & { flags: CompareFlags },
  code: number,
  { summary }: Told,
): Ended => ({ right, code, summary, page: pageOf(flags), live: liveSides(sides) });

/** Whether the file is the snapshot of one of the two. */
const isOf = (sides: Record<Side, SideTarget>, file: string): boolean =>
  SIDES.some((side) => {
    const target = sides[side];
    return !isLive(target) && target.file === file;
  });

/** @throws TestRailError when one of the projects cannot be read; StoppedError at the deadline */
async function opened(targets: readonly Target[], flags: CompareFlags): Promise<void> {
  const { timeout: timeoutMs, attempts, names, deadline: deadlineMs } = flags;
  const early = saidBeforeStart(targets, flags);
  try {
    const opening = openProjects(targets, { timeoutMs, attempts, names, deadlineMs });
    await lastValueFrom(opening, { defaultValue: undefined });
  } finally {
    early.stop();
  }
}

const keptOf = ({ record }: Target): KeptProject => record!.opened()!;

const nameOf = (target: Target): string => `${keptOf(target).project.name} (${target.projectId})`;

/** @throws TestRailError when a suite that an option names is not there */
function checkSuites(left: Target, right: Target, { suiteMap }: CompareFlags): void {
  selectSuitesOfBoth(
    { left: { ...keptOf(left), scope: left }, right: { ...keptOf(right), scope: right } },
    suiteMap,
  );
}

/** One pair. What ends it is said, and told in its row. */
async function compared(
  targets: Comparing,
  flags: CompareFlags,
  told: Told,
  isFirst: boolean,
): Promise<number> {
  let code = EXIT_USAGE;
  if (!isFirst && isPrinted(flags)) process.stdout.write('\n');
  try {
    code = await runComparison(targets, flags, (event) => {
      if (event.type === 'summary') told.summary = event;
    });
    if (code === EXIT_USAGE) told.without = `failed: ${told.summary?.reason ?? 'see above'}`;
  } catch (error) {
    // How it is asked, and not what: it would befall all of them.
    if (isFirst && !(error instanceof TestRailError)) throw error;
    if (error instanceof StoppedError) return tooLate(told, error.message);
    const line = failureLine(error);
    process.stderr.write(line);
    told.without = `failed: ${line.replace(/^raildiff: /, '').trim()}`;
  }
  return code;
}

/** The deadline is that of the whole run: what it leaves no time for is missing. */
function tooLate(told: Told, why: string): number {
  process.stderr.write(failureLine(`${told.name} is not compared: ${why}`));
  told.without = `not compared: ${why}`;
  return EXIT_PARTIAL;
}

/** What a failure keeps back is worse than what a lost page does. */
const BADNESS = [0, 1, EXIT_PARTIAL, EXIT_USAGE];
const badness = (code: number): number => (BADNESS.includes(code) ? BADNESS.indexOf(code) : Infinity);
const worse = (one: number, other: number): number => (badness(other) > badness(one) ? other : one);

/** Below the results where these are for a person; stdout holds nothing but a format otherwise. */
function print(text: string, flags: CompareFlags): void {
  if (isPrinted(flags)) process.stdout.write(text);
  else if (!flags.quiet) process.stderr.write(text);
}

const isPrinted = ({ format, output }: CompareFlags): boolean => format === 'text' && output === undefined;

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
