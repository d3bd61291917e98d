import { LOOKUPS, TestRailError, type LookupName, type LookupScope } from '../../testrail/index.js';
import type { Directory } from '../open-directory.js';
import { good, type Check } from './check.js';

/** What is lost without a look-up. */
const WITHOUT: Record<LookupName, { what: string; without: string }> = {
  priorities: { what: 'priorities', without: 'priorities are shown by number' },
  caseTypes: { what: 'case types', without: 'types are shown by number' },
  caseFields: {
    what: 'case fields',
    without: 'custom fields are shown by API name, their options by number',
  },
  templates: { what: 'templates', without: 'templates are shown by number' },
  users: { what: 'users', without: 'users are shown by number' },
  milestones: { what: 'milestones', without: 'milestones are shown by number' },
  sections: { what: 'sections', without: 'cases have no section path' },
  sharedSteps: { what: 'shared steps', without: 'shared steps are compared by number' },
};

const NAMES = Object.keys(LOOKUPS) as LookupName[];

/** What the account may read of the instance as a whole. */
export const instanceRights = (directory: Directory): Promise<Check[]> =>
  lookups(
    directory,
    NAMES.filter((name) => LOOKUPS[name].of === 'instance'),
    { projectId: 0, suiteId: null },
    '',
  );

/** What the account may read of a project: itself, its suites and cases, and what gives ids their names. */
export async function projectRights(directory: Directory, projectId: number): Promise<Check[]> {
  const what = `project ${projectId}`;
  try {
    const project = await directory.ask(what, (client) => client.project(projectId));
    const suites = await directory.suites(projectId);
    const scope = { projectId, suiteId: suites[0]?.id ?? null };
    const opened = good(what, `${JSON.stringify(project.name)}, ${suites.length} suites`);
    if (suites.length === 0 && project.suite_mode !== 1) return [opened];
    const cases = await tried(`cases of ${what}`, 'nothing can be compared', async () => {
      await directory.ask(`${what}/cases`, (client) => client.cases({ ...scope, offset: 0, limit: 1 }));
      return 'can be read';
    });
    const names = NAMES.filter((name) => LOOKUPS[name].of !== 'instance');
    return [opened, cases, ...(await lookups(directory, names, scope, ` of ${what}`))];
  } catch (error) {
    return [failed(what, 'it cannot be compared', error)];
  }
}

const lookups = (
  directory: Directory,
  names: readonly LookupName[],
  scope: LookupScope,
  of: string,
): Promise<Check[]> =>
  Promise.all(
    names.map((name) => {
      const { what, without } = WITHOUT[name];
      return tried(`${what}${of}`, without, async () => {
        const page = await directory.ask(`${scope.projectId}/${name}`, (client) =>
          client.lookup(name, scope),
        );
        return `${page.items.length}${page.next === null ? '' : ' and more'} can be read`;
      });
    }),
  );

async function tried(what: string, without: string, look: () => Promise<string>): Promise<Check> {
  try {
    return good(what, await look());
  } catch (error) {
    return failed(what, without, error);
  }
}

function failed(what: string, without: string, error: unknown): Check {
  if (!(error instanceof TestRailError)) throw error;
  return { what, level: 'missing', found: `${error.message}; ${without}`, mend: mendOf(error) };
}

function mendOf({ status, mend }: TestRailError): string | undefined {
  if (status === 403) return 'have an administrator give the role of the account the right to view it';
  if (status === 404) return 'the server is too old to know it; without it the comparison runs all the same';
  if (status === 400) return 'check the id with raildiff projects';
  return mend ?? 'try again later';
}
