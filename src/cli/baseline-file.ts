import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import {
  BASELINE_VERSION,
  KINDS,
  SIDES,
  type AcceptedDifference,
  type Baseline,
  type StartEvent,
} from '../compare/index.js';
import type { ComparedWith } from './compared-with.js';
import { UsageError } from './usage-error.js';

const side = z.object({ url: z.string(), projectId: z.int() });
const id = z.int().positive().nullable();

const schema = z.object({
  version: z.int(),
  left: side,
  right: side,
  comparedWith: z.record(z.string(), z.string()).optional(),
  accepted: z.array(
    z.object({
      kind: z.enum(KINDS as [string, ...string[]]),
      left: id,
      right: id,
      title: z.string(),
      says: z.string(),
      note: z.string().optional(),
    }),
  ),
});

/**
 * Differences that were accepted before.
 *
 * @param mayBeNew whether it is to be written, and so need not be there
 * @throws UsageError when it cannot be read, or is none
 */
export function readBaseline(file: string, mayBeNew: boolean): Baseline | undefined {
  if (!existsSync(file)) {
    if (mayBeNew) return undefined;
    throw new UsageError(`--baseline ${file}: there is none; write it with --update-baseline`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UsageError(`--baseline ${file} is no baseline: it holds no JSON`);
    throw new UsageError(`--baseline ${file} cannot be read: ${(error as Error).message}`);
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw new UsageError(`--baseline ${file} is no baseline of raildiff`);
  if (result.data.version > BASELINE_VERSION)
    throw new UsageError(`--baseline ${file} was written by a newer raildiff; use that one`);
  return result.data as Baseline;
}

/** A baseline is of two projects: against others all of it would be gone. @throws UsageError */
export function checkBaseline(file: string, baseline: Baseline, projects: Baseline | StartEvent): void {
  for (const each of SIDES) {
    const { url, projectId } = projects[each];
    if (baseline[each].url !== url || baseline[each].projectId !== projectId)
      throw new UsageError(
        `--baseline ${file} is of project ${baseline[each].projectId} of ${baseline[each].url} on the ${each}, not of project ${projectId} of ${url}; name another file`,
      );
  }
}

/** Writes all that a run found, one difference a line, so that a review can be read as a change of the file. */
export function writeBaseline(
  file: string,
  start: StartEvent,
  comparedWith: ComparedWith,
  accepted: readonly AcceptedDifference[],
): void {
  const of = ({ url, projectId }: { url: string; projectId: number }) => JSON.stringify({ url, projectId });
  const lines = accepted.map((each) => `    ${JSON.stringify(each)}`).join(',\n');
  const text = `{
  "version": ${BASELINE_VERSION},
  "left": ${of(start.left)},
  "right": ${of(start.right)},
  "comparedWith": ${JSON.stringify(comparedWith)},
  "accepted": [${lines === '' ? '' : `\n${lines}\n  `}]
}
`;
  const part = `${file}.part`;
  writeFileSync(part, text);
  renameSync(part, file);
}
