import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { picture } from './support/picture.js';

const root = join(__dirname, '..');
const names = readdirSync(join(__dirname, 'diagrams')).map((file) => basename(file, '.txt'));

describe('the diagrams', () => {
  it('in docs are drawn from the text that the specs play', () => {
    expect(() =>
      execFileSync(process.execPath, [join(__dirname, 'draw.mjs'), '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  });

  it.each(names)('%s: a spec of its name plays it, and docs/operators.md shows it', (name) => {
    const spec = join(__dirname, `${name}.spec.ts`);
    expect(existsSync(spec)).toBe(true);
    expect(readFileSync(spec, 'utf8')).toContain(`picture('${name}')`);
    expect(readFileSync(join(root, 'docs/operators.md'), 'utf8')).toContain(`diagrams/${name}.svg`);
    expect(Object.keys(picture(name)).length).toBeGreaterThan(2);
  });
});
