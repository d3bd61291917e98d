/**
 * What a lost attachment leaves in doubt. Read another time it may be any file, so that its case may equal, or not equal, any
 * case of the same texts; whatever that could change is told as undetermined, and nothing else.
 *
 * - A pair that is alone under its key is a pair whatever the attachment is. It is in doubt whether the two differ where all
 *   else of them is equal; where something else differs they are changed for certain.
 * - Of several cases of one key, who is paired with whom, and who is left over, may depend on it.
 * - Over the whole project it may depend on it for all left-overs that are linked with its case by keys and texts, directly
 *   or through others. A key or text that one side alone has links nobody: so those who were told to be alone before the
 *   end are missed by none.
 */
import { sameContent } from './attached.js';
import type { HeldCase } from './held-case.js';
import { looseKey } from './key.js';
import type { Matching, Pair } from './match.js';

const isLost = ({ attached }: HeldCase): boolean => attached?.lost === true;

/** Marks the pairs and left-overs of one key that a lost attachment could change. */
export function doubtGroup(
  left: readonly HeldCase[],
  right: readonly HeldCase[],
  { identical, pairs, left: lefts, right: rights }: Matching,
): void {
  if (!left.some(isLost) && !right.some(isLost)) return;
  // Of equal cases that were read at least so many pairs there are, whatever the others are.
  for (const pair of identical) if (hasLost(pair)) pair.doubtful = true;
  const isOnlyPair = left.length === 1 && right.length === 1;
  for (const pair of pairs)
    if (!isOnlyPair || (hasLost(pair) && sameContent(pair.left, pair.right))) pair.doubtful = true;
  if (left.length > 0 && right.length > 0) for (const held of [...lefts, ...rights]) held.doubtful = true;
}

const hasLost = ({ left, right }: Pick<Pair, 'left' | 'right'>): boolean => isLost(left) || isLost(right);

/** The left-overs of both sides of which a lost attachment could change the partner, or that there is none. */
export function doubtfulAmong(left: readonly HeldCase[], right: readonly HeldCase[]): ReadonlySet<HeldCase> {
  const doubtful = new Set([...left, ...right].filter((held) => isLost(held) || held.doubtful));
  if (doubtful.size === 0) return doubtful;
  const [lefts, rights] = [linked(left), linked(right)];
  // A set that grows while it is walked is walked to its end.
  for (const held of doubtful) {
    for (const link of linksOf(held)) {
      const [ones, others] = [lefts.get(link), rights.get(link)];
      if (!ones || !others) continue;
      for (const other of [...ones, ...others]) doubtful.add(other);
      lefts.delete(link);
    }
  }
  return doubtful;
}

function linked(leftovers: readonly HeldCase[]): Map<string, HeldCase[]> {
  const byLink = new Map<string, HeldCase[]>();
  for (const held of leftovers) {
    for (const link of linksOf(held)) {
      const cases = byLink.get(link);
      if (cases) cases.push(held);
      else byLink.set(link, [held]);
    }
  }
  return byLink;
}

/** By its ordinary key as well, where the partner that the map names may never come. */
const linksOf = ({ key, spareKey, digest, hasText }: HeldCase): string[] => [
  ...[key, spareKey].flatMap((each) => (each === undefined ? [] : [`key ${looseKey(each)}`])),
  ...(hasText ? [`text ${digest}`] : []),
];
