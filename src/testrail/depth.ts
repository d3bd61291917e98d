/** How deep a case may be nested. Steps are three levels; whatever reads a value by recursion is safe with this many. */
export const MAX_DEPTH = 64;

/**
 * Whether a value holds objects or arrays within each other beyond so many levels; looks no deeper than that.
 *
 * Loops, since this is asked of every value of tens of thousands of cases: a closure would be allocated for each of them.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeperThan(item, levels - 1)) return true;
    return false;
  }
  const members = value as Record<string, unknown>;
  for (const name in members) if (isDeeperThan(members[name], levels - 1)) return true;
  return false;
}
