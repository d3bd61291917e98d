import { catchError, expand, EMPTY, forkJoin, map, of, reduce, shareReplay, type Observable } from 'rxjs';
import type { Catalogue, MissingNames, NamedIds } from '../compare/index.js';
import {
  fieldDefinitions,
  LOOKUPS,
  TestRailError,
  type DirectoryClient,
  type LookupName,
  type Page,
  type Written,
} from '../testrail/index.js';
import { isAuth, isPermanent, messageOf } from './failure.js';

/** Asks through the gate, with retries. The method, and the offset of a page, name the request in the log. */
export type AskDirectory = <T>(
  method: string,
  request: (written: Written) => Observable<T>,
  offset: number,
) => Observable<T>;

type Records = readonly { id: number; [field: string]: unknown }[];
type Answer = { records: Records } | { missing: MissingNames };

/** What each look-up gives names to. */
const NAMES: Partial<Record<LookupName, NamedIds>> = {
  priorities: 'priority_id',
  caseTypes: 'type_id',
  templates: 'template_id',
  users: 'user',
  milestones: 'milestone',
};

/** Those that are the same for all projects of an instance. */
const INSTANCE_WIDE: LookupName[] = ['priorities', 'caseTypes', 'caseFields'];
const OF_PROJECT: LookupName[] = ['templates', 'users', 'milestones', 'sharedSteps'];

/**
 * The look-ups of one instance: what is the same for all its projects is asked once. A look-up that fails, or that the
 * account may not read, never fails the run: it is told with the reason. Only refused credentials do.
 */
export class LookUps {
  private shared: Observable<Map<LookupName, Answer>> | undefined;

  constructor(private readonly lookup: DirectoryClient['lookup']) {}

  /** What the ids of a project mean, asked for in the name of whoever wants to know. */
  of(projectId: number, ask: AskDirectory): Observable<Catalogue> {
    this.shared ??= this.answers(INSTANCE_WIDE, projectId, ask).pipe(
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    return forkJoin([this.shared, this.answers(OF_PROJECT, projectId, ask)]).pipe(
      map(([shared, own]) => catalogueOf(new Map([...shared, ...own]), projectId)),
    );
  }

  private answers(
    names: readonly LookupName[],
    projectId: number,
    ask: AskDirectory,
  ): Observable<Map<LookupName, Answer>> {
    return forkJoin(names.map((name) => this.answer(name, projectId, ask))).pipe(
      map((answers) => new Map(answers.map((answer, n) => [names[n]!, answer]))),
    );
  }

  private answer(name: LookupName, projectId: number, ask: AskDirectory): Observable<Answer> {
    const page = (offset: number): Observable<Page<{ id: number }>> =>
      ask(
        LOOKUPS[name].method,
        (written) => this.lookup(name, { projectId, suiteId: null, offset }, written),
        offset,
      );
    return page(0).pipe(
      expand(({ next }) => (next === null ? EMPTY : page(next))),
      reduce((records: Records, { items }) => [...records, ...(items as Records)], []),
      map((records): Answer => ({ records })),
      catchError((error: unknown) => {
        if (isAuth(error) && !isForbidden(error)) throw error;
        return of<Answer>({ missing: missingOf(name, projectId, error) });
      }),
    );
  }
}

/** The account may read the project, and not this of it. */
const isForbidden = (error: unknown): boolean => error instanceof TestRailError && error.status === 403;

const missingOf = (name: LookupName, projectId: number, error: unknown): MissingNames => ({
  lookup: LOOKUPS[name].of === 'instance' ? LOOKUPS[name].method : `${LOOKUPS[name].method}/${projectId}`,
  why: isForbidden(error) ? 'the account may not read it: ask for that right' : messageOf(error),
  ...(isPermanent(error) && { settled: true }),
});

function catalogueOf(answers: ReadonlyMap<LookupName, Answer>, projectId: number): Catalogue {
  const names: Catalogue['names'] = {};
  const missing: MissingNames[] = [];
  let fields: Catalogue['fields'];
  let sharedSteps: Catalogue['sharedSteps'];
  for (const [lookup, answer] of answers) {
    if ('missing' in answer) {
      missing.push(answer.missing);
      continue;
    }
    const ids = NAMES[lookup];
    if (ids) names[ids] = new Map(answer.records.map(({ id, name }) => [id, String(name)]));
    if (lookup === 'caseFields') fields = fieldDefinitions(answer.records, projectId);
    if (lookup === 'sharedSteps')
      sharedSteps = new Map(answer.records.map((record) => [record.id, stepsOf(record)]));
  }
  return { names, fields, ...(sharedSteps && { sharedSteps }), missing };
}

const stepsOf = ({ custom_steps_separated: steps }: Records[number]): object[] =>
  Array.isArray(steps) ? steps.filter((step) => typeof step === 'object' && step !== null) : [];
