import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { worldOf } from '../../src/simulator/world/literal-world.js';
import { accountOf, folder, PLAIN, raildiff, simulate } from './support/command.js';

const WORLD = worldOf([
  { id: 30, name: 'Web \u001b[31mshop', suites: [{ id: 301, name: 'Checkout' }] },
  {
    id: 31,
    name: 'Archive',
    suite_mode: 2,
    is_completed: true,
    suites: [
      { id: 311, name: 'Master' },
      { id: 312, name: 'Baseline 3.x', is_completed: true },
    ],
  },
  { id: 32, name: 'One', suite_mode: 1, suites: [] },
]);

describe('raildiff projects', () => {
  it('lists all of them, and no name acts on the terminal', async () => {
    const simulator = await simulate({ world: WORLD });
    const { code, stdout, stderr } = await raildiff(['projects'], accountOf(simulator));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'id  name              suites                       completed',
      '30  Web \\x1b[31mshop  multiple suites',
      '31  Archive           single suite with baselines  yes',
      '32  One               single suite',
      '',
    ]);
  });

  it.each([
    ['in envelopes', true],
    ['in a bare array, as before TestRail 6.7', false],
  ])('reads a list of more than a page %s, as JSON', async (_, paginated) => {
    const projects = Array.from({ length: 260 }, (_each, n) => ({ id: n + 1 }));
    const simulator = await simulate({ world: worldOf(projects), paginated });
    const { stdout } = await raildiff(['projects', '--format', 'json', ...PLAIN], accountOf(simulator));
    expect(JSON.parse(stdout)).toEqual(
      projects.map(({ id }) => ({ id, name: `Project ${id}`, suiteMode: 3, completed: false })),
    );
    expect(simulator.stats().requests).toBe(paginated ? 2 : 1);
  });

  it('asks the server of the side that is named', async () => {
    const [left, right] = await Promise.all([
      simulate({ world: worldOf([{ id: 1, name: 'Here' }]) }),
      simulate({ world: worldOf([{ id: 2, name: 'There' }]) }),
    ]);
    const env = { ...accountOf(left), RAILDIFF_RIGHT_URL: right.url, RAILDIFF_RIGHT_API_KEY: right.apiKey };
    expect((await raildiff(['projects'], env)).stdout).toContain('Here');
    expect((await raildiff(['projects', '--side', 'right'], env)).stdout).toContain('There');
    expect(left.stats().requests).toBe(1);
  });

  it('takes a config file that was written for compare, its format aside', async () => {
    const simulator = await simulate({ world: WORLD });
    const file = join(folder(), 'raildiff.yaml');
    const { url, user, apiKey } = simulator;
    writeFileSync(
      file,
      JSON.stringify({ url, user, apiKey, options: { format: 'ndjson', strict: true, attempts: 2 } }),
    );
    const { code, stdout } = await raildiff(['projects', '--config', file]);
    expect({ code, first: stdout.slice(0, 2) }).toEqual({ code: 0, first: 'id' });
    writeFileSync(file, JSON.stringify({ url, user, apiKey, options: { fast: true } }));
    const wrong = await raildiff(['projects', '--config', file]);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('"fast" is no option');
  });

  it('waits as a 429 says, and tells it unless it is to be quiet', async () => {
    const refusal = {
      kind: 'status' as const,
      status: 429,
      retryAfter: '0.2',
      body: '{"error":"API Rate Limit Exceeded - 5 per minute maximum allowed."}',
      times: 1,
    };
    for (const [args, told] of [
      [[], /^raildiff: the server allows 5, [^\n]*; waiting 1 s\n$/],
      [['--quiet'], /^$/],
    ] as const) {
      const simulator = await simulate({ world: WORLD, faults: [refusal] });
      const { code, stdout, stderr } = await raildiff(['suites', '30', ...args], accountOf(simulator));
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Checkout') });
      expect(stderr).toMatch(told);
      expect(simulator.stats().requests).toBe(2);
    }
  });

  it.each([
    ['a wrong key', { TESTRAIL_API_KEY: 'x' }, /answered 401: .*; check user and API key/],
    ['nobody there', { TESTRAIL_URL: 'http://127.0.0.1:9' }, /nobody listens there/],
    ['no account', { TESTRAIL_USER: '' }, /no user for the left side; set TESTRAIL_USER/],
  ])('says what is wrong in one line, exit 2: %s', async (_, env, words) => {
    const simulator = await simulate({ world: WORLD });
    const ended = await raildiff(['projects', '--attempts', '1'], { ...accountOf(simulator), ...env });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(words);
    expect(ended.stderr).toMatch(/^raildiff: [^\n]+\n$/);
  });

  it('refuses a list of a wrong shape', async () => {
    const faults = [{ kind: 'status' as const, status: 200, body: '{"projects":[{"id":"x"}]}' }];
    const simulator = await simulate({ world: WORLD, faults });
    const ended = await raildiff(['projects', '--attempts', '1'], accountOf(simulator));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('unexpected shape');
  });
});

describe('raildiff suites', () => {
  it('lists those of a project by its id', async () => {
    const simulator = await simulate({ world: WORLD });
    const { code, stdout } = await raildiff(['suites', '31'], accountOf(simulator));
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      ' id  name          kind      completed',
      '311  Master        master',
      '312  Baseline 3.x  baseline  yes',
      '',
    ]);
  });

  it('lists them by the address of the project, paginated or not, as JSON', async () => {
    for (const paginatedSuites of [true, false]) {
      const simulator = await simulate({ world: WORLD, paginatedSuites });
      const address = `${simulator.url}/index.php?/projects/overview/30`;
      const { stdout } = await raildiff(['suites', address, '--format', 'json'], accountOf(simulator));
      expect(JSON.parse(stdout)).toEqual([
        { id: 301, name: 'Checkout', master: false, baseline: false, completed: false },
      ]);
    }
  });

  it('says that there are none', async () => {
    const simulator = await simulate({ world: WORLD });
    const { stdout } = await raildiff(['suites', '32', '--format', 'json'], accountOf(simulator));
    expect(stdout).toBe('[]\n');
  });

  it('refuses a project that is not there', async () => {
    const simulator = await simulate({ world: WORLD });
    const ended = await raildiff(['suites', '99'], accountOf(simulator));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/not a valid or accessible project/);
  });
});
