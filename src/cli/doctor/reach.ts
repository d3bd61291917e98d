import { tap } from 'rxjs';
import { TestRailError, type ListedProject } from '../../testrail/index.js';
import type { Directory } from '../open-directory.js';
import { good, type Check } from './check.js';

/** Whether the API answers, and what it was asked first for: the projects. */
export interface Reached {
  checks: Check[];
  /** Undefined where nothing more can be asked. */
  projects?: ListedProject[];
}

/** Address, TLS, redirects, credentials and version, by one list that every account may read. */
export async function reach(directory: Directory): Promise<Reached> {
  try {
    let paged = true;
    const projects = await directory.list('projects', (client, offset) =>
      client.projects(offset).pipe(tap((page) => (paged = page.paged))),
    );
    return {
      projects,
      checks: [
        addressCheck(directory.instance.url),
        good('credentials', 'accepted'),
        projectsCheck(projects),
        versionCheck(paged),
      ],
    };
  } catch (error) {
    if (!(error instanceof TestRailError)) throw error;
    return { checks: refusalChecks(directory.instance.url, error) };
  }
}

/** It answered: for https that means that the certificate was verified. */
function addressCheck(url: string): Check {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return good('address', 'answers, its certificate is verified');
  if (/^(localhost|127\..*|\[::1\])$/.test(hostname)) return good('address', 'answers, on this machine');
  return {
    what: 'address',
    level: 'note',
    found: 'answers over http://, and credentials go unencrypted',
    mend: 'use https://, if the server has it',
  };
}

const projectsCheck = (projects: readonly ListedProject[]): Check =>
  projects.length > 0
    ? good('projects', `${projects.length} can be seen`)
    : {
        what: 'projects',
        level: 'missing',
        found: 'none can be seen',
        mend: 'have an administrator give the account access to the projects',
      };

const versionCheck = (paged: boolean): Check =>
  paged
    ? good('API version', 'paginated lists (TestRail 6.7 or later)')
    : {
        what: 'API version',
        level: 'note',
        found: 'bare arrays (before TestRail 6.7): each suite comes as one answer, whole',
        mend: 'give large suites time with --timeout 300',
      };

function refusalChecks(url: string, error: TestRailError): Check[] {
  const { status, message, mend } = error;
  if (status === 401)
    return [addressCheck(url), { what: 'credentials', level: 'missing', found: message, mend }];
  if (status === 403)
    return [
      addressCheck(url),
      good('credentials', 'accepted'),
      { what: 'projects', level: 'missing', found: message, mend },
    ];
  return [{ what: 'address', level: 'unreachable', found: message, mend: mend ?? 'try again later' }];
}
