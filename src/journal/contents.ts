import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { KeptAttachment, KeptSection, PageAsked } from '../testrail/index.js';
import {
  attachmentKey,
  entrySchema,
  pageKey,
  sectionsKey,
  type Entry,
  type JournaledProject,
  type PageEntry,
} from './entries.js';
import { JournalError } from './journal-error.js';
import type { JournalRecord, KeptPage, KeptProject } from './project-record.js';
import {
  decodePayload,
  FIRST_LINE,
  isTornFirstLine,
  JOURNAL_VERSION,
  spansOf,
  versionOf,
  type Span,
} from './record.js';

/** Where a page stands, and what it was asked for as. */
export interface KeptSpan extends Span, PageAsked {
  /** Its project's place in the journal. */
  n: number;
}

/** A suite that has contradicted itself. */
interface Unsettled {
  suiteId: number | null;
  reason: string;
  /** Keys of what was kept of it before, and not since. */
  stale: Set<string>;
}

/** What is in a journal: entries that are few are kept, pages stay in the file until they are asked for. */
export interface Contents {
  projects: readonly JournaledProject[];
  /** ISO 8601. */
  startedAt: string;
  completeAt?: string;
  /** What was read in whole by then, where it was said. */
  completeOf?: string;
  opened: Map<number, KeptProject>;
  /** By `pageKey`. */
  pages: Map<string, KeptSpan>;
  /** By `sectionsKey`. */
  sections: Map<string, KeptSection[]>;
  /** By `attachmentKey`. */
  attachments: Map<string, KeptAttachment>;
  /** Why what was read of a suite contradicts itself, by `sectionsKey`; of those that were not read to a good end since. */
  unsettled: Map<string, Unsettled>;
  /** Where the first byte stands that is no whole record. */
  end: number;
  /** Bytes from there on. */
  tornBytes: number;
}

/**
 * Reads a journal.
 *
 * @throws JournalError when the file is none, is of a newer version, or cannot be read
 */
export function readJournal(file: string): Contents {
  const bytes = bytesOf(file);
  const version = isTornFirstLine(bytes) ? JOURNAL_VERSION : versionOf(bytes);
  if (version === undefined) throw new JournalError(`${file} is no journal of raildiff; name another file`);
  if (version > JOURNAL_VERSION) {
    throw new JournalError(
      `${file} was written by a newer raildiff (format ${version}, this one reads ${JOURNAL_VERSION}); use that one, or another file`,
    );
  }
  return contentsOf(file, bytes);
}

function bytesOf(file: string): Buffer {
  try {
    // A device has no end, and a pipe waits for one.
    if (!statSync(file).isFile()) throw new JournalError(`${file} is no regular file; name another`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function contentsOf(file: string, bytes: Buffer): Contents {
  const { spans } = spansOf(bytes);
  const contents: Contents = {
    projects: [],
    startedAt: '',
    opened: new Map(),
    pages: new Map(),
    sections: new Map(),
    attachments: new Map(),
    unsettled: new Map(),
    end: Math.min(FIRST_LINE.length, bytes.length),
    tornBytes: 0,
  };
  for (const span of spans) {
    const entry = entryOf(bytes.subarray(span.from, span.to));
    // A checksum that fits by chance is damage all the same, and so is a journal that does not say what it is of.
    if (!entry || (contents.projects.length === 0 && entry.type !== 'journal')) break;
    note(contents, entry, span);
    contents.end = span.to;
  }
  contents.tornBytes = isTornFirstLine(bytes) ? bytes.length : bytes.length - contents.end;
  if (contents.projects.length === 0 && contents.tornBytes > 0 && spans.length > 0)
    throw new JournalError(`${file} does not say what it is a journal of; name another file`);
  return contents;
}

function note(contents: Contents, entry: Entry, span: Span): void {
  switch (entry.type) {
    case 'journal':
      contents.projects = entry.projects;
      contents.startedAt = entry.startedAt;
      return;
    case 'opened':
      contents.opened.set(entry.n, {
        project: entry.project,
        suites: entry.suites,
        ...(entry.catalogue && { catalogue: entry.catalogue }),
      });
      return;
    case 'page': {
      const { n, suiteId, offset, asked: limit } = entry;
      const key = pageKey(n, { suiteId, offset, limit });
      contents.pages.set(key, { ...span, n, suiteId, offset, limit });
      contents.unsettled.get(sectionsKey(n, suiteId))?.stale.delete(key);
      return;
    }
    case 'sections': {
      const key = sectionsKey(entry.n, entry.suiteId);
      contents.sections.set(key, entry.sections);
      contents.unsettled.get(key)?.stale.delete(key);
      return;
    }
    case 'attachment':
      contents.attachments.set(attachmentKey(entry.n, entry.id), entry.kept);
      return;
    case 'unsettled': {
      const { n, suiteId, reason } = entry;
      const stale = [...contents.pages].filter(([, page]) => page.n === n && page.suiteId === suiteId);
      const key = sectionsKey(n, suiteId);
      contents.unsettled.set(key, { suiteId, reason, stale: new Set([key, ...stale.map(([page]) => page)]) });
      return;
    }
    case 'complete':
      contents.completeAt = entry.at;
      contents.completeOf = entry.of;
      contents.unsettled.clear();
  }
}

/**
 * Lets go of what contradicts itself, so that it is asked for. Whoever only reads has nothing better.
 *
 * @return the suites of which something was let go, and why
 */
export function forgetUnsettled({
  pages,
  sections,
  unsettled,
}: Contents): Pick<Unsettled, 'suiteId' | 'reason'>[] {
  return [...unsettled.values()].filter(({ stale }) => {
    const gone = [...stale].filter((key) => pages.delete(key) || sections.delete(key));
    return gone.length > 0;
  });
}

function entryOf(payload: Buffer): Entry | undefined {
  try {
    return entrySchema.safeParse(decodePayload(payload)).data;
  } catch {
    return undefined;
  }
}

/** What is kept of a project, read from the file when it is asked for. */
export function reading(
  contents: Contents,
  fd: number,
  n: number,
): Pick<JournalRecord, 'opened' | 'page' | 'holds' | 'sections' | 'attachment' | 'age'> {
  const { opened, pages, sections, attachments } = contents;
  return {
    opened: () => opened.get(n),
    sections: (suiteId) => sections.get(sectionsKey(n, suiteId)),
    attachment: (id) => attachments.get(attachmentKey(n, id)),
    page: (asked) => {
      const span = pages.get(pageKey(n, asked));
      return span && readPageAt(fd, span);
    },
    holds: (asked) => pages.has(pageKey(n, asked)),
    age: () => ({
      begunAt: Date.parse(contents.startedAt),
      complete: contents.completeAt !== undefined,
    }),
  };
}

function readPageAt(fd: number, { from, to }: Span): KeptPage {
  const payload = Buffer.alloc(to - from);
  readSync(fd, payload, 0, payload.length, from);
  return (decodePayload(payload) as PageEntry).page;
}

/** What a journal kept of each of its projects, in their order. Nothing is written to it. */
export interface KeptRecords {
  contents: Contents;
  records: JournalRecord[];
  close: () => void;
}

/** @throws JournalError when the file is no journal, or cannot be read */
export function readRecords(file: string): KeptRecords {
  const contents = readJournal(file);
  const fd = openSync(file, 'r');
  const records = contents.projects.map((_, n) => ({
    ...reading(contents, fd, n),
    keepOpened: () => {},
    keepPage: () => {},
    keepSections: () => {},
    keepAttachment: () => {},
    keepUnsettled: () => {},
  }));
  return { contents, records, close: () => closeSync(fd) };
}

/** Reads what a journal of one project kept, without writing to it. @throws JournalError */
export function readRecord(file: string): { contents: Contents; record: JournalRecord; close: () => void } {
  const { contents, records, close } = readRecords(file);
  if (records.length === 1) return { contents, record: records[0]!, close };
  close();
  if (records.length === 0)
    throw new JournalError(`${file} holds nothing yet; take the snapshot again with \`raildiff snapshot\``);
  throw new JournalError(
    `${file} is a journal of two projects; a side is one, as \`raildiff snapshot\` writes it`,
  );
}
