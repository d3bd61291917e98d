import { interval, merge } from 'rxjs';
import type { CompareEvent } from '../compare/index.js';
import type { Target } from '../pipeline/index.js';
import { waitingLine } from '../report/index.js';
import { failureLine } from './failure-line.js';
import type { CompareFlags } from './flags.js';

/** How long nothing is said before `start`, milliseconds. */
const SILENCE_MS = 5_000;

export interface EarlyWords {
  /** Whether an event was said already. From the first one on nothing more is said here. */
  has(event: CompareEvent): boolean;
  stop(): void;
}

/**
 * Says at once what holds the run up before `start`: a limit that is used up may take a minute, and until then no event
 * tells of it.
 */
export function saidBeforeStart(targets: readonly Target[], { quiet }: CompareFlags): EarlyWords {
  let said = 0;
  const say = (text: string): void => void (quiet || process.stderr.write(failureLine(text)));
  const instances = [...new Set(targets.map(({ instance }) => instance))];
  const changing = merge(...instances.map(({ gate }) => gate.changes)).subscribe(({ why, pauseMs }) => {
    said++;
    if (pauseMs) say(`${why}; waiting ${Math.ceil(pauseMs / 1_000)} s`);
  });
  const waiting = interval(SILENCE_MS).subscribe(() => {
    const [longest] = instances
      .flatMap(({ gate }) => gate.status().waitingFor ?? [])
      .filter(({ ms }) => ms !== Infinity && ms >= SILENCE_MS)
      .sort((a, b) => b.ms - a.ms);
    if (longest) say(waitingLine(longest));
  });
  changing.add(waiting);
  return {
    stop: () => changing.unsubscribe(),
    has: ({ type }) => {
      changing.unsubscribe();
      return type === 'throttle' && said-- > 0;
    },
  };
}
