import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bashScript } from '../../src/cli/completion/bash.js';
import { fishScript } from '../../src/cli/completion/fish.js';
import { completionModel } from '../../src/cli/completion/model.js';
import { zshScript } from '../../src/cli/completion/zsh.js';
import { createProgram } from '../../src/cli/program.js';
import { folder, hasProgram, onTerminal } from '../cli/support/command.js';

const program = createProgram('.', () => {});
const model = completionModel(program);

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const where = (shell: string) => (has(shell) ? describe : describe.skip);

function scriptFile(text: string): string {
  const file = join(folder(), 'completion');
  writeFileSync(file, text);
  return file;
}

describe('what can be completed', () => {
  it('is every command with every option of it', () => {
    for (const command of program.commands) {
      const found = model.commands.find(({ name }) => name === command.name())!;
      const flags = found.options.flatMap((option) => option.flags);
      expect(flags).toEqual(expect.arrayContaining(command.options.map(({ long }) => long)));
      expect(flags).toContain('--help');
    }
  });

  it('is a file where one may stand', () => {
    const valuesOf = (name: string) => model.commands.find((command) => command.name === name)?.values.kind;
    expect(['compare', 'plan', 'init', 'suites', 'projects'].map(valuesOf)).toEqual([
      'file',
      'file',
      'file',
      'none',
      'none',
    ]);
  });
});

where('bash')('bash', () => {
  /** What bash offers for the last of these words. */
  function offered(words: readonly string[], cwd = folder()): string[] {
    const file = scriptFile(bashScript(model));
    const array = words.map((word) => `'${word}'`).join(' ');
    const text = `source '${file}'; COMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _raildiff; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['--norc', '-c', text], { encoding: 'utf8', cwd })
      .split('\n')
      .filter((line) => line !== '');
  }

  it('registers the function for the program', () => {
    const file = scriptFile(bashScript(model));
    const told = execFileSync('bash', ['--norc', '-c', `source '${file}'; complete -p raildiff`], {
      encoding: 'utf8',
    });
    expect(told).toContain('-F _raildiff raildiff');
  });

  it('offers the commands', () => {
    expect(offered(['raildiff', 'pl'])).toEqual(['plan']);
    expect(offered(['raildiff', ''])).toEqual(
      expect.arrayContaining([...program.commands.map((command) => command.name()), 'help', '--version']),
    );
  });

  it('offers the options of the command that is being typed, and of no other', () => {
    expect(offered(['raildiff', 'compare', '30', '--conc'])).toEqual(['--concurrency']);
    expect(offered(['raildiff', 'plan', '--pro'])).toEqual(['--probe']);
    expect(offered(['raildiff', 'compare', '--probe'])).toEqual([]);
  });

  it('offers the choices of an option, and nothing for a number', () => {
    expect(offered(['raildiff', 'compare', '--format', ''])).toEqual(
      expect.arrayContaining(['text', 'ndjson', 'json']),
    );
    expect(offered(['raildiff', 'projects', '--side', 'r'])).toEqual(['right']);
    expect(offered(['raildiff', 'compare', '--rate', ''])).toEqual([]);
    expect(offered(['raildiff', 'completion', 'f'])).toEqual(['fish']);
    expect(offered(['raildiff', 'help', 'sui'])).toEqual(['suites']);
  });

  it('offers the words of a list, for its last item', () => {
    expect(offered(['raildiff', 'compare', '--kinds', 'ch'])).toEqual(['changed']);
    expect(offered(['raildiff', 'compare', '--kinds', 'changed,only'])).toEqual([
      'changed,onlyLeft',
      'changed,onlyRight',
    ]);
    expect(offered(['raildiff', 'compare', '--events', 'id'])).toEqual(['identical']);
    expect(offered(['raildiff', 'compare', '--match-by', 'suite,se'])).toEqual(['suite,section']);
    expect(offered(['raildiff', 'compare', '--normalize', 'n'])).toEqual(['none']);
    expect(offered(['raildiff', 'compare', '--normalize', 'case,n'])).toEqual([]);
  });

  it('offers the formats of a report, and then a file', () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'out.csv'), '');
    expect(offered(['raildiff', 'compare', '--report', 'cs'])).toEqual(['csv=']);
    // As bash parts the words at "=": it replaces what stands after it alone.
    expect(offered(['raildiff', 'compare', '--report', 'csv', '=', 'o'], cwd)).toEqual(['out.csv']);
    expect(offered(['raildiff', 'compare', '--report', 'csv', '='], cwd)).toEqual(['out.csv']);
    expect(offered(['raildiff', 'compare', '--report', '=', 'csv', '=', 'o'], cwd)).toEqual(['out.csv']);
    expect(offered(['raildiff', 'compare', '--report', 'csv=o'], cwd)).toEqual(['csv=out.csv']);
  });

  it('offers a value after "=", whether bash parts the words there or not', () => {
    expect(offered(['raildiff', 'compare', '--format', '=', 'nd'])).toEqual(['ndjson']);
    expect(offered(['raildiff', 'compare', '--format', '='])).toContain('ndjson');
    expect(offered(['raildiff', 'compare', '--format=nd'])).toEqual(['--format=ndjson']);
    expect(offered(['raildiff', 'compare', '--kinds', '=', 'moved,ch'])).toEqual(['moved,changed']);
    expect(offered(['raildiff', 'compare', '--format', '=', 'json', '--conc'])).toEqual(['--concurrency']);
  });

  it('offers files, blanks in their names or not', () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'p 30.rds'), '');
    expect(offered(['raildiff', 'compare', 'p'], cwd)).toEqual(['p 30.rds']);
    expect(offered(['raildiff', 'compare', '--output', 'p'], cwd)).toEqual(['p 30.rds']);
  });

  (hasProgram('script') ? describe : describe.skip)('typed on a terminal, with tabs', () => {
    /** The arguments that the program is given when these lines are typed. */
    async function given(lines: readonly string[], cwd = folder()): Promise<string[][]> {
      const setup = join(cwd, '.setup');
      writeFileSync(
        setup,
        `${bashScript(model)}\nraildiff() { printf 'given'; printf ' [%s]' "$@"; echo; }\nPS1='ready:'\n`,
      );
      const afterPrompts = (n: number): RegExp => new RegExp(`(ready:[^]*){${n}}`);
      const typed = [...lines, 'exit'].map((line, n) => [afterPrompts(n + 1), `${line}\r`] as const);
      const shell = `cd '${cwd}'; bash --noprofile --rcfile .setup -i`;
      const { shown } = await onTerminal(shell, { INPUTRC: '/dev/null' }, typed);
      return [...shown.matchAll(/^given(.*?)\r?$/gm)].map(([, words]) =>
        [...words!.matchAll(/ \[([^\]]*)\]/g)].map(([, word]) => word!),
      );
    }

    it('a word is completed, and the next one begins', async () => {
      expect(await given(['raildiff compa\t30', 'raildiff compare 30 34 --one\tx'])).toEqual([
        ['compare', '30'],
        ['compare', '30', '34', '--one-way', 'x'],
      ]);
    });

    it('a list and a report go on, and a value stands after "="', async () => {
      const cwd = folder();
      writeFileSync(join(cwd, 'page of mine.html'), '');
      const lines = [
        'raildiff compare --kinds ch\t,onlyL\t',
        'raildiff compare --format=nd\tx',
        'raildiff compare --report ht\tpa\t',
        'raildiff compare --report=cs\tx',
        'raildiff compare pa\t34',
      ];
      expect(await given(lines, cwd)).toEqual([
        ['compare', '--kinds', 'changed,onlyLeft'],
        ['compare', '--format=ndjson', 'x'],
        ['compare', '--report', 'html=page of mine.html'],
        ['compare', '--report=csv=x'],
        ['compare', 'page of mine.html', '34'],
      ]);
    });
  });
});

where('zsh')('zsh', () => {
  it('takes the script, and completes the program with it', () => {
    const file = scriptFile(zshScript(model));
    const dump = join(folder(), 'dump');
    const text = `autoload -U compinit; compinit -u -d '${dump}'; source '${file}'; print $_comps[raildiff]`;
    expect(execFileSync('zsh', ['-fc', text], { encoding: 'utf8' })).toBe('_raildiff\n');
  });
});

where('fish')('fish', () => {
  const offered = (line: string): string[] =>
    execFileSync(
      'fish',
      ['--no-config', '-c', `source '${scriptFile(fishScript(model))}'; complete -C'${line}'`],
      { encoding: 'utf8' },
    )
      .split('\n')
      .flatMap((each) => each.split('\t')[0] || []);

  it('offers commands, options and choices', () => {
    expect(offered('raildiff pl')).toEqual(['plan']);
    expect(offered('raildiff plan --pro')).toEqual(['--probe']);
    expect(offered('raildiff projects --side r')).toEqual(['right']);
  });

  it('offers the words of a list, for its last item', () => {
    expect(offered('raildiff compare --kinds changed,mo')).toEqual(['changed,moved']);
  });
});

it('zsh and fish are told the words of lists and reports, and that a value may stand after "="', () => {
  const zsh = zshScript(model);
  expect(zsh).toContain('--format=[');
  expect(zsh).toMatch(/--kinds=\[.*:value:\{if compset -P "\*,"; then compadd -S "" -- changed renamed /);
  expect(zsh).toMatch(/--report=\[.*:value:\{if compset -P "\*="; then _files; else compadd -S "=" -- text /);
  const fish = fishScript(model);
  expect(fish).toMatch(/-l kinds .* -x -a '\(commandline -ct .*\)changed \(/);
  expect(fish).toMatch(/-l report .* -r -F -a 'text= /);
});

it('scripts hold no text of ours that a shell would run', () => {
  for (const script of [bashScript(model), zshScript(model), fishScript(model)])
    expect(script).not.toMatch(/undefined|\[object/);
});
