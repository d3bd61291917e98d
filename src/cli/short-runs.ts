import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 optimise only what runs often enough to repay it. A comparison of 36,000 cases is over in two seconds of CPU, and with
 * V8's own patience (67,584 bytes of bytecode, three times) a sixth of these went into optimising what was hardly run again.
 *
 * For the V8 of Node 20 and 21 alone, where that was measured: later ones have a faster compiler in between. A flag that a V8
 * does not know is complained about on stderr.
 */
export function optimiseLate(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');
}
