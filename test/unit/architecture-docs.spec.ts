import { existsSync, readFileSync } from 'node:fs';

const page = readFileSync('docs/architecture.md', 'utf8');

describe('the invariants of the architecture page', () => {
  const table = page.slice(page.indexOf('## Invariants'), page.indexOf("## The plan's parts"));
  const rows = [...table.matchAll(/^\| (.+) \| (.+) \|$/gm)].slice(1).map(([, , held]) => held!);

  it('are six to eight', () => {
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(rows.length).toBeLessThanOrEqual(8);
  });

  it.each(rows)('are held by files that exist: %s', (held) => {
    let folder = '';
    for (const [, name] of held.matchAll(/`([^`]+)`/g)) {
      // A bare name stands in the folder of the one before it.
      const path = name!.includes('/') || name!.startsWith('eslint') ? name! : folder + name!;
      folder = path.slice(0, path.lastIndexOf('/') + 1);
      expect(path).toMatch(/\.(spec\.ts|js)$/);
      expect(existsSync(path)).toBe(true);
    }
  });
});

it('each file that it names exists', () => {
  const wide = [
    'src/',
    'src/pipeline/',
    'src/compare/',
    'src/report/',
    'src/cli/',
    'src/testrail/',
    'src/operators/',
  ];
  for (const [, name] of page.matchAll(/`([\w./-]+\.(?:ts|js))`/g)) {
    const places = ['', ...wide, 'test/property/'].map((folder) => folder + name!);
    expect([name, places.some((path) => existsSync(path))]).toEqual([name, true]);
  }
});
