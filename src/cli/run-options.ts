import type { ScopeRules } from '../compare/index.js';
import type { CompareOptions } from '../pipeline/index.js';
import { readCaseMap } from './case-map.js';
import type { CompareFlags } from './flags.js';
import { readValueMap } from './value-map.js';

export type Comparing = Pick<CompareOptions, 'left' | 'right' | 'spentMs'>;

/** What the pipeline is told of the flags. @throws UsageError when a file that they name cannot be read */
export async function optionsOf(sides: Comparing, flags: CompareFlags): Promise<CompareOptions> {
  const { timeout, attempts, strict, deadline, matchBy, sections, names, normalize } = flags;
  const { verifyAttachments, recheck } = flags;
  const { fields, ignoreFields, fieldMap, suiteMap, similarity } = flags;
  const scope = scopeOf(flags);
  return {
    ...sides,
    timeoutMs: timeout,
    attempts,
    strict,
    deadlineMs: deadline,
    matchBy,
    sections,
    names,
    recheck,
    normalize,
    verifyAttachments,
    map: flags.map === undefined ? undefined : await readCaseMap(flags.map),
    fields,
    ignoreFields,
    fieldMap,
    suiteMap,
    similarity,
    ...(scope && { scope }),
    valueMap: flags.valueMap === undefined ? undefined : await readValueMap(flags.valueMap),
  };
}

/** What is told of, where that is not all. The demo has no such options. */
function scopeOf({ section = [], filter = [], updatedSince }: Partial<CompareFlags>): ScopeRules | undefined {
  if (section.length === 0 && filter.length === 0 && updatedSince === undefined) return undefined;
  return { sections: section, where: filter, ...(updatedSince !== undefined && { updatedSince }) };
}
