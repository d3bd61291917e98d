/** Switches, and those that are negated, in the environment and in a config file: on, off, and nothing else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.js';
import {
  accountOf,
  folder,
  jsonLines,
  PLAIN,
  raildiff,
  simulate,
  type Environment,
} from './support/command.js';

const serve = (): Promise<Simulator> => simulate({ world: { cases: 300 } });

const COMPARE = ['compare', '30', '34', ...PLAIN];

/** The options in force, where these are set. */
async function optionsWith(env: Environment, config: string): Promise<Record<string, unknown>> {
  const file = join(folder(), 'raildiff.yml');
  writeFileSync(file, config);
  const args = [...COMPARE, '--format', 'ndjson', '--config', file];
  const { stdout, stderr } = await raildiff(args, { ...accountOf(await serve()), ...env });
  expect(stderr).toBe('');
  return jsonLines(stdout)[0]!['options'] as Record<string, unknown>;
}

it.each([
  ['1', 'yes', true],
  ['YES', 'true', true],
  ['0', 'off', false],
  ['No', 'false', false],
])('%s in the environment and %s in a config file is %s', async (inEnvironment, inConfig, on) => {
  const told = await optionsWith(
    { RAILDIFF_STRICT: inEnvironment, RAILDIFF_NO_NAMES: inEnvironment },
    `options: {no-sections: ${inConfig}}`,
  );
  expect(told).toMatchObject({ strict: on, names: !on, sections: !on });
});

it('the environment goes before the file, also to switch off', async () => {
  const told = await optionsWith(
    { RAILDIFF_STRICT: 'off', RAILDIFF_NO_SECTIONS: 'false' },
    'options: {strict: true, no-sections: true, no-names: true}',
  );
  expect(told).toMatchObject({ strict: false, sections: true, names: false });
});

it.each([
  ['no-color: true', false],
  ['no-color: false', false],
  ['color: true', true],
  ['color: false', false],
])('%s in a config file: colours in a pipe %s', async (option, coloured) => {
  const file = join(folder(), 'raildiff.yml');
  writeFileSync(file, `options: {${option}}`);
  const { stdout } = await raildiff([...COMPARE, '--config', file], accountOf(await serve()));
  expect(stdout.includes('\u001b[')).toBe(coloured);
});

it('one that says neither on nor off is refused', async () => {
  const { code, stdout, stderr } = await raildiff(COMPARE, {
    ...accountOf(await serve()),
    RAILDIFF_STRICT: 'maybe',
  });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    'raildiff: RAILDIFF_STRICT="maybe" switches neither on nor off: it is true (or 1, yes, on) or false (or 0, no, off)\n',
  );
});

it('a variable that is empty sets nothing, whatever the option', async () => {
  const simulator = await serve();
  const empty = [
    'RATE',
    'OUTPUT',
    'REPORT',
    'STRICT',
    'NO_SECTIONS',
    'DEADLINE',
    'KINDS',
    'CONFIG',
    'JOURNAL',
    'SUITE',
  ];
  const { code, stdout, stderr } = await raildiff([...COMPARE, '--format', 'ndjson'], {
    ...accountOf(simulator),
    ...Object.fromEntries(empty.map((name) => [`RAILDIFF_${name}`, ''])),
  });
  expect([code, stderr]).toEqual([1, '']);
  expect(jsonLines(stdout)[0]).toMatchObject({ options: { strict: false, sections: true } });
});

it.each([
  ['--output', ''],
  ['--log-file', ' '],
  ['--journal', ''],
  ['--map', ''],
  ['--ca', ''],
  ['--config', ''],
])('%s "%s" is refused before anything is asked', async (option, file) => {
  const simulator = await serve();
  const { code, stdout, stderr } = await raildiff([...COMPARE, option, file], accountOf(simulator));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    new RegExp(`^raildiff: option '${option} <file>' argument '.?' is invalid\\. It names no file\\.`),
  );
  expect(simulator.stats().requests).toBe(0);
});

it('an output that nothing can stand beside is told by what was typed', async () => {
  const { code, stderr } = await raildiff([...COMPARE, '--output', '/proc/x'], accountOf(await serve()));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^raildiff: --output \/proc\/x: .*cannot be written \(E\w+\)\n$/);
});
