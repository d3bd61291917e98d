import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { forkSimulator } from '../../src/simulator/fork.js';

/** The room built on its own as CommonJS: that it runs shows that it imports nothing of the other rooms. */
let built: string;
let childPath: string;

beforeAll(() => {
  const root = join(process.cwd(), 'src', 'simulator');
  built = mkdtempSync(join(tmpdir(), 'raildiff-simulator-'));
  writeFileSync(join(built, 'package.json'), '{"type":"commonjs"}');
  symlinkSync(join(process.cwd(), 'node_modules'), join(built, 'node_modules'));
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const target = join(built, 'simulator', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const compilerOptions = {
      module: ModuleKind.CommonJS,
      target: ScriptTarget.ES2022,
      esModuleInterop: true,
    };
    writeFileSync(
      target,
      transpileModule(readFileSync(join(root, file), 'utf8'), { compilerOptions }).outputText,
    );
  }
  childPath = join(built, 'simulator', 'child.js');
});

afterAll(() => rmSync(built, { recursive: true, force: true }));

const ask = (url: string, user: string, apiKey: string, path: string): Promise<Response> =>
  fetch(`${url}/index.php?/api/v2/${path}`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${apiKey}`).toString('base64')}`,
      'content-type': 'application/json',
    },
  });

describe('forkSimulator', () => {
  it('runs a simulator in a process of its own, which tells what arrived and ends when told', async () => {
    const { url, user, apiKey, stats, close } = await forkSimulator(
      { world: { cases: 1_000 }, apiKey: 'x' },
      childPath,
    );
    const response = await ask(url, user, apiKey, 'get_project/30');
    expect([response.status, apiKey]).toEqual([200, 'x']);
    expect(await stats()).toMatchObject({
      requests: 1,
      throttled: 0,
      arrivals: [{ url: '/index.php?/api/v2/get_project/30', status: 200 }],
    });
    expect((await Promise.all([stats(), stats()])).map((one) => one.requests)).toEqual([1, 1]);
    await close();
    await close();
    await expect(ask(url, user, apiKey, 'get_project/30')).rejects.toThrow();
    await expect(stats()).rejects.toThrow("The simulator's process has ended");
  });

  it('says why it could not start', async () => {
    await expect(forkSimulator({ workers: 0 }, childPath)).rejects.toThrow(
      'workers must be at least 1, not 0',
    );
    await expect(forkSimulator({}, join(built, 'nowhere.js'))).rejects.toThrow('Cannot find module');
  });
});

describe('child', () => {
  it.each(['stdin', 'SIGTERM', 'SIGINT'] as const)(
    'prints one line of JSON, and ends with %s',
    async (how) => {
      const child = spawn(process.execPath, [childPath, '{"world":{"cases":100}}'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
      const line = await new Promise<string>((resolve) =>
        child.stdout.setEncoding('utf8').once('data', resolve),
      );
      const { url, user, apiKey } = JSON.parse(line) as Record<'url' | 'user' | 'apiKey', string>;
      expect(line.endsWith('}\n')).toBe(true);
      expect((await ask(url, user, apiKey, 'get_project/34')).status).toBe(200);
      if (how === 'stdin') child.stdin.end();
      else child.kill(how);
      expect(await ended).toBe(0);
    },
  );
});
