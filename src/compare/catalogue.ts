/**
 * What the ids of one side mean, from the look-ups of its instance and project.
 *
 * Priorities, types and templates have names; the values of custom fields are ids where their definition says so:
 * dropdown (`type_id` 6), user (7), milestone (9) and multi-select (12), by TestRail's reference of case fields.
 */
export interface Catalogue {
  /** Names by id, of what could be read. */
  names: Partial<Record<NamedIds, ReadonlyMap<number, string>>>;
  /** Definitions by system name, of the fields that are active for the project; undefined where they could not be read. */
  fields?: ReadonlyMap<string, FieldDefinition>;
  /** What the project's shared steps say, by id. */
  sharedSteps?: ReadonlyMap<number, readonly object[]>;
  /** Look-ups that could not be read. */
  missing: readonly MissingNames[];
}

export type NamedIds = 'priority_id' | 'type_id' | 'template_id' | 'user' | 'milestone';

export interface FieldDefinition {
  typeId: number;
  label: string;
  /** Labels by id, of a dropdown and a multi-select. */
  options?: ReadonlyMap<string, string>;
}

export interface MissingNames {
  /** What was asked for: `get_users/30`. */
  lookup: string;
  /** Why there is no answer, and what to do about it. */
  why: string;
  /** It would be refused again: the account may not read it, or the server does not know it. */
  settled?: boolean;
}

const DROPDOWN = 6;
const USER = 7;
const MILESTONE = 9;
const MULTI_SELECT = 12;
/** Their values hold ids. */
const ID_TYPES = new Set([DROPDOWN, USER, MILESTONE, MULTI_SELECT]);

/** Fields of every case that hold ids, and of what. */
const BUILT_IN: ReadonlyMap<string, NamedIds> = new Map([
  ['priority_id', 'priority_id'],
  ['type_id', 'type_id'],
  ['template_id', 'template_id'],
  ['milestone_id', 'milestone'],
  ['created_by', 'user'],
  ['updated_by', 'user'],
]);

/** Whether a field's values are ids, as far as is known. */
export function holdsIds(catalogue: Catalogue | undefined, field: string): boolean | undefined {
  if (BUILT_IN.has(field)) return true;
  const definition = catalogue?.fields?.get(field);
  return definition && ID_TYPES.has(definition.typeId);
}

/** What a person calls a value; undefined where it is no id, or its name is not known. */
export function nameOf(catalogue: Catalogue | undefined, field: string, value: unknown): string | undefined {
  const names = namesOf(catalogue, field);
  if (!names || value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) return names.get(String(value));
  const all = value.map((item) => names.get(String(item)));
  return all.includes(undefined) ? undefined : all.join(', ');
}

/** The same as `nameOf`, for comparing: the names of several are a set. Undefined where one of them is not known. */
export function comparedName(
  catalogue: Catalogue | undefined,
  field: string,
  value: unknown,
): string | string[] | undefined {
  const names = namesOf(catalogue, field);
  if (!names) return undefined;
  if (!Array.isArray(value)) return names.get(String(value));
  const all = value.map((item) => names.get(String(item)));
  return all.includes(undefined) ? undefined : [...new Set(all as string[])].sort();
}

/** The id that a name stands for; undefined where nothing is called so. */
export function idOf(catalogue: Catalogue | undefined, field: string, name: string): number | undefined {
  const found = [...(namesOf(catalogue, field) ?? [])].find(([, called]) => called === name);
  return found && Number(found[0]);
}

/** Names by ids as text. */
interface Names extends Iterable<[unknown, string]> {
  get(id: string): string | undefined;
}

function namesOf(catalogue: Catalogue | undefined, field: string): Names | undefined {
  if (!catalogue) return undefined;
  const builtIn = BUILT_IN.get(field);
  if (builtIn) return byNumber(catalogue.names[builtIn]);
  const definition = catalogue.fields?.get(field);
  switch (definition?.typeId) {
    case DROPDOWN:
    case MULTI_SELECT:
      return definition.options;
    case USER:
      return byNumber(catalogue.names.user);
    case MILESTONE:
      return byNumber(catalogue.names.milestone);
    default:
      return undefined;
  }
}

const byNumber = (names: ReadonlyMap<number, string> | undefined): Names | undefined =>
  names && { get: (id) => names.get(Number(id)), [Symbol.iterator]: () => names[Symbol.iterator]() };

/**
 * Whether the values of a field mean the same on both sides of one instance: milestones are a project's own, and options
 * may differ from project to project.
 *
 * @param isOneProject both sides are the same project: two suites of it, or a snapshot and now
 */
export function sameMeaning(
  left: Catalogue | undefined,
  right: Catalogue | undefined,
  field: string,
  isOneProject = false,
): boolean {
  const [one, other] = [left?.fields?.get(field), right?.fields?.get(field)];
  const areMilestones = field === 'milestone_id' || one?.typeId === MILESTONE || other?.typeId === MILESTONE;
  if (areMilestones) return isOneProject;
  const [a, b] = [one?.options, other?.options];
  return !a || !b || (a.size === b.size && [...a].every(([id, label]) => b.get(id) === label));
}
