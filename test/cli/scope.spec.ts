/** Which suites are compared, and with which. */
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

it('--suite reads it where it is', async () => {
  const { suites, counts } = await run('34', '35', '--suite', 'Checkout');
  expect([suites('left'), suites('right')]).toEqual([['Checkout'], ['Checkout']]);
  expect(counts).toMatchObject({ identical: 1, onlyLeft: 1 });
  const onLeft = await run('34', '35', '--suite', 'Checkout', '--suite', '342');
  expect([onLeft.suites('left'), onLeft.suites('right')]).toEqual([['Checkout', 'Extra'], ['Checkout']]);
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
  [['34', '35', '--suite-map', 'Old pay'], 'It is a name on the left, =, and one on the right.'],
  [['34', '35', '--suite', 'Extra', '--left-suite', 'Extra'], 'leave it or --left-suite away'],
])('%j: one line, exit 2', async ([left, right, ...more], line) => {
  const { code, stderr } = await run(left!, right!, ...more);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^raildiff: [^\n]*\n$/);
  expect(stderr).toContain(line);
});
