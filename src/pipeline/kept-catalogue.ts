import type { Catalogue, FieldDefinition } from '../compare/index.js';
import type { KeptCatalogue } from '../testrail/index.js';

/** A catalogue as a file keeps it. */
export const keptCatalogue = ({ names, fields, sharedSteps, missing }: Catalogue): KeptCatalogue => ({
  names: Object.fromEntries(Object.entries(names).map(([ids, byId]) => [ids, [...byId]])),
  ...(fields && { fields: [...fields].map(([name, field]) => [name, keptField(field)]) }),
  ...(sharedSteps && {
    sharedSteps: [...sharedSteps].map(([id, steps]): [number, object[]] => [id, [...steps]]),
  }),
  missing: [...missing],
});

const keptField = ({ typeId, label, options }: FieldDefinition) => ({
  typeId,
  label,
  ...(options && { options: [...options] }),
});

export const catalogueFrom = ({ names, fields, sharedSteps, missing }: KeptCatalogue): Catalogue => ({
  names: Object.fromEntries(Object.entries(names).map(([ids, entries]) => [ids, new Map(entries)])),
  ...(fields && {
    fields: new Map(
      fields.map(([name, { options, ...field }]): [string, FieldDefinition] => [
        name,
        { ...field, ...(options && { options: new Map(options) }) },
      ]),
    ),
  }),
  ...(sharedSteps && { sharedSteps: new Map(sharedSteps) }),
  missing,
});
