// `npm run soak -- 1000`: so many random schedules, from a seed that is drawn unless SOAK_SEED names one.
import { spawnSync } from 'node:child_process';

const runs = process.argv[2] ?? '200';
if (!/^[1-9]\d*$/.test(runs)) {
  process.stderr.write(`how many schedules? npm run soak -- 1000, not ${JSON.stringify(runs)}\n`);
  process.exit(2);
}
const seed = process.env.SOAK_SEED ?? String(1 + Math.floor(Math.random() * 1e9));
process.stdout.write(`${runs} schedules from seed ${seed}\n`);
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', 'test/integration/soak'], {
  stdio: 'inherit',
  env: { ...process.env, SOAK_RUNS: runs, SOAK_SEED: seed },
});
process.exit(status ?? 1);
