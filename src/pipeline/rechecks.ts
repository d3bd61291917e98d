/**
 * The rechecks of a run: once all pages of a side are in, each of its suites is asked for what was changed since the first of
 * them was asked for. A case that was moved while the lists were read, into one that had been read by then, is in none of
 * the pages, and is found so: to move it gives it a new date. The list of a suite that is not whole tells of its own that
 * something is missing; then nothing is asked.
 *
 * A side that comes from a snapshot, or all of it from the record of a run that came to a good end, is as it was then: nothing
 * is asked of it.
 */
import type { Side } from '../compare/index.js';
import type { Target } from './plan.js';
import type { SuitePaging } from './suite-paging.js';
import type { PageAnswered, RecheckWork, Work } from './work.js';

/** Answers and changes may be dated by two machines: how far their clocks may differ, seconds. What was known is asked for in vain. */
const CLOCKS_DIFFER_S = 60;
/** The same of our own clock, where the server has not told its own. */
const OWN_CLOCK_DIFFERS_S = 86_400;

interface Recheck {
  work: RecheckWork;
  /** A request for it went out, or none is needed. */
  asked: boolean;
  read: boolean;
  error?: string;
  /** It is to be asked for once more, when all else is done. */
  lost: boolean;
}

interface SideFacts {
  suites: readonly SuitePaging[];
  /** UNIX seconds on the server before the first page was asked for; undefined where it has told no time by then. */
  openedAt: number | undefined;
  /** Some page came from the record, and some from the server. */
  kept: boolean;
  asked: boolean;
  /** Why no answer will tell anything. */
  useless?: string;
  rechecks?: Map<SuitePaging, Recheck>;
}

/** What is to be asked of a side: changes since then, UNIX seconds; nothing, since nothing was read; or why nothing can be. */
export type Since = { since: number } | 'nothing' | { error: string };

export class Rechecks {
  private readonly sides = new Map<Side, SideFacts>();
  /** Pages that may not exist, and of which the answer is still out: their suites may grow. */
  private readonly guesses = new Set<Work>();

  /** @param isWanted whether anything is rechecked */
  constructor(
    private readonly isWanted: boolean,
    private readonly targetOf: (side: Side) => Target | undefined,
  ) {}

  /** Whether each suite of this side is rechecked, if all of it can be read. */
  expects(side: Side): boolean {
    return this.isWanted && !this.targetOf(side)?.snapshot;
  }

  /** Call it before a page of the side is asked for. */
  opened(side: Side, suites: readonly SuitePaging[]): void {
    if (!this.expects(side)) return;
    const openedAt = this.targetOf(side)!.instance.client.clock?.seconds();
    this.sides.set(side, { suites, openedAt, kept: false, asked: false });
  }

  pageRead({ work, attempts }: PageAnswered): void {
    const facts = this.sides.get(work.side);
    if (facts) facts[attempts === 0 ? 'kept' : 'asked'] = true;
  }

  guessSent(work: Work): void {
    this.guesses.add(work);
  }

  /** It was answered, or will not be. */
  guessEnded(work: Work): void {
    this.guesses.delete(work);
  }

  /** The works of the sides of which all pages are in by now, each handed out once. */
  due(): RecheckWork[] {
    return [...this.sides].flatMap(([side, facts]) => {
      const isOut = [...this.guesses].some((work) => work.side === side);
      if (facts.rechecks || isOut || !facts.suites.every((suite) => suite.isComplete())) return [];
      const works = facts.suites.map((suite): RecheckWork => ({
        kind: 'recheck',
        side,
        suite,
        again: false,
      }));
      facts.rechecks = new Map(
        works.map((work) => [work.suite, { work, asked: false, read: false, lost: false }]),
      );
      return works;
    });
  }

  since(side: Side): Since {
    const { openedAt, kept, asked } = this.sides.get(side)!;
    if (!kept && openedAt !== undefined) return sinceThen(openedAt);
    const { record, instance } = this.targetOf(side)!;
    const age = record?.age?.();
    if (!age && kept) return { error: 'nothing says since when its record is kept' };
    if (!age) return { error: 'its server does not tell the time' };
    if (age.complete && kept && !asked) return 'nothing';
    const begunAt =
      instance.client.clock?.secondsAt(age.begunAt) ?? Math.floor(age.begunAt / 1000) - OWN_CLOCK_DIFFERS_S;
    return sinceThen(Math.min(begunAt, openedAt ?? begunAt));
  }

  asked(work: RecheckWork): void {
    this.of(work).asked = true;
  }

  read(work: RecheckWork): void {
    Object.assign(this.of(work), { asked: true, read: true, lost: false });
  }

  /** @param again whether it is worth asking once more */
  failed(work: RecheckWork, error: string, again: boolean): void {
    Object.assign(this.of(work), { asked: true, error, lost: again && !work.again });
  }

  /** What the server answered tells nothing, and it will tell no more of any other suite. */
  useless({ side }: RecheckWork, why: string): void {
    this.sides.get(side)!.useless = why;
  }

  isUseless({ side }: RecheckWork): boolean {
    return this.sides.get(side)!.useless !== undefined;
  }

  /** Those that could not be read, each handed out once. */
  takeLost(): RecheckWork[] {
    const lost = this.all().filter((recheck) => recheck.lost);
    for (const recheck of lost) recheck.lost = false;
    return lost.map(({ work }) => ({ ...work, again: true }));
  }

  /** Those that no request has gone out for, and that will be asked for if nothing is lost until then. */
  toCome(): number {
    let count = 0;
    for (const { suites, rechecks, useless } of this.sides.values()) {
      if (useless !== undefined) continue;
      if (rechecks) count += [...rechecks.values()].filter(({ asked }) => !asked).length;
      else if (suites.every(({ givenUp }) => givenUp === undefined)) count += suites.length;
    }
    return count;
  }

  /** Those that could not be read, with the reason. What nobody got to is not among them. */
  unread(): { suite: SuitePaging; error: string }[] {
    return this.all().flatMap(({ work, read, error = this.sides.get(work.side)!.useless }) =>
      read || error === undefined ? [] : [{ suite: work.suite, error }],
    );
  }

  private of({ side, suite }: RecheckWork): Recheck {
    return this.sides.get(side)!.rechecks!.get(suite)!;
  }

  private all(): Recheck[] {
    return [...this.sides.values()].flatMap(({ rechecks }) => (rechecks ? [...rechecks.values()] : []));
  }
}

const sinceThen = (then: number): Since => ({ since: Math.max(0, then - CLOCKS_DIFFER_S) });
