/** What a person sees on a terminal, whatever it says of itself. */
import {
  accountOf,
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
