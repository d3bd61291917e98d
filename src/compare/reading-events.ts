/** The events about reading: what is compared, and the pages. */
import type { Opened, PageLost, PageRead } from './arrivals.js';
import { schemaDifferences } from './schema-differences.js';
import { EVENT_FORMAT_VERSION, type PageEvent, type StartEvent, type StartSide } from './events.js';

/** @param fieldMap fields that are called otherwise on the right */
export function startEvent(
  left: Opened,
  right: Opened,
  options: Record<string, unknown>,
  fieldMap?: ReadonlyMap<string, string>,
): StartEvent {
  const schema = schemaDifferences(left.catalogue, right.catalogue, fieldMap);
  const namesMissing = [left, right].flatMap(({ side, catalogue }) =>
    (catalogue?.missing ?? []).map(({ lookup, why }) => ({ side, lookup, why })),
  );
  return {
    type: 'start',
    version: EVENT_FORMAT_VERSION,
    left: startSide(left),
    right: startSide(right),
    options,
    ...(schema.length > 0 && { schema }),
    ...(namesMissing.length > 0 && { namesMissing }),
  };
}

const startSide = ({ url, projectId, name, suites, leftOut, snapshot }: Opened): StartSide => ({
  url,
  projectId,
  name,
  suites: suites.map(({ id, name: suiteName }) => ({ id, name: suiteName })),
  ...(leftOut && leftOut.length > 0 ? { leftOut } : {}),
  ...(snapshot && { snapshot }),
});

export const pageEvent = (page: PageRead | PageLost, suiteId: number | null, cases: number): PageEvent => ({
  type: 'page',
  side: page.side,
  suiteId,
  offset: page.offset,
  limit: page.limit,
  cases,
  attempts: page.attempts ?? 1,
  ms: page.ms ?? 0,
});
