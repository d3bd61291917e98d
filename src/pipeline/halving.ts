/**
 * When a page is asked for in halves: its body is above the size limit, one of its records has a wrong shape, or no answer came in time although the server
 * answers others. A server that answers nobody is not helped by smaller pages, and would be asked twice as much at each
 * level: so a piece is halved again only if somebody was answered while it waited, its other half first of all. Both halves
 * may be too late for the one record that they share: so two pieces in a row, and no more, are halved without that. A page
 * comes to so many pieces and no more, which is enough to find three cases that cannot be read.
 */
import { overlapOf } from '../compare/index.js';
import { TestRailError } from '../testrail/index.js';
import { workKey, type PageWork, type SuiteWork } from './work.js';

/** Requests that one page may cost beyond itself. */
const MOST_PIECES = 64;
/** Pieces of a page that are halved though nobody was answered: two halves that share the record in question. */
const MOST_BLIND = 2;

export class Halving {
  private answeredAt = -Infinity;
  /** Whole pages that were too late since somebody was answered last. */
  private readonly late = new Set<string>();

  /** A page was answered. */
  answered({ piece }: SuiteWork | PageWork, now: number): void {
    this.answeredAt = now;
    this.late.clear();
    if (piece) piece.blind = MOST_BLIND;
  }

  /**
   * The halves of a page that failed; none where they would be of no use.
   *
   * @param since when it was asked for first
   */
  halvesOf(work: SuiteWork | PageWork, error: unknown, since = Infinity): PageWork[] {
    const code = error instanceof TestRailError ? error.code : undefined;
    if (code === 'ERR_TIMEOUT' && !work.piece) this.late.add(workKey(work));
    const pieces = work.piece ?? { left: MOST_PIECES, blind: MOST_BLIND };
    if (work.limit === 1 || work.proof || pieces.left < 2) return [];
    const isOfItself = code === 'ERR_TESTRAIL_TOO_LARGE' || code === 'ERR_TESTRAIL_RECORD';
    if (!isOfItself && !(code === 'ERR_TIMEOUT' && this.isAlone(work, since))) return [];
    pieces.left -= 2;
    return halvesOf(work, pieces);
  }

  /** Others are answered: while it waited, or, of a whole page, nobody else has been late since. */
  private isAlone(work: SuiteWork | PageWork, since: number): boolean {
    if (this.answeredAt >= since) return true;
    if (!work.piece) return this.answeredAt !== -Infinity && this.late.size === 1;
    return work.piece.blind-- > 0;
  }
}

/** They share a record as all pages do, but where this would be all of one. */
function halvesOf(work: SuiteWork | PageWork, piece: NonNullable<PageWork['piece']>): PageWork[] {
  const { offset, limit } = work;
  const first = Math.ceil(limit / 2);
  const second = offset + first - (limit > 2 ? overlapOf(first) : 0);
  const half = { ...work, kind: 'page', piece } as const;
  return [
    { ...half, limit: first },
    { ...half, offset: second, limit: offset + limit - second },
  ];
}
