import type { Command } from 'commander';
import { COMPARE_MANUAL } from '../../src/cli/help/compare-manual.js';
import { createProgram } from '../../src/cli/program.js';

const compare = (): Command =>
  createProgram('.', () => {}).commands.find((each) => each.name() === 'compare')!;

const helpAt = (width: number): string => {
  const command = compare();
  command.configureOutput({ getOutHelpWidth: () => width });
  return command.helpInformation();
};

describe('raildiff help compare', () => {
  it('has the sections of a manual page, in their order', () => {
    const titles = helpAt(80)
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    expect(titles.slice(0, 4)).toEqual(['NAME', 'SYNOPSIS', 'DESCRIPTION', 'ARGUMENTS']);
    expect(titles.slice(-4)).toEqual(['ENVIRONMENT', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO']);
  });

  it('names every option once', () => {
    const lines = helpAt(80).split('\n');
    for (const { flags } of compare().options)
      expect({ flags, count: lines.filter((line) => line === `  ${flags}`).length }).toEqual({
        flags,
        count: 1,
      });
  });

  it('has the default of an option and its variable in one bracket', () => {
    const text = helpAt(80).replace(/\n +/g, ' ');
    expect(text).toContain('(default: all, env: RAILDIFF_FIELDS)');
    expect(text).toContain('(default: debug with --log-file, else none, choices: ');
    expect(text).not.toMatch(/\) \((env|choices)/);
  });

  it('groups options that there are', () => {
    const known = [...compare().options.map(({ long }) => long!.slice(2)), 'help'];
    expect(known).toEqual(expect.arrayContaining(Object.values(COMPARE_MANUAL.groups).flat()));
  });

  it('has examples of options that there are', () => {
    const known = compare().options.map(({ long }) => long!);
    const used = COMPARE_MANUAL.examples
      .flatMap(([, command]) => command.split('\n'))
      .filter((line) => line.trim().startsWith('raildiff compare'))
      .flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
    expect(used.length).toBeGreaterThan(8);
    expect(known).toEqual(expect.arrayContaining(used));
  });

  it.each([60, 80])('is wrapped to %i columns but for commands, which are to be copied', (width) => {
    const commands = COMPARE_MANUAL.examples.flatMap(([, command]) =>
      command.split('\n').map((line) => line.trim()),
    );
    const long = helpAt(width)
      .split('\n')
      .filter((line) => line.length > width && !commands.includes(line.trim()));
    expect(long).toEqual([]);
  });

  it('is no wider on a wide terminal than can be read', () => {
    const widths = helpAt(250)
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
    expect(Math.max(...widths)).toBeGreaterThan(85);
  });
});
