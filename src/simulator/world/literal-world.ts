import { literalAttachments, type LiteralAttachments } from './attachments.js';
import { ordinaryCase } from './ordinary-case.js';
import { milestoneOf, sharedStepOf, type MilestoneJson, type SharedStepJson } from './project-records.js';
import type { CaseJson, SectionJson, SimProject, SimSuite, SuiteFields, World } from './types.js';

/** 2024-01-01 in UNIX seconds. */
const LONG_AGO = 1_704_067_200;

/** A suite given literally; what is left out gets an ordinary value. */
export interface LiteralSuite extends Partial<SuiteFields> {
  id: number;
  cases?: Partial<CaseJson>[];
  /** Defaults to one section for each `section_id` that a case names. */
  sections?: Partial<SectionJson>[];
}

/** A project given literally. */
export interface LiteralProject {
  id: number;
  name?: string;
  /** Defaults to 3, multiple suites. */
  suite_mode?: 1 | 2 | 3;
  /** Defaults to false. */
  is_completed?: boolean;
  suites?: LiteralSuite[];
  milestones?: Partial<MilestoneJson>[];
  shared_steps?: Partial<SharedStepJson>[];
  /** Cases of an old single-suite server: no suite is listed for them. Their `suite_id` defaults to null. */
  cases?: Partial<CaseJson>[];
}

/**
 * A world of literal data, for tests.
 *
 * A case without `id` gets the next free one of its project (project id × 100,000 + 1, + 2, …), one without title
 * `Case {id}`; fields given as null stay null.
 *
 * @param attachments what `get_attachment` answers, by id
 */
export function worldOf(projects: LiteralProject[], attachments: LiteralAttachments = {}): World {
  return {
    projects: new Map(projects.map((project) => [project.id, projectOf(project)])),
    attachments: literalAttachments(attachments),
  };
}

function projectOf(literal: LiteralProject): SimProject {
  const all = [...(literal.suites ?? []).flatMap((suite) => suite.cases ?? []), ...(literal.cases ?? [])];
  const taken = new Set(all.map((given) => given.id));
  let last = literal.id * 100_000;
  const nextId = (): number => {
    do last++;
    while (taken.has(last));
    return last;
  };
  const suites = (literal.suites ?? []).map((suite, n) => suiteOf(suite, literal, n, nextId));
  const project: SimProject = {
    id: literal.id,
    name: literal.name ?? `Project ${literal.id}`,
    suite_mode: literal.suite_mode ?? 3,
    is_completed: literal.is_completed ?? false,
    milestones: (literal.milestones ?? []).map((given, n) => milestoneOf(given, literal.id, n)),
    shared_steps: (literal.shared_steps ?? []).map((given, n) => sharedStepOf(given, literal.id, n)),
    suites,
  };
  if (literal.cases) {
    // The suite's own id is never seen: its cases say null, or what they were given.
    const cases = literal.cases.map((given) => ({ suite_id: null, ...given }));
    project.unlisted = suiteOf({ id: literal.id, cases }, literal, 0, nextId);
  }
  return project;
}

function suiteOf(literal: LiteralSuite, project: LiteralProject, n: number, nextId: () => number): SimSuite {
  const { cases: given = [], sections: givenSections, ...fields } = literal;
  const cases = given.map((one, index) =>
    ordinaryCase({ ...one, id: one.id ?? nextId() }, { suiteId: literal.id, index, at: LONG_AGO }),
  );
  const sectionIds = [...new Set(cases.flatMap((one) => (one.section_id === null ? [] : [one.section_id])))];
  const sections = (givenSections ?? sectionIds.map((id) => ({ id }))).map((section, index) =>
    sectionOf(section, literal.id, index),
  );
  return {
    name: `Suite ${literal.id}`,
    description: null,
    // With baselines the first suite is the master unless said otherwise.
    is_master: project.suite_mode === 1 || (project.suite_mode === 2 && n === 0),
    is_baseline: project.suite_mode === 2 && n > 0,
    is_completed: false,
    completed_on: null,
    ...fields,
    length: cases.length,
    caseAt: (index) => cases[index],
    find: (id) => cases.find((one) => one.id === id),
    indexOf: (id) => cases.findIndex((one) => one.id === id),
    sections: () => sections,
  };
}

function sectionOf(given: Partial<SectionJson>, suiteId: number, index: number): SectionJson {
  const id = given.id ?? suiteId * 10 + 1 + index;
  return {
    id,
    suite_id: suiteId,
    name: `Section ${index + 1}`,
    description: null,
    parent_id: null,
    display_order: index + 1,
    depth: 0,
    ...given,
  };
}
