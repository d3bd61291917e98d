import type { Catalogue, FieldDefinition } from './catalogue.js';
import type { Side } from './events.js';

/** In what the two projects differ before any case is read. */
export type SchemaDifference =
  /** A field that is active on one side only. */
  | { what: 'field'; side: Side; field: string; label: string }
  /** A field that is of another type on each side: `type_id` of TestRail. */
  | { what: 'type'; field: string; left: number; right: number }
  /** An option of a dropdown or multi-select, or a template, that is on one side only. */
  | { what: 'option'; side: Side; field: string; name: string }
  | { what: 'template'; side: Side; name: string };

/** By field and name, in order. Of what could not be read nothing is said. */
export function schemaDifferences(
  left: Catalogue | undefined,
  right: Catalogue | undefined,
  fieldMap: ReadonlyMap<string, string> = new Map(),
): SchemaDifference[] {
  if (!left || !right) return [];
  return [...fieldDifferences(left, right, fieldMap), ...templateDifferences(left, right)];
}

function fieldDifferences(
  left: Catalogue,
  right: Catalogue,
  fieldMap: ReadonlyMap<string, string>,
): SchemaDifference[] {
  const { fields: lefts } = left;
  const { fields: rights } = right;
  if (!lefts || !rights) return [];
  const mapped = new Set(fieldMap.values());
  const names = [...new Set([...lefts.keys(), ...[...rights.keys()].filter((name) => !mapped.has(name))])];
  return names.sort().flatMap((name): SchemaDifference[] => {
    const [l, r] = [lefts.get(name), rights.get(fieldMap.get(name) ?? name)];
    if (!l) return [{ what: 'field', side: 'right', field: name, label: r!.label }];
    if (!r) return [{ what: 'field', side: 'left', field: name, label: l.label }];
    const types: SchemaDifference[] =
      l.typeId === r.typeId ? [] : [{ what: 'type', field: name, left: l.typeId, right: r.typeId }];
    return [...types, ...optionDifferences(name, l, r)];
  });
}

const optionDifferences = (
  field: string,
  left: FieldDefinition,
  right: FieldDefinition,
): SchemaDifference[] =>
  onlyHere(left.options?.values(), right.options?.values()).map(({ side, name }): SchemaDifference => ({
    what: 'option',
    side,
    field,
    name,
  }));

const templateDifferences = ({ names: left }: Catalogue, { names: right }: Catalogue): SchemaDifference[] =>
  onlyHere(left.template_id?.values(), right.template_id?.values()).map(
    ({ side, name }): SchemaDifference => ({ what: 'template', side, name }),
  );

function onlyHere(
  left: Iterable<string> | undefined,
  right: Iterable<string> | undefined,
): { side: Side; name: string }[] {
  if (!left || !right) return [];
  const [lefts, rights] = [new Set(left), new Set(right)];
  const not = (side: Side, names: Set<string>, others: Set<string>) =>
    [...names]
      .filter((name) => !others.has(name))
      .sort()
      .map((name) => ({ side, name }));
  return [...not('left', lefts, rights), ...not('right', rights, lefts)];
}
