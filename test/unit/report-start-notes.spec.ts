import { openingNotes, startNotes } from '../../src/report/start-notes.js';
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

describe('how it was compared', () => {
  const notesOf = (options: Record<string, unknown>) => startNotes(start({ options }));

  it('is not said where it is as usual', () => {
    const normalize = ['unicode', 'whitespace', 'attachments'];
    expect(notesOf({ matchBy: ['title'], sections: true, names: true, normalize, strict: true })).toEqual([]);
  });

  it('is said where a reader would take it for more, or for something else', () => {
    expect(
      notesOf({
        matchBy: ['suite', 'title'],
        mappedPairs: 1_200,
        similarity: 0.55,
        suiteMap: { Old: 'New', '*': 'Master' },
        fields: ['custom_a'],
        ignoreFields: ['refs', 'custom_b\u001b[31m'],
        sections: false,
        fieldMap: { custom_a: 'custom_c' },
        valuesMapped: ['custom_a'],
        normalize: ['case'],
      }),
    ).toEqual([
      'matched by suite, title',
      'pairs that a map settles: 1,200',
      'left-over cases are paired from 55 % alike on',
      'suites of two names: Old = New, * = Master',
      'compared alone: custom_a',
      'not compared, as asked: refs, custom_b\\x1b[31m',
      'not compared: sections, which were not read',
      'fields of two names: custom_a = custom_c',
      'values of two names in custom_a',
      'texts may differ in case',
    ]);
    expect(notesOf({ normalize: [] })).toEqual(['texts are compared exactly']);
  });

  it('which cases are told of', () => {
    const where = [
      { field: 'priority_id', test: 'is', values: ['High', 'Critical'] },
      { field: 'refs', test: 'isNot', values: [''] },
      { field: 'title', test: 'has', values: ['log in'] },
    ];
    expect(notesOf({ scope: { sections: ['A > B', 'C'], where, updatedSince: 1_793_491_200 } })).toEqual([
      'told of alone: section A > B or C; priority_id=High,Critical; refs!=; title~log in; changed since 2026-11-01 00:00 UTC',
    ]);
  });
});

it('what is written at the end says when a snapshot was taken', () => {
  const left = { ...aStart().left, snapshot: { takenAt: '2026-11-24T05:20:31.000Z' } };
  expect(openingNotes(start({ left }))).toEqual(['left: a snapshot, as of 2026-11-24 05:20 UTC']);
});

it('what is written at the end names the suites that are left out', () => {
  const leftOut = Array.from({ length: 22 }, (_, id) => ({ id, name: `S${id}` }));
  const of = (n: number) =>
    openingNotes(start({ right: { ...aStart().right, leftOut: leftOut.slice(0, n) } }));
  expect(of(2)).toEqual(['left out on the right: S0, S1']);
  expect(of(22)).toEqual([expect.stringMatching(/^left out on the right: S0, .*, S19 … and 2 more suites$/)]);
  expect(of(0)).toEqual([]);
});
