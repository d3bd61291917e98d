import { z } from 'zod';

/**
 * What comes in, checked at the edge. Only what is relied upon is demanded; unknown fields are kept, since custom
 * fields differ from instance to instance.
 */
const id = z.int().positive();

const flag = z
  .union([z.boolean(), z.literal(0), z.literal(1)])
  .nullish()
  .transform((value) => (typeof value === 'number' ? value === 1 : value))
  .catch(undefined)
  .optional();

export const projectSchema = z.looseObject({
  id,
  name: z.string(),
  /** 1 single suite, 2 single suite with baselines, 3 multiple suites. */
  suite_mode: z.union([z.literal(1), z.literal(2), z.literal(3)]).catch(3),
});
export type TestRailProject = z.infer<typeof projectSchema>;

export const suiteSchema = z.looseObject({
  id,
  name: z.string(),
  /** Some servers write 0 and 1. */
  is_master: flag,
  is_baseline: flag,
});
export type TestRailSuite = z.infer<typeof suiteSchema>;

export const caseSchema = z.looseObject({
  id,
  /** A case without a title has the empty one. */
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  suite_id: id.nullish(),
  section_id: id.nullish(),
  updated_on: z.number().nullish(),
  is_deleted: z.union([z.number(), z.boolean()]).nullish(),
});
export type TestRailCase = z.infer<typeof caseSchema>;

export const sectionSchema = z.looseObject({
  id,
  name: z.string(),
  parent_id: id.nullish(),
});
export type TestRailSection = z.infer<typeof sectionSchema>;

/**
 * Whether `caseSchema` would hand it on as it is, which is so for nearly every case: worth asking before it checks, and
 * copies, each of tens of thousands. A case of which this is not certain is for the schema, which also says what is wrong.
 */
export function isUsualCase(value: unknown): value is TestRailCase {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const {
    id: caseId,
    title,
    suite_id,
    section_id,
    updated_on,
    is_deleted,
  } = value as Record<string, unknown>;
  return (
    isId(caseId) &&
    typeof title === 'string' &&
    (suite_id === undefined || suite_id === null || isId(suite_id)) &&
    (section_id === undefined || section_id === null || isId(section_id)) &&
    (updated_on === undefined || updated_on === null || Number.isFinite(updated_on)) &&
    (is_deleted === undefined ||
      is_deleted === null ||
      typeof is_deleted === 'boolean' ||
      Number.isFinite(is_deleted))
  );
}

/** The same of `sectionSchema`. */
export function isUsualSection(value: unknown): value is TestRailSection {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { id: sectionId, name, parent_id } = value as Record<string, unknown>;
  return (
    isId(sectionId) &&
    typeof name === 'string' &&
    (parent_id === undefined || parent_id === null || isId(parent_id))
  );
}

const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

/** The envelope of a paginated list. `size` is a hint and may be anything, and the links may be missing: see `page.ts`. */
export const envelopeSchema = z.looseObject({
  offset: z.int().nonnegative(),
  limit: z.int().nonnegative(),
  size: z.unknown(),
  _links: z.looseObject({ next: z.string().nullish() }).nullish(),
});
