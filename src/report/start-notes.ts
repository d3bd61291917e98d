import { SIDES, type StartEvent, type StartSide } from '../compare/events.js';
import type { SchemaDifference } from '../compare/schema-differences.js';
import { count, counted } from './numbers.js';
import { sanitize } from './sanitize.js';
import { wayNotes } from './way-notes.js';

/** Differences of the schemas that are told one by one. */
const NAMED = 20;

/** `type_id` of a field, by TestRail's reference of case fields. */
const TYPES: Record<number, string> = {
  1: 'string',
  2: 'integer',
  3: 'text',
  4: 'URL',
  5: 'checkbox',
  6: 'dropdown',
  7: 'user',
  8: 'date',
  9: 'milestone',
  10: 'steps',
  11: 'step results',
  12: 'multi-select',
};

const typeName = (id: number): string => TYPES[id] ?? `type ${id}`;

const quoted = (text: string): string => `"${sanitize(text)}"`;

function schemaNote(difference: SchemaDifference): string {
  switch (difference.what) {
    case 'field':
      return `only ${difference.side} has the field ${sanitize(difference.field)} (${sanitize(difference.label)})`;
    case 'type':
      return `${sanitize(difference.field)} is of type ${typeName(difference.left)} on the left and ${typeName(difference.right)} on the right`;
    case 'option':
      return `only ${difference.side} has the option ${quoted(difference.name)} of ${sanitize(difference.field)}`;
    case 'template':
      return `only ${difference.side} has the template ${quoted(difference.name)}`;
  }
}

function schemaNotes({ schema = [] }: StartEvent): string[] {
  const more = schema.length - NAMED;
  const said = schema.slice(0, NAMED).map(schemaNote);
  return more > 0
    ? [...said, `… and ${count(more)} more differences of fields, options and templates`]
    : said;
}

/** Suites left out that are named. */
const NAMED_SUITES = 20;

/** "left out on the right: Baseline 2024, Baseline 2025". */
export const leftOutNotes = (start: StartEvent): string[] =>
  SIDES.flatMap((side) => {
    const names = (start[side].leftOut ?? []).map(({ name }) => sanitize(name));
    const more = names.length - NAMED_SUITES;
    if (names.length === 0) return [];
    return [
      `left out on the ${side}: ${names.slice(0, NAMED_SUITES).join(', ')}${more > 0 ? ` … and ${counted(more, 'more suite')}` : ''}`,
    ];
  });

/** "2026-11-24 05:20 UTC" of when a side was read that is a snapshot; undefined for one that is read now. It comes from a file. */
export const takenAt = ({ snapshot }: StartSide): string | undefined =>
  snapshot && `${sanitize(snapshot.takenAt).slice(0, 16).replace('T', ' ')} UTC`;

const snapshotNotes = (start: StartEvent): string[] =>
  SIDES.flatMap((side) => {
    const at = takenAt(start[side]);
    return at === undefined ? [] : [`${side}: a snapshot, as of ${at}`];
  });

/** *What is known before any case is read,* as below, and of what sides: for what has no place for these by itself. */
export const openingNotes = (start: StartEvent): string[] => [
  ...startNotes(start),
  ...snapshotNotes(start),
  ...leftOutNotes(start),
];

/**
 * *What is known before any case is read,* a sentence each, sanitised: how it is compared where that is not as usual, in
 * what the two schemas differ, which names could not be read, and what is not compared for that. It opens every report that
 * people read.
 */
export function startNotes(start: StartEvent): string[] {
  const { namesMissing = [], options } = start;
  const leftOut = (options['fieldsLeftOut'] ?? []) as string[];
  return [
    ...wayNotes(start),
    ...schemaNotes(start),
    ...namesMissing.map(
      ({ side, lookup, why }) =>
        `${side}: the names of ${sanitize(lookup)} could not be read: ${sanitize(why)}`,
    ),
    ...(leftOut.length === 0
      ? []
      : [
          `not compared, since ids mean nothing ${start.left.url === start.right.url ? 'in another project' : 'on another server'}: ${leftOut.map(sanitize).join(', ')}`,
        ]),
  ];
}
