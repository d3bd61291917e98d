/** A section of a suite, as its list gives it. */
export interface Section {
  id: number;
  name: string;
  /** Null for one that stands in no other. */
  parentId: number | null;
}

/** Where a case stands within its suite: the names of its sections, from the outermost inwards. */
export interface SectionPath {
  names: readonly string[];
  /** For people: the names joined by ` > `. */
  text: string;
  /** The same without the name of the suite, where that goes first. */
  own?: string;
  /** For comparing: the same for two paths of the same names, different for all others. */
  mark: string;
}

export const pathOf = (names: readonly string[]): SectionPath => ({
  names,
  text: names.join(' > '),
  mark: JSON.stringify(names),
});

/** Where a case stands that is in no section. */
export const NO_SECTION: SectionPath = pathOf([]);

/**
 * The paths of a suite's sections by id, each one object for all cases that stand there. A parent that the list does not
 * hold, or that stands within its own child, ends a path: the names that are known still tell two places apart.
 *
 * @param suite its name, where it is the first part of every path
 */
export function sectionPaths(sections: readonly Section[], suite?: string): ReadonlyMap<number, SectionPath> {
  const byId = new Map(sections.map((section) => [section.id, section]));
  const paths = new Map<number, SectionPath>();
  for (const { id } of sections) paths.set(id, inSuite(suite, namesUpwards(id, byId).reverse()));
  return paths;
}

/** A path, begun with the suite's name where it is given. */
export const inSuite = (suite: string | undefined, names: readonly string[]): SectionPath =>
  suite === undefined ? pathOf(names) : { ...pathOf([suite, ...names]), own: pathOf(names).text };

function namesUpwards(id: number, byId: ReadonlyMap<number, Section>): string[] {
  const names: string[] = [];
  const seen = new Set<number>();
  for (let at = byId.get(id); at && !seen.has(at.id); at = byId.get(at.parentId ?? 0)) {
    seen.add(at.id);
    names.push(at.name);
  }
  return names;
}
