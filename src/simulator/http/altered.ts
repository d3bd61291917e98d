import type { ApiCall } from './api-call.js';
import type { Fault, NextLink, OtherRecord } from './faults.js';
import { nextLink } from './pages.js';

type Json = Record<string, unknown>;

const PROXY_COMMENT = '\n<!-- served by a proxy -->';

/** The text of the real answer, as a fault alters it. */
export function bodyText(body: unknown, call: ApiCall, fault: Fault | undefined): string {
  switch (fault?.kind) {
    case 'next':
      return JSON.stringify(withNext(body, call, fault.next ?? {}));
    case 'record':
      return withRecord(body, call, fault.record ?? {}, fault.match?.holds);
    case 'trailing':
      return JSON.stringify(body) + (fault.body ?? PROXY_COMMENT);
    default:
      return JSON.stringify(body);
  }
}

function withNext(body: unknown, call: ApiCall, { origin = '', offset }: NextLink): unknown {
  const { _links: links, offset: own, limit } = body as { _links?: Json; offset: number; limit: number };
  if (!links) return body;
  const at = offset === 'same' ? own : offset;
  let next = links['next'] as string | null;
  if (typeof at === 'number') next = nextLink(call, limit, at, 'path');
  if (at === 'none') next = next && next.replace(/&offset=\d+/, '');
  return { ...(body as Json), _links: { ...links, next: next && origin + next } };
}

/** As text, since a member called `__proto__` would not outlive an object. */
function withRecord(body: unknown, call: ApiCall, change: OtherRecord, holds: number | undefined): string {
  const list = recordsOf(body, call);
  const at = holds === undefined ? 0 : holds - Number(call.filters.get('offset') ?? 0);
  const record = list?.[at];
  if (!list || record === undefined) return JSON.stringify(body);
  const texts = list.map((one) => JSON.stringify(one));
  texts.splice(change.copy ? at + 1 : at, change.copy ? 0 : 1, alteredText(record as Json, change));
  const records = `[${texts.join(',')}]`;
  if (Array.isArray(body)) return records;
  const { [keyOf(call)]: _, ...envelope } = body as Json;
  return `${JSON.stringify(envelope).slice(0, -1)},"${keyOf(call)}":${records}}`;
}

function alteredText(record: Json, { set = {}, unset = [], members, bloat }: OtherRecord): string {
  const altered = { ...record, ...set };
  if (bloat !== undefined) altered['custom_preconds'] = 'x'.repeat(bloat);
  for (const name of unset) delete altered[name];
  const text = JSON.stringify(altered);
  return members === undefined ? text : `{${members}${text === '{}' ? '' : ','}${text.slice(1)}`;
}

/** `get_cases` answers `cases`. */
const keyOf = ({ method }: ApiCall): string => method.replace(/^get_/, '');

function recordsOf(body: unknown, call: ApiCall): unknown[] | undefined {
  const list = Array.isArray(body) ? body : (body as Json)[keyOf(call)];
  return Array.isArray(list) ? list : undefined;
}
