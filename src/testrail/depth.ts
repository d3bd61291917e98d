/** How deep a case may be nested. Steps are three levels; whatever reads a value by recursion is safe with this many. */
export const MAX_DEPTH = 64;

/** Whether a value holds objects or arrays within each other beyond so many levels; looks no deeper than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isDeeperThan(member, levels - 1));
}
