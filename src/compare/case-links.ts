/** Links to cases, `C123`, in texts and refs. A case that was mapped has another number on the right. */

const LINK = /\bC\d/;
const LINKS = /\bC(\d+)\b/g;

/** A link that both texts have, and that the map has as one to another case on the right. */
export interface LinkDifference {
  /** The case that both texts name. */
  left: number;
  /** Its partner by the map, which the right text would name. */
  right: number;
}

/** Links of the left as links to what the map names as their partners, whether these were read or not. */
export class CaseLinks {
  /** @param map right ids by left ones */
  constructor(private readonly map: ReadonlyMap<number, number>) {}

  /** A text of the left as it would be written on the right. */
  onTheRight(text: string): string {
    if (!LINK.test(text)) return text;
    return text.replace(LINKS, (link, id: string) => {
      const partner = this.map.get(Number(id));
      return partner === undefined ? link : `C${partner}`;
    });
  }

  /** Links that were left as they are: where two values look the same, it is these that they differ in. By number, in order. */
  kept(left: unknown, right: unknown): LinkDifference[] {
    const rights = linksIn(right);
    return [...linksIn(left)]
      .sort((a, b) => a - b)
      .flatMap((id) => {
        const partner = this.map.get(id) ?? id;
        return rights.has(id) && !rights.has(partner) ? [{ left: id, right: partner }] : [];
      });
  }
}

/** At every depth. */
function linksIn(value: unknown, into = new Set<number>()): Set<number> {
  if (typeof value === 'string') for (const [, id] of value.matchAll(LINKS)) into.add(Number(id));
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) linksIn(member, into);
  return into;
}
