import { comparedSuites } from './compared-suites.js';
import { SIDES, type DifferenceEvent, type Side, type StartEvent } from '../compare/events.js';
import { counted } from './numbers.js';
import type { Palette } from './palette.js';
import { sanitize } from './sanitize.js';
import { KIND_NAMES, SIGNS } from './signs.js';

type SuiteKey = `${Side}/${number | null}`;

interface Entry {
  side: Side;
  name: string;
  suiteId: number | null;
  undetermined: boolean;
  cases: number;
}

const ONLY = { left: 'onlyLeft', right: 'onlyRight' } as const satisfies Record<
  Side,
  DifferenceEvent['kind']
>;

/**
 * *Suites that stand on one side only, each said once with its number of cases.*
 *
 * A case of such a suite that has found a partner elsewhere is listed like any other; only those without one are counted
 * here. A suite whose cases pair without a change of place has a partner after all, by whatever it was mapped.
 */
export class OneSidedSuites {
  private readonly suites = new Set<SuiteKey>();
  private readonly entries = new Map<string, Entry>();

  start(start: StartEvent): void {
    const { left, right } = start;
    const groups = comparedSuites(start);
    const paired = {
      left: new Set(groups.flatMap((group) => group.left)),
      right: new Set(groups.flatMap((group) => group.right)),
    };
    const all = { left: left.suites, right: right.suites };
    for (const side of SIDES)
      all[side].forEach(({ id }, index) => {
        if (!paired[side].has(index)) this.suites.add(`${side}/${id}`);
      });
  }

  /** Takes any difference, listed or not, before `counts` is asked. */
  see({ kind, left, right, aspects }: DifferenceEvent): void {
    if (!left || !right || kind === 'undetermined' || aspects.includes('place')) return;
    this.suites.delete(`left/${left.suiteId}`);
    this.suites.delete(`right/${right.suiteId}`);
  }

  /** @return whether the difference is counted here, and needs no line of its own */
  counts(event: DifferenceEvent): boolean {
    const side = event.right === null ? 'left' : 'right';
    const one = event[side];
    const alone = event.left === null || event.right === null;
    if (!alone || !one || (event.likely ?? event.kind) !== ONLY[side]) return false;
    if (!this.suites.has(`${side}/${one.suiteId}`)) return false;
    const undetermined = event.kind === 'undetermined';
    const key = `${side}/${one.suiteId}/${undetermined}`;
    const entry = this.entries.get(key) ?? {
      side,
      name: one.suite,
      suiteId: one.suiteId,
      undetermined,
      cases: 0,
    };
    entry.cases++;
    this.entries.set(key, entry);
    return true;
  }

  /** A line a suite: `- suite Legacy (312)  only left, 1,000 cases`. */
  text(palette: Palette): string {
    return [...this.entries.values()]
      .sort((a, b) => SIDES.indexOf(a.side) - SIDES.indexOf(b.side) || (a.suiteId ?? 0) - (b.suiteId ?? 0))
      .map((entry) => `${lineOf(entry, palette)}\n`)
      .join('');
  }
}

const lineOf = ({ side, name, suiteId, undetermined, cases }: Entry, palette: Palette): string => {
  const kind = ONLY[side];
  const shown = undetermined ? 'undetermined' : kind;
  const head = `${SIGNS[shown]} suite ${sanitize(name)}${suiteId === null ? '' : ` (${suiteId})`}`;
  const told = undetermined
    ? `${counted(cases, 'case')} (likely ${SIGNS[kind]} ${KIND_NAMES[kind]})`
    : `${KIND_NAMES[kind]}, ${counted(cases, 'case')}`;
  return `${palette.kinds[shown](head)}  ${palette.dim(told)}`;
};
