import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { BUILD } from './run-client.js';

/**
 * How long `raildiff demo` takes to its first difference, its own start and that of its simulator included, milliseconds.
 *
 * @throws Error where it ends without one
 */
export function firstOfDemoMs(): Promise<number> {
  const since = performance.now();
  const child = spawn(
    process.execPath,
    [join(BUILD, 'src/cli/main.js'), 'demo', '--format', 'ndjson', '--quiet'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    let out = '';
    let ms: number | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (ms !== undefined || !(out += text).includes('"type":"difference"')) return;
      ms = performance.now() - since;
      child.kill('SIGINT');
    });
    child.once('close', (code) => {
      if (ms === undefined) reject(new Error(`the demo ended with ${code} and no difference`));
      else resolve(ms);
    });
  });
}
