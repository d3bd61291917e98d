/**
 * When a page is asked for in halves: its body is above the size limit, one of its records has a wrong shape, or no answer
 * came in time although the server answers others. A server that answers nobody is not helped by smaller pages, and would
 * be asked twice as much at each level: so a piece is halved again only if somebody was answered while it waited, its other
 * half first of all. Both halves may be too late for the one record that they share: so two pieces in a row, and no more,
 * are halved without that. A page comes to so many pieces and no more, which is enough to find three cases that cannot be
 * read.
 *
 * A run that goes on where another has ended asks for what is missing, and so, it may be, for nothing but what is too late:
 * what its record answers stands for the answers that the server gave. And what was found in halves before is looked for in
 * halves at once.
 */
import { overlapOf } from '../compare/index.js';
import { TestRailError, type PageAsked, type ProjectRecord } from '../testrail/index.js';
import { workKey, type PageWork, type SuiteWork } from './work.js';

/** Requests that one page may cost beyond itself. */
const MOST_PIECES = 64;
/** Pieces of a page that are halved though nobody was answered: two halves that share the record in question. */
const MOST_BLIND = 2;

export class Halving {
  private answeredAt = -Infinity;
  /** A record has answered, and by now nobody else. */
  private onlyKept = false;
  /** Whole pages that were too late since somebody was answered last. */
  private readonly late = new Set<string>();

  /** A page was answered. */
  answered({ piece }: SuiteWork | PageWork, now: number): void {
    this.answeredAt = now;
    this.onlyKept = false;
    this.late.clear();
    if (piece) piece.blind = MOST_BLIND;
  }

  /** A page was answered by what an earlier run has kept of it. */
  keptAnswer({ piece }: SuiteWork | PageWork): void {
    if (this.answeredAt === -Infinity) this.onlyKept = true;
    if (piece) piece.blind = MOST_BLIND;
  }

  /**
   * The halves of a page that an earlier run had to read so, and keeps a piece of; none of another. They are none of the
   * pieces that it may come to: so each run comes at least as far as the one before it.
   */
  knownHalvesOf(work: SuiteWork | PageWork, record: ProjectRecord | undefined): PageWork[] {
    if (!record || work.fresh) return [];
    const asked = { suiteId: work.suite.id, offset: work.offset, limit: work.limit };
    if (!isKeptInPieces(record, asked)) return [];
    return halvesOf(work, work.piece ?? { left: MOST_PIECES, blind: MOST_BLIND });
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

  /** Others are answered: while it waited, or, of a whole page, by the record alone, or nobody else has been late since. */
  private isAlone(work: SuiteWork | PageWork, since: number): boolean {
    if (this.answeredAt >= since) return true;
    if (!work.piece && this.onlyKept) return true;
    if (!work.piece) return this.answeredAt !== -Infinity && this.late.size === 1;
    return work.piece.blind-- > 0;
  }
}

/** Whether a record that does not hold the page holds one of its halves, or a piece of one. */
export const isKeptInPieces = (record: ProjectRecord, asked: PageAsked): boolean =>
  asked.limit > 1 &&
  placesOfHalves(asked).some((place) => {
    const half = { suiteId: asked.suiteId, ...place };
    return record.holds(half) || isKeptInPieces(record, half);
  });

const halvesOf = (work: SuiteWork | PageWork, piece: NonNullable<PageWork['piece']>): PageWork[] =>
  placesOfHalves(work).map((place) => ({ ...work, kind: 'page', piece, ...place }));

/** They share a record as all pages do, but where this would be all of one. */
function placesOfHalves({ offset, limit }: Pick<PageAsked, 'offset' | 'limit'>) {
  const first = Math.ceil(limit / 2);
  const second = offset + first - (limit > 2 ? overlapOf(first) : 0);
  return [
    { offset, limit: first },
    { offset: second, limit: offset + limit - second },
  ];
}
