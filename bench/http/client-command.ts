/**
 * The command as it is shipped, text sink and all; the first argument is the rate, the second the requests in flight, and what
 * follows are options of its own. It reads its arguments and ends the process on its own, so what it took is told as the
 * process ends. It tells no counts: stdout has them.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { usage } from './measured.js';
import { BUILD } from './run-client.js';

const [rate, concurrency, ...more] = process.argv.slice(2);
const since = performance.now();
process.once('exit', () => {
  process.send!({ ...usage(), ms: performance.now() - since, cases: 0, requests: 0, throttled: 0 });
});
const program = join(BUILD, '../../dist/commonjs/cli/main.js');
const options = ['--rate', rate!, '--concurrency', concurrency!, '--quiet', ...more];
process.argv.splice(1, Infinity, program, 'compare', '30', '34', ...options);
void import(pathToFileURL(program).href);
