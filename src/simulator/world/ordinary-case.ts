import type { CaseJson } from './types.js';

interface Setting {
  suiteId: number;
  index: number;
  /** When it was made and changed last, UNIX seconds. */
  at: number;
}

/** A case in which nothing is remarkable but what is given. */
export const ordinaryCase = (
  { id, ...given }: Partial<CaseJson> & { id: number },
  { suiteId, index, at }: Setting,
): CaseJson => ({
  id,
  title: `Case ${id}`,
  section_id: suiteId * 10 + 1,
  template_id: 1,
  type_id: 6,
  priority_id: 2,
  milestone_id: null,
  refs: null,
  created_by: 1,
  created_on: at,
  updated_by: 1,
  updated_on: at,
  estimate: null,
  estimate_forecast: null,
  suite_id: suiteId,
  display_order: index + 1,
  is_deleted: 0,
  labels: [],
  ...given,
});
