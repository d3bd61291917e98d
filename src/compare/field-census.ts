import { otherSide, type Side, type SideSummary } from './events.js';

/**
 * Which custom fields hold a value on which side, counted by sets of fields: a field that one side never has is one
 * cause of thousands of changes, and is to be seen as one.
 */
export class FieldCensus {
  private readonly sets: Record<Side, Map<readonly string[], number>> = { left: new Map(), right: new Map() };

  add(side: Side, customFields: readonly string[], by = 1): void {
    this.sets[side].set(customFields, (this.sets[side].get(customFields) ?? 0) + by);
  }

  onlyOn(side: Side): SideSummary['fieldsOnlyHere'] {
    const elsewhere = this.byField(otherSide(side));
    return [...this.byField(side)]
      .filter(([field, cases]) => cases > 0 && !elsewhere.get(field))
      .map(([field, cases]) => ({ field, cases }))
      .sort((a, b) => (a.field < b.field ? -1 : 1));
  }

  private byField(side: Side): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [fields, cases] of this.sets[side]) {
      for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + cases);
    }
    return counts;
  }
}
