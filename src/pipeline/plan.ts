/**
 * The plan: which works there are, and which goes first. It learns from each event, and answers the two questions that
 * `expandByPriority` asks.
 *
 * **Offspring.** Both projects opened bring the first page of every suite; a page that has a successor brings it; a page
 * that exists brings all before it; each request that goes out for a suite brings the next guess at its further pages, and so
 * does a guess that is longer on the wire than an answer without cases would be.
 *
 * **Rank.** First the projects; then the first page of each suite, partners side by side, for nothing is known before
 * it; then pages known to exist: the last known page of each suite, since only its answer tells of more, and then those
 * in between, those of the largest suites first and the two sides in step; then lists of sections, those first of all that
 * a suite and its partner wait for and for nothing else; then attachments, suite by suite; then what has changed meanwhile
 * in a side that is read; last guesses, into slots that would stay free, those first that prove most for what they risk.
 * What was lost is asked for once more when all else is done.
 *
 * How likely a page is, and which to guess at: `likelihood.ts`. Whether a guess may be afforded: `purse.ts`. What the
 * time that an answer takes tells of it: `guesses.ts`.
 */
import { groupSuites, SIDES, type Side, type SuiteName } from '../compare/index.js';
import type { Rank } from '../operators/index.js';
import { MAX_PAGE, type ProjectRecord } from '../testrail/index.js';
import type { Instance } from './instance.js';
import { isPermanent, messageOf, sectionsMessageOf } from './failure.js';
import { AttachmentList, type AttachmentRules } from './attachment-list.js';
import { roomForAttachments } from './attachment-room.js';
import { Guesses } from './guesses.js';
import { isKeptInPieces } from './halving.js';
import { mayGuess, type PurseFacts } from './purse.js';
import { purseFacts } from './purse-facts.js';
import { RANK, rankOfSections } from './ranks.js';
import { Rechecks } from './rechecks.js';
import { SectionLists } from './section-lists.js';
import type { SuiteScope } from './select-suites.js';
import { SuitePaging, type WantedPage } from './suite-paging.js';
import { isCutUp } from './work.js';
import type { PageAnswered, PageFailed, PageWork, SuiteWork, Work, WorkEvent } from './work.js';

export interface Target extends SuiteScope {
  instance: Instance;
  projectId: number;
  /** What needs not be asked for, and where answers are kept. */
  record?: ProjectRecord;
  /** It is read from a snapshot that was taken then (ISO 8601): `start` says so. */
  snapshot?: { takenAt: string };
}

export interface PlanOptions {
  /** Whether the sections of each suite are read as well. Defaults to false. */
  sections?: boolean;
  /** Whether the names of ids are read as well. Defaults to false. */
  names?: boolean;
  /** Whether it is asked, when a side is read, what has changed in it meanwhile. Defaults to false. */
  recheck?: boolean;
  /** Attachments are read: in which fields texts refer to them. Defaults to none. */
  attachments?: AttachmentRules;
  /** Suites that are called otherwise on the right, right names by left ones. */
  suiteMap?: ReadonlyMap<string, string>;
}

/** A rank is asked of each that waits, many times: what the purse is told is as old as this at most, milliseconds. */
const FACTS_MS = 10;

/** What is kept of an instance. */
interface Account {
  guesses: Guesses;
  facts: PurseFacts | undefined;
  factsAt: number;
}

export class Plan {
  readonly suites: Record<Side, SuitePaging[]> = { left: [], right: [] };
  private readonly opened = new Set<Side>();
  private readonly accounts = new Map<Instance, Account>();
  /** Pages that failed all their attempts and have not been asked for once more. */
  private readonly lost: PageWork[] = [];
  readonly sectionLists = new SectionLists();
  readonly attachments: AttachmentList;
  readonly rechecks: Rechecks;

  constructor(
    private readonly targets: Partial<Record<Side, Target>>,
    private readonly options: PlanOptions = {},
  ) {
    this.attachments = new AttachmentList(options.attachments, (side) => targets[side]?.instance);
    this.rechecks = new Rechecks(options.recheck ?? false, (side) => targets[side]);
    for (const { instance } of Object.values(targets)) {
      this.accounts.set(instance, { guesses: new Guesses(), facts: undefined, factsAt: 0 });
    }
  }

  get readsNames(): boolean {
    return this.options.names ?? false;
  }

  get readsSections(): boolean {
    return this.options.sections ?? false;
  }

  get suiteMap(): ReadonlyMap<string, string> {
    return this.options.suiteMap ?? new Map();
  }

  get suiteScopes(): Partial<Record<Side, SuiteScope>> {
    return this.targets;
  }

  instanceOf(work: { side: Side }): Instance {
    return this.targets[work.side]!.instance;
  }

  target(side: Side): Target {
    return this.targets[side]!;
  }

  /** What is kept of its instance, its own side's first. */
  recordsOf({ side }: { side: Side }): ProjectRecord[] {
    const own = this.target(side);
    const all = [own, ...Object.values(this.targets).filter((target) => target !== own)];
    return all.flatMap(({ instance, record }) => (record && instance === own.instance ? [record] : []));
  }

  /** What this event gives birth to. Call it once an event: it is where the plan learns. */
  offspring(event: WorkEvent): Work[] {
    const works = [...this.learn(event), ...this.outlasting(event.work), ...this.rechecks.due()];
    this.account(event.work).facts = undefined;
    if (!this.options.attachments) return works;
    const room = roomForAttachments(this.purseFacts(event.work), this.attachments.toCome());
    return [...works, ...this.attachments.next(event.work.side, room)];
  }

  rank(work: Work): Rank {
    if (work.kind === 'project') return RANK.project;
    if (work.kind === 'sections') return rankOfSections(work);
    if (work.kind === 'attachment') return RANK.attachment + work.suite.order;
    if (work.kind === 'recheck')
      return this.rechecks.isUseless(work) ? 'withdraw' : RANK.recheck + work.suite.order;
    const { suite, offset } = work;
    if (work.kind === 'suite' && !work.again) return RANK.suite + suite.order;
    // A piece is its page's, whoever asks for what begins at the same record.
    if ((!isCutUp(work) && !suite.isOwner(work)) || suite.isBeyondTheEnd(offset)) return 'withdraw';
    if (work.fresh ? suite.isDone() : suite.isExhausted()) return 'withdraw';
    if (this.mustBeAsked(work)) {
      const pages = Math.max(suite.expectedPages(), suite.partner?.expectedPages() ?? 0);
      const rank = suite.isFrontier(offset) ? RANK.lastKnown : RANK.known;
      return rank - 1e4 * Math.min(pages, 9e3) + offset / suite.limit;
    }
    this.account(work).guesses.waits(work);
    const guess = suite.guessAt(offset);
    return mayGuess(guess, this.purseFacts(work)) ? RANK.guess - guess.worth : 'hold';
  }

  /** Whether the page may not exist. */
  isGuess(work: Work): boolean {
    return work.kind === 'page' && !this.mustBeAsked(work);
  }

  /** A request for it goes out. @return whether it is a guess */
  sent(work: Work): boolean {
    const account = this.account(work);
    if (work.kind === 'sections' || work.kind === 'attachment' || work.kind === 'recheck') {
      if (work.kind === 'sections') this.sectionLists.asked(work);
      else if (work.kind === 'recheck') this.rechecks.asked(work);
      else this.attachments.sent(work);
      account.facts = undefined;
      return false;
    }
    const guess = this.isGuess(work);
    account.guesses.sent(work, guess, this.now(work));
    if (guess) this.rechecks.guessSent(work);
    account.facts = undefined;
    return guess;
  }

  /** How long this guess is on the wire before it is worth an event; undefined for what is no guess. */
  believedAfterMs(work: Work): number | undefined {
    return this.isGuess(work) ? this.account(work).guesses.believedAfterMs() : undefined;
  }

  /** How long an answer with a page takes on the wire lately, milliseconds; undefined before the first. */
  answerMs(instance: Instance): number | undefined {
    return this.accounts.get(instance)?.guesses.answerMs();
  }

  /** Lost pages and lists that have not been asked for once more; each is handed out once. */
  takeLost(): Work[] {
    const pages = this.lost.splice(0).flatMap((lost) => lost.suite.askedAgain(lost));
    return [
      ...pages,
      ...this.sectionLists.takeLost(),
      ...this.attachments.takeLost(),
      ...this.rechecks.takeLost(),
    ];
  }

  /** All suites of both sides. */
  allSuites(): SuitePaging[] {
    return SIDES.flatMap((side) => this.suites[side]);
  }

  private learn(event: WorkEvent): Work[] {
    switch (event.type) {
      case 'opened':
        this.account(event.work).guesses.opened(event.work, this.now(event.work));
        this.attachments.opened(event.work.side, event.catalogue);
        return this.projectOpened(event.work.side, event.suites);
      case 'admitted':
        return this.admitted(event.work);
      case 'page':
        return this.pageAnswered(event);
      case 'failed':
        return this.pageFailed(event);
      case 'withdrawn':
        this.rechecks.guessEnded(event.work);
        return [];
      case 'sections':
        this.sectionLists.read(event.work);
        return [];
      case 'sectionsFailed':
        this.sectionLists.failed(event.work, sectionsMessageOf(event.error), !isPermanent(event.error));
        return [];
      case 'attachment':
        this.attachments.read(event.work);
        return [];
      case 'attachmentFailed':
        this.attachments.failed(event.work, event.error);
        return [];
      case 'rechecked':
        this.rechecks.read(event.work);
        if (event.useless) this.rechecks.useless(event.work, event.error!);
        this.attachments.note(event.work.suite, event.cases);
        return [];
      case 'recheckFailed':
        this.rechecks.failed(event.work, messageOf(event.error), !isPermanent(event.error));
        return [];
      default:
        return [];
    }
  }

  private projectOpened(side: Side, suites: readonly SuiteName[]): Work[] {
    this.suites[side] = suites.map(({ id, name }, index) => new SuitePaging(side, id, name, index, MAX_PAGE));
    this.opened.add(side);
    this.rechecks.opened(side, this.suites[side]);
    if (this.opened.size < Object.keys(this.targets).length) return [];
    this.pairUp();
    const inStep = this.allSuites().sort((a, b) => a.order - b.order);
    const first = inStep.map((suite) => {
      const work: Work = {
        kind: 'suite',
        side: suite.side,
        suite,
        offset: 0,
        limit: suite.limit,
        again: false,
      };
      suite.asked(work);
      return work;
    });
    const sections = this.options.sections ? inStep.map((suite) => this.sectionLists.workFor(suite)) : [];
    return [...first, ...sections];
  }

  /** Partners stand side by side in the order of first pages, and those without one after them. */
  private pairUp(): void {
    const { left, right } = this.suites;
    for (const group of groupSuites(left, right, this.options.suiteMap)) {
      // Of suites that are sections of one none is as large as that.
      if (group.folded) continue;
      const [l, r] = [left[group.left[0]!]!, right[group.right[0]!]!];
      l.partner = r;
      r.partner = l;
    }
    for (const suite of right) {
      if (suite.partner) suite.order = suite.partner.order + 0.5;
      else suite.order += left.length + 0.5;
    }
  }

  /** A guess that goes out makes room for the next. */
  private admitted(work: Work): Work[] {
    if (work.kind !== 'page' || work.suite.waitingGuess !== work) return [];
    work.suite.waitingGuess = undefined;
    return this.nextGuess(work.suite);
  }

  private pageAnswered(event: PageAnswered): Work[] {
    const { work, page } = event;
    this.rechecks.pageRead(event);
    const { suite, offset } = work;
    this.rechecks.guessEnded(work);
    suite.pageRead(offset, work.limit, page);
    if (!work.piece) this.account(work).guesses.answered(work, page, this.now(work));
    this.attachments.note(suite, page.items);
    return this.next(suite);
  }

  private pageFailed({ work, error, attempts, ms }: PageFailed): Work[] {
    const { suite, offset } = work;
    const guess = this.isGuess(work);
    this.rechecks.guessEnded(work);
    this.account(work).guesses.settled(work, true);
    const message = messageOf(error);
    if (work.proof && !isPermanent(error)) {
      suite.proofFailed(offset);
      return this.next(suite);
    }
    if (guess) suite.forget(offset, true);
    else suite.lost(offset, work.limit, message, { attempts, ms });
    if (isPermanent(error) && !guess) suite.giveUp(message);
    else if (!guess && !work.again) this.lost.push({ ...work, kind: 'page' });
    return this.next(suite);
  }

  /** Guesses whose answers take so long that their pages are believed in. */
  private outlasting(work: Work): Work[] {
    return this.account(work)
      .guesses.outlasting(this.now(work))
      .flatMap(({ suite, offset }) => {
        suite.believe(offset);
        return this.guessesAround(suite);
      });
  }

  /** All pages that are known and not asked for, and one guess. A page of the partner may have proved some as well. */
  private next(suite: SuitePaging): Work[] {
    const known = suite.wanted().map((wanted) => this.page(suite, wanted));
    return [...known, ...this.guessesAround(suite)];
  }

  private guessesAround(suite: SuitePaging): Work[] {
    return [...(suite.partner ? this.nextGuess(suite.partner) : []), ...this.nextGuess(suite)];
  }

  /** The best guess there is now, unless it waits already; one that is not the best any more is withdrawn. */
  private nextGuess(suite: SuitePaging): Work[] {
    const waiting = suite.waitingGuess;
    const stillWaits = waiting !== undefined && suite.isOwner(waiting) && this.isGuess(waiting);
    if (stillWaits) suite.forget(waiting.offset, false);
    const { instance } = this.target(suite.side);
    const offset = this.isKept(suite) ? undefined : suite.guess(instance.limiter.limit() === Infinity);
    suite.waitingGuess = undefined;
    if (offset === undefined) return [];
    if (stillWaits && waiting.offset === offset) {
      suite.asked(waiting);
      suite.waitingGuess = waiting;
      return [];
    }
    suite.waitingGuess = this.page(suite, { offset, limit: suite.limit });
    return [suite.waitingGuess];
  }

  /** What comes next is known without asking: a snapshot holds all that its list had, and a record its next page. */
  private isKept(suite: SuitePaging): boolean {
    const { record, snapshot } = this.target(suite.side);
    if (snapshot) return true;
    const offset = suite.unreadFrontier();
    if (!record || offset === undefined) return false;
    const asked = { suiteId: suite.id, offset, limit: suite.limit };
    return record.holds(asked) || isKeptInPieces(record, asked);
  }

  private page(suite: SuitePaging, wanted: WantedPage): PageWork {
    const work: PageWork = { kind: 'page', side: suite.side, suite, ...wanted, again: false };
    suite.asked(work);
    return work;
  }

  private mustBeAsked(work: SuiteWork | PageWork): boolean {
    const { suite, offset } = work;
    return isCutUp(work) || suite.isKnown(offset) || suite.followsLost(offset);
  }

  private account(work: { side: Side }): Account {
    return this.accounts.get(this.instanceOf(work))!;
  }

  private now(work: { side: Side }): number {
    return this.instanceOf(work).gate.scheduler.now();
  }

  private purseFacts(work: Work): PurseFacts {
    const account = this.account(work);
    const now = this.now(work);
    if (account.facts && now - account.factsAt < FACTS_MS) return account.facts;
    account.factsAt = now;
    return (account.facts = this.count(work, account.guesses, now));
  }

  private count(work: Work, guesses: Guesses, now: number): PurseFacts {
    const instance = this.instanceOf(work);
    const sides = SIDES.filter((side) => this.targets[side]?.instance === instance);
    const suites = sides.flatMap((side) => this.suites[side]);
    const beside = this.sectionLists.toCome() + this.attachments.toCome() + this.rechecks.toCome();
    return purseFacts(instance, suites, beside, guesses, now);
  }
}
