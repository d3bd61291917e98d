/** What a command loads before it knows what is asked: packages that it does not need cost more than a small comparison. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Modules that are loaded with this one, by static imports and exports of values. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, names, from] of text.matchAll(/^(?:import|export) ([^;]*?) from '([^']+)';$/gms)) {
    const isType =
      names!.startsWith('type ') || /^\{(\s*type [^,}]+,?)+\s*\}$/.test(names!.replace(/\n/g, ' '));
    if (isType) continue;
    if (!from!.startsWith('.')) seen.add(from!);
    else loadedWith(join(dirname(file), from!.replace(/\.js$/, '.ts')), seen);
  }
  return seen;
}

const packagesOf = (file: string): string[] =>
  [...loadedWith(join('src', 'cli', file))]
    .filter((name) => !name.startsWith('src/') && !name.startsWith('node:'))
    .sort();

it('the command line itself needs commander alone', () => {
  expect(packagesOf('main.ts')).toEqual(['commander']);
});

it('a comparison needs neither other commands nor other formats', () => {
  const packages = packagesOf('compare-all.ts');
  for (const needed of ['axios', 'rxjs', 'zod']) expect(packages).toContain(needed);
  for (const other of [
    'xmlbuilder2',
    'yaml',
    'csv-stringify/sync',
    'csv-parse/sync',
    'htmlparser2',
    'winston',
    'fastify',
  ])
    expect(packages).not.toContain(other);
  const files = [...loadedWith(join('src', 'cli', 'compare-all.ts'))].map((file) => relative('src', file));
  expect(files.filter((file) => /^cli\/(\w+-)?(demo|plan|doctor|snapshot)-command/.test(file))).toEqual([]);
  expect(files.filter((file) => /^report\/(html|junit|csv|markdown)/.test(file))).toEqual([]);
});
