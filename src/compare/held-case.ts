import type { Content } from './content.js';
import type { TestCase } from './test-case.js';

/** What is kept of a case until its partner is certain. */
export interface HeldCase extends Content {
  id: number;
  title: string;
  /** Index of its suite on its side. */
  suite: number;
  sectionId: number | null;
  updatedOn: number;
  /**
   * Its fields. Let go as soon as a case of the same key and content arrives on the other side, since of an identical
   * pair nothing of it is needed.
   */
  fields: TestCase | undefined;
}

export const byId = (a: HeldCase, b: HeldCase): number => a.id - b.id;

/** Of two copies with one id the later counts, then the greater digest: the same one in whichever order they came. */
export function laterCopy(a: HeldCase, b: HeldCase): HeldCase {
  if (a.updatedOn !== b.updatedOn) return a.updatedOn > b.updatedOn ? a : b;
  if (a.digest !== b.digest) return a.digest > b.digest ? a : b;
  return a.title >= b.title ? a : b;
}

export const sameCopy = (a: HeldCase, b: HeldCase): boolean => a.digest === b.digest && a.title === b.title;
