/**
 * The command itself, text sink and all; the first argument is the rate, the second the requests in flight. It reads its
 * arguments and ends the process on its own, so what it took is told as the process ends. It tells no counts: stdout has them.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { usage } from './measured.js';
import { BUILD } from './run-client.js';

const [rate, concurrency] = process.argv.slice(2);
const since = performance.now();
process.once('exit', () => {
  process.send!({ ...usage(), ms: performance.now() - since, cases: 0, requests: 0, throttled: 0 });
});
// The one that is shipped.
const program = join(BUILD, '../../dist/commonjs/cli/main.js');
const options = ['--rate', rate!, '--concurrency', concurrency!, '--quiet'];
process.argv.splice(1, Infinity, program, 'compare', '30', '34', ...options);
void import(pathToFileURL(program).href);
