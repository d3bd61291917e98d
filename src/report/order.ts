import type { DifferenceEvent, Side, SuiteEvent } from '../compare/events.js';

/** By code unit, so that the order is the same on every machine, whatever its locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const bySide = (a: Side, b: Side): number => (a === b ? 0 : a === 'left' ? -1 : 1);

/** The nameless suite of an old single-suite server has no id; it comes before those that have. */
const bySuiteId = (a: number | null, b: number | null): number => (a ?? -1) - (b ?? -1);

/**
 * The order of everything that is written at the end: suite name, section path, title, id.
 *
 * A difference stands where its left case stands, or its right one where it has no other. Of the same place, title
 * and id (two instances count apart) the one with a left case comes first, so no two differences are ever equal.
 */
export const compareDifferences = (a: DifferenceEvent, b: DifferenceEvent): number => {
  const one = a.left ?? a.right;
  const other = b.left ?? b.right;
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return (
    byCodeUnit(one.suite, other.suite) ||
    byCodeUnit(one.section ?? '', other.section ?? '') ||
    byCodeUnit(a.title, b.title) ||
    one.id - other.id ||
    bySide(a.left ? 'left' : 'right', b.left ? 'left' : 'right') ||
    (a.right?.id ?? 0) - (b.right?.id ?? 0)
  );
};

/** Suites by side, name, id. */
export const compareSuites = (a: SuiteEvent, b: SuiteEvent): number =>
  bySide(a.side, b.side) || byCodeUnit(a.name, b.name) || bySuiteId(a.suiteId, b.suiteId);

/** The left side, then the right one. */
export const compareSides = (a: { side: Side }, b: { side: Side }): number => bySide(a.side, b.side);
