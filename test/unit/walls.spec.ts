import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { lint } from '../support/lint.js';

/** The rules that hold the walls; whatever else eslint says of a line is no matter here. */
const WALLS =
  /^(@typescript-eslint\/no-restricted-imports|no-restricted-(syntax|globals|properties)|parser)$/;

const IMPORTS: [file: string, line: string][] = [
  ['src/compare/a.ts', "export { x } from '../operators/index.js';"],
  ['src/operators/a.ts', "export { x } from '../testrail/index.js';"],
  ['src/testrail/a.ts', "export { x } from '../compare/index.js';"],
  ['src/pipeline/a.ts', "export { x } from '../report/index.js';"],
  ['src/pipeline/a.ts', "export { x } from '../journal/index.js';"],
  ['src/journal/a.ts', "export { x } from '../pipeline/index.js';"],
  ['src/journal/a.ts', "export { x } from '../compare/index.js';"],
  ['src/report/a.ts', "export { x } from '../pipeline/index.js';"],
  ['src/simulator/http/a.ts', "export { x } from '../../testrail/index.js';"],
  ['src/cli/a.ts', "export { x } from '../index.js';"],
  ['src/index.ts', "export { x } from './simulator/index.js';"],
  // However the way is written.
  ['src/compare/a.ts', "import { x } from '../../src/testrail/errors.js';"],
  ['src/compare/a.ts', "import type { x } from '../../src/testrail/errors.js';"],
  ['src/pipeline/a.ts', "export * from './../cli/program.js';"],
  ['src/report/html/a.ts', "export * from './../../cli/program.js';"],
  ['src/simulator/a.ts', "export * from '../testrail';"],
  ['src/simulator/a.ts', "export * from './../index.js';"],
  ['src/report/a.ts', "import { compareProjects } from 'raildiff';"],
  // Whenever it is loaded.
  ['src/pipeline/a.ts', "export const load = () => import('../report/index.js');"],
  ['src/compare/a.ts', "export const load = () => import('../testrail/index.js');"],
  ['src/report/a.ts', "export type A = import('../testrail/index.js').Page<1>;"],
  ['src/report/a.ts', 'export const load = (room: string) => import(`../${room}/index.js`);'],
  // Packages, where there is no I/O.
  ['src/compare/a.ts', "import axios from 'axios';"],
  ['src/compare/a.ts', "import { readFileSync } from 'node:fs';"],
  ['src/compare/a.ts', "export const load = () => import('axios');"],
  ['src/compare/a.ts', "import { map } from 'rxjs';"],
  ['src/compare/a.ts', "import { map, type Observable } from 'rxjs';"],
  ['src/compare/a.ts', "export const load = () => import('rxjs');"],
  ['src/operators/a.ts', "import { performance } from 'node:perf_hooks';"],
  ['src/pipeline/a.ts', "import axios from 'axios';"],
  ['src/pipeline/a.ts', "import { setTimeout } from 'node:timers/promises';"],
];

const WORLD: [file: string, line: string][] = [
  ...['compare', 'operators', 'pipeline'].flatMap((room) =>
    [
      'Date.now()',
      'new Date()',
      'Date.now',
      'performance.now()',
      'globalThis.performance.now()',
      'setTimeout(() => {}, 1)',
      'setInterval(() => {}, 1)',
      'process.hrtime()',
    ].map((what): [string, string] => [`src/${room}/a.ts`, `export const x = ${what};`]),
  ),
  ['src/operators/monotonic-scheduler.ts', 'export const x = Date.now();'],
  ['src/operators/monotonic-scheduler.ts', 'export const x = setTimeout(() => {}, 1);'],
  ['src/compare/a.ts', 'export const x = Math.random();'],
  ...['compare', 'operators', 'testrail', 'journal', 'pipeline', 'report', 'simulator'].flatMap((room) =>
    ['process.env.HOME', 'process.exit(1)', 'process.argv[2]', 'process.stdout'].map(
      (what): [string, string] => [`src/${room}/a.ts`, `export const x = ${what};`],
    ),
  ),
  ['src/index.ts', 'export const x = process.env;'],
  ['src/testrail/a.ts', 'const { env } = process; export { env };'],
  ['src/testrail/a.ts', 'export const x = globalThis.process.env;'],
  ['src/testrail/a.ts', "import { env } from 'node:process'; export { env };"],
];

const ALLOWED: [file: string, line: string][] = [
  ...['compare', 'operators', 'testrail'].map((room): [string, string] => [
    'src/pipeline/a.ts',
    `export { x } from '../${room}/index.js';`,
  ]),
  ['src/compare/a.ts', "import { type Observable } from 'rxjs'; export type X = Observable<1>;"],
  ['src/compare/a.ts', "import type { Observable } from 'rxjs'; export type X = Observable<1>;"],
  ['src/compare/a.ts', "export const load = () => import('./visible-text.js');"],
  ['src/operators/monotonic-scheduler.ts', 'export const x = performance.now();'],
  ['src/report/html/a.ts', "export { x } from '../../compare/index.js';"],
  ['src/testrail/environment.ts', 'export const x = process.env;'],
  ['src/simulator/child.ts', 'process.exit(1);'],
  ['src/cli/a.ts', 'process.exit(1);'],
  ['src/cli/a.ts', "export const load = () => import('winston');"],
  ['src/simulator/a.ts', 'export const x = performance.now();'],
];

describe('the walls between the rooms', () => {
  const all = [...IMPORTS, ...WORLD, ...ALLOWED];
  const told = new Map<string, string[]>();
  const keyOf = (file: string, line: string): string => `${file}: ${line}`;
  beforeAll(() => {
    lint(all).forEach((messages, n) =>
      told.set(
        keyOf(...all[n]!),
        messages.map(({ rule }) => rule).filter((rule) => WALLS.test(rule)),
      ),
    );
  });

  it.each(IMPORTS)('%s may not hold: %s', (file, line) => {
    expect(told.get(keyOf(file, line))).toEqual([
      /import\(/.test(line) ? 'no-restricted-syntax' : '@typescript-eslint/no-restricted-imports',
    ]);
  });

  it.each(WORLD)('%s looks at nothing of the world: %s', (file, line) => {
    expect(told.get(keyOf(file, line))!.length).toBeGreaterThan(0);
    expect(told.get(keyOf(file, line))).not.toContain('parser');
  });

  it.each(ALLOWED)('%s may hold: %s', (file, line) => {
    expect(told.get(keyOf(file, line))).toEqual([]);
  });
});

it('the rooms of the architecture page are those that have walls', () => {
  const rooms = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "import { ROOMS } from './eslint.walls.js'; process.stdout.write(JSON.stringify(ROOMS));",
    ],
    { encoding: 'utf8' },
  );
  const page = readFileSync('docs/architecture.md', 'utf8');
  const rows = [...page.matchAll(/^\| `src\/(\w+)\/` \| [^|]+ \| ([^|]+) \|$/gm)];
  const named = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1]!);
  expect(Object.fromEntries(rows.map(([, room, may]) => [room, named(may!)]))).toEqual(JSON.parse(rooms));
});
