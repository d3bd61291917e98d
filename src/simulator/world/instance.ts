/** What is the same for all projects of an instance: the ids that cases refer to, and the definitions of their fields. */

export const PRIORITIES = ['Low', 'Medium', 'High', 'Critical'].map((name, n) => ({
  id: n + 1,
  name,
  short_name: name,
  priority: n + 1,
  is_default: name === 'Medium',
}));

export const CASE_TYPES = [
  'Acceptance',
  'Accessibility',
  'Automated',
  'Compatibility',
  'Destructive',
  'Functional',
  'Other',
  'Performance',
  'Regression',
  'Security',
  'Smoke & Sanity',
  'Usability',
].map((name, n) => ({ id: n + 1, name, is_default: name === 'Other' }));

export const TEMPLATES = ['Test Case (Text)', 'Test Case (Steps)', 'Exploratory Session'].map((name, n) => ({
  id: n + 1,
  name,
  is_default: n === 0,
}));

export const STATUSES = ['passed', 'blocked', 'untested', 'retest', 'failed'].map((name, n) => ({
  id: n + 1,
  name,
  label: name[0]?.toUpperCase() + name.slice(1),
  is_final: name !== 'untested' && name !== 'retest',
  is_system: true,
  is_untested: name === 'untested',
}));

export const USERS = ['Ada', 'Björn', 'Chidi', 'Dalia', '恵美', 'Farid', 'Grace'].map((name, n) => ({
  id: n + 1,
  name,
  email: `user${n + 1}@raildiff.example`,
  is_active: true,
}));

/** `type_id` of a field: 1 string, 3 text, 6 dropdown, 10 steps. */
function field(
  id: number,
  name: string,
  label: string,
  typeId: number,
  projectIds: number[] | null,
  items?: string,
) {
  return {
    id,
    name,
    system_name: `custom_${name}`,
    label,
    type_id: typeId,
    is_active: true,
    display_order: id,
    include_all: true,
    template_ids: [],
    configs: [
      {
        id: `field-${id}`,
        context: { is_global: projectIds === null, project_ids: projectIds },
        options: { is_required: false, default_value: '', ...(items === undefined ? {} : { items }) },
      },
    ],
  };
}

export const CASE_FIELDS = [
  field(1, 'automation_type', 'Automation Type', 6, null, '0, None\n1, Playwright\n2, Postman'),
  field(2, 'preconds', 'Preconditions', 3, null),
  field(3, 'steps', 'Steps', 3, null),
  field(4, 'expected', 'Expected Result', 3, null),
  field(5, 'steps_separated', 'Steps', 10, null),
  field(6, 'mission', 'Mission', 3, null),
  field(7, 'goals', 'Goals', 3, null),
  field(8, 'automation_id', 'Automation ID', 1, [34]),
];
