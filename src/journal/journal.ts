import {
  closeSync,
  existsSync,
  fchmodSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { entrySchema, pageKey, type Entry, type JournaledProject, type PageEntry } from './entries.js';
import { JournalError } from './journal-error.js';
import { lock } from './lock.js';
import type { KeptPage, KeptProject, PageAsked, ProjectRecord } from './project-record.js';
import {
  decodePayload,
  encodeRecord,
  encodeRecordSync,
  FIRST_LINE,
  HEAD_BYTES,
  JOURNAL_VERSION,
  spansOf,
  versionOf,
  type Span,
} from './record.js';

/** Only its owner may read what was fetched. */
const MODE = 0o600;

/** What is in a journal: entries that are few are kept, pages stay in the file until they are asked for. */
export interface Contents {
  projects: readonly JournaledProject[];
  /** ISO 8601. */
  startedAt: string;
  completeAt?: string;
  opened: Map<number, KeptProject>;
  pages: Map<string, Span>;
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
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new JournalError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const version = bytes.length === 0 ? JOURNAL_VERSION : versionOf(bytes);
  if (version === undefined) throw new JournalError(`${file} is no journal of raildiff; name another file`);
  if (version > JOURNAL_VERSION) {
    throw new JournalError(
      `${file} was written by a newer raildiff (format ${version}, this one reads ${JOURNAL_VERSION}); use that one, or another file`,
    );
  }
  return contentsOf(file, bytes);
}

function contentsOf(file: string, bytes: Buffer): Contents {
  const { spans } = spansOf(bytes);
  const contents: Contents = {
    projects: [],
    startedAt: '',
    opened: new Map(),
    pages: new Map(),
    end: FIRST_LINE.length,
    tornBytes: 0,
  };
  for (const span of spans) {
    const entry = entryOf(bytes.subarray(span.from, span.to));
    // A checksum that fits by chance is damage all the same, and so is a journal that does not say what it is of.
    if (!entry || (contents.projects.length === 0 && entry.type !== 'journal')) break;
    note(contents, entry, span);
    contents.end = span.to;
  }
  contents.tornBytes = bytes.length - contents.end;
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
      contents.opened.set(entry.n, { project: entry.project, suites: entry.suites });
      return;
    case 'page':
      contents.pages.set(pageKey(entry.n, entry.suiteId, entry.offset, entry.asked), span);
      return;
    case 'complete':
      contents.completeAt = entry.at;
  }
}

function entryOf(payload: Buffer): Entry | undefined {
  try {
    return entrySchema.safeParse(decodePayload(payload)).data;
  } catch {
    return undefined;
  }
}

/**
 * The pages of one run, kept in a file as they arrive: the same run once more asks only for those that are missing.
 *
 * What is kept goes out in order and in the background. Where the file cannot be written any more the run goes on without
 * it, and `failed` tells why.
 */
export class Journal {
  /** What the reader should know before the run. */
  readonly notice: string | undefined;
  /** The first error of writing. */
  failed: Error | undefined;
  private writing: Promise<void> = Promise.resolve();
  private handle: FileHandle | undefined;
  private closed = false;
  /** Kept, and not written yet. */
  private readonly pending = new Map<string, KeptPage>();
  private size: number;

  private constructor(
    private readonly file: string,
    private readonly contents: Contents,
    private readonly fd: number,
    private readonly unlock: () => void,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.size = contents.end;
    this.notice = noticeOf(file, contents);
  }

  /**
   * Opens a journal, or begins one.
   *
   * @param projects what the run is of; on a journal that is there it must be the same
   * @param onFailure told once, when the file cannot be written any more
   * @throws JournalError when it is another's, in use, no journal, or cannot be written
   */
  static open(
    file: string,
    projects: readonly JournaledProject[],
    onFailure: (error: Error) => void = () => {},
  ): Journal {
    const contents = existsSync(file) ? readJournal(file) : undefined;
    if (contents && contents.projects.length > 0) checkProjects(file, contents.projects, projects);
    const unlock = lock(file);
    try {
      const { fd, begun } = openFile(file, contents, projects);
      return new Journal(file, begun, fd, unlock, onFailure);
    } catch (error) {
      unlock();
      const { code } = error as NodeJS.ErrnoException;
      throw new JournalError(`${file} cannot be written (${code ?? (error as Error).message})`);
    }
  }

  /** All of it was read, by an earlier run. */
  get isComplete(): boolean {
    return this.contents.completeAt !== undefined;
  }

  /** What is kept of a project, by its place in the list that the journal was opened with. */
  record(n: number): ProjectRecord {
    return {
      opened: () => this.contents.opened.get(n),
      page: (asked) => this.page(n, asked),
      holds: (asked) => this.holds(n, asked),
      holdsPieceOf: (asked) => holdsPieceOf(this.contents, n, asked),
      keepOpened: (kept) => {
        this.contents.opened.set(n, kept);
        this.append({ type: 'opened', n, ...kept });
      },
      keepPage: (asked, page) => this.keepPage(n, asked, page),
    };
  }

  /** All of it was read. */
  complete(): void {
    if (!this.isComplete) this.append({ type: 'complete', at: new Date().toISOString() });
  }

  /** When it was begun, ISO 8601. */
  get startedAt(): string {
    return this.contents.startedAt;
  }

  /** Waits until all is written. */
  async close(): Promise<void> {
    await this.writing;
    if (this.closed) return;
    this.closed = true;
    if (this.handle && !this.failed) await this.handle.datasync().catch(() => {});
    await this.handle?.close().catch(() => {});
    closeSync(this.fd);
    this.unlock();
  }

  private holds(n: number, { suiteId, offset, limit }: PageAsked): boolean {
    const key = pageKey(n, suiteId, offset, limit);
    return this.pending.has(key) || this.contents.pages.has(key);
  }

  private page(n: number, { suiteId, offset, limit }: PageAsked): KeptPage | undefined {
    const key = pageKey(n, suiteId, offset, limit);
    const span = this.contents.pages.get(key);
    return this.pending.get(key) ?? (span && readPageAt(this.fd, span));
  }

  private keepPage(n: number, { suiteId, offset, limit }: PageAsked, page: KeptPage): void {
    const key = pageKey(n, suiteId, offset, limit);
    this.pending.set(key, page);
    this.append({ type: 'page', n, suiteId, offset, asked: limit, page }, (span) => {
      this.contents.pages.set(key, span);
      if (this.pending.get(key) === page) this.pending.delete(key);
    });
  }

  private append(entry: Entry, written: (span: Span) => void = () => {}): void {
    const encoded = encodeRecord(entry);
    this.writing = this.writing.then(async () => {
      if (this.failed) return;
      try {
        const bytes = await encoded;
        this.handle ??= await open(this.file, 'r+');
        await this.handle.write(bytes, 0, bytes.length, this.size);
        this.size += bytes.length;
        written({ from: this.size - bytes.length + HEAD_BYTES, to: this.size });
      } catch (error) {
        this.failed = error as Error;
        this.onFailure(this.failed);
      }
    });
    // A run that is over before it is written is told of nothing.
    void encoded.catch(() => {});
  }
}

function readPageAt(fd: number, { from, to }: Span): KeptPage {
  const payload = Buffer.alloc(to - from);
  readSync(fd, payload, 0, payload.length, from);
  return (decodePayload(payload) as PageEntry).page;
}

/** Whether a page that is not kept as a whole is kept in part. */
const holdsPieceOf = ({ pages }: Contents, n: number, { suiteId, offset, limit }: PageAsked): boolean =>
  [...pages.keys()].some((key) => {
    const match = /^(\d+)\/(\w+)\/(\d+)\+(\d+)$/.exec(key)!;
    const [at, asked] = [Number(match[3]), Number(match[4])];
    return (
      match[1] === String(n) &&
      match[2] === String(suiteId) &&
      asked < limit &&
      at >= offset &&
      at + asked <= offset + limit
    );
  });

/** Reads what a journal of one project kept, without writing to it. @throws JournalError */
export function readRecord(file: string): { contents: Contents; record: ProjectRecord; close: () => void } {
  const contents = readJournal(file);
  if (contents.projects.length !== 1)
    throw new JournalError(
      `${file} is a journal of two projects; a side is one, as \`raildiff snapshot\` writes it`,
    );
  const fd = openSync(file, 'r');
  return {
    contents,
    close: () => closeSync(fd),
    record: {
      opened: () => contents.opened.get(0),
      page: ({ suiteId, offset, limit }) => {
        const span = contents.pages.get(pageKey(0, suiteId, offset, limit));
        return span && readPageAt(fd, span);
      },
      holds: ({ suiteId, offset, limit }) => contents.pages.has(pageKey(0, suiteId, offset, limit)),
      holdsPieceOf: (asked) => holdsPieceOf(contents, 0, asked),
      keepOpened: () => {},
      keepPage: () => {},
    },
  };
}

/** A new file says what it is of before anything else; of one that is there the torn end is cut off. */
function openFile(
  file: string,
  contents: Contents | undefined,
  projects: readonly JournaledProject[],
): { fd: number; begun: Contents } {
  const fd = openSync(file, contents ? 'r+' : 'wx+', MODE);
  fchmodSync(fd, MODE);
  if (contents && contents.projects.length > 0) {
    if (contents.tornBytes > 0) ftruncateSync(fd, contents.end);
    return { fd, begun: contents };
  }
  ftruncateSync(fd, 0);
  const startedAt = new Date().toISOString();
  const first = encodeRecordSync({ type: 'journal', projects: [...projects], startedAt });
  writeSync(fd, Buffer.concat([FIRST_LINE, first]), 0, FIRST_LINE.length + first.length, 0);
  const begun: Contents = {
    projects,
    startedAt,
    opened: new Map(),
    pages: new Map(),
    end: FIRST_LINE.length + first.length,
    tornBytes: contents?.tornBytes ?? 0,
  };
  return { fd, begun };
}

function checkProjects(
  file: string,
  kept: readonly JournaledProject[],
  wanted: readonly JournaledProject[],
): void {
  const named = (projects: readonly JournaledProject[]): string =>
    projects.map(({ url, projectId }) => `project ${projectId} of ${url}`).join(' and ');
  if (named(kept) !== named(wanted)) {
    throw new JournalError(
      `${file} is a journal of ${named(kept)}, not of ${named(wanted)}; name another file`,
    );
  }
}

function noticeOf(file: string, { pages, tornBytes }: Contents): string | undefined {
  const said: string[] = [];
  if (pages.size > 0) said.push(`${file} holds ${pages.size} pages of an earlier run`);
  if (tornBytes > 0)
    said.push(`the last ${tornBytes} bytes of ${file} were torn or damaged, and are cut off`);
  return said.length > 0 ? said.join('; ') : undefined;
}
