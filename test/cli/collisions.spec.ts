/** What a run reads is never written over, and no two things are written to one file. Said before anything is asked. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, raildiff, type Environment } from './support/command.js';

const ACCOUNT = {
  TESTRAIL_URL: 'http://127.0.0.1:9',
  TESTRAIL_USER: 'someone',
  TESTRAIL_API_KEY: 'secret-key',
};

/** Files of every kind in a folder of their own, each holding its name. */
function files(): { path: string; contents: () => Record<string, string> } {
  const path = folder();
  for (const name of ['p30.rds', 'map.csv', 'values.csv', 'ok.json', 'raildiff.yml', 'ca.pem'])
    writeFileSync(join(path, name), name === 'raildiff.yml' ? '# raildiff.yml' : name);
  symlinkSync('p30.rds', join(path, 'link'));
  const contents = (): Record<string, string> =>
    Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));
  return { path, contents };
}

it.each<[string, string[], RegExp, Environment?]>([
  [
    'the snapshot of a side',
    ['compare', 'p30.rds', '34', '--output', 'p30.rds'],
    /^raildiff: --output p30.rds would be written over the left side p30.rds, which this run reads; name another file\n$/,
  ],
  [
    'the snapshot of a side, by a link',
    ['compare', '30', 'p30.rds', '--report', 'json=link'],
    /--report json=link would be written over the right side p30.rds/,
  ],
  [
    'a snapshot as a log',
    ['compare', 'p30.rds', '34', '--log-file', 'p30.rds'],
    /--log-file p30.rds .* left side/,
  ],
  [
    'the map',
    ['compare', '30', '34', '--map', 'map.csv', '--write-map', './map.csv'],
    /--write-map .* over --map map.csv/,
  ],
  [
    'the value map',
    ['compare', '30', '34', '--value-map', 'values.csv', '--output', 'values.csv'],
    /--output values.csv .* --value-map values.csv/,
  ],
  [
    'the baseline',
    ['compare', '30', '34', '--baseline', 'ok.json', '--output', 'ok.json'],
    /over --baseline ok.json/,
  ],
  [
    'the baseline that is written',
    ['compare', '30', '34', '--baseline', 'ok.json', '--update-baseline', '--output', 'ok.json'],
    /--output ok.json and --baseline ok.json are written to the same file; name two files/,
  ],
  [
    'the config file',
    ['compare', '30', '34', '--config', 'raildiff.yml', '--output', 'raildiff.yml'],
    /over --config/,
  ],
  [
    'the config file of the environment',
    ['compare', '30', '34', '--output', 'raildiff.yml'],
    /over --config raildiff.yml/,
    { RAILDIFF_CONFIG: 'raildiff.yml' },
  ],
  ['certificates', ['compare', '30', '34', '--ca', 'ca.pem', '--output', 'ca.pem'], /over --ca ca.pem/],
  [
    'certificates of a side',
    ['compare', '30', '34', '--right-ca', 'ca.pem', '--journal', 'ca.pem'],
    /over --right-ca ca.pem/,
  ],
  [
    'journal and log',
    ['compare', '30', '34', '--journal', 'a', '--log-file', 'a'],
    /--journal a and --log-file a|--log-file a and --journal a/,
  ],
  [
    'output and log',
    ['compare', '30', '34', '--output', 'a', '--log-file', 'a'],
    /are written to the same file/,
  ],
  [
    'what stands beside an output',
    ['compare', '30', '34', '--output', 'a', '--log-file', 'a.part'],
    /are written to the same file/,
  ],
  [
    'the lock of a journal',
    ['compare', '30', '34', '--journal', 'a', '--output', 'a.lock'],
    /are written to the same file/,
  ],
  [
    'a snapshot that is one of several sides',
    ['compare', '30', '34', 'p30.rds', '--output', '{right}'],
    /--output p30.rds would be written over the right side p30.rds/,
  ],
  [
    'one name for two pairs',
    ['compare', '30', '34', 'http://127.0.0.1:9/34', '--output', '{right}.txt'],
    /are written to the same file|names no project/,
  ],
  [
    'the log of a snapshot',
    ['snapshot', '30', '-o', 'a.rds', '--log-file', 'a.rds'],
    /are written to the same file/,
  ],
  [
    'what a plan reads',
    ['plan', '30', '34', '--journal', 'p30.rds', '--log-file', 'p30.rds'],
    /over --journal p30.rds/,
  ],
  ['certificates as a log', ['projects', '--ca', 'ca.pem', '--log-file', 'ca.pem'], /over --ca ca.pem/],
])('%s is not written over', async (_name, args, words, env = {}) => {
  const { path, contents } = files();
  const before = contents();
  const { code, stdout, stderr } = await raildiff(args, { ...ACCOUNT, ...env }, path);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/^raildiff: [^\n]+\n$/);
  expect(contents()).toEqual(before);
});
