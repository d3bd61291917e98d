/**
 * Cases for which the map names a partner that never came: a slip in the map, or a case that was deleted since. Such a row
 * settles nothing, so that they are matched like all others, as far as their own partners are still free.
 */
import { SIDES, type Side } from './events.js';
import type { HeldCase } from './held-case.js';
import type { KeyReader } from './key.js';
import { matchGroup, type Matching } from './match.js';

type Leftovers = Record<Side, Iterable<HeldCase>>;

/** What became of them in their own suites; who is left there is paired like any left-over. */
export type StrayPairs = Pick<Matching, 'identical' | 'pairs'>;

/**
 * Gives them their ordinary keys back, and pairs them within their suites.
 *
 * @param leftovers all of both sides: a partner that came is among them
 * @param placeOf what tells the place of a case from all others
 */
export function pairStrays(
  leftovers: Leftovers,
  keys: KeyReader,
  placeOf: (side: Side, held: HeldCase) => number,
): StrayPairs {
  const result: StrayPairs = { identical: [], pairs: [] };
  const strays = giveBack(leftovers, keys);
  if (strays.size === 0) return result;
  const groups = new Map<string, Record<Side, HeldCase[]>>();
  const nameOf = (side: Side, held: HeldCase): string => `${placeOf(side, held)} ${held.key}`;
  for (const [held, side] of strays)
    if (held.key !== undefined) groups.set(nameOf(side, held), { left: [], right: [] });
  for (const side of SIDES)
    for (const held of leftovers[side])
      if (held.key !== undefined) groups.get(nameOf(side, held))?.[side].push(held);
  for (const { left, right } of groups.values()) {
    const { identical, pairs } = matchGroup(left, right, keys.title);
    result.identical.push(...identical);
    result.pairs.push(...pairs);
  }
  return result;
}

function giveBack(leftovers: Leftovers, keys: KeyReader): Map<HeldCase, Side> {
  const waiting = {
    left: [...leftovers.left].filter((held) => keys.isMapped(held)),
    right: [...leftovers.right].filter((held) => keys.isMapped(held)),
  };
  const came = {
    left: new Set(waiting.left.map(({ key }) => key)),
    right: new Set(waiting.right.map(({ key }) => key)),
  };
  const strays = new Map<HeldCase, Side>();
  for (const side of SIDES)
    for (const held of waiting[side])
      if (!came[side === 'left' ? 'right' : 'left'].has(held.key)) strays.set(held, side);
  for (const held of strays.keys()) {
    held.key = held.spareKey;
    held.spareKey = undefined;
  }
  return strays;
}
