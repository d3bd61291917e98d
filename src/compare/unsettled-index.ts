import type { HeldCase } from './held-case.js';
import { looseKey } from './key.js';

/** Counts of the keys and contents that are still free on one side: what a case of the other side could yet be paired with. */
export class UnsettledIndex {
  private readonly keys = new Map<string, number>();
  private readonly digests = new Map<string, number>();

  constructor(cases: Iterable<HeldCase>) {
    for (const held of cases) this.add(held);
  }

  add(held: HeldCase): void {
    this.count(held, 1);
  }

  remove(held: HeldCase): void {
    this.count(held, -1);
  }

  /** Some case of this side shares its key, or its content where that can tell a renamed case. */
  couldPair(held: HeldCase): boolean {
    if (held.hasText && has(this.digests, held.digest)) return true;
    return keysOf(held).some((key) => has(this.keys, looseKey(key)));
  }

  private count(held: HeldCase, by: number): void {
    // Without the section, which a case has in its key only once its place is settled.
    for (const key of keysOf(held)) add(this.keys, looseKey(key), by);
    add(this.digests, held.digest, by);
  }
}

/** A case that waits for the partner that the map names may get its ordinary key back. */
function keysOf({ key, spareKey }: HeldCase): string[] {
  if (key === undefined) return [];
  return spareKey === undefined ? [key] : [key, spareKey];
}

const has = (counts: Map<string, number>, name: string): boolean => (counts.get(name) ?? 0) > 0;

/** What nobody holds any more is forgotten: of an identical pair nothing is kept beyond its place. */
const add = (counts: Map<string, number>, name: string, by: number): void => {
  const count = (counts.get(name) ?? 0) + by;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
};
