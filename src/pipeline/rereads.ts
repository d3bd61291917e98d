/**
 * Which pages of a suite are to be read again because the list has shifted, or may have: of two pages that do not fit
 * together the one that was read earlier. Once read again it is the newest, so that the tear moves towards the page in which the list
 * has changed, and ends there. A list that changes faster than it can be read has no end to it: a page is read again so
 * often and no more, and the suite stays unsettled.
 */
import { readPageOf, type Coverage, type ReadPage } from '../compare/index.js';

/** Pages at the end of a list whose records are kept: a list that has lost some has its old end in these. */
const KEPT = 2;

/** How often one page is read again. */
const MOST = 4;

/** A page as it was read last. */
export interface PagingPage extends ReadPage {
  /** How often a page that begins there was read. */
  times: number;
  /** The how manieth answer it was. */
  turn: number;
}

/** A page to be asked for, whatever was read of it before. */
export type Reread = Pick<PagingPage, 'offset' | 'limit'>;

interface Answer {
  next: number | null;
  items: readonly { id: number; updated_on?: number | null }[];
}

export class Rereads {
  private turn = 0;
  private readonly times = new Map<number, number>();
  /** Where proofs are asked for, or cannot be had. */
  private readonly proofs = new Set<number>();

  /** Notes a page that was read. */
  noted(page: Pick<PagingPage, 'offset' | 'limit' | 'piece'>, { next, items }: Answer): PagingPage {
    const { offset } = page;
    const times = (this.times.get(offset) ?? 0) + 1;
    this.proofs.delete(offset);
    this.times.set(offset, times);
    return { ...readPageOf({ ...page, next }, items), times, turn: this.turn++ };
  }

  /** The earlier of each two that do not fit together. */
  of({ torn }: Coverage<PagingPage>): Reread[] {
    const earlier = torn.map(([before, after]) => (before.turn < after.turn ? before : after));
    return [...new Set(earlier)].filter(({ times }) => times <= MOST);
  }

  /**
   * Of each two that share no record, the two records that should stand side by side. Each is handed out once: a proof that
   * cannot be had leaves the list unproven.
   */
  takeProofs({ unproven }: Coverage<PagingPage>): Reread[] {
    const offsets = unproven
      .map(([before, after]) => (before.limit === 1 ? before.offset : after.offset - 1))
      .filter((offset) => (this.times.get(offset) ?? 0) <= MOST && !this.proofs.has(offset));
    for (const offset of offsets) this.proofs.add(offset);
    return offsets.map((offset) => ({ offset, limit: 2 }));
  }

  /** All is read and fits: what was kept to tell is let go, but for the end, which a guess that is still out may prove wrong. */
  done({ reach }: Coverage<PagingPage>): void {
    for (const page of reach.slice(0, -KEPT)) page.ids = page.stamps = [];
  }
}
