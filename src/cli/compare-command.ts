import { neverCompared, SIDES, type Side, type SummaryEvent } from '../compare/index.js';
import { Journal, JournalError } from '../journal/index.js';
import type { Instance, Target } from '../pipeline/index.js';
import { readCa } from './ca.js';
import type { CompareFlags } from './flags.js';
import { filesOf } from './destinations.js';
import { isComplete } from './exit-code.js';
import { openLog } from './logging.js';
import { pageOf } from './next-command.js';
import { holdsAttachments, offlineTarget, openSnapshot } from './offline-target.js';
import { openInstance } from './open-instance.js';
import { refuseMissingFolder } from './output.js';
import { fetchFiles, read, refuseCollisions, written, type RunFile } from './run-files.js';
import { runComparison } from './run-comparison.js';
import { sayWhatIsNext } from './say-next.js';
import { suiteScope } from './suite-scope.js';
import { UsageError } from './usage-error.js';
import { isLive, type LiveSide, type SideTarget, type SnapshotSide } from './sides.js';

/**
 * `raildiff compare`: two sides, resolved.
 *
 * @param proxy false for none, whatever the environment says
 * @return the exit code
 */
export const compare = (
  sides: Record<Side, SideTarget>,
  flags: CompareFlags,
  proxy?: false,
): Promise<number> =>
  withTargets(flags, filesOfRun([{ sides, flags }]), proxy, async (opener) => {
    const { targetOf, bare, unverified, closeLater } = opener;
    const targets = {
      left: { ...targetOf('left', sides.left), ...suiteScope('left', flags) },
      right: { ...targetOf('right', sides.right), ...suiteScope('right', flags) },
    };
    const told = withoutMissingAttachments(flags, unverified);
    const asked = readingOf(targets, told);
    const journal = flags.journal === undefined ? undefined : keep(flags.journal, targets, asked);
    if (journal) closeLater(() => journal.close());
    let summary: SummaryEvent | undefined;
    const code = await runComparison(targets, withoutMissingSections(told, bare), (event) => {
      if (event.type === 'summary') summary = event;
    });
    if (isComplete(code) && summary && isRechecked(summary)) journal?.complete(asked);
    sayWhatIsNext(code, [{ code, summary, page: pageOf(flags), live: liveSides(sides) }], flags);
    return code;
  });

/** Whatever has changed meanwhile is known, or was not asked for: else the same command asks again. */
const isRechecked = (summary: SummaryEvent): boolean =>
  SIDES.every((side) => !summary[side].recheck?.failed.length);

/** How many of the sides are on a server. */
export const liveSides = (sides: Record<Side, SideTarget>): number =>
  SIDES.filter((side) => isLive(sides[side])).length;

/** Every file that a comparison reads or writes, or several that go together. */
export const filesOfRun = (
  pairs: readonly { sides: Record<Side, SideTarget>; flags: CompareFlags }[],
): RunFile[] => [...filesOfAll(pairs[0]!.flags), ...pairs.flatMap(filesOfPair)];

const filesOfPair = ({
  sides,
  flags,
}: {
  sides: Record<Side, SideTarget>;
  flags: CompareFlags;
}): RunFile[] => [
  ...SIDES.flatMap((side) => {
    const target = sides[side];
    return isLive(target) ? [] : [read(`the ${side} side`, target.file)];
  }),
  ...filesOf(flags),
];

const filesOfAll = (flags: CompareFlags): RunFile[] => [
  ...fetchFiles(flags),
  read('--left-ca', flags.leftCa),
  read('--right-ca', flags.rightCa),
  read('--map', flags.map),
  read('--value-map', flags.valueMap),
  (flags.updateBaseline ? written : read)('--baseline', flags.baseline),
  written('--journal', flags.journal),
];

export interface Opener {
  /** Opens a side: sides of one server share its instance. */
  targetOf(which: Side, side: SideTarget): Target;
  /** Snapshots that hold no sections. */
  bare: string[];
  /** Snapshots that hold no attachments. */
  unverified: string[];
  closeLater(close: () => unknown): void;
}

/**
 * Opens what a comparison needs, and closes it in any case, the last one first.
 *
 * @param files those of the run
 * @throws UsageError when one would be written over another
 */
export async function withTargets(
  flags: CompareFlags,
  files: readonly RunFile[],
  proxy: false | undefined,
  run: (opener: Opener) => Promise<number>,
): Promise<number> {
  checkSelection(flags);
  refuseCollisions(files);
  const ca = certificatesOf(flags);
  const log = await openLog(flags);
  const instances = new Map<string, Instance>();
  const closing: (() => unknown)[] = [() => log.close()];
  const bare: string[] = [];
  const unverified: string[] = [];
  const live = (which: Side, { account, projectId }: LiveSide): Target => {
    let instance = instances.get(account.url);
    if (!instance) {
      instance = openInstance(account, flags, log.logger, { ca: ca[which], proxy });
      instances.set(account.url, instance);
      closing.push(() => instance?.close());
    }
    return { instance, projectId };
  };
  const targetOf = (which: Side, side: SideTarget): Target =>
    isLive(side) ? live(which, side) : snapshot(side, closing, bare, unverified);
  try {
    return await run({ targetOf, bare, unverified, closeLater: (close) => void closing.push(close) });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Of each side its own, or those of both. */
function certificatesOf({ ca, leftCa, rightCa }: CompareFlags): Record<Side, string | undefined> {
  const both = readCa(ca);
  return {
    left: leftCa === undefined ? both : readCa(leftCa, '--left-ca'),
    right: rightCa === undefined ? both : readCa(rightCa, '--right-ca'),
  };
}

/** Refuses what could only be answered with nothing, and says what has no effect. @throws UsageError */
function checkSelection({ kinds, oneWay, baseline, updateBaseline, ignoreFields = [] }: CompareFlags): void {
  const idle = neverCompared(ignoreFields);
  if (idle.length > 0)
    process.stderr.write(`raildiff: --ignore-fields: ${idle.join(', ')} is not compared anyway\n`);
  if (kinds?.length === 0) throw new UsageError('--kinds names no kind; leave it away to list all');
  if (oneWay && kinds?.includes('onlyRight'))
    throw new UsageError('--one-way leaves out what --kinds onlyRight asks for; leave one of them away');
  if (updateBaseline && baseline !== undefined) refuseMissingFolder(baseline, `--baseline ${baseline}`);
}

/** Where a snapshot was taken without sections, or by a version that did not read them, a place is a suite on both sides. */
export function withoutMissingSections(flags: CompareFlags, bare: readonly string[]): CompareFlags {
  if (!flags.sections || bare.length === 0) return flags;
  if (!flags.quiet)
    process.stderr.write(
      `raildiff: ${bare.join(' and ')} holds no sections, so they are not compared; take the snapshot anew to compare them\n`,
    );
  return { ...flags, sections: false };
}

/** What one side does not hold cannot be compared, and is not asked for on the other. */
export function withoutMissingAttachments(flags: CompareFlags, unverified: readonly string[]): CompareFlags {
  if (!flags.verifyAttachments || unverified.length === 0) return flags;
  if (!flags.quiet)
    process.stderr.write(
      `raildiff: ${unverified.join(' and ')} holds no attachments, so they are not verified; take the snapshot again with --verify-attachments to verify them\n`,
    );
  return { ...flags, verifyAttachments: false };
}

/** A side that was read before. Nothing is asked for it. */
function snapshot(
  { file }: SnapshotSide,
  closing: (() => unknown)[],
  bare: string[],
  unverified: string[],
): Target {
  const { target, contents, close } = openSnapshot(file);
  closing.push(close);
  if (contents.tornBytes > 0)
    process.stderr.write(
      `raildiff: the last ${contents.tornBytes} bytes of ${file} were torn or damaged, and are not read; take the snapshot again, which asks for what is missing\n`,
    );
  if (contents.sections.size === 0) bare.push(file);
  if (!holdsAttachments(contents)) unverified.push(file);
  return target;
}

/** What a run reads, in words: a journal that holds all of it answers alone, and no other. */
function readingOf(targets: Record<Side, Target>, flags: CompareFlags): string {
  const { sections, names, suiteMap, verifyAttachments, fields, ignoreFields } = flags;
  const scopes = SIDES.map((side) => {
    const { suites, withPartners, baselines } = targets[side];
    return { suites: [...(suites ?? [])].map(String).sort(), withPartners, baselines };
  });
  return JSON.stringify({
    scopes,
    sections,
    names,
    suiteMap: [...(suiteMap ?? [])],
    // Which there are, the compared fields say.
    attachments: verifyAttachments ? { fields, ignoreFields } : undefined,
  });
}

/**
 * Opens the journal and has the sides kept in it that are asked for; a snapshot is kept already.
 *
 * @param asked what is to be read
 * @throws JournalError
 */
function keep(file: string, targets: Record<Side, Target>, asked: string): Journal {
  const live = SIDES.filter((side) => !targets[side].snapshot);
  if (live.length === 0)
    throw new JournalError(
      '--journal keeps what is asked of servers, and both sides are snapshots, which are kept already; leave it away',
    );
  const projects = live.map((side) => ({
    url: targets[side].instance.url,
    projectId: targets[side].projectId,
  }));
  const journal = Journal.open(file, projects, (error) =>
    process.stderr.write(
      `raildiff: the journal ${file} cannot be written: ${error.message}; the run goes on without it\n`,
    ),
  );
  if (journal.notice) process.stderr.write(`raildiff: ${journal.notice}\n`);
  live.forEach((side, n) => {
    const record = journal.record(n);
    targets[side] = {
      ...targets[side],
      ...(journal.isComplete(asked) ? offlineTarget(projects[n]!, record, journal.startedAt) : { record }),
    };
  });
  return journal;
}
