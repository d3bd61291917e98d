import { map, type Observable, type Observer } from 'rxjs';
import { apiUrl, normaliseBaseUrl } from './addresses.js';
import { attachmentsOver, type AttachmentClient } from './attachments.js';
import { isDeeperThan, MAX_DEPTH } from './depth.js';
import { HttpClient, type HttpOptions } from './http.js';
import { directoryOver, type DirectoryClient } from './lookups.js';
import { check, MAX_PAGE, readPage, ShapeError, type Page, type PageOf } from './page.js';
import { silentLogger } from './logger.js';
import type { PageAsked } from './project-record.js';
import { proxyFor, type ProxySetting } from './proxy.js';
import {
  caseSchema,
  isUsualCase,
  isUsualSection,
  projectSchema,
  sectionSchema,
  suiteSchema,
  type TestRailCase,
  type TestRailProject,
  type TestRailSection,
  type TestRailSuite,
} from './schemas.js';
import { concealNothing, type Conceal } from './secrets.js';
import { serverClock, type ServerClock } from './server-clock.js';
import { shaped } from './shape.js';
import type { OnWire } from './transport.js';
import { trustedWith } from './trust.js';

export interface ClientOptions extends Omit<HttpOptions, 'proxy' | 'trusted'> {
  url: string;
  /** The address of a proxy, or false for none. Defaults to what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say. */
  proxy?: ProxySetting;
  /** Certificates that are trusted as well, PEM. */
  ca?: string;
  /** The longest attachment that is read, bytes. Defaults to 256 MiB. */
  maxAttachmentBytes?: number;
  /** Told, once each, what is odd about the server and was dealt with: a line for a person. */
  noticed?: (text: string) => void;
}

/** Told when a request is written to a connected socket. */
export type Written = Partial<Observer<OnWire>>;

export interface PageRequest extends PageAsked {
  projectId: number;
  /** UNIX seconds: only cases that were changed after it. */
  updatedAfter?: number;
}

/** A page of a suite's sections. */
export interface SectionsRequest {
  projectId: number;
  /** Null for the only suite of an old single-suite server, which has no id. */
  suiteId: number | null;
  offset: number;
}

/**
 * The methods of TestRail's API v2 that a comparison needs. Each answer is checked before it is handed on.
 * Every Observable is cold: one subscription is one request, unsubscribing aborts it.
 */
export interface TestRailClient {
  /** The normalised base URL. */
  readonly url: string;
  project(projectId: number, written?: Written): Observable<TestRailProject>;
  suites(projectId: number, offset: number, written?: Written): Observable<Page<TestRailSuite>>;
  cases(page: PageRequest, written?: Written): Observable<Page<TestRailCase>>;
  sections(asked: SectionsRequest, written?: Written): Observable<Page<TestRailSection>>;
  /** Without it the names of ids are not known. */
  lookup?: DirectoryClient['lookup'];
  /** Without it attachments cannot be verified. */
  attachment?: AttachmentClient['attachment'];
  /** Without it nothing can be asked for by the time when it was changed. */
  readonly clock?: ServerClock;
  close(): void;
}

/** A client that speaks HTTP: it also tells what the instance holds and what the account may read. */
export type HttpTestRailClient = TestRailClient & DirectoryClient & AttachmentClient;

/**
 * @throws AddressError when `url` is no http or https address, or the proxy's is none
 * @throws CertificateError when `ca` holds no certificate
 */
export function createClient(options: ClientOptions): HttpTestRailClient {
  const url = normaliseBaseUrl(options.url);
  const clock = serverClock();
  const http = new HttpClient({
    ...options,
    proxy: proxyFor(url, options.proxy),
    trusted: trustedWith(options.ca),
    heard: (answer) => {
      // What a proxy answers in the server's place has another clock.
      if (answer.status === 200) clock.heard(answer.date);
      options.heard?.(answer);
    },
  });
  const { conceal } = http;
  const elsewhere = noticeOfHosts(url, options);
  return {
    url,
    clock,
    ...directoryOver(http, url),
    ...attachmentsOver(http, url, options.maxAttachmentBytes),
    project: (projectId, written) => {
      const address = apiUrl(url, `get_project/${projectId}`);
      return http
        .get(address, written)
        .pipe(map(shaped(address, conceal, (body) => check(projectSchema, body))));
    },
    suites: (projectId, offset, written) => {
      const address = apiUrl(url, `get_suites/${projectId}`, { offset: offset || undefined });
      const asked = { offset, limit: MAX_PAGE, elsewhere };
      return http
        .get(address, written)
        .pipe(map(shaped(address, conceal, (body) => readPage(body, 'suites', suiteSchema, asked))));
    },
    cases: ({ projectId, suiteId, offset, limit, updatedAfter }, written) => {
      const address = apiUrl(url, `get_cases/${projectId}`, {
        suite_id: suiteId ?? undefined,
        updated_after: updatedAfter,
        limit,
        offset,
      });
      const asked = { offset, limit, elsewhere };
      return http.get(address, written).pipe(map((body) => readCases(address, body, asked, conceal)));
    },
    sections: ({ projectId, suiteId, offset }, written) => {
      const address = apiUrl(url, `get_sections/${projectId}`, {
        suite_id: suiteId ?? undefined,
        offset: offset || undefined,
      });
      const asked = { offset, limit: MAX_PAGE, elsewhere };
      return http
        .get(address, written)
        .pipe(
          map(
            shaped(address, conceal, (body) =>
              readPage(body, 'sections', sectionSchema, asked, isUsualSection),
            ),
          ),
        );
    },
    close: () => http.close(),
  };
}

/** Says of each other host that pages are said to go on at, once, that nothing is asked there. */
function noticeOfHosts(
  url: string,
  { logger = silentLogger, noticed = () => {} }: ClientOptions,
): (host: string) => void {
  const known = new Set([new URL(url).host]);
  return (host) => {
    if (known.has(host)) return;
    known.add(host);
    const text = `${url} says that its pages go on at ${host}; the offset alone is taken from that, and no other host is asked`;
    logger.warn(text);
    noticed(text);
  };
}

/** A page of cases. @throws TestRailError where its shape is wrong */
export const readCases = (
  url: string,
  body: unknown,
  asked: PageOf,
  conceal: Conceal = concealNothing,
): Page<TestRailCase> =>
  shaped(url, conceal, (answer) => {
    const page = readPage(answer, 'cases', caseSchema, asked, isUsualCase);
    const deep = page.items.find((item) => isDeeperThan(item, MAX_DEPTH));
    if (deep) throw new ShapeError(`case ${deep.id}: nested more than ${MAX_DEPTH} levels deep`, true);
    return page;
  })(body);
