/**
 * What is learned from the requests of one instance: which guesses are on the wire, how many came to nothing, and what
 * time tells of the others.
 *
 * An answer without cases comes sooner than one with cases. It takes no longer than the fastest answer of all; where a
 * guess that came to nothing took longer, it takes as long as that. A guess that is on the wire for clearly longer most
 * likely holds cases. It is then believed in, which is less than known: it stays a guess, but no longer a doubtful one.
 */
import { overlapOf } from '../compare/index.js';
import type { PageAnswer } from './suite-paging.js';
import type { PageWork, ProjectWork, SuiteWork, Work } from './work.js';

/** So many times as long as an answer without cases, and this many milliseconds more, is clearly longer. */
const CLEARLY_LONGER = { times: 3, ms: 5 };
/** How much the last full page counts in the mean. */
const LAST_COUNTS = 0.3;

export class Guesses {
  /** Those that came to nothing. */
  wasted = 0;
  /** How long an answer with a full page takes, milliseconds; a moving mean. */
  pageMs = 1_000;
  private measured = false;
  /** The mean of all answers with cases. */
  private readonly answers = { count: 0, ms: 0 };
  private readonly sentAt = new Map<Work, number>();
  private readonly onTheWire = new Set<PageWork>();
  private fastestMs = Infinity;
  /** The longest that a guess took which came to nothing. */
  private slowestWastedMs = 0;

  sent(work: Work, guess: boolean, now: number): void {
    this.sentAt.set(work, now);
    if (guess && work.kind === 'page') this.onTheWire.add(work);
  }

  /** It waits to be sent once more: nothing can be told from the time since it was sent. */
  waits(work: Work): void {
    if (this.sentAt.size > 0 && this.sentAt.delete(work) && work.kind === 'page') this.onTheWire.delete(work);
  }

  /** A project's answer came. */
  opened(work: ProjectWork, now: number): void {
    this.took(work, now);
    this.settled(work, false);
  }

  /** A page's answer came. */
  answered(work: SuiteWork | PageWork, { items, limit }: PageAnswer, now: number): void {
    // No more than the record that it would share with the page before it.
    const wasted = work.kind === 'page' && items.length <= overlapOf(limit);
    const ms = this.took(work, now);
    if (ms !== undefined) this.measure(ms, items.length, limit);
    if (ms !== undefined && wasted && this.onTheWire.has(work))
      this.slowestWastedMs = Math.max(this.slowestWastedMs, ms);
    this.settled(work, wasted);
  }

  private measure(ms: number, cases: number, limit: number): void {
    if (cases > 0) {
      this.answers.count++;
      this.answers.ms += ms;
    }
    if (cases >= limit) {
      this.pageMs += (ms - this.pageMs) * (this.measured ? LAST_COUNTS : 1);
      this.measured = true;
    }
  }

  /** How long an answer takes, of a full page where there was one; undefined before the first. */
  answerMs(): number | undefined {
    if (this.measured) return this.pageMs;
    return this.answers.count > 0 ? this.answers.ms / this.answers.count : undefined;
  }

  /** Milliseconds on the wire; undefined where it never was: what an earlier run has kept tells nothing of the server. */
  private took(work: Work, now: number): number | undefined {
    const sentAt = this.sentAt.get(work);
    if (sentAt === undefined) return undefined;
    const ms = now - sentAt;
    this.fastestMs = Math.min(this.fastestMs, ms);
    return ms;
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
    const emptyMs = Math.max(this.fastestMs, this.slowestWastedMs);
    return emptyMs === Infinity ? undefined : emptyMs * CLEARLY_LONGER.times + CLEARLY_LONGER.ms;
  }

  /** Those that are to be believed in, and are not yet. */
  outlasting(now: number): PageWork[] {
    const ms = this.believedAfterMs();
    if (ms === undefined || this.onTheWire.size === 0) return [];
    return [...this.onTheWire].filter((work) => isOpen(work) && now - this.sentAt.get(work)! >= ms);
  }
}

const isOpen = ({ suite, offset }: PageWork): boolean => !suite.isKnown(offset) && !suite.isBelieved(offset);
