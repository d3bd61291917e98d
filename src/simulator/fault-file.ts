import { z } from 'zod';
import type { Fault } from './http/faults.js';
import type { ScheduledEdit } from './http/scheduled-edits.js';

/** What a file of faults tells: faults, and as entries of the kind `edit` the edits of the data. */
export interface FaultFile {
  faults: Fault[];
  edits: ScheduledEdit[];
}

const count = z.int().nonnegative();
const ms = z.number().nonnegative();
const status = z.int().min(200).max(599).optional();
const body = z.string().optional();

const trigger = {
  match: z
    .strictObject({
      method: z.string().optional(),
      projectId: count.optional(),
      suiteId: count.optional(),
      id: z.string().optional(),
      offset: count.optional(),
      offsetFrom: count.optional(),
      holds: count.optional(),
      limitAbove: count.optional(),
    })
    .optional(),
  times: count.optional(),
  probability: z.number().min(0).max(1).optional(),
  afterRequests: count.optional(),
};

/** A fault of one kind has the fields of its kind and no others: one that would be ignored is an error. */
const fault = <K extends Fault['kind'], S extends z.ZodRawShape>(kind: K, fields: S) =>
  z.strictObject({ kind: z.literal(kind), ...trigger, delayMs: ms.optional(), ...fields });

const at = z.enum(['beforeHeaders', 'inHeaders', 'afterHeaders', 'inBody']);
const caseFields = z.record(z.string(), z.unknown());
const caseAt = z.union([z.strictObject({ index: z.int() }), z.strictObject({ id: count })], {
  error: 'it is {"index": …} or {"id": …}',
});

const edit = z
  .strictObject({
    kind: z.literal('edit'),
    ...trigger,
    suiteId: count,
    remove: caseAt.optional(),
    insert: z.strictObject({ index: z.int(), case: caseFields.optional() }).optional(),
    update: z
      .union(
        [
          z.strictObject({ index: z.int(), fields: caseFields }),
          z.strictObject({ id: count, fields: caseFields }),
        ],
        { error: 'it is {"index": …, "fields": …} or {"id": …, "fields": …}' },
      )
      .optional(),
    move: z
      .union(
        [
          z.strictObject({ index: z.int(), to: count.optional(), at: z.int() }),
          z.strictObject({ id: count, to: count.optional(), at: z.int() }),
        ],
        { error: 'it is {"index": …, "at": …} or {"id": …, "at": …}, and "to" for another suite' },
      )
      .optional(),
    removeSuite: z.boolean().optional(),
  })
  .refine((one) => one.remove || one.insert || one.update || one.move || one.removeSuite, {
    error: 'an edit has remove, insert, update, move or removeSuite',
  });

const entry = z.discriminatedUnion('kind', [
  fault('status', { status, body, retryAfter: z.string().optional() }),
  fault('redirect', { status, body, location: z.string().optional() }),
  fault('html', { status, body }),
  fault('invalidJson', { status, body }),
  fault('wrongShape', { status, body }),
  fault('slow', {}),
  fault('next', {
    next: z.strictObject({
      origin: z.string().optional(),
      offset: z.union([count, z.enum(['same', 'none'])]).optional(),
    }),
  }),
  fault('record', {
    record: z.strictObject({
      set: caseFields.optional(),
      unset: z.array(z.string()).optional(),
      members: z.string().optional(),
      bloat: count.optional(),
      copy: z.boolean().optional(),
    }),
  }),
  fault('trailing', { body }),
  fault('reset', { at: at.optional() }),
  fault('hang', { at: at.exclude(['inHeaders']).optional() }),
  fault('truncate', {}),
  fault('wrongLength', { bytes: z.int().optional() }),
  fault('drip', { bytes: z.int().positive().optional(), everyMs: ms.optional() }),
  fault('down', { forMs: ms.optional() }),
  edit,
]);

/**
 * Reads a file of faults: a JSON list.
 *
 * @throws Error of one line that names the place of what is wrong
 */
export function parseFaults(text: string): FaultFile {
  const result = z.array(entry).safeParse(JSON.parse(text));
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new Error(`${issue.path.join('.') || 'it'}: ${issue.message}`);
  }
  const faults: Fault[] = [];
  const edits: ScheduledEdit[] = [];
  for (const one of result.data) {
    if (one.kind === 'edit') edits.push(one as ScheduledEdit);
    else faults.push(one);
  }
  return { faults, edits };
}
