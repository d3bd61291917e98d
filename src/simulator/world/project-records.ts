import type { StepJson } from './types.js';

/** A milestone as `get_milestones` answers it. Times are UNIX seconds. */
export interface MilestoneJson {
  id: number;
  name: string;
  description: string | null;
  project_id: number;
  parent_id: number | null;
  refs: string | null;
  start_on: number | null;
  started_on: number | null;
  is_started: boolean;
  due_on: number | null;
  is_completed: boolean;
  completed_on: number | null;
  milestones: MilestoneJson[];
}

/** A set of shared steps as `get_shared_steps` answers it. */
export interface SharedStepJson {
  id: number;
  title: string;
  project_id: number;
  created_by: number;
  created_on: number;
  updated_by: number;
  updated_on: number;
  custom_steps_separated: StepJson[];
  /** Cases that use them. */
  case_ids: number[];
}

/** 2024-01-01 in UNIX seconds. */
const LONG_AGO = 1_704_067_200;

/** What is left out of a milestone gets an ordinary value. */
export const milestoneOf = (
  given: Partial<MilestoneJson>,
  projectId: number,
  index: number,
): MilestoneJson => ({
  id: projectId * 100 + 1 + index,
  name: `Milestone ${index + 1}`,
  description: null,
  project_id: projectId,
  parent_id: null,
  refs: null,
  start_on: null,
  started_on: null,
  is_started: false,
  due_on: null,
  is_completed: false,
  completed_on: null,
  milestones: [],
  ...given,
});

/** What is left out of a set of shared steps gets an ordinary value. */
export const sharedStepOf = (
  given: Partial<SharedStepJson>,
  projectId: number,
  index: number,
): SharedStepJson => ({
  id: projectId * 100 + 51 + index,
  title: `Shared steps ${index + 1}`,
  project_id: projectId,
  created_by: 1,
  created_on: LONG_AGO,
  updated_by: 1,
  updated_on: LONG_AGO,
  custom_steps_separated: [],
  case_ids: [],
  ...given,
});

const MILESTONES = ['Sprint 41', 'Sprint 42', 'Release 2026.1'];

/** Those of a planned project. */
export const plannedMilestones = (projectId: number): MilestoneJson[] =>
  MILESTONES.map((name, index) => milestoneOf({ name }, projectId, index));

export const plannedSharedSteps = (projectId: number): SharedStepJson[] => [
  sharedStepOf(
    {
      title: 'Sign in',
      custom_steps_separated: [
        {
          content: 'Open the sign-in page',
          expected: 'It asks for user and password',
          additional_info: '',
          refs: '',
        },
        { content: 'Sign in', expected: 'The start page is shown', additional_info: '', refs: '' },
      ],
    },
    projectId,
    0,
  ),
];
