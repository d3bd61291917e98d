import type { AttachmentsOf } from './attachments.js';
import type { MilestoneJson, SharedStepJson } from './project-records.js';

/** A step of `custom_steps_separated`. */
export interface StepJson {
  content: string;
  expected: string;
  additional_info: string;
  refs: string;
}

/** What a case says, wherever it stands: no ids of its own, no dates. */
export interface CaseContent {
  title: string;
  template_id: number;
  type_id: number;
  priority_id: number;
  /** Comma list, or null. */
  refs: string | null;
  /** As TestRail writes durations: `1m 45s`, or null. */
  estimate: string | null;
  labels: { id: number; title: string }[];
  /** 1 where the case lies in the recycle bin; the API hands it out all the same. */
  is_deleted: 0 | 1;
  [custom: `custom_${string}`]: unknown;
}

/** A case as `get_cases` answers it. Times are UNIX seconds. */
export interface CaseJson extends CaseContent {
  id: number;
  section_id: number | null;
  milestone_id: number | null;
  created_by: number;
  created_on: number;
  updated_by: number;
  updated_on: number;
  estimate_forecast: string | null;
  suite_id: number | null;
  display_order: number;
}

/** A section as `get_sections` answers it. */
export interface SectionJson {
  id: number;
  suite_id: number | null;
  name: string;
  description: string | null;
  parent_id: number | null;
  display_order: number;
  depth: number;
}

/** A suite's own fields; `project_id` and `url` are added where it is answered. */
export interface SuiteFields {
  id: number;
  name: string;
  description: string | null;
  is_master: boolean;
  is_baseline: boolean;
  is_completed: boolean;
  completed_on: number | null;
}

/** A suite and its cases, which need not exist before they are asked for. */
export interface SimSuite extends SuiteFields {
  /** Number of cases, deleted ones included. */
  readonly length: number;
  /** The case at `index` in list order; undefined past the end. The same object or an equal one each time. */
  caseAt(index: number): CaseJson | undefined;
  /** The case with this id; undefined where it stands in another suite or nowhere. */
  find(id: number): CaseJson | undefined;
  /** Where the case with this id stands in the list; -1 where it does not. */
  indexOf(id: number): number;
  sections(): SectionJson[];
}

export interface SimProject {
  id: number;
  name: string;
  /** 1 single suite, 2 single suite with baselines, 3 multiple suites. */
  suite_mode: 1 | 2 | 3;
  /** The suites that `get_suites` lists. */
  suites: SimSuite[];
  /** Defaults to false. */
  is_completed?: boolean;
  /** Default to none. */
  milestones?: MilestoneJson[];
  shared_steps?: SharedStepJson[];
  /** Old single-suite servers list no suite and still have cases: they are here, and read without `suite_id`. */
  unlisted?: SimSuite;
}

/**
 * How many differences a planned world holds, in the words of a comparison by title: pairs once, deleted cases
 * apart. Known from how the world was planned, not from comparing it.
 */
export interface WorldTruth {
  identical: number;
  changed: number;
  renamed: number;
  /** Of these, `movedChanged` are told as changed, since content goes first: they are counted there, not here. */
  moved: number;
  movedChanged: number;
  onlyLeft: number;
  onlyRight: number;
  deletedLeft: number;
  deletedRight: number;
}

/** All the data of one simulated instance. */
export interface World {
  projects: Map<number, SimProject>;
  /** What `get_attachment` answers. Defaults to none at all. */
  attachments?: AttachmentsOf;
  /** Only of a planned world, as long as it is as it was planned. */
  truth?: WorldTruth;
}
