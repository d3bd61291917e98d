import type { CaseJson } from '../world/types.js';
import type { ApiCall } from './api-call.js';
import { ApiError } from './api-error.js';

/** Whether a filter lets a case through. */
type Keep = (one: CaseJson) => boolean;

const ID_LISTS = [
  'section_id',
  'created_by',
  'updated_by',
  'milestone_id',
  'priority_id',
  'template_id',
  'type_id',
] as const;

/** UNIX seconds. The moment itself is neither before nor after. */
const MOMENTS = [
  ['created_after', 'created_on', 1],
  ['created_before', 'created_on', -1],
  ['updated_after', 'updated_on', 1],
  ['updated_before', 'updated_on', -1],
] as const;

/**
 * All filters of a `get_cases` as one; undefined where there is none. Those that TestRail does not know are ignored, as
 * it ignores them: `custom_…` among them.
 *
 * @throws ApiError 400 where an id or a time is no number
 */
export function caseFilter({ filters }: ApiCall): Keep | undefined {
  const keeps: Keep[] = [];
  for (const name of ID_LISTS) {
    const text = filters.get(name);
    if (text === undefined) continue;
    const ids = new Set(text.split(',').map((id) => numberOf(id.trim(), name, 'ID')));
    keeps.push((one) => ids.has(one[name] as number));
  }
  for (const [name, field, sign] of MOMENTS) {
    const text = filters.get(name);
    if (text === undefined) continue;
    const moment = numberOf(text.trim(), name, 'integer');
    keeps.push((one) => sign * (one[field] - moment) > 0);
  }
  const ref = filters.get('refs');
  if (ref !== undefined) keeps.push(({ refs }) => (refs ?? '').split(',').some((own) => own.trim() === ref));
  const part = filters.get('filter')?.toLowerCase();
  if (part !== undefined) keeps.push(({ title }) => title.toLowerCase().includes(part));
  return keeps.length === 0 ? undefined : (one) => keeps.every((keep) => keep(one));
}

function numberOf(text: string, name: string, what: 'ID' | 'integer'): number {
  if (!/^\d{1,15}$/.test(text)) throw new ApiError(400, `Field :${name} is not a valid ${what}.`);
  return Number(text);
}
