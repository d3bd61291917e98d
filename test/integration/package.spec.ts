import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from './support/run.js';

/** The built package, imported by its own name as a stranger would, in a process of its own. */
function run(
  inputType: 'module' | 'commonjs',
  source: string,
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [`--input-type=${inputType}`, '-e', source], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const IMPORTS = {
  module: `import * as raildiff from 'raildiff'; import * as operators from 'raildiff/operators';`,
  commonjs: `const raildiff = require('raildiff'); const operators = require('raildiff/operators');`,
};
const SIMULATOR = {
  module: `import * as simulator from 'raildiff/simulator';`,
  commonjs: `const simulator = require('raildiff/simulator');`,
};

const COMPARE = `
  const { compareProjects, createInstance } = raildiff;
  const instance = createInstance({ url: process.env.URL_, user: process.env.USER_, apiKey: process.env.KEY_, rate: Infinity });
  const comparison = compareProjects({ left: { instance, projectId: 30 }, right: { instance, projectId: 34 } });
`;

describe.each(['module', 'commonjs'] as const)('the package as %s', (kind) => {
  const environment = async (world = { cases: 1_000 }) => {
    const simulator = await simulate({ world });
    return { simulator, env: { URL_: simulator.url, USER_: simulator.user, KEY_: simulator.apiKey } };
  };

  it('compares as an Observable, and the process ends by itself: no timer and no socket is left', async () => {
    const { simulator, env } = await environment();
    const source = `${IMPORTS[kind]} ${COMPARE}
      comparison.subscribe({
        next: (event) => event.type === 'summary' && console.log(JSON.stringify(event)),
        complete: () => console.log('completed'),
      });`;
    const { code, stdout, stderr } = await run(kind, source, env);
    expect([code, stderr]).toEqual([0, '']);
    const [summary, last] = stdout.trim().split('\n');
    expect(last).toBe('completed');
    expect(JSON.parse(summary!)).toMatchObject({
      type: 'summary',
      status: 'complete',
      counts: { identical: simulator.world.truth!.identical },
    });
  });

  it('compares with for await, and the process ends by itself after a break', async () => {
    const { env } = await environment({ cases: 12_000 });
    const source = `${IMPORTS[kind]} ${COMPARE}
      (async () => {
        for await (const event of comparison) if (event.type === 'difference') { console.log(event.kind); break; }
        const { inFlight, waiting } = instance.gate.status();
        console.log(inFlight, waiting);
        const held = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
        console.log(held.length);
        instance.close();
      })();`;
    const { code, stdout, stderr } = await run(kind, source, env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\w+\n0 0\n0\n$/);
  });

  it('has its halves, the aggregate and the operators', async () => {
    const source = `${IMPORTS[kind]}
      // The default is all of it, as Node gives it to whoever imports CommonJS.
      console.log([...Object.keys(raildiff)].filter((name) => /^[a-z]/.test(name) && name !== 'default').sort().join());
      console.log(['admit', 'rateLimit', 'retryWhenTransient', 'breakCircuit', 'expandByPriority'].every((name) => typeof operators[name] === 'function'));`;
    const { code, stdout } = await run(kind, source, {});
    expect(code).toBe(0);
    expect(stdout).toBe(
      'aggregatePages,compareProjects,createInstance,fetchPage,fetchProjectCases,fetchSuiteCases,loadVisibleText,offlineInstance,readRecord\ntrue\n',
    );
  });

  it('has a simulator to test clients with: it can be edited while it is read, and the process ends', async () => {
    const source = `${IMPORTS[kind]} ${SIMULATOR[kind]}
      (async () => {
        const suites = [{ id: 11, cases: [{ title: 'one' }, { title: 'two' }] }];
        const world = simulator.worldOf([{ id: 1, suites }]);
        const { url, user, apiKey, ...served } = await simulator.startSimulator({ world });
        served.edit({ suiteId: 11, remove: { index: 0 } });
        const instance = raildiff.createInstance({ url, user, apiKey });
        raildiff.fetchSuiteCases({ instance, projectId: 1 }, 11).subscribe({
          next: (event) => event.type === 'result' && console.log(event.cases.map(({ title }) => title).join()),
          complete: () => { instance.close(); served.close(); },
        });
      })();`;
    expect(await run(kind, source, {})).toEqual({ code: 0, stdout: 'two\n', stderr: '' });
  });

  it('gives an error with its code, and the process ends', async () => {
    const { env } = await environment();
    const source = `${IMPORTS[kind]} ${COMPARE}
      comparison.subscribe({ error: (error) => { console.log(error instanceof raildiff.TestRailError, error.kind, error.code); instance.close(); } });`;
    const { code, stdout } = await run(kind, source, { ...env, KEY_: 'wrong' });
    expect([code, stdout]).toEqual([0, 'true auth ERR_TESTRAIL_STATUS\n']);
  });
});

it('is one and the same, imported or required: an error of one is an error of the other', async () => {
  const source = `import { createRequire } from 'node:module';
    import * as raildiff from 'raildiff';
    const required = createRequire(process.cwd() + '/x')('raildiff');
    const names = Object.keys(required);
    console.log(names.length > 10 && names.every((name) => raildiff[name] === required[name]));`;
  expect(await run('module', source, {})).toMatchObject({ code: 0, stdout: 'true\n' });
});

it('the library loads no server: that is for whoever imports the simulator', async () => {
  const loaded = `Object.keys(require.cache).some((file) => /[\\\\/]node_modules[\\\\/]fastify[\\\\/]/.test(file))`;
  const source = `require('raildiff'); require('raildiff/operators'); const before = ${loaded};
    require('raildiff/simulator'); console.log(before, ${loaded});`;
  expect(await run('commonjs', source, {})).toMatchObject({ code: 0, stdout: 'false true\n' });
});

it('packs what an entry reaches, and nothing beside it', () => {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
  const [{ files }] = JSON.parse(told) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/commonjs/cli/main.js',
      'dist/commonjs/simulator/child.js',
      'dist/commonjs/index.d.ts',
      'dist/commonjs/index.js',
      'dist/commonjs/simulator/index.js',
      'dist/commonjs/simulator/index.d.ts',
    ]),
  );
  expect(paths.filter((path) => path.endsWith('.map'))).toEqual([]);
});

it('is typed for whoever has asked for no types of Node.js', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raildiff-types-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(process.cwd(), join(folder, 'node_modules', 'raildiff'));
    const settings = { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings }));
    writeFileSync(
      join(folder, 'a.mts'),
      `import { compareProjects } from 'raildiff';
      import { admit } from 'raildiff/operators';
      import { startSimulator } from 'raildiff/simulator';
      export const all = [compareProjects, admit, startSimulator];`,
    );
    writeFileSync(join(folder, 'b.cts'), `export { compareProjects } from 'raildiff';`);
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('is locked as what it is', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const { name, version, bin, dependencies, devDependencies } = read('package.json');
  const lock = read('package-lock.json');
  expect(lock.packages['']).toMatchObject({ name, version, bin, dependencies, devDependencies });
});
