import type { Settings } from '../options.js';
import type { SimAttachment } from '../world/attachments.js';
import { STATUSES } from '../world/instance.js';
import type { SimProject, SimSuite } from '../world/types.js';
import type { ApiCall } from './api-call.js';
import { ApiError } from './api-error.js';
import { caseList } from './case-list.js';
import { listing, type Source } from './pages.js';

/** A body to answer with 200, and the number of cases in it: the latency is theirs. */
export interface Answer {
  body: unknown;
  cases: number;
  /** In the place of a body: a file. */
  file?: Exclude<SimAttachment, 'forbidden'>;
}

type Endpoint = (call: ApiCall, settings: Settings, url: string) => Answer;

const plain = (body: unknown): Answer => ({ body, cases: 0 });

const sourceOf = <T>(records: readonly T[]): Source<T> => ({
  length: records.length,
  slice: (from, to) => records.slice(from, to),
});

function projectOf(call: ApiCall, { world }: Settings): SimProject {
  const project = /^\d+$/.test(call.id) ? world.projects.get(Number(call.id)) : undefined;
  if (!project) throw new ApiError(400, 'Field :project_id is not a valid or accessible project.');
  return project;
}

/** The suites that a request is about. Only a single-suite project can do without `suite_id`. */
function suitesOf(call: ApiCall, project: SimProject): SimSuite[] {
  const id = call.filters.get('suite_id');
  if (id === undefined) {
    if (project.suite_mode !== 1) throw new ApiError(400, 'Field :suite_id is a required field.');
    return project.unlisted ? [...project.suites, project.unlisted] : project.suites;
  }
  const suite = project.suites.find((one) => String(one.id) === id);
  if (!suite) throw new ApiError(400, 'Field :suite_id is not a valid test suite.');
  return [suite];
}

const projectJson = ({ id, name, suite_mode, is_completed = false }: SimProject, url: string) => ({
  id,
  name,
  announcement: null,
  show_announcement: false,
  is_completed,
  completed_on: null,
  suite_mode,
  default_role_id: null,
  url: `${url}/index.php?/projects/overview/${id}`,
});

function suiteJson(suite: SimSuite, project: SimProject, url: string) {
  const { id, name, description, is_master, is_baseline, is_completed, completed_on } = suite;
  return {
    id,
    name,
    description,
    project_id: project.id,
    is_master,
    is_baseline,
    is_completed,
    completed_on,
    url: `${url}/index.php?/suites/view/${id}`,
  };
}

const ENDPOINTS = new Map<string, Endpoint>(
  Object.entries({
    get_project: (call, settings, url) => plain(projectJson(projectOf(call, settings), url)),
    get_projects: (call, settings, url) => {
      const projects = [...settings.world.projects.values()].map((project) => projectJson(project, url));
      return plain(listing('projects', sourceOf(projects), call, settings).body);
    },
    get_suites: (call, settings, url) => {
      const project = projectOf(call, settings);
      const suites = project.suites.map((suite) => suiteJson(suite, project, url));
      const style = { ...settings, paginated: settings.paginatedSuites };
      return plain(listing('suites', sourceOf(suites), call, style).body);
    },
    get_suite: (call, { world }, url) => {
      for (const project of world.projects.values()) {
        const suite = project.suites.find((one) => String(one.id) === call.id);
        if (suite) return plain(suiteJson(suite, project, url));
      }
      throw new ApiError(400, 'Field :suite_id is not a valid test suite.');
    },
    get_sections: (call, settings) => {
      const sections = suitesOf(call, projectOf(call, settings)).flatMap((suite) => suite.sections());
      return plain(listing('sections', sourceOf(sections), call, settings).body);
    },
    get_cases: (call, settings) => {
      const { body, records } = listing(
        'cases',
        caseList(suitesOf(call, projectOf(call, settings)), call),
        call,
        settings,
      );
      return { body, cases: records };
    },
    get_case: (call, { world }) => {
      for (const project of world.projects.values()) {
        for (const suite of project.unlisted ? [...project.suites, project.unlisted] : project.suites) {
          const one = suite.find(Number(call.id));
          if (one) return plain(one);
        }
      }
      throw new ApiError(400, 'Field :case_id is not a valid test case.');
    },
    get_attachment: ({ id }, { world }) => {
      const file = world.attachments?.(id);
      if (file === undefined) throw new ApiError(400, 'Field :attachment_id is not a valid attachment.');
      if (file === 'forbidden')
        throw new ApiError(403, 'You are not allowed to view attachments of this project.');
      return { body: undefined, cases: 0, file };
    },
    get_milestones: (call, settings) => {
      const { milestones = [] } = projectOf(call, settings);
      return plain(listing('milestones', sourceOf(milestones), call, settings).body);
    },
    get_shared_steps: (call, settings) => {
      const { shared_steps = [] } = projectOf(call, settings);
      return plain(listing('shared_steps', sourceOf(shared_steps), call, settings).body);
    },
    get_templates: (call, settings) => {
      projectOf(call, settings);
      return plain(settings.directory.templates);
    },
    get_priorities: (_, { directory }) => plain(directory.priorities),
    get_case_types: (_, { directory }) => plain(directory.caseTypes),
    get_case_fields: (_, { directory }) => plain(directory.caseFields),
    get_statuses: () => plain(STATUSES),
    get_users: (call, settings) => {
      // All users of the instance are for administrators; those of a project for everybody in it.
      if (call.id === '')
        throw new ApiError(403, 'You are not allowed to view users (requires administrator).');
      projectOf(call, settings);
      return plain(settings.directory.users);
    },
  } satisfies Record<string, Endpoint>),
);

/**
 * Answers an API call from the world.
 *
 * @param url the instance's base URL, for the links in the answer
 * @throws ApiError as TestRail refuses: unknown method, project, suite or case, or a missing filter
 */
export function answer(call: ApiCall, settings: Settings, url: string): Answer {
  const endpoint = ENDPOINTS.get(call.method);
  if (!endpoint) throw new ApiError(404, `Unknown method '${call.method}'`);
  return endpoint(call, settings, url);
}
