/**
 * The plan: which works there are, and which goes first. It learns from each event, and answers the two questions that
 * `expandByPriority` asks.
 *
 * **Offspring.** Both projects opened bring the first page of every suite; a page that has a successor brings it; a page
 * that exists brings all before it; each request that goes out for a suite brings the next guess at its further pages.
 *
 * **Rank.** First the projects; then the first page of each suite, partners side by side, for nothing is known before
 * it; then pages known to exist, those of the largest suites first and the two sides in step; last guesses, and these
 * only as far as the purse allows, the likeliest first. What was lost is asked for once more when all else is done.
 */
import { pairSuites, SIDES, type Side, type SuiteName } from '../compare/index.js';
import type { Rank } from '../operators/index.js';
import { MAX_PAGE } from '../testrail/index.js';
import type { Instance } from './instance.js';
import { Purse } from './purse.js';
import { SuitePaging } from './suite-paging.js';
import { isPermanent, messageOf } from './failure.js';
import { workKey, type PageAnswered, type PageFailed, type PageWork, type SuiteWork, type Work, type WorkEvent } from './work.js';

export interface Target {
  instance: Instance;
  projectId: number;
  /** Reads these suites alone, by id. */
  suites?: readonly number[];
}

const RANK = { project: 0, suite: 1e9, known: 2e9, guess: 3e9 };

export class Plan {
  readonly suites: Record<Side, SuitePaging[]> = { left: [], right: [] };
  private readonly opened = new Set<Side>();
  private readonly purses = new Map<Instance, Purse>();
  /** Pages that failed all their attempts and have not been asked for once more. */
  private lost: PageWork[] = [];
  /** Requests that may go out are guesses of this key while they are on the wire. */
  private readonly guessed = new Set<string>();

  constructor(private readonly targets: Partial<Record<Side, Target>>) {
    for (const target of Object.values(targets)) this.purses.set(target.instance, new Purse());
  }

  instanceOf(work: { side: Side }): Instance {
    return this.targets[work.side]!.instance;
  }

  target(side: Side): Target {
    return this.targets[side]!;
  }

  /** What this event gives birth to. Call it once an event: it is where the plan learns. */
  offspring(event: WorkEvent): Work[] {
    switch (event.type) {
      case 'opened':
        return this.projectOpened(event.work.side, event.suites);
      case 'admitted':
        return this.admitted(event.work);
      case 'page':
        return this.pageAnswered(event);
      case 'failed':
        return this.pageFailed(event);
    }
  }

  rank(work: Work): Rank {
    if (work.kind === 'project') return RANK.project;
    const { suite, offset } = work;
    if (work.kind === 'suite' && !work.again) return RANK.suite + suite.order;
    if (!suite.isOwner(work) || suite.isBeyondTheEnd(offset) || suite.isExhausted()) return 'withdraw';
    const pages = Math.max(suite.expectedPages(), suite.partner?.expectedPages() ?? 0);
    if (this.mustBeAsked(work)) return RANK.known - 1e5 * Math.min(pages, 9e3) + offset / suite.limit;
    const likelihood = suite.likelihood(offset);
    if (!this.purse(work).allows(likelihood, this.purseFacts(work))) return 'hold';
    return RANK.guess - likelihood * 1e6;
  }

  /** Whether the page may not exist. */
  isGuess(work: Work): boolean {
    return work.kind === 'page' && !this.mustBeAsked(work);
  }

  /** A request for it goes out. @return whether it is a guess */
  sent(work: Work): boolean {
    const guess = this.isGuess(work);
    if (guess && work.kind === 'page') {
      this.guessed.add(workKey(work));
      this.purse(work).sent(workKey(work), work.suite.likelihood(work.offset));
    }
    return guess;
  }

  /** Lost pages that have not been asked for once more; each is handed out once. */
  takeLost(): Work[] {
    const again = this.lost.filter(({ suite }) => !suite.givenUp && !suite.isComplete());
    this.lost = [];
    return again.map((lost) => {
      const work = { ...lost, again: true };
      work.suite.asked(work);
      return work;
    });
  }

  /** All suites of both sides. */
  allSuites(): SuitePaging[] {
    return SIDES.flatMap((side) => this.suites[side]);
  }

  private projectOpened(side: Side, suites: readonly SuiteName[]): Work[] {
    this.suites[side] = suites.map(({ id, name }, index) => new SuitePaging(side, id, name, index, MAX_PAGE));
    this.opened.add(side);
    if (this.opened.size < Object.keys(this.targets).length) return [];
    this.pairUp();
    return this.allSuites().map((suite) => {
      const work: Work = { kind: 'suite', side: suite.side, suite, offset: 0, limit: suite.limit, again: false };
      suite.asked(work);
      return work;
    });
  }

  /** Partners stand side by side in the order of first pages, and those without one after them. */
  private pairUp(): void {
    const { left, right } = this.suites;
    pairSuites(left, right).forEach(([l, r]) => {
      left[l]!.partner = right[r]!;
      right[r]!.partner = left[l]!;
    });
    for (const suite of right) {
      if (suite.partner) suite.order = suite.partner.order + 0.5;
      else suite.order += left.length + 0.5;
    }
  }

  /** A guess that goes out makes room for the next. */
  private admitted(work: Work): Work[] {
    if (work.kind !== 'page' || work.suite.waitingGuess !== work) return [];
    work.suite.waitingGuess = undefined;
    return this.guesses(work.suite);
  }

  private pageAnswered({ work, page }: PageAnswered): Work[] {
    const { suite, offset } = work;
    suite.pageRead(offset, page);
    this.settleGuess(work, page.items.length === 0);
    return this.next(suite);
  }

  private pageFailed({ work, error }: PageFailed): Work[] {
    const { suite, offset } = work;
    const guess = this.isGuess(work);
    this.settleGuess(work, true);
    const message = messageOf(error);
    if (guess) suite.forget(offset, true);
    else suite.lost(offset, message);
    if (isPermanent(error) && !guess) suite.givenUp = message;
    else if (!guess && !work.again) this.lost.push({ ...work, kind: 'page' });
    return this.next(suite);
  }

  /** All pages that are known and not asked for, and one guess. A page of the partner may have proved some as well. */
  private next(suite: SuitePaging): Work[] {
    const known = suite.wanted().map((offset) => this.page(suite, offset));
    const partnerGuesses = suite.partner ? this.guesses(suite.partner) : [];
    return [...known, ...this.guesses(suite), ...partnerGuesses];
  }

  /** The best guess there is now, unless it waits already; one that is not the best any more is withdrawn. */
  private guesses(suite: SuitePaging): Work[] {
    const waiting = suite.waitingGuess;
    const stillWaits = waiting !== undefined && suite.isOwner(waiting) && this.isGuess(waiting);
    if (stillWaits) suite.forget(waiting.offset, false);
    const offset = suite.guess();
    suite.waitingGuess = undefined;
    if (offset === undefined) return [];
    if (stillWaits && waiting.offset === offset) {
      suite.asked(waiting);
      suite.waitingGuess = waiting;
      return [];
    }
    suite.waitingGuess = this.page(suite, offset);
    return [suite.waitingGuess];
  }

  private page(suite: SuitePaging, offset: number): PageWork {
    const work: PageWork = { kind: 'page', side: suite.side, suite, offset, limit: suite.limit, again: false };
    suite.asked(work);
    return work;
  }

  private mustBeAsked({ suite, offset }: SuiteWork | PageWork): boolean {
    return suite.isKnown(offset) || suite.followsLost(offset);
  }

  private settleGuess(work: Work, wasted: boolean): void {
    const key = workKey(work);
    if (this.guessed.delete(key)) this.purse(work).settled(key, wasted);
  }

  private purse(work: Work): Purse {
    return this.purses.get(this.instanceOf(work))!;
  }

  private purseFacts(work: Work): { tokensLeft: number; known: number; toCome: number } {
    const { limiter, gate } = this.instanceOf(work);
    let known = 0;
    let toCome = 0;
    for (const suite of this.allSuites()) {
      if (this.instanceOf(suite) !== this.instanceOf(work)) continue;
      known += suite.pagesKnown();
      toCome += suite.expectedPages() - suite.pagesAsked();
    }
    return { tokensLeft: limiter.tokensLeft(gate.scheduler.now()), known, toCome: Math.max(0, toCome) };
  }
}
