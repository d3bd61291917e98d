/**
 * What a case's attachments add to its content. The digest of a case says what its texts are and where references stand in
 * them, whatever their numbers; here is what stands behind each. Where one could not be read it is compared by its place
 * alone, so that to be equal is no longer transitive: two different pictures both equal one that is not known. So cases are
 * grouped by their marks, in which what is not known is a mark of its own, and a pair that comes of it is looked at place by
 * place.
 */
import type { HeldCase } from './held-case.js';

/** Behind each reference of a case, in order. */
export interface Attached {
  /** What the file is; undefined where it could not be read. */
  digests: readonly (string | undefined)[];
  /** Some of it is lost: read another time, it could say something else. */
  lost: boolean;
}

type Compared = Pick<HeldCase, 'digest' | 'attached'>;

/** The same for all cases of equal content, as far as it could be read. */
export const contentMark = ({ digest, attached }: Compared): string =>
  attached ? `${digest}|${attached.digests.map((each) => each ?? '?').join()}` : digest;

/** Their texts are equal, and no two attachments at one place are known to differ. */
export const sameContent = (left: Compared, right: Compared): boolean =>
  left.digest === right.digest && areAlike(left.attached?.digests, right.attached?.digests);

const areAlike = (left: Attached['digests'] = [], right: Attached['digests'] = []): boolean =>
  left.every((digest, n) => {
    const other = right[n];
    return digest === undefined || other === undefined || digest === other;
  });
