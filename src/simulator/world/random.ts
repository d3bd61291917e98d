/**
 * Seeded randomness that can be entered anywhere: a case is drawn from (seed, suite, slot) alone, so any page of
 * any suite can be made on demand, in any order, and is the same each time.
 */

/** Mixes integers into one unsigned 32-bit hash: murmur3's finalizer (Austin Appleby, public domain) over a running sum. */
export function hash32(...parts: number[]): number {
  let h = 0x9e3779b9;
  for (const part of parts) {
    h = (h ^ part) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h = (h ^ (h >>> 16)) + 0x9e3779b9;
  }
  return h >>> 0;
}

/** Draws whole numbers `0 <= n < below`. */
export type Draw = (below: number) => number;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, fast, good enough to choose sentences. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** One of a table that is not empty. */
export function pick<T>(draw: Draw, table: readonly T[]): T {
  return table[draw(table.length)] as T;
}
