/** Left and right are names: swap the sides, and all that is said is mirrored, the summary with it. */
import fc from 'fast-check';
import type { AggregateOptions } from '../../src/compare/aggregate.js';
import type { Arrival } from '../../src/compare/arrivals.js';
import {
  otherSide,
  type CompareEvent,
  type DifferenceEvent,
  type SummaryEvent,
} from '../../src/compare/events.js';
import { brokenRun, type Break } from '../support/broken.js';
import { run } from '../support/cases.js';
import { arrivalsOf, LOSING, readingArb, withoutSections, worldArb } from '../support/worlds.js';

const optionsArb: fc.Arbitrary<AggregateOptions> = fc.record({
  compareIds: fc.constant(true),
  sections: fc.boolean(),
  matchBy: fc.constantFrom(['title'], ['title'], ['title', 'priority_id']),
  similarity: fc.constantFrom(undefined, undefined, 0.5),
});
const lossesArb = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });

/** Single pages and lists of sections are lost; titles are few, so that most are shared. */
const mirrors = (by: typeof run) =>
  fc.property(worldArb, readingArb(LOSING), optionsArb, lossesArb, (world, reading, options, losses) => {
    const arrivals = withoutSections(arrivalsOf(world, reading, options.sections).all, losses);
    expect(lines(by(arrivals.map(flip), options))).toEqual(lines(by(arrivals, options).map(swap)));
  });

it('all that is said is mirrored', () => {
  fc.assert(mirrors(run), { numRuns: 600 });
});

describe('is seen to fail on a compare that', () => {
  const breaks: Record<string, Break> = {
    'takes partners on the right by descending ids': [
      'match.ts',
      '[...right].sort(byId)',
      '[...right].sort((a, b) => byId(b, a))',
    ],
    'takes its levels in the opposite order where the left has more': [
      'match.ts',
      'levels.map((mark)',
      '(left.length > right.length ? [...levels].reverse() : levels).map((mark)',
    ],
    'does not see that left cases are deleted': [
      'intake.ts',
      'deleted: isDeleted(testCase)',
      "deleted: suite.side === 'right' && isDeleted(testCase)",
    ],
    'tells no right case without a partner': [
      'verdicts.ts',
      'for (const side of SIDES) for (const held of matching[side]) this.sides[side].leftovers.add(held);',
      'for (const held of matching.left) this.sides.left.leftovers.add(held);',
    ],
    'asks only whether the right was read to its end': [
      'verdicts.ts',
      '!this.sides[otherSide(side)].isComplete()) return false',
      '!this.sides.right.isComplete()) return false',
    ],
    'shows the left value on both sides': [
      'content.ts',
      'right: canonicalValue(right?.shown)',
      'right: canonicalValue(left?.shown)',
    ],
    'tells the fields of the left alone of both sides': [
      'aggregate.ts',
      "right: this.fieldsOnlyOn('right', 'left')",
      "right: this.fieldsOnlyOn('left', 'right')",
    ],
    'tells fields of the one side when that one is read, and not the other': [
      'aggregate.ts',
      'this.sides[other].isComplete() ?',
      'this.sides.right.isComplete() ?',
    ],
    'counts what is undetermined on the left alone': [
      'summary.ts',
      "for (const side of SIDES) if (event[side]) counted[side][certain ? 'certain' : 'undetermined']++;",
      "if (event.left) counted.left[certain ? 'certain' : 'undetermined']++;",
    ],
    'does not hear of lost pages of the left': [
      'aggregate.ts',
      'if (!suite.pageLost(page)) return;',
      "if (page.side === 'left' || !suite.pageLost(page)) return;",
    ],
    'takes the sections of the right for lost': [
      'statements.ts',
      '!left.path || !right.path ||',
      '!left.path || !right.path || left.path.names.length < right.path.names.length ||',
    ],
  };

  it.each(Object.keys(breaks))('%s', (name) => {
    const result = fc.check(mirrors(brokenRun(breaks[name]!)), {
      numRuns: 5_000,
      endOnFailure: true,
    });
    expect(result.counterexample).not.toBeNull();
    // It is the answer that differs, not the compare that throws.
    expect(String(result.errorInstance)).toContain('toEqual');
  });
});

/** The same arrival of the other side. */
const flip = (arrival: Arrival): Arrival =>
  'side' in arrival ? { ...arrival, side: otherSide(arrival.side) } : arrival;

function swap(event: CompareEvent): CompareEvent {
  switch (event.type) {
    case 'difference':
      return swapDifference(event);
    case 'summary':
      return swapSummary(event);
    case 'start':
      return { ...event, left: event.right, right: event.left };
    case 'suite':
    case 'side':
    case 'page':
      return { ...event, side: otherSide(event.side) };
    default:
      return event;
  }
}

const swapKind = <K>(name: K): K =>
  (name === 'onlyLeft' ? 'onlyRight' : name === 'onlyRight' ? 'onlyLeft' : name) as K;

const swapDifference = (event: DifferenceEvent): DifferenceEvent => ({
  ...event,
  left: event.right,
  right: event.left,
  kind: swapKind(event.kind),
  likely: swapKind(event.likely),
  fields: event.fields.map((field) => ({ ...field, left: field.right, right: field.left })),
  candidates: event.candidates && { left: event.candidates.right, right: event.candidates.left },
});

const swapSummary = (event: SummaryEvent): SummaryEvent => ({
  ...event,
  left: event.right,
  right: event.left,
  counts: { ...event.counts, onlyLeft: event.counts.onlyRight, onlyRight: event.counts.onlyLeft },
});

/** The events as text, in an order of their own; without what is the left one's by convention. */
const lines = (events: readonly CompareEvent[]): string[] =>
  events.map((event) => JSON.stringify(withoutLeft(event), inOrderOfNames)).sort();

function withoutLeft(event: CompareEvent): object {
  // Of two suites that are not complete it names one.
  if (event.type === 'summary') return { ...event, reason: event.reason !== undefined };
  if (event.type !== 'difference') return event;
  const isOfOneKey = (event.matchedBy ?? 'key') === 'key' && !event.aspects.includes('title');
  if (isOfOneKey) return event;
  return { ...event, key: undefined, title: undefined };
}

const inOrderOfNames = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
