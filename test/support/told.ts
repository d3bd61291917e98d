/** What a comparison says, as lines that can be held to those of the oracle. */
import type { CompareEvent, DifferenceEvent } from '../../src/compare/events.js';
import { differencesOf } from './cases.js';
import { oracle, type OracleRules, type Statement, type World } from './oracle.js';

export const text = ({ kind, left, right, aspects, fields }: Statement): string =>
  `${kind} ${left ?? '-'}:${right ?? '-'} ${aspects.join('+')} ${fields.join(',')}`;

export const statementOf = ({ kind, likely, left, right, aspects, fields }: DifferenceEvent): Statement => ({
  kind: likely ?? (kind as Statement['kind']),
  left: left?.id ?? null,
  right: right?.id ?? null,
  aspects,
  fields: fields.map(({ field }) => field).sort(),
});

/** The statements, undetermined ones as what they would be. */
export const told = (events: readonly CompareEvent[]): string[] =>
  differencesOf(events)
    .map((event) => text(statementOf(event)))
    .sort();

export const truth = (world: World, rules?: OracleRules): string[] => oracle(world, rules).map(text).sort();
