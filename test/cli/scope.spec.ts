/** Which suites are compared, and with which. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { worldOf } from '../../src/simulator/index.js';
import { accountOf, folder, jsonLines, PLAIN, raildiff, simulate } from './support/command.js';

const cases = (...titles: string[]) => titles.map((title) => ({ title }));
const WORLD = () =>
  worldOf([
    {
      id: 30,
      suite_mode: 2,
      suites: [
        { id: 300, name: 'Master', cases: cases('a', 'b') },
        { id: 301, name: 'Baseline 3', is_baseline: true, cases: cases('a') },
      ],
    },
    {
      id: 34,
      suites: [
        { id: 340, name: 'Checkout', cases: cases('a', 'b') },
        { id: 341, name: 'Old pay', cases: cases('c') },
        { id: 342, name: 'Extra', cases: cases('d') },
      ],
    },
    {
      id: 35,
      suites: [
        { id: 350, name: 'Checkout', cases: cases('a') },
        { id: 351, name: 'New pay', cases: cases('c') },
      ],
    },
    { id: 38, suites: ['a=b', 'c'].map((name, n) => ({ id: 380 + n, name, cases: cases(name) })) },
    { id: 39, suites: ['d', 'e=f', 'g'].map((name, n) => ({ id: 390 + n, name, cases: cases(name) })) },
    { id: 36, suites: [{ id: 360, name: 'Old', cases: cases('a') }] },
    { id: 37, suites: [{ id: 370, name: 'New', cases: cases('a', 'b') }] },
  ]);

const run = async (left: string, right: string, ...more: string[]) => {
  const simulator = await simulate({ world: WORLD() });
  const args = ['compare', left, right, ...PLAIN, '--format', 'ndjson', ...more];
  const { code, stdout, stderr } = await raildiff(args, accountOf(simulator), folder());
  const events = jsonLines(stdout);
  return {
    code,
    stderr,
    suites: (side: string): string[] => events[0]![side].suites.map(({ name }: { name: string }) => name),
    counts: events[events.length - 1]?.['counts'],
  };
};

it('--suite reads it with its partner', async () => {
  const { suites, counts } = await run('34', '35', '--suite', 'Checkout');
  expect([suites('left'), suites('right')]).toEqual([['Checkout'], ['Checkout']]);
  expect(counts).toMatchObject({ identical: 1, onlyLeft: 1 });
  const onLeft = await run('34', '35', '--suite', 'Checkout', '--suite', '342');
  expect([onLeft.suites('left'), onLeft.suites('right')]).toEqual([['Checkout', 'Extra'], ['Checkout']]);
});

it.each([
  ['34', '35', ['--suite-map', 'Old pay=New pay', '--suite', 'Old pay'], ['Old pay'], ['New pay']],
  ['34', '35', ['--suite-map', 'Old pay=New pay', '--suite', 'New pay'], ['Old pay'], ['New pay']],
  ['34', '35', ['--suite', '340'], ['Checkout'], ['Checkout']],
  ['34', '35', ['--suite', '350'], ['Checkout'], ['Checkout']],
  ['36', '37', ['--suite', 'Old', '--one-way'], ['Old'], ['New']],
  ['36', '37', ['--suite', '370'], ['Old'], ['New']],
])('%s %s %j reads the partner as well', async (left, right, more, onLeft, onRight) => {
  const { suites, counts } = await run(left, right, ...more);
  expect([suites('left'), suites('right')]).toEqual([onLeft, onRight]);
  expect(counts).toMatchObject({ identical: 1 });
});

it('a journal is of the question that was asked', async () => {
  const simulator = await simulate({ world: WORLD() });
  const journal = join(folder(), 'j');
  const asked = async (...more: string[]): Promise<number> => {
    const before = simulator.stats().requests;
    const args = ['compare', '34', '35', ...PLAIN, '--no-recheck', '--journal', journal, ...more];
    expect((await raildiff(args, accountOf(simulator), folder())).code).toBeLessThan(2);
    return simulator.stats().requests - before;
  };
  const mapped = ['--suite-map', 'Old pay=New pay', '--suite', 'Old pay'];
  await asked(...mapped);
  expect(await asked(...mapped)).toBe(0);
  // Its partner is another one.
  expect(await asked('--suite', 'Checkout')).toBe(4);
});

it('`plan` counts what will be read', async () => {
  const simulator = await simulate({ world: WORLD() });
  const of = async (...more: string[]) => {
    const args = ['plan', '34', '35', ...PLAIN, '--format', 'json', ...more];
    const { stdout } = await raildiff(args, accountOf(simulator), folder());
    const { sides, pairs, items } = JSON.parse(stdout);
    const names = ['left', 'right'].map((side) =>
      sides[side].suites.map(({ name }: { name: string }) => name),
    );
    return { names, pairs, first: items.find(({ what }: { what: string }) => what === 'firstPages').known };
  };
  expect(await of('--suite-map', 'Old pay=New pay', '--suite', 'Old pay')).toEqual({
    names: [['Old pay'], ['New pay']],
    pairs: 1,
    first: 2,
  });
  expect(await of('--suite', 'Extra')).toMatchObject({ names: [['Extra'], []], pairs: 0 });
  expect(await of('--left-suite', '340')).toMatchObject({ names: [['Checkout'], ['Checkout', 'New pay']] });
});

it('--left-suite and --right-suite compare two suites, of one project as well', async () => {
  const { code, counts } = await run('30', '30', '--left-suite', 'Master', '--right-suite', 'Baseline 3');
  expect([code, counts]).toMatchObject([1, { identical: 1, onlyLeft: 1 }]);
});

it('--suite-map pairs suites of two names', async () => {
  expect((await run('34', '35')).counts).toMatchObject({ identical: 1, moved: 1 });
  const { counts } = await run('34', '35', '--suite-map', 'Old pay=New pay');
  expect(counts).toMatchObject({ identical: 2, moved: 0, onlyLeft: 2 });
});

it('--suite-map takes names that hold an =', async () => {
  const mapped = ['--suite-map', 'a\\=b = e\\=f', '--suite', 'a=b'];
  const { suites } = await run('38', '39', ...mapped);
  expect([suites('left'), suites('right')]).toEqual([['a=b'], ['e=f']]);
  const { stderr } = await run('38', '39', '--suite-map', 'a=b=c');
  expect(stderr).toContain('an = within a name is written \\=');
});

it('--baselines reads them as well', async () => {
  expect((await run('30', '34')).suites('left')).toEqual(['Master']);
  expect((await run('30', '34', '--baselines')).suites('left')).toEqual(['Master', 'Baseline 3']);
});

it.each([
  [['30', '30'], 'compare two of its suites with --left-suite and --right-suite'],
  [['30', '30', '--left-suite', 'Master', '--right-suite', 'Master'], 'name a suite of it for each side'],
  [['34', '35', '--suite', 'Nowhere'], 'has no suite "Nowhere"; its suites are'],
  [
    ['34', '35', '--left-suite', 'New pay'],
    'project 34 has no suite "New pay"; its suites are "Checkout", "Old pay", "Extra"',
  ],
  [['34', '35', '--suite-map', 'Old pay=Pay'], 'project 35 has no suite "Pay"'],
  [['34', '35', '--suite-map', 'Old pay'], 'It is a name on the left, =, and one on the right'],
  [['34', '35', '--suite', 'Extra', '--left-suite', 'Extra'], 'leave it or --left-suite away'],
])('%j: one line, exit 2', async ([left, right, ...more], line) => {
  const { code, stderr } = await run(left!, right!, ...more);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^raildiff: [^\n]*\n$/);
  expect(stderr).toContain(line);
});

describe('what is told of', () => {
  const DAY = 86_400;
  const NOW = Math.floor(Date.now() / 1_000);
  const chosen = (id: number, suite: object) => ({
    id,
    suites: [{ id: id * 10, name: 'Checkout', ...suite }],
  });
  const SECTIONS = [
    { id: 1, name: 'Login' },
    { id: 2, name: 'Forms', parent_id: 1 },
    { id: 3, name: 'Pay' },
  ];
  const CHOSEN = () =>
    worldOf([
      chosen(30, {
        sections: SECTIONS,
        cases: [
          { title: 'a', section_id: 1, priority_id: 4, updated_on: NOW },
          { title: 'b', section_id: 2, priority_id: 2, updated_on: NOW - 40 * DAY },
          { title: 'c', section_id: 3, priority_id: 4, updated_on: NOW - 40 * DAY },
        ],
      }),
      chosen(34, {
        sections: SECTIONS.map((section) => ({
          ...section,
          id: section.id + 10,
          ...(section.parent_id && { parent_id: section.parent_id + 10 }),
        })),
        cases: [{ title: 'b', section_id: 13, priority_id: 2, updated_on: NOW - 40 * DAY }],
      }),
    ]);
  const told = async (...more: string[]) => {
    const simulator = await simulate({ world: CHOSEN() });
    const args = ['compare', '30', '34', '--rate', 'none', '--quiet', '--format', 'ndjson', ...more];
    const { code, stdout, stderr } = await raildiff(args, accountOf(simulator), folder());
    const events = jsonLines(stdout);
    const summary = events.at(-1);
    return {
      code,
      stderr,
      titles: events.filter(({ type }) => type === 'difference').map(({ kind, title }) => `${kind} ${title}`),
      out: summary && [summary['left'].outOfScope, summary['right'].outOfScope],
    };
  };

  it.each<[string[], string[], (number | undefined)[], number]>([
    [[], ['moved b', 'onlyLeft a', 'onlyLeft c'], [undefined, undefined], 1],
    [['--section', 'Login'], ['moved b', 'onlyLeft a'], [1, 0], 1],
    [['--section', 'Login > Forms'], ['moved b'], [2, 0], 1],
    [['--section', 'Forms'], [], [3, 1], 2],
    [['--filter', 'priority_id=critical'], ['onlyLeft a', 'onlyLeft c'], [1, 1], 1],
    [['--filter', 'priority_id!=4'], ['moved b'], [2, 0], 1],
    [['--filter', 'title~B,C', '--section', 'Pay'], ['moved b', 'onlyLeft c'], [1, 0], 1],
    [['--updated-since', '30d'], ['onlyLeft a'], [2, 1], 1],
    [['--updated-since', '30d ago'], ['onlyLeft a'], [2, 1], 1],
    [['--updated-since', '2001-02-03'], ['moved b', 'onlyLeft a', 'onlyLeft c'], [0, 0], 1],
  ])('%j', async (options, titles, out, code) => {
    const run = await told(...options);
    expect([run.titles.sort(), run.out, run.code]).toEqual([titles, out, code]);
  });

  it('--write-map holds what is told of alone', async () => {
    const simulator = await simulate({ world: CHOSEN() });
    const file = join(folder(), 'map.csv');
    const args = [
      'compare',
      '30',
      '34',
      '--rate',
      'none',
      '--quiet',
      '--section',
      'Login',
      '--write-map',
      file,
    ];
    await raildiff(args, accountOf(simulator), folder());
    const kinds = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split(',')[2]);
    expect(kinds.sort()).toEqual(['kind', 'moved', 'onlyLeft']);
  });

  it('is said beneath the table', async () => {
    const simulator = await simulate({ world: CHOSEN() });
    const args = ['compare', '30', '34', '--rate', 'none', '--quiet', '--section', 'Login'];
    const { stdout } = await raildiff(args, accountOf(simulator), folder());
    expect(stdout).toContain('out of scope: 1 left and 0 right cases, of which nothing is told');
  });

  it.each([
    [['--filter', 'priority'], /It is a field, =, != or ~/],
    [['--filter', 'title~'], /"title~" has nothing to look for behind ~/],
    [['--filter', 'title~a,'], /"title~a," has nothing to look for behind ~/],
    [['--updated-since', 'yesterday'], /It is a date such as/],
    [['--section', 'Login', '--no-sections'], /chosen by section only where sections are read/],
  ])('%j is refused in one line', async (options, words) => {
    const { code, stderr, out } = await told(...options);
    expect([code, out]).toEqual([2, undefined]);
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    [['--section', 'No > Such'], 'no case is within "No > Such"; see how'],
    [['--section', 'Login', '--section', 'Logout'], 'no case is within "Logout"; see how'],
    [['--filter', 'nope=1'], 'no case is within "nope=1"; see how'],
    [['--filter', 'title~x,y', '--section', 'No'], 'no case is within "No", nor within "title~x,y"; see how'],
    [
      ['--section', 'Login > Forms', '--filter', 'priority_id=4'],
      'within all of --section and --filter at once',
    ],
    [['--fields', 'custom_nope'], 'no case has custom_nope, and --fields compares nothing else'],
    [['--match-by', 'suite,custom_nope'], 'no case has custom_nope, and cases are matched by nothing else'],
  ])('%j names what no case has: exit 2, and one line says so', async (options, words) => {
    const { code, stderr } = await told(...options);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('that nothing was changed since is an answer', async () => {
    const simulator = await simulate({ world: CHOSEN() });
    const args = ['compare', '30', '34', '--rate', 'none', '--quiet', '--updated-since', '2999-01-01'];
    const { code, stdout } = await raildiff(args, accountOf(simulator), folder());
    expect(code).toBe(0);
    expect(stdout).toMatch(/complete: 4 cases compared, none of them within the scope: nothing is told/);
  });

  it('that no case has a part of what cases are matched by is told', async () => {
    const simulator = await simulate({ world: CHOSEN() });
    const args = ['compare', '30', '34', '--rate', 'none', '--quiet', '--match-by', 'title,custom_nosuch'];
    const { code, stdout } = await raildiff(args, accountOf(simulator), folder());
    expect(code).toBeLessThan(2);
    expect(stdout).toContain('no case has custom_nosuch, which an option names');
  });

  it.each(['--section', '--suite', '--left-suite', '--fields', '--ignore-fields', '--match-by'])(
    '%s without a word is refused',
    async (option) => {
      const { code, stderr, out } = await told(option, '');
      expect([code, out]).toEqual([2, undefined]);
      expect(stderr).toMatch(new RegExp(`^raildiff: option '${option} [^\n]*It names nothing`));
    },
  );

  it('with a baseline, what is not told of stays accepted and is not gone', async () => {
    const simulator = await simulate({ world: CHOSEN() });
    const baseline = join(folder(), 'accepted.json');
    const args = [
      'compare',
      '30',
      '34',
      '--rate',
      'none',
      '--quiet',
      '--format',
      'ndjson',
      '--baseline',
      baseline,
    ];
    const accepted = async (...more: string[]) => {
      const { stdout } = await raildiff([...args, ...more], accountOf(simulator), folder());
      return jsonLines(stdout).at(-1)!['accepted'];
    };
    const kept = (): number => JSON.parse(readFileSync(baseline, 'utf8')).accepted.length;
    await accepted('--update-baseline');
    expect(kept()).toBe(3);
    expect(await accepted('--section', 'Login', '--update-baseline')).toMatchObject({ gone: 0, altered: 0 });
    expect(kept()).toBe(3);
    expect(await accepted()).toMatchObject({ gone: 0, counts: { moved: 1, onlyLeft: 2 } });
  });
});

describe('a project that was folded into one suite', () => {
  const FOLDED = () =>
    worldOf([
      {
        id: 30,
        suites: [
          {
            id: 300,
            name: 'Login',
            sections: [{ id: 1, name: 'Forms' }],
            cases: [
              { title: 'a', section_id: 1 },
              { title: 'b', section_id: 1 },
            ],
          },
          {
            id: 301,
            name: 'Pay',
            sections: [{ id: 2, name: 'Card' }],
            cases: [
              { title: 'a', section_id: 2 },
              { title: 'c', section_id: 2 },
            ],
          },
        ],
      },
      {
        id: 34,
        suites: [
          {
            id: 340,
            name: 'Master',
            sections: [
              { id: 11, name: 'Login' },
              { id: 12, name: 'Forms', parent_id: 11 },
              { id: 13, name: 'Pay' },
              { id: 14, name: 'Card', parent_id: 13 },
            ],
            cases: [
              { title: 'a', section_id: 12 },
              { title: 'b', section_id: 12 },
              { title: 'a', section_id: 14 },
              { title: 'c', section_id: 11 },
            ],
          },
        ],
      },
    ]);
  const compared = async (left: string, right: string, ...more: string[]) => {
    const simulator = await simulate({ world: FOLDED() });
    const args = ['compare', left, right, '--rate', 'none', '--quiet', '--format', 'ndjson', ...more];
    const { code, stdout, stderr } = await raildiff(args, accountOf(simulator), folder());
    const events = jsonLines(stdout);
    return {
      code,
      stderr,
      differences: events.filter(({ type }) => type === 'difference'),
      summary: events.at(-1),
    };
  };

  it.each([
    ['30', '34', '*=Master'],
    ['34', '30', 'Master=*'],
  ])('%s and %s with %s shows no false move, and a true one', async (left, right, suites) => {
    const { differences, summary } = await compared(left, right, '--suite-map', suites);
    expect(summary!['counts']).toMatchObject({ identical: 3, moved: 1, onlyLeft: 0, onlyRight: 0 });
    const [apart, one] = left === '30' ? ['left', 'right'] : ['right', 'left'];
    expect(differences).toMatchObject([
      {
        kind: 'moved',
        title: 'c',
        [apart!]: { suite: 'Pay', section: 'Card' },
        [one!]: { suite: 'Master', section: 'Login' },
        fields: [{ field: 'section', [apart!]: 'Pay > Card', [one!]: 'Login' }],
      },
    ]);
  });

  it('may be named suite by suite', async () => {
    const { summary } = await compared(
      '30',
      '34',
      '--suite-map',
      'Login=Master',
      '--suite-map',
      'Pay=Master',
    );
    expect(summary!['counts']).toMatchObject({ identical: 3, moved: 1 });
  });

  it('is read whole where the suite that holds it is named, or all of its parts are', async () => {
    for (const named of [['Master'], ['Login', 'Pay']]) {
      const suites = named.flatMap((name) => ['--suite', name]);
      const { summary } = await compared('30', '34', '--suite-map', '*=Master', ...suites);
      expect(summary!['counts']).toMatchObject({ identical: 3, moved: 1, onlyLeft: 0, onlyRight: 0 });
    }
  });

  it('is not read in part: a part is a section', async () => {
    const { code, stderr, summary } = await compared(
      '30',
      '34',
      '--suite-map',
      '*=Master',
      '--suite',
      'Login',
    );
    expect([code, summary]).toEqual([2, undefined]);
    expect(stderr).toBe(
      'raildiff: suite "Login" is compared as a section of "Master", which holds others too; choose it as a section (--section "Login"), or name "Master" for all of them\n',
    );
    const part = await compared('30', '34', '--suite-map', '*=Master', '--section', 'Login');
    expect(part.summary!['counts']).toMatchObject({ identical: 2, moved: 1, onlyLeft: 0, onlyRight: 0 });
  });

  it.each([
    ['*=*', /Suites of one name are partners without it/],
    ['*=Nowhere', /project 34 has no suite "Nowhere"/],
  ])('%s is refused', async (suites, words) => {
    const { code, stderr, summary } = await compared('30', '34', '--suite-map', suites);
    expect([code, summary]).toEqual([2, undefined]);
    expect(stderr).toMatch(words);
  });

  it('is a group a suite in a report', async () => {
    const simulator = await simulate({ world: FOLDED() });
    const args = ['compare', '30', '34', '--rate', 'none', '--quiet', '--suite-map', '*=Master'];
    for (const format of ['text', 'markdown', 'junit', 'html', 'json', 'csv', 'map']) {
      const { code, stdout, stderr } = await raildiff(
        [...args, '--format', format],
        accountOf(simulator),
        folder(),
      );
      expect([code, stderr]).toEqual([1, '']);
      expect(stdout).toContain(format === 'map' ? 'moved' : 'Pay');
    }
  });
});
