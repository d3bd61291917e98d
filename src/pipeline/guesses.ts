/**
 * What is learned from the requests of one instance: which guesses are on the wire, how many came to nothing, and what
 * time tells of the others.
 *
 * An answer without cases comes sooner than one with cases. How long it takes is learned from the projects and their
 * lists of suites, and from each guess that came to nothing; a guess that is on the wire for clearly longer most likely
 * holds cases. It is then believed in, which is less than known: it stays a guess, but no longer a doubtful one. Where a
 * server takes its time for nothing as well, the first guess that comes to nothing says so.
 */
import type { PageWork, Work } from './work.js';

/** So many times as long as an answer without cases, and this many milliseconds more, is clearly longer. */
const CLEARLY_LONGER = { times: 3, ms: 10 };
/** How much the last full page counts in the mean. */
const LAST_COUNTS = 0.3;

export class Guesses {
  /** Those that came to nothing. */
  wasted = 0;
  /** How long an answer with a full page takes, milliseconds; a moving mean. */
  pageMs = 1_000;
  private measured = false;
  private readonly sentAt = new Map<Work, number>();
  private readonly onTheWire = new Set<PageWork>();
  /** The longest an answer without cases took. */
  private emptyMs: number | undefined;

  sent(work: Work, guess: boolean, now: number): void {
    this.sentAt.set(work, now);
    if (guess && work.kind === 'page') this.onTheWire.add(work);
  }

  /** It waits to be sent once more: nothing can be told from the time since it was sent. */
  waits(work: Work): void {
    if (this.sentAt.size > 0 && this.sentAt.delete(work) && work.kind === 'page') this.onTheWire.delete(work);
  }

  /** An answer came, with this many of the records that a page holds. */
  answered(work: Work, records: number, limit: number, now: number): void {
    const ms = now - (this.sentAt.get(work) ?? now);
    if (records === 0) this.emptyMs = Math.max(this.emptyMs ?? 0, ms);
    if (records > 0 && records >= limit) {
      this.pageMs += (ms - this.pageMs) * (this.measured ? LAST_COUNTS : 1);
      this.measured = true;
    }
    this.settled(work, records === 0);
  }

  /** It was answered, or never will be. */
  settled(work: Work, wasted: boolean): void {
    this.sentAt.delete(work);
    if (work.kind === 'page' && this.onTheWire.delete(work) && wasted) this.wasted++;
  }

  /** Those of which nothing is known but that they were asked. */
  open(): number {
    let open = 0;
    for (const work of this.onTheWire) if (isOpen(work)) open++;
    return open;
  }

  /** How long a guess is on the wire before it is believed in, milliseconds; undefined while nothing tells. */
  believedAfterMs(): number | undefined {
    return this.emptyMs === undefined ? undefined : this.emptyMs * CLEARLY_LONGER.times + CLEARLY_LONGER.ms;
  }

  /** Those that are to be believed in, and are not yet. */
  outlasting(now: number): PageWork[] {
    const ms = this.believedAfterMs();
    if (ms === undefined || this.onTheWire.size === 0) return [];
    return [...this.onTheWire].filter((work) => isOpen(work) && now - this.sentAt.get(work)! >= ms);
  }
}

const isOpen = ({ suite, offset }: PageWork): boolean => !suite.isKnown(offset) && !suite.isBelieved(offset);
