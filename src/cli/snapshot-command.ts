import type { Command } from 'commander';
import { lastValueFrom, takeUntil, tap, type Observable } from 'rxjs';
import { Journal } from '../journal/index.js';
import {
  fetchProjectCases,
  type CasesEvent,
  type RefreshedSuite,
  type SuiteResult,
} from '../pipeline/index.js';
import { applyConfig } from './apply-config.js';
import { readCa } from './ca.js';
import type { FetchFlags } from './flags.js';
import { EXIT_PARTIAL } from './exit-code.js';
import { openLog } from './logging.js';
import { WITH_ATTACHMENTS } from './offline-target.js';
import { openInstance } from './open-instance.js';
import { refresh } from './refresh.js';
import { fetchFiles, refuseCollisions, written } from './run-files.js';
import { abortOf, catchSignals } from './signals.js';
import { liveSide, type LiveSide } from './sides.js';
import { UsageError } from './usage-error.js';

export interface SnapshotFlags extends FetchFlags {
  output: string;
  refresh: boolean;
  sections: boolean;
  names: boolean;
  verifyAttachments: boolean;
}

/** `raildiff snapshot <project>`, as it was typed. @return the exit code */
export async function snapshotProject(project: string, command: Command): Promise<number> {
  const config = await applyConfig(command);
  return snapshot(liveSide('left', project, process.env, config), command.opts<SnapshotFlags>());
}

/** How often progress is told, milliseconds. */
const TELL_MS = 2_000;

/**
 * `raildiff snapshot`: reads one project into a file, while its pages arrive. The same command once more asks only for
 * what the file does not hold.
 *
 * @return the exit code
 */
async function snapshot({ account, projectId }: LiveSide, flags: SnapshotFlags): Promise<number> {
  refuseCollisions([...fetchFiles(flags), written('--output', flags.output)]);
  const ca = readCa(flags.ca);
  const log = await openLog(flags);
  const instance = openInstance(account, flags, log.logger, { ca });
  const signals = catchSignals();
  // What cannot be kept need not be asked for.
  const broken = new AbortController();
  const over = AbortSignal.any([signals.aborted, broken.signal]);
  const onFailure = (error: Error): void => broken.abort(error);
  const checkFile = (): void => {
    if (!broken.signal.aborted) return;
    const { message } = broken.signal.reason as Error;
    throw new UsageError(`${flags.output} cannot be written: ${message}; make room, or name another file`);
  };
  try {
    const { timeout: timeoutMs, attempts } = flags;
    const project = { url: instance.url, projectId };
    const refreshed = flags.refresh
      ? await refresh(flags.output, project, { instance, projectId }, over, {
          timeoutMs,
          attempts,
          onFailure,
        })
      : undefined;
    if (broken.signal.aborted) await refreshed?.discard();
    checkFile();
    if (signals.aborted.aborted) {
      await refreshed?.discard();
      return signals.exitCode();
    }
    const journal = refreshed?.journal ?? Journal.open(flags.output, [project], onFailure);
    try {
      if (journal.notice) tell(flags, journal.notice);
      const target = { instance, projectId, record: journal.record(0) };
      const verifyAttachments = flags.verifyAttachments || (refreshed?.holdsAttachments ?? false);
      const events = fetchProjectCases(target, {
        timeoutMs,
        attempts,
        sections: flags.sections,
        names: flags.names,
        verifyAttachments,
      });
      const results = await resultsOf(events, flags, over);
      if (results && isWhole(results)) journal.complete(verifyAttachments ? WITH_ATTACHMENTS : undefined);
      await journal.close();
      checkFile();
      if (!results) return signals.exitCode();
      if (refreshed && isWhole(results)) {
        refreshed.replace();
        tell(flags, wordsOf(refreshed.suites));
        if (refreshed.suites.some(({ how }) => how !== 'readAnew')) tell(flags, NOT_SEEN);
      }
      for (const { lookup, why } of journal.failedLookUps())
        process.stderr.write(
          `raildiff: ${lookup} could not be looked up: ${why}; the same command asks again\n`,
        );
      return report(results, flags, refreshed !== undefined);
    } finally {
      await refreshed?.discard();
      await journal.close();
    }
  } finally {
    signals.release();
    instance.close();
    await log.close();
  }
}

const isWhole = (results: readonly SuiteResult[]): boolean => results.every(({ complete }) => complete);

/** What was read of each suite; undefined when the run was interrupted. */
async function resultsOf(
  events: Observable<CasesEvent>,
  flags: SnapshotFlags,
  aborted: AbortSignal,
): Promise<SuiteResult[] | undefined> {
  const results: SuiteResult[] = [];
  const progress = progressOf(flags);
  const all = events.pipe(
    tap((event) => (event.type === 'result' ? results.push(event) : progress(event.cases.length))),
    takeUntil(abortOf(aborted)),
  );
  await lastValueFrom(all, { defaultValue: undefined });
  return aborted.aborted ? undefined : results;
}

/** A line every few seconds. */
function progressOf(flags: SnapshotFlags): (cases: number) => void {
  let [pages, cases, toldAt] = [0, 0, performance.now()];
  return (more) => {
    pages++;
    cases += more;
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    tell(flags, `${pages} pages · ${cases.toLocaleString('en')} cases`);
  };
}

function report(results: readonly SuiteResult[], flags: SnapshotFlags, isRefresh: boolean): number {
  const lost = results.filter(({ complete }) => !complete);
  for (const { name, error } of lost)
    process.stderr.write(`raildiff: suite ${JSON.stringify(name)} is not complete: ${error}\n`);
  if (isRefresh && lost.length > 0) {
    process.stderr.write(`raildiff: ${flags.output} is left as it was: the refresh was not complete\n`);
    return EXIT_PARTIAL;
  }
  const cases = results.reduce((sum, result) => sum + result.cases.length, 0);
  const status = lost.length === 0 ? 'complete' : 'partial; the same command asks again for what is missing';
  tell(flags, `${flags.output}: ${results.length} suites, ${cases.toLocaleString('en')} cases, ${status}`);
  return lost.length === 0 ? 0 : EXIT_PARTIAL;
}

function wordsOf(suites: readonly RefreshedSuite[]): string {
  const updates = suites.reduce((sum, suite) => sum + suite.updates, 0);
  const anew = suites.filter(({ how }) => how === 'readAnew').length;
  return `refreshed: ${updates} cases changed or added; ${anew} of ${suites.length} suites read anew, where cases were deleted, or more than a page has dates as late as the snapshot`;
}

/** What the dates of a list and its end do not tell. */
const NOT_SEEN =
  'not seen by --refresh: what came or changed without a newer date, and a deletion that such a case makes up for; take a new snapshot where that counts';

const tell = ({ quiet }: SnapshotFlags, text: string): void => {
  if (!quiet) process.stderr.write(`raildiff: ${text}\n`);
};
