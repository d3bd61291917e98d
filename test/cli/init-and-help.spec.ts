import { existsSync, readFileSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, folder, PLAIN, raildiff, simulate } from './support/command.js';

describe('raildiff init', () => {
  it('writes raildiff.yaml for its owner alone, which a comparison takes', async () => {
    const cwd = folder();
    const simulator = await simulate({ world: { cases: 500 } });
    const env = accountOf(simulator);
    const { code, stdout, stderr } = await raildiff(['init'], env, cwd);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('--config raildiff.yaml');
    const file = join(cwd, 'raildiff.yaml');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(simulator.apiKey);
    const compared = await raildiff(['compare', '30', '34', '--config', file, ...PLAIN], {
      TESTRAIL_API_KEY: simulator.apiKey,
    });
    expect(compared.code).toBe(1);
  });

  it('replaces nothing unless it is to, and then takes away the rights of others', async () => {
    const cwd = folder();
    const file = join(cwd, 'own.yaml');
    writeFileSync(file, 'mine: true\n');
    chmodSync(file, 0o644);
    const refused = await raildiff(['init', file]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/is there already; name another file, or replace it with --force/);
    expect(readFileSync(file, 'utf8')).toBe('mine: true\n');
    expect((await raildiff(['init', file, '--force'])).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('#options:');
  });

  it('says where it cannot write', async () => {
    const file = join(folder(), 'no', 'such', 'folder.yaml');
    const { code, stderr } = await raildiff(['init', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^raildiff: [^\n]*folder\.yaml: there is no directory [^\n]*such\n$/);
    expect(existsSync(file)).toBe(false);
  });
});

describe('raildiff without arguments, where nobody can be asked', () => {
  it('shows its help, exit 2', async () => {
    const { code, stdout, stderr } = await raildiff([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: raildiff [options] [command]');
  });
});

describe('raildiff help compare', () => {
  it('is what --help shows, on stdout, exit 0', async () => {
    const [help, option] = await Promise.all([
      raildiff(['help', 'compare']),
      raildiff(['compare', '--help']),
    ]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toBe(option.stdout);
    expect(help.stdout).toMatch(/^NAME\n {2}raildiff compare - /);
  });
});

describe('raildiff completion', () => {
  it.each([
    ['bash', /complete -o filenames -F _raildiff raildiff/],
    ['zsh', /^#compdef raildiff/],
    ['fish', /^# fish completion of raildiff/],
  ])('prints the script for %s', async (shell, script) => {
    const { code, stdout, stderr } = await raildiff(['completion', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(script);
  });

  it('refuses another shell', async () => {
    const { code, stderr } = await raildiff(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
  });
});
