/** Prints how often a guess costs another window: 200 random worlds for each limit and seed, 20 slots, 4.4 s a page. */
import { pagesIn } from './paged-world.js';
import { FIRST_SEED, sampleOfWorlds } from './random-worlds.js';
import { runRaildiff } from './run-raildiff.js';
import { PLAN_REQUESTS, windows } from './scenario.js';
import { followingNext } from './yardsticks.js';

/** Those after the first were drawn when the constants had been chosen. */
const SEEDS = [FIRST_SEED, 7, 99];

console.log('| limit/min | seed     | another window | and later than without guesses |');
console.log('|----------:|---------:|---------------:|-------------------------------:|');
for (const limit of [180, 60, 20]) {
  for (const seed of SEEDS) {
    let [exceeded, later] = [0, 0];
    for (const world of sampleOfWorlds(seed)) {
      const scenario = { world, pageMs: 4_400, slots: 20, limit };
      const { requests, ms } = runRaildiff(scenario);
      if (windows(requests, limit) <= windows(pagesIn(world) + PLAN_REQUESTS, limit)) continue;
      exceeded++;
      if (ms > followingNext(scenario).ms) later++;
    }
    const cells = [
      String(limit).padStart(9),
      String(seed).padStart(8),
      String(exceeded).padStart(14),
      String(later).padStart(30),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
