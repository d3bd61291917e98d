/** What was fetched stays: journals and snapshots, as commands. */
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.js';
import {
  accountOf,
  folder,
  jsonLines,
  linesOf,
  PLAIN,
  raildiff,
  simulate,
  start,
  until,
  type Ended,
} from './support/command.js';

const KEY = 'very-secret-key-0815';
const COMPARE = ['compare', '30', '34', '--format', 'ndjson', ...PLAIN];
const serve = (cases = 8_000, pageMs = 40): Promise<Simulator> =>
  simulate({ world: { cases }, apiKey: KEY, pageMs });

/** What a run says, without what depends on time. */
const answerOf = ({ stdout }: Ended): unknown => {
  const events = jsonLines(stdout);
  const summary = events[events.length - 1]!;
  // A journal that is complete answers alone, and what has changed since is not asked for.
  const sideOf = (side: 'left' | 'right') => ({ ...(summary[side] as object), recheck: undefined });
  return {
    differences: linesOf(stdout)
      .filter((line) => line.startsWith('{"type":"difference"'))
      .sort(),
    status: summary['status'],
    counts: summary['counts'],
    left: sideOf('left'),
    right: sideOf('right'),
  };
};

const casesAsked = (simulator: Simulator): string[] =>
  simulator
    .stats()
    .arrivals.map(({ url }) => url)
    .filter((url) => url.includes('get_cases'));

/** How many requests it sends. */
async function requestsOf(simulator: Simulator, args: readonly string[]): Promise<number> {
  const before = simulator.stats().requests;
  await raildiff(args, accountOf(simulator));
  return simulator.stats().requests - before;
}

/** Starts it, kills it once its journal holds so many bytes. */
async function killed(
  args: readonly string[],
  simulator: Simulator,
  file: string,
  bytes: number,
  signal: NodeJS.Signals,
): Promise<Ended> {
  const run = start(args, accountOf(simulator));
  await until(() => existsSync(file) && statSync(file).size > bytes);
  run.child.kill(signal);
  return run.ended;
}

describe('--journal', () => {
  it.each(['SIGKILL', 'SIGINT'] as const)(
    'asks only for what is missing after %s, and gives the answer that an uninterrupted run gives',
    async (signal) => {
      const simulator = await serve();
      const file = join(folder(), 'run.journal');
      const whole = await raildiff(COMPARE, accountOf(simulator));
      const before = casesAsked(simulator).length;
      const args = [...COMPARE, '--journal', file];
      await killed([...args, '--concurrency', '2'], simulator, file, 60_000, signal);
      // Its end may be torn by the kill; here it surely is.
      truncateSync(file, statSync(file).size - 5);
      const killedAt = casesAsked(simulator).length;
      const resumed = await raildiff(args, accountOf(simulator));
      expect(resumed.code).toBe(whole.code);
      expect(answerOf(resumed)).toEqual(answerOf(whole));
      expect(resumed.stderr).toMatch(
        /holds \d+ pages of an earlier run.*were torn or damaged, and are cut off/,
      );
      const asked = casesAsked(simulator);
      const kept = asked.slice(before, killedAt);
      const anew = asked.slice(killedAt);
      expect(kept.length).toBeGreaterThan(8);
      // The torn record, and what was on its way to the file when it was killed.
      expect(anew.filter((url) => kept.includes(url)).length).toBeLessThanOrEqual(4);
      const requests = simulator.stats().requests;
      // Complete by now: nothing is asked any more.
      const again = await raildiff(args, accountOf(simulator));
      expect(answerOf(again)).toEqual(answerOf(whole));
      expect(simulator.stats().requests).toBe(requests);
    },
  );

  it('asks again for what was lost, and for nothing else', async () => {
    const simulator = await serve(3_000, 0);
    const file = join(folder(), 'run.journal');
    const args = [...COMPARE, '--journal', file, '--attempts', '1', '--no-recheck'];
    const suite = simulator.world.projects.get(34)!.suites[0]!.id;
    simulator.setFaults([{ kind: 'status', match: { suiteId: suite } }]);
    expect(await raildiff(args, accountOf(simulator))).toMatchObject({ code: 3 });
    simulator.setFaults([]);
    const before = simulator.stats().requests;
    const mended = await raildiff(args, accountOf(simulator));
    expect(jsonLines(mended.stdout).at(-1)).toMatchObject({ status: 'complete' });
    const asked = simulator.stats().arrivals.slice(before);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ url }) => !/get_(cases|sections)/.test(url))).toEqual([]);
    expect(asked.filter(({ url }) => !url.includes(`suite_id=${suite}`))).toEqual([]);
  });

  it('asks again what has changed meanwhile where that could not be read, and for no page', async () => {
    const simulator = await simulate({ world: { cases: 300 }, apiKey: KEY });
    const requests = await requestsOf(simulator, [...COMPARE, '--no-recheck', '--concurrency', '1']);
    const file = join(folder(), 'run.journal');
    const args = [...COMPARE, '--journal', file, '--concurrency', '1'];
    const afterRequests = simulator.stats().requests + requests;
    simulator.setFaults([{ kind: 'status', status: 403, match: { method: 'get_cases' }, afterRequests }]);
    const failed = await raildiff(args, accountOf(simulator));
    const suites = simulator.world.projects.get(34)!.suites.length;
    const recheckOf = ({ stdout }: Ended) =>
      (jsonLines(stdout).at(-1)!['right'] as { recheck: { suites: number; failed: unknown[] } }).recheck;
    expect(jsonLines(failed.stdout).at(-1)).toMatchObject({ status: 'complete' });
    expect(recheckOf(failed).failed.length).toBe(suites);
    simulator.setFaults([]);
    const before = casesAsked(simulator).length;
    const again = await raildiff(args, accountOf(simulator));
    expect(recheckOf(again)).toMatchObject({ suites, failed: [] });
    const asked = casesAsked(simulator).slice(before);
    expect(asked.filter((url) => !url.includes('updated_after'))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
  });

  it('that is complete of one suite, and was read without sections and names, asks for the rest of a larger run', async () => {
    const simulator = await serve(3_000, 0);
    const file = join(folder(), 'run.journal');
    const all = ['compare', '30', '34', '--format', 'ndjson', '--quiet', '--rate', 'none'];
    const kept = [...all, '--journal', file];
    const name = simulator.world.projects.get(30)!.suites[0]!.name;
    const small = [...kept, '--suite', name, '--no-sections', '--no-names'];
    const whole = await raildiff(all, accountOf(simulator));
    expect(jsonLines((await raildiff(small, accountOf(simulator))).stdout).at(-1)!['status']).toBe(
      'complete',
    );
    const before = simulator.stats().requests;
    const larger = await raildiff(kept, accountOf(simulator));
    expect([larger.code, answerOf(larger)]).toEqual([whole.code, answerOf(whole)]);
    const asked = simulator.stats().arrivals.slice(before);
    for (const method of ['get_cases', 'get_sections', 'get_priorities'])
      expect(asked.some(({ url }) => url.includes(method))).toBe(true);
    // All of it is kept now, and that of the first run as well.
    for (const [args, answer] of [
      [kept, answerOf(whole)],
      [small, undefined],
    ] as const) {
      const requests = simulator.stats().requests;
      const again = await raildiff(args, accountOf(simulator));
      if (answer) expect(answerOf(again)).toEqual(answer);
      expect(jsonLines(again.stdout).at(-1)!['status']).toBe('complete');
      expect(simulator.stats().requests).toBe(requests);
    }
  });

  it.each(['compare', 'snapshot'] as const)(
    'asks again for a look-up that failed when %s was complete of all else, and not for one that is forbidden',
    async (command) => {
      const simulator = await serve(900, 0);
      const file = join(folder(), '30.rds');
      const args =
        command === 'compare'
          ? [
              'compare',
              '30',
              '34',
              '--format',
              'ndjson',
              '--rate',
              'none',
              '--journal',
              file,
              '--attempts',
              '1',
              '--no-recheck',
            ]
          : ['snapshot', '30', '-o', file, '--rate', 'none', '--attempts', '1'];
      const askedIn = async (): Promise<string[]> => {
        const before = simulator.stats().requests;
        const { code } = await raildiff(args, accountOf(simulator));
        expect(code).toBe(command === 'compare' ? 1 : 0);
        return simulator
          .stats()
          .arrivals.slice(before)
          .map(({ url }) => /v2\/(\w+)/.exec(url)![1]!);
      };
      simulator.setFaults([{ kind: 'status', match: { method: 'get_users' }, status: 500 }]);
      expect(await askedIn()).toContain('get_users');
      simulator.setFaults([{ kind: 'status', match: { method: 'get_users' }, status: 403 }]);
      const again = await askedIn();
      expect(again).toContain('get_users');
      expect(again.filter((method) => /cases$|sections/.test(method))).toEqual([]);
      expect(await askedIn()).toEqual([]);
    },
  );

  it.each(['compare', 'snapshot'] as const)(
    'holds what %s had to read in pieces: each run has as many cases as the first, and asks for the one that cannot be read',
    async (command) => {
      const simulator = await serve(2_000, 0);
      const [suite] = [...simulator.world.projects.get(34)!.suites].sort((a, b) => b.length - a.length);
      simulator.setFaults([
        {
          kind: 'record',
          match: { suiteId: suite!.id, holds: 300 },
          record: { set: { title: 7 } },
        },
      ]);
      const file = join(folder(), '34.rds');
      const args =
        command === 'compare'
          ? [...COMPARE, '--journal', file, '--attempts', '1']
          : ['snapshot', '34', '-o', file, '--attempts', '1', '--rate', 'none'];
      const casesOf = ({ stdout, stderr }: Ended): unknown =>
        command === 'compare'
          ? jsonLines(stdout).at(-1)!['right'].cases
          : /([\d,]+) cases, partial/.exec(stderr)?.[1];
      const first = await raildiff(args, accountOf(simulator));
      expect(first.code).toBe(3);
      for (let run = 0; run < 2; run++) {
        const before = casesAsked(simulator).length;
        const again = await raildiff(args, accountOf(simulator));
        expect([again.code, casesOf(again)]).toEqual([3, casesOf(first)]);
        const asked = casesAsked(simulator).slice(before);
        expect(asked.filter((url) => url.includes('limit=1&offset=300')).length).toBeGreaterThan(0);
        // None of the pages and pieces that are known to hold it.
        const holding = asked.filter((url) => {
          const [limit, offset] = ['limit', 'offset'].map((name) =>
            Number(new RegExp(`&${name}=(\\d+)`).exec(url)![1]),
          );
          return (
            url.includes(`suite_id=${suite!.id}&`) && limit! > 1 && offset! <= 300 && offset! + limit! > 300
          );
        });
        expect(holding).toEqual([]);
      }
      simulator.setFaults([]);
      expect((await raildiff(args, accountOf(simulator))).code).toBe(command === 'compare' ? 1 : 0);
    },
  );

  it('holds no secret, and is for its owner alone', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), 'run.journal');
    await raildiff([...COMPARE, '--journal', file], accountOf(simulator));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file).toString('latin1');
    expect(bytes.length).toBeGreaterThan(1_000);
    for (const secret of [KEY, Buffer.from(`${simulator.user}:${KEY}`).toString('base64')])
      expect(bytes).not.toContain(secret);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it.each([
    ['of other projects', ['compare', '30', '35', ...PLAIN], 'is a journal of project 30 of'],
    ['that is none', COMPARE, 'is no journal of raildiff'],
    ['of a newer version', COMPARE, 'newer raildiff'],
    ['in a folder that is not there', COMPARE, 'cannot be written (ENOENT)'],
  ])('%s is refused in one line, before the first request', async (what, args, said) => {
    const simulator = await serve(900, 0);
    const file = join(folder(), ...(what.includes('folder') ? ['no', 'run.journal'] : ['run.journal']));
    if (what === 'of other projects') await raildiff([...COMPARE, '--journal', file], accountOf(simulator));
    if (what === 'that is none') writeFileSync(file, 'my diary');
    if (what === 'of a newer version') writeFileSync(file, 'raildiff journal 99\n');
    const before = simulator.stats().requests;
    const { code, stdout, stderr } = await raildiff([...args, '--journal', file], accountOf(simulator));
    expect([code, stdout, linesOf(stderr).length]).toEqual([2, '', 1]);
    expect(stderr).toContain(said);
    expect(simulator.stats().requests).toBe(before);
  });
});

describe('snapshot', () => {
  const take = (project: string, file: string, simulator: Simulator): Promise<Ended> =>
    raildiff(['snapshot', project, '-o', file, '--rate', 'none'], accountOf(simulator));

  it('is a side of compare, for which nothing is asked and no credentials are needed', async () => {
    const simulator = await serve(3_000, 0);
    const [left, right] = ['30.rds', '34.rds'].map((name) => join(folder(), name)) as [string, string];
    const live = await raildiff(COMPARE, accountOf(simulator));
    const taken = await take('30', left, simulator);
    expect(taken.code).toBe(0);
    expect(taken.stderr).toMatch(/10 suites, [\d,]+ cases, complete/);
    expect((await take('34', right, simulator)).code).toBe(0);
    const before = simulator.stats().requests;
    const offline = await raildiff(['compare', left, right, '--format', 'ndjson', '--quiet']);
    expect(offline.code).toBe(1);
    expect(simulator.stats().requests).toBe(before);
    expect(answerOf(offline)).toEqual(answerOf(live));
    expect(jsonLines(offline.stdout)[0]).toMatchObject({
      left: { snapshot: { takenAt: expect.any(String) } },
    });
    const half = await raildiff(['compare', left, ...COMPARE.slice(2)], accountOf(simulator));
    expect(answerOf(half)).toEqual(answerOf(live));
    expect(
      casesAsked(simulator)
        .slice(before)
        .every((url) => url.includes('get_cases/34')),
    ).toBe(true);
  });

  it('of the same project tells what has changed since', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), '30.rds');
    await take('30', file, simulator);
    const { code, stdout } = await raildiff(
      ['compare', file, '30', '--format', 'ndjson', ...PLAIN],
      accountOf(simulator),
    );
    expect([code, jsonLines(stdout).at(-1)!['status']]).toEqual([0, 'complete']);
  });

  it('that was interrupted is completed by the same command, and is partial as a side until then', async () => {
    const simulator = await serve(8_000, 60);
    const file = join(folder(), '30.rds');
    const args = ['snapshot', '30', '-o', file, '--rate', 'none', '--concurrency', '2'];
    const interrupted = await killed(args, simulator, file, 60_000, 'SIGTERM');
    expect(interrupted.code).toBe(143);
    truncateSync(file, statSync(file).size - 5);
    const partial = await raildiff(['compare', file, ...COMPARE.slice(2)], accountOf(simulator));
    expect(partial.code).toBe(3);
    expect(partial.stderr).toContain(
      `bytes of ${file} were torn or damaged, and are not read; take the snapshot again`,
    );
    const summary = jsonLines(partial.stdout).at(-1)!;
    expect(summary['left'].failedPages.length).toBeGreaterThan(0);
    expect(summary['left'].failedPages[0].error).toContain('the snapshot does not hold it');
    const asked = casesAsked(simulator).length;
    expect((await raildiff(args, accountOf(simulator))).code).toBe(0);
    expect(casesAsked(simulator).length).toBeGreaterThan(asked);
    const whole = await raildiff(['compare', file, ...COMPARE.slice(2)], accountOf(simulator));
    expect(jsonLines(whole.stdout).at(-1)!['status']).toBe('complete');
  });

  it('without sections is compared without them, and says so', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), '30.rds');
    const taken = await raildiff(
      ['snapshot', '30', '-o', file, '--no-sections', ...PLAIN],
      accountOf(simulator),
    );
    expect(taken.code).toBe(0);
    const args = ['compare', file, '30', '--format', 'ndjson', '--rate', 'none'];
    const { code, stdout, stderr } = await raildiff(args, accountOf(simulator));
    expect([code, jsonLines(stdout).at(-1)!['status']]).toEqual([0, 'complete']);
    expect(stderr).toContain('30.rds holds no sections, so they are not compared');
    const byName = await raildiff([...args, '--match-by', 'section,title'], accountOf(simulator));
    expect([byName.code, byName.stdout]).toEqual([2, '']);
    expect(byName.stderr).toContain('only where sections are read');
  });

  it('says in one line what cannot be', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), '30.rds');
    for (const [args, said] of [
      [['snapshot', '30'], '--output'],
      [['snapshot', 'x', '-o', file], 'neither a project id'],
      [['snapshot', '77', '-o', file], 'project_id'],
      [['snapshot', '30', '-o', join(file, 'no', 'way')], 'cannot be written'],
    ] as const) {
      const { code, stdout, stderr } = await raildiff([...args], accountOf(simulator));
      expect([code, stdout, linesOf(stderr).length]).toEqual([2, '', 1]);
      expect(stderr).toContain(said);
    }
  });
});

describe('snapshot --refresh', () => {
  const differencesTo = async (file: string, simulator: Simulator): Promise<Record<string, any>> => {
    const { stdout } = await raildiff(
      ['compare', file, '30', '--format', 'ndjson', ...PLAIN],
      accountOf(simulator),
    );
    return jsonLines(stdout).at(-1)!;
  };

  it('brings it up to date with three requests a suite, and reads anew where cases were deleted', async () => {
    const simulator = await serve(6_000, 0);
    const file = join(folder(), '30.rds');
    // A limit that is never reached: without one, requests that may be in vain cost nothing.
    const taking = ['snapshot', '30', '-o', file, '--rate', '100000'];
    await raildiff(taking, accountOf(simulator));
    // After the snapshot was taken, however long that took.
    const now = Math.floor(Date.now() / 1000);
    const suites = [...simulator.world.projects.get(30)!.suites].sort((a, b) => b.length - a.length);
    const [large, second, third, fourth] = suites.map(({ id }) => id) as [number, number, number, number];
    simulator.edit({
      suiteId: large,
      update: { index: 3, fields: { title: 'Changed since', updated_on: now } },
    });
    simulator.edit({ suiteId: second, insert: { index: 5, case: { title: 'New since', updated_on: now } } });
    simulator.edit({ suiteId: third, remove: { index: 0 } });
    simulator.edit({
      suiteId: fourth,
      remove: { index: 1 },
      insert: { index: 0, case: { title: 'Both', updated_on: now } },
    });
    expect((await differencesTo(file, simulator))['counts']).toMatchObject({ onlyLeft: 2, onlyRight: 2 });

    const before = simulator.stats().requests;
    // With one slot nothing is guessed at, which else depends on what is answered first.
    const one = ['--refresh', '--concurrency', '1'];
    const refreshed = await raildiff([...taking, ...one], accountOf(simulator));
    expect(refreshed.code).toBe(0);
    expect(refreshed.stderr).toMatch(/refreshed: .*; 2 of 10 suites read anew/);
    const anew = [third, fourth].map((id) => Math.ceil(simulator.cases(id).length / 249));
    // The project with what its ids mean; of each suite what has changed, the last case, and the sections.
    const most = 9 + 3 * suites.length + anew.reduce((a, b) => a + b, 0) + 10;
    expect(simulator.stats().requests - before).toBeLessThanOrEqual(most);
    const { status, counts } = await differencesTo(file, simulator);
    expect(status).toBe('complete');
    expect({ ...counts, identical: 0 }).toEqual({
      identical: 0,
      changed: 0,
      renamed: 0,
      moved: 0,
      onlyLeft: 0,
      onlyRight: 0,
      undetermined: 0,
    });
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('reads a suite anew where a deletion is made up for by a case without a newer date, and says what it cannot see', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), '30.rds');
    const taking = ['snapshot', '30', '-o', file, '--rate', 'none'];
    await raildiff(taking, accountOf(simulator));
    const [suite] = [...simulator.world.projects.get(30)!.suites].sort((a, b) => b.length - a.length);
    const old = simulator.cases(suite!.id)[5]!.updated_on;
    simulator.edit({ suiteId: suite!.id, remove: { index: 3 } });
    simulator.edit({
      suiteId: suite!.id,
      insert: { index: -1, case: { title: 'From elsewhere', updated_on: old } },
    });
    const refreshed = await raildiff([...taking, '--refresh'], accountOf(simulator));
    expect([refreshed.code, refreshed.stderr]).toEqual([
      0,
      expect.stringContaining('1 of 10 suites read anew'),
    ]);
    expect(linesOf(refreshed.stderr).filter((line) => line.includes('not seen by --refresh'))).toHaveLength(
      1,
    );
    const { status, counts } = await differencesTo(file, simulator);
    expect([status, counts.onlyLeft, counts.onlyRight]).toEqual(['complete', 0, 0]);
  });

  it('leaves the old one where it fails', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), '30.rds');
    const taking = ['snapshot', '30', '-o', file, '--rate', 'none'];
    await raildiff(taking, accountOf(simulator));
    const before = readFileSync(file);
    simulator.setFaults([{ kind: 'status', match: { method: 'get_cases' } }]);
    const failed = await raildiff([...taking, '--refresh', '--attempts', '1'], accountOf(simulator));
    expect(failed.code).toBe(2);
    expect(linesOf(failed.stderr).at(-1)).toContain('answered 500');
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}.part`)).toBe(false);
    simulator.setFaults([]);
    expect((await raildiff([...taking, '--refresh'], accountOf(simulator))).code).toBe(0);
  });

  it('that loses a page leaves the old one, and says so', async () => {
    const simulator = await serve(6_000, 0);
    const file = join(folder(), '30.rds');
    const taking = ['snapshot', '30', '-o', file, '--rate', 'none'];
    await raildiff(taking, accountOf(simulator));
    const before = readFileSync(file);
    const [large] = [...simulator.world.projects.get(30)!.suites].sort((a, b) => b.length - a.length);
    // It is read anew, and cannot be.
    simulator.edit({ suiteId: large!.id, remove: { index: 0 } });
    simulator.setFaults([
      { kind: 'status', match: { method: 'get_cases', suiteId: large!.id, offset: 249 } },
    ]);
    const { code, stderr } = await raildiff(
      [...taking, '--refresh', '--attempts', '1'],
      accountOf(simulator),
    );
    expect([code, linesOf(stderr).at(-1)]).toEqual([
      3,
      `raildiff: ${file} is left as it was: the refresh was not complete`,
    ]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('that is interrupted while it asks what has changed ends at once, and leaves the old one', async () => {
    const simulator = await serve(900, 0);
    const file = join(folder(), '30.rds');
    const taking = ['snapshot', '30', '-o', file, '--rate', 'none'];
    await raildiff(taking, accountOf(simulator));
    const before = readFileSync(file);
    simulator.setFaults([{ kind: 'hang', match: { method: 'get_cases' } }]);
    const asked = simulator.stats().requests;
    const running = start([...taking, '--refresh'], accountOf(simulator));
    // The project, its suites, and the first of its pages, which never comes.
    await until(() => simulator.stats().requests > asked + 2);
    const interruptedAt = performance.now();
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([130, '', '']);
    expect(performance.now() - interruptedAt).toBeLessThan(10_000);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('of nothing says so', async () => {
    const simulator = await serve(900, 0);
    const { code, stderr } = await raildiff(
      ['snapshot', '30', '-o', join(folder(), 'none.rds'), '--refresh'],
      accountOf(simulator),
    );
    expect([code, linesOf(stderr).length]).toEqual([2, 1]);
    expect(stderr).toContain('without --refresh the snapshot is taken');
  });
});
