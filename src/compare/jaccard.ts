/**
 * The Jaccard similarity of two sets as their sizes give it, and the bounds that follow from a threshold.
 *
 * All are decided by one division of whole numbers. It rounds to the nearest double, as a threshold that was written in
 * decimals does, and rounding keeps order: so `17 of 20` reaches 0.85, and nothing less does. Two different scores stay
 * different, and equal ones (17 of 20, 34 of 40) equal, up to sets of 2^26 tokens.
 */

/** What both hold, of what either holds. */
export const jaccard = (overlap: number, size: number, other: number): number =>
  overlap / (size + other - overlap);

/** The least overlap with which two sets of these sizes reach the threshold; it may be more than they can have. */
export function leastOverlap(size: number, other: number, threshold: number): number {
  let overlap = Math.max(0, Math.ceil((threshold * (size + other)) / (1 + threshold)) - 1);
  while (jaccard(overlap, size, other) < threshold) overlap++;
  return overlap;
}

/** The least size of a set that can reach the threshold with one that is as large or larger: all of it is shared. */
export function leastSize(larger: number, threshold: number): number {
  let size = Math.max(1, Math.ceil(threshold * larger) - 1);
  while (size / larger < threshold) size++;
  return size;
}
