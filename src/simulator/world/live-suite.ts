import { ordinaryCase } from './ordinary-case.js';
import type { CaseJson, SectionJson, SimSuite } from './types.js';

/** Which case: by its place in the list, or by its id. A negative index counts from the end, -1 is the last. */
export type CaseAt = { index: number } | { id: number };

/** 2027-01-15 in UNIX seconds: later than any case of a planned world was updated. */
const LAST_PLANNED = 1_800_000_000;

/** When the n-th edit of a suite is done, UNIX seconds: after all that was planned, and not before now. */
const timeOf = (edit: number): number => Math.max(LAST_PLANNED, Math.floor(Date.now() / 1000)) + edit;

/** A stretch of the list: so many cases of the suite as it was, or one that was put in. */
type Piece = { from: number; count: number } | { count: 1; put: CaseJson };

/**
 * A suite that is edited while it is read. What it was stays as it is, and is still made only where it is asked for; the
 * list is pieces of it, and the cases that were put in between.
 */
export class LiveSuite implements SimSuite {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly is_master: boolean;
  readonly is_baseline: boolean;
  readonly is_completed: boolean;
  readonly completed_on: number | null;
  private pieces: Piece[];
  private readonly updates = new Map<number, Partial<CaseJson>>();
  private edits = 0;

  constructor(private readonly was: SimSuite) {
    this.id = was.id;
    this.name = was.name;
    this.description = was.description;
    this.is_master = was.is_master;
    this.is_baseline = was.is_baseline;
    this.is_completed = was.is_completed;
    this.completed_on = was.completed_on;
    this.pieces = was.length > 0 ? [{ from: 0, count: was.length }] : [];
  }

  get length(): number {
    return this.pieces.reduce((sum, { count }) => sum + count, 0);
  }

  caseAt(index: number): CaseJson | undefined {
    let first = 0;
    for (const piece of this.pieces) {
      if (index < first + piece.count) {
        if (index < first) return undefined;
        const one = 'put' in piece ? piece.put : this.was.caseAt(piece.from + index - first);
        const update = one && this.updates.get(one.id);
        return update ? ({ ...one, ...update } as CaseJson) : one;
      }
      first += piece.count;
    }
    return undefined;
  }

  find(id: number): CaseJson | undefined {
    return this.caseAt(this.indexOf(id));
  }

  indexOf(id: number): number {
    const before = this.was.indexOf(id);
    let first = 0;
    for (const piece of this.pieces) {
      if ('put' in piece) {
        if (piece.put.id === id) return first;
      } else if (before >= piece.from && before < piece.from + piece.count)
        return first + before - piece.from;
      first += piece.count;
    }
    return -1;
  }

  sections(): SectionJson[] {
    return this.was.sections();
  }

  /** Every later case moves one place down. @return false where there is no such case */
  remove(which: CaseAt): boolean {
    const index = this.placeOf(which);
    if (index === undefined) return false;
    const [before, after] = this.cut(index);
    const [gone, ...rest] = after;
    this.pieces = [...before, ...(gone ? behind(gone) : []), ...rest];
    return true;
  }

  /** This case and every later one move one place up. A negative index counts from the end: -1 puts it last. */
  insert(index: number, given: Partial<CaseJson> & { id: number }): void {
    const { length } = this;
    const at = Math.max(0, Math.min(length, index < 0 ? length + 1 + index : index));
    // It stands in its neighbour's section.
    const neighbour = this.caseAt(Math.max(0, at - 1));
    const section = neighbour && { section_id: neighbour.section_id };
    const setting = { suiteId: this.id, index: at, at: timeOf(this.edits++) };
    const put = ordinaryCase({ ...section, ...given }, setting);
    const [before, after] = this.cut(at);
    this.updates.delete(put.id);
    this.pieces = [...before, { count: 1, put }, ...after];
  }

  /** Takes a case out of the list, as it is but for where it stands. @return undefined where there is none */
  take(which: CaseAt): (Partial<CaseJson> & { id: number }) | undefined {
    const index = this.placeOf(which);
    const one = index === undefined ? undefined : this.caseAt(index);
    if (!one) return undefined;
    this.remove(which);
    const {
      section_id: _section,
      suite_id: _suite,
      display_order: _order,
      updated_on: _updated,
      ...kept
    } = one;
    return kept;
  }

  /** `updated_on` becomes later unless it is given. @return false where there is no such case */
  update(which: CaseAt, fields: Partial<CaseJson>): boolean {
    const index = this.placeOf(which);
    const one = index === undefined ? undefined : this.caseAt(index);
    if (!one) return false;
    this.updates.set(one.id, {
      ...this.updates.get(one.id),
      updated_on: timeOf(this.edits++),
      ...fields,
      id: one.id,
    });
    return true;
  }

  private placeOf(which: CaseAt): number | undefined {
    const { length } = this;
    const index =
      'id' in which ? this.indexOf(which.id) : which.index < 0 ? length + which.index : which.index;
    return index >= 0 && index < length ? index : undefined;
  }

  /** The pieces before `index`, and those from it on. */
  private cut(index: number): [Piece[], Piece[]] {
    const before: Piece[] = [];
    const after: Piece[] = [];
    let first = 0;
    for (const piece of this.pieces) {
      const here = index - first;
      first += piece.count;
      if (here >= piece.count) before.push(piece);
      else if (here <= 0 || 'put' in piece) after.push(piece);
      else {
        before.push({ from: piece.from, count: here });
        after.push({ from: piece.from + here, count: piece.count - here });
      }
    }
    return [before, after];
  }
}

/** A piece without its first case. */
const behind = (piece: Piece): Piece[] =>
  'put' in piece || piece.count === 1 ? [] : [{ from: piece.from + 1, count: piece.count - 1 }];
