/**
 * The attachments that a run reads: one work for each id of an instance, whichever side refers to it and however often. How
 * many there are is known only when the last page is read.
 */
import { ReferenceReader, SIDES, type Catalogue, type ReferenceRules, type Side } from '../compare/index.js';
import { TestRailError, type TestRailCase } from '../testrail/index.js';
import { isPermanent, messageOf } from './failure.js';
import type { Instance } from './instance.js';
import type { SuitePaging } from './suite-paging.js';
import type { AttachmentWork } from './work.js';

/** Works that are begun with, as a multiple of what may be in flight: while some are answered, others wait at the gate. */
const AT_ONCE = 2;
/** So many are asked for before one is answered; refused all of them, no other is asked for. */
const PROBES = 3;

/** Which fields refer to them; undefined where none is read. */
export type AttachmentRules = Omit<ReferenceRules, 'urls' | 'catalogues'>;

interface State {
  work: AttachmentWork;
  /** It was read, or never will be. */
  settled: boolean;
  /** Why it could not be read. */
  error?: string;
  /** It is to be asked for once more, when all else is done. */
  again?: boolean;
}

/** Those of one instance. */
interface Shelf {
  states: Map<string, State>;
  /** Works that are not handed out, by the order of the suite that referred to them first. */
  waiting: Map<number, AttachmentWork[]>;
  /** Works that are handed out, and not done. */
  open: Set<AttachmentWork>;
  /** Those of them that have not gone out: the window has yet to have room for them. */
  unsent: Set<AttachmentWork>;
  /** Something else than a refusal has come. */
  answered: boolean;
  /** Those that the account may not read. */
  refused: number;
  /** Why the last of them was not read. */
  refusal: string;
  /** One was read. */
  readable: boolean;
}

export class AttachmentList {
  private readonly catalogues: Partial<Record<Side, Catalogue>> = {};
  private reader: ReferenceReader | undefined;
  private readonly shelves = new Map<Instance, Shelf>();
  private known = 0;
  private ended = 0;

  constructor(
    private readonly rules: AttachmentRules | undefined,
    private readonly instanceOf: (side: Side) => Instance | undefined,
  ) {}

  /** What the ids of a side mean is known: shared steps refer to attachments too. */
  opened(side: Side, catalogue: Catalogue | undefined): void {
    if (catalogue) this.catalogues[side] = catalogue;
  }

  /** Notes what these cases refer to and nobody has asked for. */
  note(suite: SuitePaging, cases: readonly TestRailCase[]): void {
    if (!this.rules) return;
    const { side, order } = suite;
    const { states, waiting } = this.shelfOf(side);
    for (const id of this.readerOf(this.rules).of(side, cases)) {
      if (states.has(id)) continue;
      const work: AttachmentWork = { kind: 'attachment', side, suite, id, again: false };
      states.set(id, { work, settled: false });
      const works = waiting.get(order);
      if (works) works.push(work);
      else waiting.set(order, [work]);
      this.known++;
    }
  }

  /**
   * Works to begin with now, suite by suite. Not all at once: whoever waits at the gate is looked at for each request that
   * goes out.
   *
   * @param room how many more may be asked for
   */
  next(side: Side, room: number): AttachmentWork[] {
    return this.handOut(side, this.shelfOf(side), room);
  }

  /** Those that wait for room when nothing comes any more that could make it. */
  takeWaiting(): AttachmentWork[] {
    const shelves = new Map(
      SIDES.filter((side) => this.instanceOf(side)).map((side) => [this.shelfOf(side), side]),
    );
    return [...shelves].flatMap(([shelf, side]) => this.handOut(side, shelf, Infinity));
  }

  /**
   * Why this one is not even asked for: a right is missing, as those tell that were refused. Undefined where one was read.
   */
  notAskedFor({ side }: AttachmentWork): string | undefined {
    const { refused, readable, refusal } = this.shelfOf(side);
    if (readable || refused < PROBES) return undefined;
    return `not asked for, since ${PROBES} were refused and none was read: ${refusal}`;
  }

  /** A request for it goes out. */
  sent(work: AttachmentWork): void {
    this.shelfOf(work.side).unsent.delete(work);
  }

  read(work: AttachmentWork): void {
    Object.assign(this.shelfOf(work.side), { answered: true, readable: true });
    this.done(work, { settled: true, error: undefined });
  }

  failed(work: AttachmentWork, error: unknown): void {
    const settled = isRefused(error);
    const shelf = this.shelfOf(work.side);
    if (isForbidden(error)) {
      shelf.refused++;
      shelf.refusal = messageOf(error);
    } else if (settled) shelf.answered = true;
    this.done(work, { settled, error: messageOf(error), again: !settled && !work.again });
  }

  /** Those that are lost, each handed out once. */
  takeLost(): AttachmentWork[] {
    const lost = this.all().filter(({ again }) => again);
    return lost.map((state) => {
      state.again = false;
      return { ...state.work, again: true };
    });
  }

  /** Those that are neither read nor given up for now. */
  toCome(): number {
    return this.known - this.ended;
  }

  /** How many are known, and how many of them are done with. */
  progress(): { done: number; known: number } {
    return { done: this.ended, known: this.known };
  }

  /** Those that are neither read nor refused, with the reason where one is known. */
  unread(): { work: AttachmentWork; error: string | undefined }[] {
    return this.all()
      .filter(({ settled }) => !settled)
      .map(({ work, error }) => ({ work, error }));
  }

  private handOut(
    side: Side,
    { waiting, open, unsent, answered, refused }: Shelf,
    room: number,
  ): AttachmentWork[] {
    const works: AttachmentWork[] = [];
    const atOnce =
      answered || refused >= PROBES ? AT_ONCE * this.instanceOf(side)!.concurrency : PROBES - refused;
    const most = Math.min(room - unsent.size, atOnce - open.size);
    for (const order of waiting.size > 1 ? [...waiting.keys()].sort((a, b) => a - b) : waiting.keys()) {
      if (works.length >= most) break;
      const ofSuite = waiting.get(order)!;
      works.push(...ofSuite.splice(0, most - works.length));
      if (ofSuite.length === 0) waiting.delete(order);
    }
    for (const work of works) {
      open.add(work);
      unsent.add(work);
    }
    return works;
  }

  private done({ side, id, again }: AttachmentWork, told: Omit<State, 'work'>): void {
    const { states, open, unsent } = this.shelfOf(side);
    const state = states.get(id)!;
    Object.assign(state, told);
    open.delete(state.work);
    unsent.delete(state.work);
    if (!again) this.ended++;
  }

  private all(): State[] {
    return [...this.shelves.values()].flatMap(({ states }) => [...states.values()]);
  }

  private shelfOf(side: Side): Shelf {
    const instance = this.instanceOf(side)!;
    let shelf = this.shelves.get(instance);
    if (!shelf) this.shelves.set(instance, (shelf = emptyShelf()));
    return shelf;
  }

  private readerOf(rules: AttachmentRules): ReferenceReader {
    const [left, right] = SIDES.map((side) => this.instanceOf(side)?.url ?? '');
    return (this.reader ??= new ReferenceReader({
      ...rules,
      catalogues: this.catalogues,
      urls: { left: left!, right: right! },
    }));
  }
}

const emptyShelf = (): Shelf => ({
  states: new Map(),
  waiting: new Map(),
  open: new Set(),
  unsent: new Set(),
  answered: false,
  refused: 0,
  refusal: '',
  readable: false,
});

const isForbidden = (error: unknown): boolean => error instanceof TestRailError && error.status === 403;

/** It never will be read: the account may not, there is none, or it is too large. */
export const isRefused = (error: unknown): boolean =>
  isPermanent(error) || (error instanceof TestRailError && error.code === 'ERR_TESTRAIL_TOO_LARGE');
