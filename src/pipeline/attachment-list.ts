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

/** Which fields refer to them; undefined where none is read. */
export type AttachmentRules = Omit<ReferenceRules, 'urls' | 'catalogues'>;

interface State {
  work: AttachmentWork;
  /** A request for it went out. */
  asked: boolean;
  /** It was read, or never will be. */
  settled: boolean;
  /** Why it could not be read. */
  error?: string;
  /** It is to be asked for once more, when all else is done. */
  again?: boolean;
}

export class AttachmentList {
  private readonly catalogues: Partial<Record<Side, Catalogue>> = {};
  private reader: ReferenceReader | undefined;
  private readonly states = new Map<Instance, Map<string, State>>();

  constructor(
    private readonly rules: AttachmentRules | undefined,
    private readonly instanceOf: (side: Side) => Instance | undefined,
  ) {}

  /** What the ids of a side mean is known: shared steps refer to attachments too. */
  opened(side: Side, catalogue: Catalogue | undefined): void {
    if (catalogue) this.catalogues[side] = catalogue;
  }

  /** Works for what these cases refer to and nobody has asked for. */
  worksFor(suite: SuitePaging, cases: readonly TestRailCase[]): AttachmentWork[] {
    if (!this.rules) return [];
    const { side } = suite;
    const known = this.of(side);
    return this.readerOf(this.rules)
      .of(side, cases)
      .filter((id) => !known.has(id))
      .map((id) => {
        const work: AttachmentWork = { kind: 'attachment', side, suite, id, again: false };
        known.set(id, { work, asked: false, settled: false });
        return work;
      });
  }

  asked({ side, id }: AttachmentWork): void {
    this.of(side).get(id)!.asked = true;
  }

  read({ side, id }: AttachmentWork): void {
    Object.assign(this.of(side).get(id)!, { settled: true, error: undefined });
  }

  failed({ side, id, again }: AttachmentWork, error: unknown): void {
    const settled = isRefused(error);
    Object.assign(this.of(side).get(id)!, { settled, error: messageOf(error), again: !settled && !again });
  }

  /** Those that are lost, each handed out once. */
  takeLost(): AttachmentWork[] {
    const lost = this.all().filter(({ again }) => again);
    return lost.map((state) => {
      state.again = false;
      return { ...state.work, again: true };
    });
  }

  /** Those that no request has gone out for. */
  toCome(): number {
    return this.all().filter(({ asked, settled }) => !asked && !settled).length;
  }

  /** Those that are neither read nor refused, with the reason where one is known. */
  unread(): { work: AttachmentWork; error: string | undefined }[] {
    return this.all()
      .filter(({ settled }) => !settled)
      .map(({ work, error }) => ({ work, error }));
  }

  private all(): State[] {
    return [...this.states.values()].flatMap((byId) => [...byId.values()]);
  }

  private of(side: Side): Map<string, State> {
    const instance = this.instanceOf(side)!;
    const known = this.states.get(instance) ?? new Map<string, State>();
    this.states.set(instance, known);
    return known;
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

/** It never will be read: the account may not, there is none, or it is too large. */
export const isRefused = (error: unknown): boolean =>
  isPermanent(error) || (error instanceof TestRailError && error.code === 'ERR_TESTRAIL_TOO_LARGE');
