/** The journal's file: whatever a crash or a disk does to it, no record is read that was not written so. */
import fc from 'fast-check';
import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal, JournalError, readJournal, readRecord, type KeptPage } from '../../src/journal/index.js';
import { encodeRecordSync, FIRST_LINE, decodePayload, spansOf } from '../../src/journal/record.js';

const PROJECTS = [{ url: 'https://example.test', projectId: 30 }];
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'raildiff-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const values = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 });
const fileOf = (written: readonly unknown[]): Buffer =>
  Buffer.concat([FIRST_LINE, ...written.map((value) => encodeRecordSync(value))]);
const readBack = (file: Buffer): unknown[] =>
  spansOf(file).spans.map(({ from, to }) => decodePayload(file.subarray(from, to)));
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('records', () => {
  it('are read as they were written', () => {
    fc.assert(fc.property(values, (written) => expect(readBack(fileOf(written))).toEqual(asJson(written))));
  });

  it('that are torn off at any byte leave those before them', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (written, part) => {
        const file = fileOf(written);
        const cut = file.subarray(
          0,
          FIRST_LINE.length + Math.floor(part * (file.length - FIRST_LINE.length)),
        );
        const read = readBack(cut);
        expect(read).toEqual(asJson(written.slice(0, read.length)));
        expect(spansOf(cut).end).toBeLessThanOrEqual(cut.length);
        expect(readBack(file.subarray(0, spansOf(cut).end))).toEqual(read);
      }),
    );
  });

  it('that are damaged anywhere are not read, nor is what follows them', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, at, flip) => {
        const file = fileOf(written);
        const place = FIRST_LINE.length + (at % (file.length - FIRST_LINE.length));
        file[place]! ^= flip;
        const read = readBack(file);
        expect(read.length).toBeLessThan(written.length);
        expect(read).toEqual(asJson(written.slice(0, read.length)));
      }),
    );
  });
});

const pageOf = (ids: readonly number[], next: number | null): KeptPage => ({
  items: ids.map((id) => ({ id, title: `Case ${id}`, custom_text: '\u001b ü' })),
  offset: 0,
  limit: 250,
  next,
  paged: true,
});

describe('a journal', () => {
  const asked = (offset: number) => ({ suiteId: 7, offset, limit: 250 });

  it('gives back the pages of an earlier run, the later one of two that were asked for alike', async () => {
    const file = join(folder, 'j');
    const first = Journal.open(file, PROJECTS);
    first.record(0).keepPage(asked(0), pageOf([1], 1));
    first.record(0).keepPage(asked(0), pageOf([2], 1));
    await first.close();
    const second = Journal.open(file, PROJECTS);
    expect(second.record(0).page(asked(0))).toEqual(pageOf([2], 1));
    expect(second.record(0).page(asked(249))).toBeUndefined();
    expect(second.notice).toContain('holds 1 pages');
    await second.close();
  });

  it('may be torn or damaged anywhere: it is opened, or refused in one line, and never gives a page that was not kept', async () => {
    const file = join(folder, 'j');
    const whole = Journal.open(file, PROJECTS);
    const kept = [pageOf([1, 2], 2), pageOf([3, 4], 4), pageOf([5], null)];
    kept.forEach((page, n) => whole.record(0).keepPage(asked(n * 249), page));
    whole.complete();
    await whole.close();
    const bytes = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length),
        fc.nat(bytes.length - 1),
        fc.nat(255),
        async (length, at, flip) => {
          const damaged = Buffer.from(bytes.subarray(0, length));
          if (at < length) damaged[at]! ^= flip;
          writeFileSync(file, damaged);
          try {
            const opened = Journal.open(file, PROJECTS);
            kept.forEach((page, n) =>
              expect([undefined, page]).toContainEqual(opened.record(0).page(asked(n * 249))),
            );
            if (!damaged.equals(bytes)) expect(opened.isComplete()).toBe(false);
            await opened.close();
          } catch (error) {
            expect(error).toBeInstanceOf(JournalError);
            expect((error as Error).message).not.toContain('\n');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('goes on after its torn end was cut off', async () => {
    const file = join(folder, 'j');
    const first = Journal.open(file, PROJECTS);
    first.record(0).keepPage(asked(0), pageOf([1], 1));
    first.record(0).keepPage(asked(249), pageOf([2], null));
    await first.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 3));
    const second = Journal.open(file, PROJECTS);
    expect(second.notice).toContain('torn or damaged');
    expect(second.record(0).page(asked(249))).toBeUndefined();
    second.record(0).keepPage(asked(249), pageOf([9], null));
    await second.close();
    const third = Journal.open(file, PROJECTS);
    expect([third.record(0).page(asked(0)), third.record(0).page(asked(249))]).toEqual([
      pageOf([1], 1),
      pageOf([9], null),
    ]);
    expect(third.notice).not.toContain('torn');
    await third.close();
  });

  it('is for its owner alone', async () => {
    const file = join(folder, 'j');
    await Journal.open(file, PROJECTS).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    [
      'of another project',
      [{ url: 'https://example.test', projectId: 31 }],
      'project 30 of https://example.test, not of project 31',
    ],
    [
      'of another instance',
      [{ url: 'https://other.test', projectId: 30 }],
      'not of project 30 of https://other.test',
    ],
  ])('%s is refused by name', async (_, projects, said) => {
    const file = join(folder, 'j');
    await Journal.open(file, PROJECTS).close();
    expect(() => Journal.open(file, projects)).toThrow(said);
  });

  it('of a newer version is refused, and what is no journal is left as it is', () => {
    const file = join(folder, 'j');
    writeFileSync(file, 'raildiff journal 5\n');
    expect(() => readJournal(file)).toThrow('written by a newer raildiff (format 5');
    writeFileSync(file, 'my diary');
    expect(() => Journal.open(file, PROJECTS)).toThrow('is no journal of raildiff');
    expect(readFileSync(file, 'utf8')).toBe('my diary');
  });

  it('is read when its lock is held, and not before: another may write to it until then', async () => {
    const file = join(folder, 'j');
    await Journal.open(file, PROJECTS).close();
    const real = readFileSync as (...args: unknown[]) => unknown;
    const read = jest.spyOn(fs, 'readFileSync');
    const locked: boolean[] = [];
    read.mockImplementation(((path: string, ...options: []) => {
      if (path === file) locked.push(readdirSync(folder).includes('j.lock'));
      return real(path, ...options);
    }) as typeof readFileSync);
    const journal = Journal.open(file, PROJECTS);
    read.mockRestore();
    await journal.close();
    expect(locked).toEqual([true]);
    // Refused, it gives the lock back.
    expect(() => Journal.open(file, [{ ...PROJECTS[0]!, projectId: 31 }])).toThrow('is a journal of');
    expect(readdirSync(folder)).toEqual(['j']);
  });

  it('is written by one process at a time; one that is gone holds nothing', async () => {
    const file = join(folder, 'j');
    writeFileSync(`${file}.lock`, String(process.ppid));
    expect(() => Journal.open(file, PROJECTS)).toThrow(`in use by process ${process.ppid}`);
    // No process has the first number, and this one, which has the second, holds no such lock.
    for (const gone of [2 ** 31 - 2, process.pid]) {
      writeFileSync(`${file}.lock`, String(gone));
      const journal = Journal.open(file, PROJECTS);
      expect(() => Journal.open(file, PROJECTS)).toThrow(
        `in use by process ${process.pid}; wait for it, or name another file (if that is no raildiff, remove ${file}.lock)`,
      );
      await journal.close();
      expect(readdirSync(folder)).toEqual(['j']);
    }
  });

  it.each<[string, Buffer]>([
    ['in its first line', FIRST_LINE.subarray(0, 9)],
    [
      'in its first record',
      Buffer.concat([FIRST_LINE, encodeRecordSync({ type: 'journal' }).subarray(0, 11)]),
    ],
    ['before its bytes were on the disk', Buffer.concat([FIRST_LINE, Buffer.alloc(4_096)])],
  ])('that was torn %s is begun anew, and says so', async (_, bytes) => {
    const file = join(folder, 'j');
    writeFileSync(file, bytes);
    const journal = Journal.open(file, PROJECTS);
    expect(journal.notice).toContain('were torn or damaged');
    journal.record(0).keepPage(asked(0), pageOf([1], null));
    await journal.close();
    const again = Journal.open(file, PROJECTS);
    expect(again.notice).toBe(`${file} holds 1 pages of an earlier run`);
    await again.close();
  });

  it('is complete of what it was completed of, and of nothing else', async () => {
    const file = join(folder, 'j');
    const first = Journal.open(file, PROJECTS);
    first.complete('one suite');
    await first.close();
    const second = Journal.open(file, PROJECTS);
    expect([second.isComplete('one suite'), second.isComplete('all'), second.isComplete()]).toEqual([
      true,
      false,
      false,
    ]);
    second.complete('all');
    await second.close();
    const third = Journal.open(file, PROJECTS);
    expect([third.isComplete('one suite'), third.isComplete('all')]).toEqual([false, true]);
    await third.close();
  });

  it('asks again for look-ups that failed, and is not complete until then; one that is refused is settled', async () => {
    const opened = { project: { id: 30, name: 'P', suite_mode: 3 as const }, suites: [] };
    const missing = { lookup: 'get_users/30', why: 'answered 500' };
    for (const [settled, kept] of [
      [false, false],
      [undefined, false],
      [true, true],
    ] as const) {
      const file = join(folder, `j${settled}`);
      const catalogue = { names: {}, missing: [{ ...missing, ...(settled !== undefined && { settled }) }] };
      const first = Journal.open(file, PROJECTS);
      first.record(0).keepOpened({ ...opened, catalogue });
      first.complete();
      expect(first.failedLookUps()).toEqual(kept ? [] : catalogue.missing);
      await first.close();
      const second = Journal.open(file, PROJECTS);
      expect([settled, second.isComplete()]).toEqual([settled, kept]);
      expect(second.record(0).opened()).toEqual(kept ? { ...opened, catalogue } : opened);
      second.record(0).keepOpened({ ...opened, catalogue: { names: {}, missing: [] } });
      second.complete();
      await second.close();
      const third = Journal.open(file, PROJECTS);
      expect(third.isComplete()).toBe(true);
      expect(third.record(0).opened()!.catalogue!.missing).toEqual([]);
      await third.close();
    }
  });

  it('that is a device is refused, and not read', () => {
    expect(() => readJournal('/dev/null')).toThrow('/dev/null is no regular file; name another');
  });

  it('that cannot be written any more says so once, and what was kept stays', async () => {
    const told: string[] = [];
    const journal = Journal.open(join(folder, 'j'), PROJECTS, ({ message }) => told.push(message));
    journal.record(0).keepPage(asked(0), { ...pageOf([1], null), size: 1n as unknown as number });
    journal.record(0).keepPage(asked(249), pageOf([2], null));
    await journal.close();
    expect(told).toHaveLength(1);
  });

  it('of two projects is no side', async () => {
    const file = join(folder, 'j');
    await Journal.open(file, [...PROJECTS, { url: 'https://example.test', projectId: 34 }]).close();
    expect(() => readRecord(file)).toThrow('a journal of two projects');
  });
});
