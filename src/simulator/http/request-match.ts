import type { ApiCall } from './api-call.js';
import { PAGE_CAP } from './pages.js';

/** Which requests are meant; a field left out matches all. */
export interface RequestMatch {
  /** Name of the API method, such as `get_cases`. */
  method?: string;
  projectId?: number;
  suiteId?: number;
  /** Exactly this id, as it stands after the method: of an attachment. */
  id?: string;
  /** Exactly this offset; a request without one has 0. */
  offset?: number;
  /** This offset and all after it. */
  offsetFrom?: number;
  /** Only where the record at this index of the list is on the page that is asked for: a page is heavy that holds it. */
  holds?: number;
  /** Only where more than so many records are asked for; a request without a limit asks for 250. */
  limitAbove?: number;
}

export function matchesRequest(match: RequestMatch, call: ApiCall | undefined): boolean {
  const offset = Number(call?.filters.get('offset') ?? 0);
  const limit = Math.min(PAGE_CAP, Number(call?.filters.get('limit') ?? PAGE_CAP));
  const suite = call?.method === 'get_suite' ? call.id : call?.filters.get('suite_id');
  return (
    (match.method === undefined || match.method === call?.method) &&
    (match.projectId === undefined || String(match.projectId) === call?.id) &&
    (match.id === undefined || match.id === call?.id) &&
    (match.suiteId === undefined || String(match.suiteId) === suite) &&
    (match.offset === undefined || match.offset === offset) &&
    (match.offsetFrom === undefined || offset >= match.offsetFrom) &&
    (match.holds === undefined || (offset <= match.holds && match.holds < offset + limit)) &&
    (match.limitAbove === undefined || limit > match.limitAbove)
  );
}
