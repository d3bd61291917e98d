/**
 * Which pages of a suite are to be read again because the list has shifted: of two pages that do not fit together the
 * one that was read earlier. Once read again it is the newest, so that the tear moves towards the page in which the list
 * has changed, and ends there. A list that changes faster than it can be read has no end to it: a page is read again so
 * often and no more, and the suite stays unsettled.
 */
import { readPageOf, type Coverage, type ReadPage } from '../compare/index.js';

/** How often one page is read again. */
const MOST = 4;

/** A page as it was read last. */
export interface PagingPage extends ReadPage {
  /** How often it was read. */
  times: number;
  /** The how manieth answer it was. */
  turn: number;
}

interface Answer {
  next: number | null;
  items: readonly { id: number; updated_on?: number | null }[];
}

export class Rereads {
  private turn = 0;
  private readonly times = new Map<number, number>();

  /** Notes a page that was read. */
  noted(offset: number, limit: number, { next, items }: Answer): PagingPage {
    const times = (this.times.get(offset) ?? 0) + 1;
    this.times.set(offset, times);
    return { ...readPageOf({ offset, limit, next }, items), times, turn: this.turn++ };
  }

  /** The earlier of each two that do not fit together. */
  of({ torn }: Coverage<PagingPage>): PagingPage[] {
    const earlier = torn.map(([before, after]) => (before.turn < after.turn ? before : after));
    return [...new Set(earlier)].filter(({ times }) => times <= MOST);
  }

  /** Nothing will be read again: what was kept to tell is let go. */
  done(pages: Iterable<PagingPage>): void {
    for (const page of pages) page.ids = page.stamps = [];
  }
}
