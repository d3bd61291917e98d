import { existsSync, renameSync, rmSync } from 'node:fs';
import { lastValueFrom, takeUntil, toArray } from 'rxjs';
import type { TestCase } from '../compare/index.js';
import { Journal, realFile, type JournaledProject } from '../journal/index.js';
import {
  fetchProjectCases,
  refreshProject,
  type CasesPage,
  type KnownSuite,
  type RefreshedSuite,
  type SuiteResult,
  type Target,
} from '../pipeline/index.js';
import type { KeptAttachment } from '../testrail/index.js';
import { holdsAttachments, openSnapshot } from './offline-target.js';
import { abortOf } from './signals.js';
import { UsageError } from './usage-error.js';

const DAY_MS = 86_400_000;

/** A snapshot that is being brought up to date, in a file beside it. */
export interface Refresh {
  journal: Journal;
  suites: RefreshedSuite[];
  /** The old one holds attachments, which the new one then does as well. */
  holdsAttachments: boolean;
  /** Puts the new one in the place of the old one. */
  replace(): void;
  /** Leaves the old one as it is. */
  discard(): Promise<void>;
}

/**
 * Asks what has changed since a snapshot was taken, and keeps in a new one what needs not be read anew.
 *
 * @param named the snapshot; it may be a link
 * @param aborted ends it: what was asked for until then is all there is of it
 * @throws UsageError when there is nothing to refresh
 * @throws JournalError when it is another project's
 */
export async function refresh(
  named: string,
  project: JournaledProject,
  target: Omit<Target, 'record'>,
  aborted: AbortSignal,
  options: { timeoutMs: number; attempts: number; onFailure: (error: Error) => void },
): Promise<Refresh> {
  // A link stays one: what it leads to is what is replaced.
  const file = realFile(named);
  if (!existsSync(file))
    throw new UsageError(`--refresh: there is no ${named}; without --refresh the snapshot is taken`);
  // Held as long as the new one is written: no other process may complete the old one meanwhile.
  const held = Journal.open(file, [project]);
  const path = `${file}.part`;
  rmSync(path, { force: true });
  const journal = Journal.open(path, [project], options.onFailure);
  const discard = async (): Promise<void> => {
    await journal.close();
    await held.close();
    rmSync(path, { force: true });
  };
  try {
    const { known, since, files, holdsAttachments } = await knownOf(file);
    const record = journal.record(0);
    // Of an attachment the id stays with its file: what somebody replaces gets another.
    for (const [id, kept] of files) if ('sha256' in kept) record.keepAttachment(id, kept);
    const refreshed = refreshProject({ ...target, record }, known, { ...options, since });
    const suites = await lastValueFrom(refreshed.pipe(takeUntil(abortOf(aborted))), { defaultValue: [] });
    const replace = (): void => {
      renameSync(path, file);
      void held.close();
    };
    return { journal, suites, holdsAttachments, replace, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

interface Known {
  known: KnownSuite[];
  since: number;
  /** Its attachments, by id. */
  files: [string, KeptAttachment][];
  holdsAttachments: boolean;
}

/** What the snapshot holds, and from when on changes are to be asked for, UNIX seconds. */
async function knownOf(file: string): Promise<Known> {
  const { target, contents, close } = openSnapshot(file);
  try {
    const events = await lastValueFrom(fetchProjectCases(target).pipe(toArray()));
    const pages = events.filter((event) => event.type === 'page').sort((a, b) => a.offset - b.offset);
    const known = events
      .filter((event) => event.type === 'result')
      .map((result): KnownSuite => ({ ...result, cases: inListOrder(result, pages) }));
    return {
      known,
      holdsAttachments: holdsAttachments(contents),
      files: [...contents.attachments].map(([key, kept]) => [key.slice(key.indexOf('/') + 1), kept]),
      since: sinceOf(known, Date.parse(contents.startedAt), Date.parse(contents.completeAt ?? '')),
    };
  } finally {
    close();
  }
}

/** A result has its cases by id, which need not be the order that the server lists them in. */
function inListOrder({ suiteId, cases }: SuiteResult, pages: readonly CasesPage[]): TestCase[] {
  const byId = new Map(cases.map((each) => [each.id, each]));
  const own = pages.filter((page) => page.suiteId === suiteId);
  const ids = new Set(own.flatMap((page) => page.cases.map(({ id }) => id)));
  return [...ids].flatMap((id) => byId.get(id) ?? []);
}

/**
 * A moment that lies surely before the snapshot was begun, by the server's clock, which is not ours. The latest date in it
 * was at most as late as its end, so that so long before as it took was before its beginning. Dates of the future, which
 * imports bring, are bounded by our own clock, and that by a day for where it is wrong.
 */
function sinceOf(known: readonly KnownSuite[], startedAt: number, completeAt: number): number {
  const latest = Math.max(0, ...known.map(({ cases }) => latestOf(cases)));
  const tookMs = Number.isNaN(completeAt) ? Infinity : Math.max(0, completeAt - startedAt);
  if (tookMs === Infinity) return 0;
  const byServer = latest - Math.ceil(tookMs / 1000) - 1;
  return Math.max(0, Math.min(byServer, Math.floor((startedAt - DAY_MS) / 1000)));
}

const latestOf = (cases: KnownSuite['cases']): number =>
  cases.reduce((latest, { updated_on }) => Math.max(latest, updated_on ?? 0), 0);
