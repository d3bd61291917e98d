import {
  closeSync,
  existsSync,
  fchmodSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { KeptAttachment, PageAsked } from '../testrail/index.js';
import { forgetUnsettled, reading, readJournal, type Contents } from './contents.js';
import { attachmentKey, pageKey, sectionsKey, type Entry, type JournaledProject } from './entries.js';
import { JournalError } from './journal-error.js';
import { lock } from './lock.js';
import type { JournalRecord, KeptPage, KeptProject } from './project-record.js';
import { realFile } from './real-file.js';
import { encodeRecord, encodeRecordSync, FIRST_LINE, HEAD_BYTES, type Span } from './record.js';

/** Only its owner may read what was fetched. */
const MODE = 0o600;

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
  /** Of some suite what is kept is not what was told: the next run asks for it. */
  private isUnsettled = false;
  /** Kept, and not written yet. */
  private readonly pending = new Map<string, KeptPage>();
  private size: number;

  private constructor(
    private readonly file: string,
    private readonly contents: Contents,
    private readonly fd: number,
    private readonly unlock: () => void,
    private readonly onFailure: (error: Error) => void,
    /** As it was typed. */
    named: string,
  ) {
    this.size = contents.end;
    const unsettled = forgetUnsettled(contents);
    this.notice = noticeOf(named, contents, unsettled);
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
    const path = realFile(file);
    // Before it is read: until it is held another may still write to it, and what it writes would be written over.
    const unlock = lock(path);
    try {
      const contents = existsSync(path) ? readJournal(path) : undefined;
      if (contents && contents.projects.length > 0) checkProjects(file, contents.projects, projects);
      const { fd, begun } = openFile(path, contents, projects);
      return new Journal(path, begun, fd, unlock, onFailure, file);
    } catch (error) {
      unlock();
      if (error instanceof JournalError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new JournalError(`${file} cannot be written (${code ?? (error as Error).message})`);
    }
  }

  /**
   * All of it was read, by an earlier run.
   *
   * @param of what is to be read now, in the words that `complete` was told
   */
  isComplete(of?: string): boolean {
    const { completeAt, completeOf } = this.contents;
    return completeAt !== undefined && completeOf === of && this.failedLookUps().length === 0;
  }

  /** Look-ups that failed for what may pass: the same run once more asks for them again, and so it is not complete. */
  failedLookUps(): MissingLookUp[] {
    return [...this.contents.opened.values()].flatMap(failedOf);
  }

  /** What is kept of a project, by its place in the list that the journal was opened with. */
  record(n: number): JournalRecord {
    const written = reading(this.contents, this.fd, n);
    return {
      ...written,
      opened: () => worthKeeping(written.opened()),
      page: (asked) => this.pending.get(pageKey(n, asked)) ?? written.page(asked),
      holds: (asked) => this.pending.has(pageKey(n, asked)) || written.holds(asked),
      attachment: (id) => readAgainIfRefused(written.attachment(id), this.contents),
      keepAttachment: (id, kept) => {
        this.contents.attachments.set(attachmentKey(n, id), kept);
        this.append({ type: 'attachment', n, id, kept });
      },
      keepOpened: (kept) => {
        this.contents.opened.set(n, kept);
        this.append({ type: 'opened', n, ...kept });
      },
      keepPage: (asked, page) => this.keepPage(n, asked, page),
      keepSections: (suiteId, sections) => {
        this.contents.sections.set(sectionsKey(n, suiteId), sections);
        this.append({ type: 'sections', n, suiteId, sections });
      },
      keepUnsettled: (suiteId, reason) => {
        this.isUnsettled = true;
        this.append({ type: 'unsettled', n, suiteId, reason });
      },
    };
  }

  /**
   * All of it was read: says nothing where look-ups failed, or a suite is to be read anew.
   *
   * @param of what was to be read: of another run, which asks for more, it is not complete
   */
  complete(of?: string): void {
    if (this.isComplete(of) || this.isUnsettled || this.failedLookUps().length > 0) return;
    const at = new Date().toISOString();
    Object.assign(this.contents, { completeAt: at, completeOf: of });
    this.append({ type: 'complete', at, of });
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

  private keepPage(n: number, asked: PageAsked, page: KeptPage): void {
    // What nobody will write would fill the memory.
    if (this.failed) return;
    const key = pageKey(n, asked);
    const { suiteId, offset, limit } = asked;
    this.pending.set(key, page);
    this.append({ type: 'page', n, suiteId, offset, asked: limit, page }, (span) => {
      this.contents.pages.set(key, { ...span, n, suiteId, offset, limit });
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
        await writeAll(this.handle, bytes, this.size);
        this.size += bytes.length;
        written({ from: this.size - bytes.length + HEAD_BYTES, to: this.size });
      } catch (error) {
        this.failed = error as Error;
        this.pending.clear();
        this.onFailure(this.failed);
      }
    });
    // A run that is over before it is written is told of nothing.
    void encoded.catch(() => {});
  }
}

/** A disk that is nearly full may take a part of what it is given, and says so by the number alone. */
async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

type MissingLookUp = NonNullable<KeptProject['catalogue']>['missing'][number];

/** One that is refused for good is settled. */
const failedOf = ({ catalogue }: KeptProject): MissingLookUp[] =>
  (catalogue?.missing ?? []).filter(({ settled }) => settled !== true);

/** What a run could not look up it asks for again in the next. */
function worthKeeping(kept: KeptProject | undefined): KeptProject | undefined {
  if (!kept || failedOf(kept).length === 0) return kept;
  const { project, suites } = kept;
  return { project, suites };
}

/** So is an attachment that could not be read: the account may have been given the right since. */
const readAgainIfRefused = (
  kept: KeptAttachment | undefined,
  { completeAt }: Contents,
): KeptAttachment | undefined => (kept && 'error' in kept && completeAt === undefined ? undefined : kept);

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
    writeSync(fd, FIRST_LINE, 0, FIRST_LINE.length, 0);
    return { fd, begun: contents };
  }
  ftruncateSync(fd, 0);
  const startedAt = new Date().toISOString();
  const first = encodeRecordSync({ type: 'journal', projects: [...projects], startedAt });
  writeSync(fd, Buffer.concat([FIRST_LINE, first]), 0, FIRST_LINE.length + first.length, 0);
  // The pages that follow are worth nothing without it.
  fdatasyncSync(fd);
  const begun: Contents = {
    projects,
    startedAt,
    opened: new Map(),
    pages: new Map(),
    sections: new Map(),
    attachments: new Map(),
    unsettled: new Map(),
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

function noticeOf(
  file: string,
  { pages, tornBytes }: Contents,
  unsettled: ReturnType<typeof forgetUnsettled>,
): string | undefined {
  const said: string[] = [];
  if (pages.size > 0) said.push(`${file} holds ${pages.size} pages of an earlier run`);
  for (const { suiteId, reason } of unsettled)
    said.push(`suite ${suiteId ?? '(the only one)'} was unsettled (${reason}), and is read anew`);
  if (tornBytes > 0)
    said.push(`the last ${tornBytes} bytes of ${file} were torn or damaged, and are cut off`);
  return said.length > 0 ? said.join('; ') : undefined;
}
