import { z } from 'zod';

/** What is relied upon of a field's definition; a wrong part is as if it were not there. */
const definitionSchema = z.looseObject({
  system_name: z.string(),
  label: z.string().catch(''),
  type_id: z.int().catch(0),
  is_active: z.boolean().nullish().catch(undefined),
  configs: z
    .array(
      z.looseObject({
        context: z
          .looseObject({
            is_global: z.boolean().nullish().catch(undefined),
            project_ids: z.array(z.int()).nullish().catch(undefined),
          })
          .nullish()
          .catch(undefined),
        options: z
          .looseObject({ items: z.string().nullish().catch(undefined) })
          .nullish()
          .catch(undefined),
      }),
    )
    .catch([]),
});

export interface CaseField {
  typeId: number;
  label: string;
  /** Labels by id, of a dropdown and a multi-select. */
  options?: ReadonlyMap<string, string>;
}

/**
 * The fields that are active for a project, by system name, from `get_case_fields`. Options are lines of `id, label`, and
 * may be others in each project.
 */
export function fieldDefinitions(
  records: readonly unknown[],
  projectId: number,
): ReadonlyMap<string, CaseField> {
  const fields = new Map<string, CaseField>();
  for (const record of records) {
    const definition = definitionSchema.safeParse(record).data;
    if (!definition || definition.is_active === false) continue;
    const config =
      definition.configs.find(({ context }) => context?.project_ids?.includes(projectId)) ??
      definition.configs.find(({ context }) => context?.is_global);
    if (!config && definition.configs.length > 0) continue;
    const items = config?.options?.items;
    fields.set(definition.system_name, {
      typeId: definition.type_id,
      label: definition.label,
      ...(typeof items === 'string' && { options: optionsOf(items) }),
    });
  }
  return fields;
}

/** A label may hold commas; a line without one is no option. */
function optionsOf(items: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const line of items.split(/\r?\n/)) {
    const [, id, label] = /^\s*([^,]+?)\s*,\s*(.*?)\s*$/.exec(line) ?? [];
    if (id !== undefined && label !== undefined) options.set(id, label);
  }
  return options;
}
