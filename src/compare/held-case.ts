import type { Attached } from './attached.js';
import type { Content } from './content.js';
import type { SectionPath } from './sections.js';
import type { TestCase } from './test-case.js';

/** What is kept of a case until its partner is certain. */
export interface HeldCase extends Content {
  id: number;
  title: string;
  /** What it is matched by; undefined where it has nothing of that. Its section joins it when its place is settled. */
  key: string | undefined;
  /** What it is matched by where the map names a partner for it that never came. */
  spareKey: string | undefined;
  /** Index of its suite on its side. */
  suite: number;
  sectionId: number | null;
  /** Where it stands in its suite, once its place is settled; undefined where sections are not read. */
  path: SectionPath | undefined;
  updatedOn: number;
  /** It is within the scope, as far as its section does not count. */
  inScope: boolean;
  /** Kept only so that a later copy of it can be told from this one. */
  deleted: boolean;
  /** It came when its suite had already been told as complete, so others may have been told without it. */
  late: boolean;
  /**
   * Its fields. Let go as soon as a case of the same key and content arrives on the other side, since of an identical
   * pair nothing of it is needed.
   */
  fields: TestCase | undefined;
  /** What stands behind its references, once its suite is complete; absent where it has none, or none is read. */
  attached?: Attached;
  /** It is left over in its place, and that may depend on a lost attachment. */
  doubtful?: boolean;
}

export const byId = (a: HeldCase, b: HeldCase): number => a.id - b.id;

const COPY_ORDER = ['updatedOn', 'digest', 'references', 'title', 'deleted', 'sectionId', 'suite'] as const;

/** Of two equal texts the ids may tell which attachments they mean. */
const valueAt = (held: HeldCase, mark: (typeof COPY_ORDER)[number]): string | number | boolean =>
  mark === 'references' ? (held.references?.join() ?? '') : (held[mark] ?? 0);

/** Of two copies with one id the later counts, then the greater digest: the same one in whichever order they came. */
export function laterCopy(a: HeldCase, b: HeldCase): HeldCase {
  const mark = COPY_ORDER.find((name) => valueAt(a, name) !== valueAt(b, name));
  return mark === undefined || valueAt(a, mark) > valueAt(b, mark) ? a : b;
}

/** They say the same of all that is compared. */
export const sameCopy = (a: HeldCase, b: HeldCase): boolean =>
  a.digest === b.digest &&
  a.title === b.title &&
  a.deleted === b.deleted &&
  valueAt(a, 'references') === valueAt(b, 'references');
