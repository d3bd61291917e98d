import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { KINDS, type CompareEvent, type Side, type StartEvent, type SummaryEvent } from '../compare/index.js';
import { memoryRecord } from '../journal/index.js';
import type { Target } from '../pipeline/index.js';
import { filesOfRun, withoutMissingSections, withTargets } from './compare-command.js';
import type { CompareFlags } from './compare-options.js';
import { EXIT_PARTIAL, EXIT_USAGE } from './exit-code.js';
import { runComparison } from './run-comparison.js';
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
  start?: StartEvent;
  summary?: SummaryEvent;
}

/**
 * One project against several, one after the other: the left side is asked for once. Text ends with a matrix over all.
 *
 * @return the worst exit code; an interruption ends it at once
 */
export function compareMany(pairs: readonly PairOfMany[], flags: CompareFlags): Promise<number> {
  checkMany(pairs, flags);
  const own = pairs.map(({ right, sides }) => ({ sides, flags: ownFiles(flags, right) }));
  return withTargets(flags, filesOfRun(own), undefined, async ({ targetOf, bare }) => {
    const left: Target = { ...targetOf('left', pairs[0]!.sides.left), ...suiteScope('left', flags) };
    left.record ??= memoryRecord();
    const all: Told[] = [];
    let worst = 0;
    for (const { sides, flags: ofPair } of own) {
      const told: Told = {};
      all.push(told);
      const targets = { left, right: { ...targetOf('right', sides.right), ...suiteScope('right', flags) } };
      const code = await runComparison(targets, withoutMissingSections(ofPair, bare), (event) =>
        note(told, event),
      );
      worst = Math.max(worst, code);
      if (code === EXIT_USAGE || code > EXIT_PARTIAL) return code;
    }
    if (flags.format === 'text' && flags.output === undefined) process.stdout.write(matrix(all));
    return worst;
  });
}

function note(told: Told, event: CompareEvent): void {
  if (event.type === 'start') told.start = event;
  if (event.type === 'summary') told.summary = event;
}

/** A row a pair. */
function matrix(all: readonly Told[]): string {
  const rows = all.map(({ start, summary }) => [
    `${start!.right.name} (${start!.right.projectId})`,
    ...KINDS.map((kind) => summary!.counts[kind].toLocaleString('en')),
    summary!.status,
  ]);
  const head = `${all[0]!.start!.left.name} (${all[0]!.start!.left.projectId}) against`;
  const columns = [
    { head },
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
