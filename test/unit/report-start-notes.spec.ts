import { startNotes } from '../../src/report/start-notes.js';
import type { StartEvent } from '../../src/compare/events.js';
import { aStart } from '../support/report-events.js';

const start = (more: Partial<StartEvent>): StartEvent => ({ ...aStart(), ...more });

it('says in what the schemas differ, a sentence each', () => {
  expect(
    startNotes(
      start({
        schema: [
          { what: 'field', side: 'right', field: 'custom_new', label: 'New\u001b[31m' },
          { what: 'type', field: 'custom_a', left: 6, right: 99 },
          { what: 'option', side: 'left', field: 'custom_b', name: 'Fast' },
          { what: 'template', side: 'right', name: 'Steps' },
        ],
      }),
    ),
  ).toEqual([
    'only right has the field custom_new (New\\x1b[31m)',
    'custom_a is of type dropdown on the left and type 99 on the right',
    'only left has the option "Fast" of custom_b',
    'only right has the template "Steps"',
  ]);
});

it('no more than twenty of them', () => {
  const schema = Array.from({ length: 25 }, (_, n) => ({
    what: 'template' as const,
    side: 'left' as const,
    name: `T${n}`,
  }));
  const notes = startNotes(start({ schema }));
  expect(notes).toHaveLength(21);
  expect(notes[20]).toBe('… and 5 more differences of fields, options and templates');
});

it.each([
  ['https://rail.example', 'in another project'],
  ['https://other.example', 'on another server'],
])('says which names are missing and why, and what is not compared for that: %s', (url, where) => {
  expect(
    startNotes(
      start({
        left: { ...aStart().left, url: 'https://rail.example' },
        right: { ...aStart().right, url },
        namesMissing: [{ side: 'left', lookup: 'get_users/30', why: 'ask for that right' }],
        options: { fieldsLeftOut: ['custom_owner', 'shared_step_id'] },
      }),
    ),
  ).toEqual([
    'left: the names of get_users/30 could not be read: ask for that right',
    `not compared, since ids mean nothing ${where}: custom_owner, shared_step_id`,
  ]);
  expect(startNotes(aStart())).toEqual([]);
});
