/** The recipes of docs/embedding.md do what they say: each block is run as it stands, in a process of its own. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { worldOf } from '../../src/simulator/index.js';
import { simulate } from './support/run.js';

const recipes = [
  ...readFileSync('docs/embedding.md', 'utf8').matchAll(/^## (.+)\n(?:(?!^## )[^])*?```ts\n([^]*?)```/gm),
].map(([, name, source]) => [name!, source!] as const);

/** What the recipes take for granted. What they make and do not subscribe to is run at the end. */
const PREAMBLE = `
  import * as raildiff from 'raildiff';
  import * as files from 'node:fs';
  import { lastValueFrom as lastOf, of as just } from 'rxjs';
  const { URL_: url, USER_: user, KEY_: apiKey } = process.env;
  const instance = raildiff.createInstance({ url, user, apiKey, rate: Infinity });
  const cold = new Set();
  const compareProjects = (options) => {
    const comparison = raildiff.compareProjects(options);
    const { subscribe } = comparison;
    cold.add(comparison);
    comparison.subscribe = (...args) => (cold.delete(comparison), subscribe.apply(comparison, args));
    return comparison;
  };
  const page = (side) => ({ type: 'page', side, suiteId: 1, offset: 0, limit: 250, next: null, cases: [{ id: side.length, title: 'a' }] });
  const account = { url, user, apiKey };
  Object.assign(globalThis, {
    ...raildiff, compareProjects, instance, url, user, apiKey,
    left: { instance, projectId: 30 }, right: { instance, projectId: 34 },
    render: (event) => console.log('rendered', event.type),
    pages: ['left', 'right'].map(page),
    queue: { isFull$: just(false) },
    oldServer: account, newServer: { ...account, url: process.env.OTHER_ },
    readFileSync: () => files.readFileSync('test/support/certificates/ca.pem', 'utf8'),
  });
`;

const EPILOGUE = `
  for (const comparison of cold) console.log((await lastOf(comparison)).status);
`;

async function run(source: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const suites = (...ids: number[]) => ids.map((id) => ({ id, name: `S${id}`, cases: [{ title: 'a' }] }));
  const world = (): ReturnType<typeof worldOf> =>
    worldOf([
      { id: 30, suites: suites(301, 305) },
      { id: 34, suites: suites(341) },
      { id: 7, suites: suites(71) },
    ]);
  const [first, second] = [await simulate({ world: world() }), await simulate({ world: world() })];
  const js = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  }).outputText;
  // Imports are hoisted, wherever they stand; what the recipes name is there before they run.
  const imports = js.match(/^import .*;$/gm) ?? [];
  const body = js.replace(/^import .*;$/gm, '').replace(/^export \{\};$/gm, '');
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `${imports.join('\n')}${PREAMBLE}\n{${body}}\n${EPILOGUE}`],
    {
      env: { ...process.env, URL_: first.url, USER_: first.user, KEY_: first.apiKey, OTHER_: second.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

/** What a recipe shows, where it shows anything. */
const SHOWN: Record<string, RegExp> = {
  'Stop a run': /^ERR_INTERRUPTED\n$/,
  'The cases of one project': /^301 0 1\n[^]*305 1 true undefined\n$/,
  'Compare pages that come from somewhere else': /type: 'summary'/,
  'Two servers': /^complete\n$/,
  'Hold back asking': /^complete\n$/,
};

it('there are as many recipes as are looked at', () => {
  expect(recipes.length).toBeGreaterThanOrEqual(7);
  expect(recipes.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(SHOWN)));
});

it.each(recipes)('%s', async (name, source) => {
  const { code, stdout, stderr } = await run(source);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  if (SHOWN[name]) expect(stdout).toMatch(SHOWN[name]);
});
