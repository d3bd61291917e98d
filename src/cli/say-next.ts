import type { CompareFlags } from './flags.js';
import { nextCommand, type Ended } from './next-command.js';

/** Ends a run with the next useful command. Only to a person who looks on. */
export function sayWhatIsNext(code: number, pairs: readonly Ended[], flags: CompareFlags): void {
  if (flags.quiet || !process.stderr.isTTY) return;
  const next = nextCommand(code, pairs, flags, process.argv.slice(2));
  if (next !== undefined) process.stderr.write(`${next}\n`);
}
