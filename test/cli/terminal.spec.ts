/** What a person sees on a terminal, whatever it says of itself. */
import { worldOf } from '../../src/simulator/index.js';
import {
  accountOf,
  folder,
  hasProgram,
  linesOf,
  onTerminal,
  PLAIN,
  raildiff,
  shellWords,
  simulate,
} from './support/command.js';

const onPty = hasProgram('script') ? it : it.skip;

onPty.each([0, 5])('shows each difference on a terminal of %i columns', async (columns) => {
  const simulator = await simulate({ world: { cases: 300, differing: 0.2 } });
  const args = ['compare', '30', '34', ...PLAIN];
  const piped = (await raildiff(args, accountOf(simulator))).stdout;
  const { shown } = await onTerminal(`stty cols ${columns}; ${shellWords(args)}`, {
    ...accountOf(simulator),
    NO_COLOR: '1',
  });
  const differences = (text: string): string[] => linesOf(text).filter((line) => /^[-+~>] C\d/.test(line));
  expect(differences(piped).length).toBeGreaterThan(5);
  expect(differences(shown).length).toBe(differences(piped).length);
  const start = (line: string): string => line.slice(0, 8);
  expect(differences(shown).map(start).sort()).toEqual(differences(piped).map(start).sort());
});

onPty('shows help and progress on a terminal of 0 columns', async () => {
  const simulator = await simulate({ world: { cases: 300 } });
  const { shown } = await onTerminal(
    `stty cols 0; ${shellWords(['compare', '30', '34', '--rate', 'none'])} >/dev/null; ${shellWords(['help', 'compare'])}`,
    accountOf(simulator),
  );
  expect(shown).toMatch(/100% .*300 cases/);
  expect(shown).toMatch(/SYNOPSIS\r?\n +raildiff compare/);
});

const project = (id: number, ...titles: string[]) => ({
  id,
  name: `Copy ${id}`,
  suites: [{ id: id * 10, name: 'A', cases: titles.map((title) => ({ title })) }],
});

/** Without what moves the cursor and colours. */
const plain = (shown: string): string[] => linesOf(shown.replace(/\u001b\[[\d;?]*[A-Za-z]|\r/g, ''));

describe('a finished run ends with the next useful command', () => {
  const setup = () =>
    simulate({ world: worldOf([project(30, 'a', 'b'), project(34, 'a', 'b'), project(35, 'a')]) });

  onPty.each([
    [['30', '34'], 'next, which case has become which, for links and automation: raildiff compare 30 34'],
    [['30', '35'], 'next, a page to read, search and share: raildiff compare 30 35'],
    [['30', '34', '35'], 'next, a page to read, search and share: raildiff compare 30 34 35'],
  ])('compare %j: in its last line, and there alone', async (sides, words) => {
    const simulator = await setup();
    const args = ['compare', ...sides, '--rate', 'none'];
    const { shown } = await onTerminal(shellWords(args), accountOf(simulator));
    const lines = plain(shown);
    expect(lines.at(-1)).toContain(`${words} --rate none --`);
    expect(lines.filter((line) => line.startsWith('next'))).toHaveLength(1);
  });

  onPty('after questions: the command that was asked for', async () => {
    const simulator = await setup();
    const { shown } = await onTerminal(
      `cd ${folder()}; ${shellWords([])}`,
      { ...accountOf(simulator), RAILDIFF_RATE: 'none' },
      [
        [/The left project/, '\r'],
        [/The right project/, '\r'],
      ],
    );
    expect(plain(shown).at(-1)).toMatch(/^next, .*: raildiff compare 30 34 --write-map map\.csv$/);
  });
});
