/** Marks are numbers that an engine keeps without an object of their own. */
const BITS = 0x3fff_ffff;

/**
 * Keys by a number that stands for each: of hundreds of thousands of titles next to nothing is kept. It never forgets one; of
 * those that were not added it takes one in a billion, for each that was, for one of them.
 */
export class KeySet {
  private readonly marks = new Set<number>();

  add(key: string): void {
    this.marks.add(markOf(key));
  }

  has(key: string): boolean {
    return this.marks.has(markOf(key));
  }
}

/** FNV-1a, of code units. */
function markOf(key: string): number {
  let mark = 0x811c_9dc5;
  for (let at = 0; at < key.length; at++) mark = Math.imul(mark ^ key.charCodeAt(at), 0x0100_0193);
  return (mark ^ (mark >>> 30)) & BITS;
}
