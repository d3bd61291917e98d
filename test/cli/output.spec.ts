import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { worldOf, type CaseJson } from '../../src/simulator/index.js';
import {
  accountOf,
  folder,
  jsonLines,
  linesOf,
  PLAIN,
  raildiff,
  shellEnvironment,
  shellWords,
  simulate,
  start,
  until,
} from './support/command.js';

const titled = (...titles: string[]): Partial<CaseJson>[] =>
  titles.map((title) => ({ title, custom_preconds: `About ${title}` }));

const worldWith = (left: Partial<CaseJson>[], right: Partial<CaseJson>[]) =>
  worldOf([
    { id: 30, name: 'Left one', suites: [{ id: 1, name: 'S', cases: left }] },
    { id: 34, name: 'Right one', suites: [{ id: 2, name: 'S', cases: right }] },
  ]);

const COMPARE = ['compare', '30', '34', ...PLAIN];

describe('formats', () => {
  it('text, ndjson and json are each whole, and tell the same', async () => {
    const simulator = await simulate({ world: { cases: 3_000, differing: 0.2 } });
    const account = accountOf(simulator);
    const [text, ndjson, json] = await Promise.all(
      ['text', 'ndjson', 'json'].map((format) =>
        raildiff([...COMPARE, '--every-case', '--format', format], account),
      ),
    );
    expect([text!.code, ndjson!.code, json!.code]).toEqual([1, 1, 1]);
    expect([text!.stderr, ndjson!.stderr, json!.stderr]).toEqual(['', '', '']);

    const events = jsonLines(ndjson!.stdout);
    const document = JSON.parse(json!.stdout) as Record<string, any>;
    expect(Object.keys(document)).toEqual([
      'start',
      'differences',
      'suites',
      'sides',
      'throttles',
      'summary',
    ]);
    expect([events[0]!['type'], events[events.length - 1]!['type']]).toEqual(['start', 'summary']);
    expect(linesOf(ndjson!.stdout).every((line) => line.startsWith('{"type":'))).toBe(true);
    const ofType = (type: string) =>
      events
        .filter((event) => event['type'] === type)
        .map((event) => JSON.stringify(event))
        .sort();
    const listed = (name: string) => (document[name] as object[]).map((each) => JSON.stringify(each)).sort();
    expect(listed('differences')).toEqual(ofType('difference'));
    expect(listed('suites').length).toBe(31);
    expect(listed('sides').length).toBe(2);
    expect(document['summary'].counts).toEqual(events[events.length - 1]!['counts']);

    // A line a difference, by sign and ids.
    const { truth } = simulator.world;
    const signs = linesOf(text!.stdout).filter((line) => /^[-+~>] C\d/.test(line));
    expect(signs.length).toBe(document['differences'].length);
    expect(signs.filter((line) => line.startsWith('-')).length).toBe(truth!.onlyLeft);
    expect(signs.filter((line) => line.startsWith('+')).length).toBe(truth!.onlyRight);
    expect(signs.filter((line) => line.startsWith('>')).length).toBe(truth!.moved);
    expect(signs.filter((line) => line.startsWith('~')).length).toBe(truth!.changed + truth!.renamed);
    for (const { left, right } of document['differences'] as {
      left?: { id: number };
      right?: { id: number };
    }[]) {
      const ids = [left, right].flatMap((side) => (side ? [`C${side.id}`] : [])).join(' → ');
      expect(signs.some((line) => line.slice(2).startsWith(ids))).toBe(true);
    }
  });

  it('json is the same for the same projects, whatever order the pages came in', async () => {
    const simulator = await simulate({ world: { cases: 3_000, differing: 0.2 } });
    const documents = await Promise.all(
      ['1', '20'].map(
        async (concurrency) =>
          JSON.parse(
            (
              await raildiff(
                [...COMPARE, '--format', 'json', '--concurrency', concurrency],
                accountOf(simulator),
              )
            ).stdout,
          ) as Record<string, any>,
      ),
    );
    expect(documents[0]!['differences']).toEqual(documents[1]!['differences']);
    expect(documents[0]!['suites']).toEqual(documents[1]!['suites']);
  });

  it('no escape sequence stands in a pipe, and none of a title ever', async () => {
    const title = '\u001b[31mred\u001b[0m \u0007 bell \u009b2J\r\nnext line';
    const simulator = await simulate({ world: worldWith(titled(title), titled('other')) });
    for (const args of [[], ['--color']]) {
      const { stdout } = await raildiff([...COMPARE, ...args], accountOf(simulator));

      const escapes = stdout.match(/\u001b\[[\d;]*m/g) ?? [];

      expect(stdout.replace(/\u001b\[[\d;]*m/g, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(escapes.length > 0).toBe(args.length > 0);
    }
  });

  it('--events asks for what is left out otherwise', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    const typesOf = async (...args: string[]) => {
      const events = jsonLines(
        (await raildiff([...COMPARE, '--format', 'ndjson', ...args], accountOf(simulator))).stdout,
      );
      return new Set(events.map(({ type, kind }) => (kind === 'identical' ? 'identical' : (type as string))));
    };
    expect([...(await typesOf())].sort()).toEqual(['difference', 'side', 'start', 'suite', 'summary']);
    expect([...(await typesOf('--events', 'page,progress,identical'))].sort()).toEqual([
      'difference',
      'identical',
      'page',
      'progress',
      'side',
      'start',
      'suite',
      'summary',
    ]);
  });
});

describe('exit codes', () => {
  it('0 without differences', async () => {
    const simulator = await simulate({ world: worldWith(titled('a', 'b'), titled('a', 'b')) });
    const { code, stdout } = await raildiff(COMPARE, accountOf(simulator));
    expect(code).toBe(0);
    expect(stdout).toContain('Left one (30)');
  });

  it('1 with differences', async () => {
    const simulator = await simulate({ world: worldWith(titled('a', 'b'), titled('a', 'c')) });
    const { code, stdout } = await raildiff(COMPARE, accountOf(simulator));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^- C\d+ {2}S > Section 1 {2}b$/m);
    expect(stdout).toMatch(/^\+ C\d+ {2}S > Section 1 {2}c$/m);
  });

  it.each<[string, string[], RegExp]>([
    ['a page is lost', ['--attempts', '1'], /suite/],
    ['--strict stops at it', ['--attempts', '1', '--strict'], /--strict/],
  ])('3 where %s, and the output says so', async (_name, args, words) => {
    const simulator = await simulate({
      world: worldWith(titled('a', 'b'), titled('a', 'b')),
      faults: [{ kind: 'status', match: { suiteId: 2 } }],
    });
    const { code, stdout, stderr } = await raildiff([...COMPARE, ...args], accountOf(simulator));
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(/partial/i);
    expect(stdout).toMatch(words);
  });

  it('3 where the deadline is reached', async () => {
    const simulator = await simulate({
      world: { cases: 900 },
      faults: [{ kind: 'hang', match: { method: 'get_cases' } }],
    });
    const { code, stdout } = await raildiff(
      [...COMPARE, '--format', 'ndjson', '--deadline', '2s'],
      accountOf(simulator),
    );
    expect(code).toBe(3);
    expect(jsonLines(stdout).pop()).toMatchObject({
      type: 'summary',
      status: 'partial',
      reason: 'the deadline of 2 s was reached',
    });
  });

  it('3 where the credentials are refused in mid-run', async () => {
    const simulator = await simulate({
      world: { cases: 9_000 },
      faults: [{ kind: 'status', status: 401, afterRequests: 25 }],
    });
    const { code, stdout } = await raildiff([...COMPARE, '--format', 'json'], accountOf(simulator));
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { status: 'partial', reason: expect.stringContaining('401') },
    });
  });
});

describe('--output', () => {
  it.each(['text', 'ndjson', 'json'])(
    'appears when the summary is in, %s beside it as .part, stdout empty',
    async (format) => {
      const simulator = await simulate({ world: { cases: 12_000, differing: 0.1 }, pageMs: 150 });
      const path = folder();
      const file = join(path, 'result');
      const running = start([...COMPARE, '--format', format, '--output', file], accountOf(simulator));
      await until(() => existsSync(`${file}.part`));
      // What is found is in the file beside it long before the end; json knows nothing before its end.
      if (format !== 'json') await until(() => readFileSync(`${file}.part`, 'utf8').includes('\n'));
      expect(readdirSync(path)).toEqual(['result.part', 'result.part.lock']);
      const { code, stdout, stderr } = await running.ended;
      expect([code, stdout, stderr]).toEqual([1, '', '']);
      expect(readdirSync(path)).toEqual(['result']);
      const text = readFileSync(file, 'utf8');
      if (format === 'ndjson')
        expect(jsonLines(text).pop()).toMatchObject({ type: 'summary', status: 'complete' });
      if (format === 'json') expect(JSON.parse(text)).toMatchObject({ summary: { status: 'complete' } });
      expect(text).toContain('Payments 2025');
    },
  );

  it('replaces an earlier result, and only at the end', async () => {
    const simulator = await simulate({ world: { cases: 900 }, pageMs: 200 });
    const file = join(folder(), 'result.txt');
    writeFileSync(file, 'yesterday');
    const running = start([...COMPARE, '--output', file], accountOf(simulator));
    await until(() => existsSync(`${file}.part`));
    expect(readFileSync(file, 'utf8')).toBe('yesterday');
    expect((await running.ended).code).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain('Payments 2026');
  });

  it('keeps what a killed run had found, and says where', async () => {
    const simulator = await simulate({ world: { cases: 12_000, differing: 0.3 }, pageMs: 200 });
    const path = folder();
    const file = join(path, 'result.ndjson');
    const args = [...COMPARE, '--format', 'ndjson', '--output', file];
    const killed = start(args, accountOf(simulator));
    await until(
      () => existsSync(`${file}.part`) && readFileSync(`${file}.part`, 'utf8').includes('"difference"'),
    );
    killed.child.kill('SIGKILL');
    await killed.ended;
    const found = readFileSync(`${file}.part`, 'utf8');
    const { code, stderr } = await raildiff(args, accountOf(simulator));
    expect([code, stderr]).toEqual([
      1,
      `raildiff: an earlier run did not end: what it had found is in ${file}.part.old\n`,
    ]);
    expect(readFileSync(`${file}.part.old`, 'utf8')).toBe(found);
    expect(readdirSync(path).sort()).toEqual(['result.ndjson', 'result.ndjson.part.old']);
    // A second one that was killed takes nothing from the first, and one that had found nothing is not spoken of.
    writeFileSync(`${file}.part`, 'found later');
    const second = await raildiff(args, accountOf(simulator));
    expect(second.stderr).toBe(
      `raildiff: an earlier run did not end: what it had found is in ${file}.part.old.2\n`,
    );
    expect(readFileSync(`${file}.part.old`, 'utf8')).toBe(found);
    expect(readFileSync(`${file}.part.old.2`, 'utf8')).toBe('found later');
    writeFileSync(`${file}.part`, '');
    expect((await raildiff(args, accountOf(simulator))).stderr).toBe('');
    expect(readdirSync(path).sort()).toEqual([
      'result.ndjson',
      'result.ndjson.part.old',
      'result.ndjson.part.old.2',
    ]);
  });

  it('is written by one run at a time: a second one is refused, and the first ends well', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    simulator.setFaults([{ kind: 'hang', match: { method: 'get_cases' } }]);
    const path = folder();
    const file = join(path, 'result.txt');
    const args = [...COMPARE, '--output', file, '--timeout', '0.3', '--attempts', '1000'];
    const first = start(args, accountOf(simulator));
    await until(() => existsSync(`${file}.part`));
    const second = await raildiff(args, accountOf(simulator));
    expect([second.code, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toMatch(/^raildiff: [^\n]*result\.txt\.part is in use by process \d+; [^\n]*\n$/);
    simulator.setFaults([]);
    expect((await first.ended).code).toBe(1);
    expect(readdirSync(path)).toEqual(['result.txt']);
  });

  it('is partial or interrupted as well: the summary is in', async () => {
    const simulator = await simulate({
      world: { cases: 900 },
      faults: [{ kind: 'status', status: 500, match: { method: 'get_cases', suiteId: 301 } }],
    });
    const file = join(folder(), 'result.json');
    const { code } = await raildiff(
      [...COMPARE, '--format', 'json', '--attempts', '1', '--output', file],
      accountOf(simulator),
    );
    expect(code).toBe(3);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ summary: { status: 'partial' } });
  });

  it('fails with one line and exit 2 where the disk is full', async () => {
    if (!existsSync('/dev/full')) return;
    const simulator = await simulate({ world: { cases: 3_000, differing: 0.5 } });
    const child = spawn('sh', ['-c', `${shellWords(COMPARE)} > /dev/full`], {
      env: shellEnvironment(accountOf(simulator)),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toMatch(/^raildiff: stdout cannot be written: .*ENOSPC[^\n]*\n$/);
    expect(code).toBe(2);
  });
});
