/**
 * When a page is asked for in halves: its body is above the size limit, or no answer came in time although the server
 * answers others. A server that answers nobody is not helped by smaller pages, and would be asked twice as much at each
 * level: so a piece is halved again only if somebody was answered while it waited, its other half first of all; and a
 * page comes to so many pieces and no more, which is enough to find three cases that cannot be read.
 */
import { overlapOf } from '../compare/index.js';
import { TestRailError } from '../testrail/index.js';
import { workKey, type PageWork, type SuiteWork } from './work.js';

/** Requests that one page may cost beyond itself. */
const MOST_PIECES = 64;

export class Halving {
  private answeredAt = -Infinity;
  /** Works that were too late since somebody was answered last. */
  private readonly late = new Set<string>();

  /** A page was answered. */
  answered(now: number): void {
    this.answeredAt = now;
    this.late.clear();
  }

  /**
   * The halves of a page that failed; none where they would be of no use.
   *
   * @param since when it was asked for first
   */
  halvesOf(work: SuiteWork | PageWork, error: unknown, since = Infinity): PageWork[] {
    const code = error instanceof TestRailError ? error.code : undefined;
    if (code === 'ERR_TIMEOUT') this.late.add(workKey(work));
    const pieces = work.piece ?? { left: MOST_PIECES };
    if (work.limit === 1 || pieces.left < 2) return [];
    if (code !== 'ERR_TESTRAIL_TOO_LARGE' && !(code === 'ERR_TIMEOUT' && this.isAlone(work, since)))
      return [];
    pieces.left -= 2;
    return halvesOf(work, pieces);
  }

  /** Others are answered: while it waited, or, of a whole page, nobody else has been late since. */
  private isAlone(work: SuiteWork | PageWork, since: number): boolean {
    if (this.answeredAt >= since) return true;
    return !work.piece && this.answeredAt !== -Infinity && this.late.size === 1;
  }
}

/** They share a record as all pages do, but where this would be all of one. */
function halvesOf(work: SuiteWork | PageWork, piece: { left: number }): PageWork[] {
  const { offset, limit } = work;
  const first = Math.ceil(limit / 2);
  const second = offset + first - (limit > 2 ? overlapOf(first) : 0);
  const half = { ...work, kind: 'page', piece } as const;
  return [
    { ...half, limit: first },
    { ...half, offset: second, limit: offset + limit - second },
  ];
}
