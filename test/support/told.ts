/** What a comparison says, as lines that can be held to those of the oracle. */
import type { CompareEvent, DifferenceEvent } from '../../src/compare/events.js';
import { differencesOf } from './cases.js';
import { oracle, type OracleRules, type Statement, type World } from './oracle.js';

export const text = ({ kind, left, right, aspects, fields, candidates }: Statement): string =>
  [
    `${kind} ${left ?? '-'}:${right ?? '-'} ${aspects.join('+')}`,
    ...fields.map((each) => `${each.field}: ${JSON.stringify(each.left)} | ${JSON.stringify(each.right)}`),
    ...(candidates ? [`picked among ${candidates.left.join()} and ${candidates.right.join()}`] : []),
  ].join(', ');

export const statementOf = ({
  kind,
  likely,
  left,
  right,
  aspects,
  fields,
  candidates,
}: DifferenceEvent): Statement => ({
  kind: likely ?? (kind as Statement['kind']),
  left: left?.id ?? null,
  right: right?.id ?? null,
  aspects,
  fields: fields
    .map(({ field, left: l, right: r }) => ({ field, left: l, right: r }))
    .sort((a, b) => (a.field < b.field ? -1 : 1)),
  ...(candidates && { candidates }),
});

/** The statement of the same two sides, swapped. */
export const mirrored = ({ kind, left, right, aspects, fields, candidates }: Statement): Statement => ({
  kind: kind === 'onlyLeft' ? 'onlyRight' : kind === 'onlyRight' ? 'onlyLeft' : kind,
  left: right,
  right: left,
  aspects,
  fields: fields.map((each) => ({ field: each.field, left: each.right, right: each.left })),
  ...(candidates && { candidates: { left: candidates.right, right: candidates.left } }),
});

/** The statements, undetermined ones as what they would be. */
export const told = (events: readonly CompareEvent[]): string[] =>
  differencesOf(events)
    .map((event) => text(statementOf(event)))
    .sort();

export const truth = (world: World, rules?: OracleRules): string[] => oracle(world, rules).map(text).sort();
