import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { apiUrl } from './addresses.js';
import type { Written } from './client.js';
import type { HttpClient } from './http.js';
import { MAX_PAGE, readPage, type Page } from './page.js';
import { projectSchema } from './schemas.js';
import { shaped } from './shape.js';

/** A project as a list of projects shows it. */
const listedProjectSchema = projectSchema.extend({
  is_completed: z.boolean().nullish().catch(undefined),
});
export type ListedProject = z.infer<typeof listedProjectSchema>;

/** What gives an id its name. Only that is demanded which a name needs. */
const named = <K extends string>(key: K) =>
  z.looseObject({ id: z.int().positive(), [key]: z.string() } as { id: z.ZodInt } & Record<K, z.ZodString>);

/** A list by which ids become names: how it is asked for, and what its records must hold. */
export interface Lookup {
  method: string;
  /** Name of the array in an envelope. */
  entity: string;
  /** What its address names: nothing, a project, or a project and one of its suites. */
  of: 'instance' | 'project' | 'suite';
  record: z.ZodType<{ id: number }>;
}

export const LOOKUPS = {
  priorities: {
    method: 'get_priorities',
    entity: 'priorities',
    of: 'instance',
    record: named('name'),
  },
  caseTypes: { method: 'get_case_types', entity: 'case_types', of: 'instance', record: named('name') },
  caseFields: {
    method: 'get_case_fields',
    entity: 'case_fields',
    of: 'instance',
    record: named('system_name'),
  },
  templates: { method: 'get_templates', entity: 'templates', of: 'project', record: named('name') },
  users: { method: 'get_users', entity: 'users', of: 'project', record: named('name') },
  milestones: { method: 'get_milestones', entity: 'milestones', of: 'project', record: named('name') },
  sections: { method: 'get_sections', entity: 'sections', of: 'suite', record: named('name') },
  sharedSteps: { method: 'get_shared_steps', entity: 'shared_steps', of: 'project', record: named('title') },
} as const satisfies Record<string, Lookup>;
export type LookupName = keyof typeof LOOKUPS;

/** What a look-up is of. */
export interface LookupScope {
  projectId: number;
  /** Null in single-suite mode, where an old server lists none. */
  suiteId: number | null;
  /** Of the page. Defaults to 0. */
  offset?: number;
}

/**
 * What an instance tells of itself. Every Observable is cold, as those of `TestRailClient`.
 *
 * Each fails with a TestRailError: 401 and 403 of what the account may not read, 404 of what the server does not know.
 */
export interface DirectoryClient {
  /** All projects of the instance that the account may see, page by page. */
  projects(offset: number, written?: Written): Observable<Page<ListedProject>>;
  /** A page of a look-up. */
  lookup(name: LookupName, scope: LookupScope, written?: Written): Observable<Page<{ id: number }>>;
}

export function directoryOver(http: HttpClient, url: string): DirectoryClient {
  const { conceal } = http;
  return {
    projects: (offset, written) => {
      const address = apiUrl(url, 'get_projects', { offset: offset || undefined });
      const asked = { offset, limit: MAX_PAGE };
      return http
        .get(address, written)
        .pipe(
          map(shaped(address, conceal, (body) => readPage(body, 'projects', listedProjectSchema, asked))),
        );
    },
    lookup: (name, scope, written) => {
      const lookup: Lookup = LOOKUPS[name];
      const address = addressOf(url, lookup, scope);
      const asked = { offset: scope.offset ?? 0, limit: MAX_PAGE };
      return http
        .get(address, written)
        .pipe(map(shaped(address, conceal, (body) => readPage(body, lookup.entity, lookup.record, asked))));
    },
  };
}

function addressOf(
  url: string,
  { method, of }: Lookup,
  { projectId, suiteId, offset = 0 }: LookupScope,
): string {
  if (of === 'instance') return apiUrl(url, method);
  const page = { offset: offset || undefined };
  const filters = of === 'suite' ? { suite_id: suiteId ?? undefined, ...page } : page;
  return apiUrl(url, `${method}/${projectId}`, filters);
}
