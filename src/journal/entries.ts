import { z } from 'zod';
import {
  isUsualCase,
  projectSchema,
  suiteSchema,
  type PageAsked,
  type TestRailCase,
} from '../testrail/index.js';

/** A project that a journal is of. */
export interface JournaledProject {
  /** The instance's base URL, normalised. */
  url: string;
  projectId: number;
}

const project = z.object({ url: z.string(), projectId: z.int() });

const catalogue = z.object({
  names: z.record(z.string(), z.array(z.tuple([z.int(), z.string()]))),
  fields: z
    .array(
      z.tuple([
        z.string(),
        z.object({
          typeId: z.int(),
          label: z.string(),
          options: z.array(z.tuple([z.string(), z.string()])).optional(),
        }),
      ]),
    )
    .optional(),
  sharedSteps: z
    .array(z.tuple([z.int(), z.array(z.custom<object>((step) => typeof step === 'object' && step !== null))]))
    .optional(),
  missing: z.array(z.object({ lookup: z.string(), why: z.string(), settled: z.boolean().optional() })),
});

/** What the records of a journal hold. `n` is the project's place in the first one. */
export const entrySchema = z.discriminatedUnion('type', [
  /** The first: what it is of, and since when (ISO 8601). */
  z.object({ type: z.literal('journal'), projects: z.array(project), startedAt: z.string() }),
  z.object({
    type: z.literal('opened'),
    n: z.int(),
    project: projectSchema,
    suites: z.array(suiteSchema),
    catalogue: catalogue.optional(),
  }),
  z.object({
    type: z.literal('page'),
    n: z.int(),
    suiteId: z.int().nullable(),
    offset: z.int(),
    asked: z.int(),
    page: z.object({
      // They were checked, and where it was needed mended, before they were kept.
      items: z.custom<TestRailCase[]>((items) => Array.isArray(items) && items.every(isUsualCase)),
      offset: z.int(),
      limit: z.int(),
      next: z.int().nullable(),
      size: z.int().optional(),
      paged: z.boolean(),
    }),
  }),
  /** All sections of a suite. */
  z.object({
    type: z.literal('sections'),
    n: z.int(),
    suiteId: z.int().nullable(),
    sections: z.array(z.object({ id: z.int(), name: z.string(), parentId: z.int().nullable() })),
  }),
  /** An attachment: what it is, or why it cannot be read. */
  z.object({
    type: z.literal('attachment'),
    n: z.int(),
    id: z.string(),
    kept: z.union([z.object({ bytes: z.int(), sha256: z.string() }), z.object({ error: z.string() })]),
  }),
  /** What was read of a suite up to here contradicts itself: who reads it again asks for all of it. */
  z.object({ type: z.literal('unsettled'), n: z.int(), suiteId: z.int().nullable(), reason: z.string() }),
  /** All that `of` names was read: what a run was told to read, in words of whoever keeps the journal. */
  z.object({ type: z.literal('complete'), at: z.string(), of: z.string().optional() }),
]);

export type Entry = z.infer<typeof entrySchema>;
export type OpenedEntry = Extract<Entry, { type: 'opened' }>;
export type PageEntry = Extract<Entry, { type: 'page' }>;

export const attachmentKey = (n: number, id: string): string => `${n}/${id}`;

export const sectionsKey = (n: number, suiteId: number | null): string => `${n}/${suiteId}`;

export const pageKey = (n: number, { suiteId, offset, limit }: PageAsked): string =>
  `${n}/${suiteId}/${offset}+${limit}`;
