import type { AttachmentRead, AttachmentUnread, Rechecked } from '../../src/compare/arrivals.js';
import type { AggregateOptions } from '../../src/compare/aggregate.js';
import type { Side } from '../../src/compare/events.js';
import { instanceOf, isAttachmentId, ReferenceReader, referencesIn } from '../../src/compare/references.js';
import type { TestCase } from '../../src/compare/test-case.js';
import {
  aCase,
  brief,
  differencesOf,
  finished,
  opened,
  page,
  run,
  steps,
  summaryOf,
  withSteps,
} from '../support/cases.js';

const VERIFY: AggregateOptions = { compareIds: true, verifyAttachments: true };
const UUID = '2ec27be4-812f-4806-9a5d-d39130d1691a';

const picture = (id: number | string): string => `![](index.php?/attachments/get/${id})`;
const read = (side: Side, id: number | string, sha256: string, bytes = 10): AttachmentRead => ({
  type: 'attachment',
  side,
  id: String(id),
  bytes,
  sha256,
});
const unread = (side: Side, id: number, error: string, isLost = false): AttachmentUnread => ({
  type: 'attachmentUnread',
  side,
  id: String(id),
  error,
  lost: isLost,
});

/** Both sides in one suite of one name, then what is told of attachments. */
const compare = (
  left: TestCase[],
  right: TestCase[],
  attachments: (AttachmentRead | AttachmentUnread)[],
  options = VERIFY,
) =>
  run(
    [
      opened('left', ['A']),
      opened('right', ['A']),
      page('left', 1, left),
      page('right', 1, right),
      ...attachments,
      finished(),
    ],
    options,
  );

describe('what a text refers to', () => {
  it.each([
    [picture(12), ['12']],
    [`${picture(1)} and ${picture(UUID)} and ${picture(1)}`, ['1', UUID, '1']],
    ['no picture', []],
    ['https://rail.example/index.php?/attachments/get/7', ['7']],
    ['http://RAIL.example/index.php?/attachments/get/7', ['7']],
    ['<img src="//rail.example/index.php?/attachments/get/7">', ['7']],
    ['https://old.example/index.php?/attachments/get/7', ['//old.example/7']],
    ['https://rail.example/other/index.php?/attachments/get/7', ['//rail.example/other/7']],
    [`https://old.example/x (${picture(7)})`, ['7']],
  ])('%s', (text, expected) => {
    expect(referencesIn(text, instanceOf('https://rail.example'))).toEqual(expected);
  });

  it.each([
    ['12', true],
    [UUID, true],
    ['12-f', false],
    ['//old.example/7', false],
    ['9999999999999999', false],
  ])('%s is an id: %s', (id, is) => {
    expect(isAttachmentId(id)).toBe(is);
  });

  it('is looked for in the fields that are compared, each once, steps and shared steps among them', () => {
    const reader = new ReferenceReader({
      urls: { left: 'https://rail.example', right: 'https://rail.example' },
      compareIds: true,
      ignoreFields: ['custom_goals'],
      catalogues: {
        left: { names: {}, missing: [], sharedSteps: new Map([[9, [{ content: picture(5) }]]]) },
        right: { names: {}, missing: [], sharedSteps: new Map() },
      },
    });
    const cases: TestCase[] = [
      {
        id: 1,
        title: picture(99),
        custom_steps_separated: [{ content: picture(1), expected: picture(2) }, { shared_step_id: 9 }],
        custom_goals: picture(98),
      },
      withSteps(2, 'b', `${picture(2)} https://old.example/index.php?/attachments/get/7`),
      withSteps(3, 'c', picture(97), { is_deleted: 1 }),
    ];
    expect(reader.of('left', cases)).toEqual(['1', '2', '5']);
  });
});

describe('pictures are compared by what they are', () => {
  const left = [withSteps(1, 'x', picture(5))];
  const right = [withSteps(2, 'x', picture(6))];

  it('equal, whatever their numbers', () => {
    const events = compare(left, right, [read('left', 5, 'aa'), read('right', 6, 'aa')]);
    expect(brief(events)).toEqual(['identical 1:2']);
    expect(summaryOf(events)).toMatchObject({
      status: 'complete',
      attachments: { verified: true, references: 2, cases: 2, read: 2, unread: [] },
      notCompared: ['results', 'history', 'section descriptions'],
    });
  });

  it('another one under the same text: the field says which', () => {
    const events = compare(left, right, [read('left', 5, 'aa'), read('right', 6, 'bb', 12)]);
    expect(differencesOf(events)).toMatchObject([
      {
        kind: 'changed',
        aspects: ['content'],
        fields: [
          {
            field: 'custom_steps',
            left: picture(5),
            right: picture(6),
            attachments: [
              { left: { id: '5', bytes: 10, sha256: 'aa' }, right: { id: '6', bytes: 12, sha256: 'bb' } },
            ],
          },
        ],
      },
    ]);
  });

  it('one attachment of one instance is one, whichever side refers to it', () => {
    const events = compare(
      [withSteps(1, 'x', picture(5))],
      [withSteps(2, 'x', picture(5))],
      [read('right', 5, 'aa')],
    );
    expect(brief(events)).toEqual(['identical 1:2']);
    expect(summaryOf(events).attachments).toMatchObject({ read: 1, unread: [] });
  });

  it('a field whose text differs too tells of the picture at the same place', () => {
    const events = compare(
      [withSteps(1, 'x', `a ${picture(5)}`)],
      [withSteps(2, 'x', `b ${picture(6)}`)],
      [read('left', 5, 'aa'), read('right', 6, 'bb')],
    );
    expect(differencesOf(events)[0]!.fields[0]!.attachments).toHaveLength(1);
  });

  it('of several of one key those of the same text and picture belong together, then those of the same text', () => {
    const events = compare(
      [withSteps(1, 'x', picture(5)), withSteps(2, 'x', picture(6)), withSteps(3, 'x', 'words')],
      [withSteps(11, 'x', 'other words'), withSteps(12, 'x', picture(7)), withSteps(13, 'x', picture(8))],
      [read('left', 5, 'aa'), read('left', 6, 'bb'), read('right', 7, 'cc'), read('right', 8, 'aa')],
    );
    expect(brief(events)).toEqual(['changed 2:12', 'changed 3:11', 'identical 1:13']);
  });

  it('a renamed case is found by its text, and its picture is a change', () => {
    const events = compare(
      [withSteps(1, 'x', `see ${picture(5)}`)],
      [withSteps(2, 'y', `see ${picture(6)}`)],
      [read('left', 5, 'aa'), read('right', 6, 'bb')],
    );
    expect(differencesOf(events)).toMatchObject([{ kind: 'changed', aspects: ['content', 'title'] }]);
  });

  it('nothing of a suite is told before the last of its attachments is read', () => {
    const out = steps(
      [
        opened('left', ['A']),
        opened('right', ['A']),
        page('left', 1, [withSteps(1, 'x', picture(5)), withSteps(3, 'y', 'a')]),
        page('right', 1, [withSteps(2, 'x', picture(6)), withSteps(4, 'y', 'a')]),
        read('right', 6, 'aa'),
        read('left', 5, 'aa'),
        finished(),
      ],
      VERIFY,
    );
    expect(out.map((events) => differencesOf(events).length)).toEqual([0, 0, 0, 0, 0, 2, 0]);
  });
});

describe('what could not be read is compared by its place alone', () => {
  const left = [withSteps(1, 'x', `${picture(5)} ${picture(6)}`)];
  const right = [withSteps(2, 'x', `${picture(7)} ${picture(8)}`)];
  const forbidden = 'answered 403: no';

  it('a pair is identical as far as it was read', () => {
    const events = compare(left, right, [
      read('left', 5, 'aa'),
      unread('left', 6, forbidden),
      read('right', 7, 'aa'),
      read('right', 8, 'bb'),
    ]);
    expect(brief(events)).toEqual(['identical 1:2']);
    expect(summaryOf(events)).toMatchObject({
      status: 'complete',
      counts: { identical: 1 },
      attachments: {
        read: 3,
        unread: [{ side: 'left', error: forbidden, lost: false, count: 1, ids: ['6'] }],
      },
    });
  });

  it('what was read still tells', () => {
    const events = compare(left, right, [
      read('left', 5, 'aa'),
      unread('left', 6, forbidden),
      read('right', 7, 'cc'),
      read('right', 8, 'bb'),
    ]);
    expect(brief(events)).toEqual(['changed 1:2']);
    expect(differencesOf(events)[0]!.fields[0]!.attachments).toMatchObject([
      { left: { id: '5' }, right: { id: '7' } },
    ]);
  });

  it('a reference to another host is told, and waited for by nobody', () => {
    const text = 'https://old.example/index.php?/attachments/get/7';
    const events = compare([withSteps(1, 'x', text)], [withSteps(2, 'x', text)], []);
    expect(brief(events)).toEqual(['identical 1:2']);
    expect(summaryOf(events)).toMatchObject({
      status: 'complete',
      attachments: { read: 0, unread: [{ error: 'it is on old.example, which is not asked', lost: false }] },
    });
  });
});

describe('what is lost makes nothing false', () => {
  const gone = (side: Side, id: number) => unread(side, id, 'answered 502', true);

  it('a pair that is equal but for it is undetermined, likely identical, and the run is partial', () => {
    const events = compare(
      [withSteps(1, 'x', picture(5)), withSteps(3, 'y', 'a')],
      [withSteps(2, 'x', picture(6)), withSteps(4, 'y', 'a')],
      [gone('left', 5), read('right', 6, 'aa')],
    );
    expect(brief(events)).toEqual(['identical 3:4', 'undetermined(identical) 1:2']);
    expect(summaryOf(events)).toMatchObject({
      status: 'partial',
      reason: 'attachment 5 of the left side could not be read: answered 502',
    });
  });

  it('a pair that differs in something else is changed for certain', () => {
    const events = compare(
      [withSteps(1, 'x', picture(5), { refs: 'A' })],
      [withSteps(2, 'x', picture(6), { refs: 'B' })],
      [gone('left', 5), read('right', 6, 'aa')],
    );
    expect(brief(events)).toEqual(['changed 1:2']);
  });

  it('of several of one key it may decide who belongs together, and who is left over', () => {
    const events = compare(
      [withSteps(1, 'x', picture(5))],
      [withSteps(2, 'x', picture(6)), withSteps(3, 'x', picture(7))],
      [gone('left', 5), read('right', 6, 'aa'), read('right', 7, 'bb')],
    );
    expect(brief(events)).toEqual(['undetermined(identical) 1:2', 'undetermined(onlyRight) -:3']);
  });

  it('so it is where the map names a partner that never came', () => {
    const events = compare(
      [withSteps(1, 'x', picture(5))],
      [withSteps(2, 'x', picture(6)), withSteps(3, 'x', picture(7))],
      [gone('left', 5), read('right', 6, 'aa'), read('right', 7, 'bb')],
      { ...VERIFY, map: new Map([[1, 99]]) },
    );
    expect(brief(events)).toEqual(['undetermined(identical) 1:2', 'undetermined(onlyRight) -:3']);
  });

  it('who has no partner by key or text has none, whatever it is', () => {
    const events = compare(
      [withSteps(1, 'x', `a ${picture(5)}`)],
      [withSteps(2, 'y', `b ${picture(6)}`)],
      [gone('left', 5), read('right', 6, 'aa')],
    );
    expect(brief(events)).toEqual(['onlyLeft 1:-', 'onlyRight -:2']);
  });

  it('what never arrived is lost', () => {
    const events = compare([withSteps(1, 'x', picture(5))], [withSteps(2, 'x', picture(6))], []);
    expect(brief(events)).toEqual(['undetermined(identical) 1:2']);
    expect(summaryOf(events).attachments!.unread).toMatchObject([
      { side: 'left', error: 'it was not read', lost: true, ids: ['5'] },
      { side: 'right', lost: true },
    ]);
  });
});

it('two copies of one case that refer to different pictures contradict each other', () => {
  const events = run(
    [
      opened('left', ['A']),
      opened('right', ['A']),
      page('left', 1, [withSteps(1, 'x', picture(5))], { next: 1, limit: 1 }),
      page('left', 1, [withSteps(1, 'x', picture(6))], { offset: 1 }),
      page('right', 1, [withSteps(2, 'x', picture(7))]),
      ...[5, 6].map((id) => read('left', id, 'aa')),
      read('right', 7, 'aa'),
      finished(),
    ],
    VERIFY,
  );
  expect(summaryOf(events).reason).toContain('two different copies of case 1');
});

it('a case that is written as its twin is read for itself where an address means one instance alone', () => {
  const text = 'see https://left.example/index.php?/attachments/get/7';
  const urls = { left: 'https://left.example', right: 'https://right.example' };
  const of = (bases: Record<Side, string>) =>
    run(
      [
        { ...opened('left', ['A']), url: bases.left },
        { ...opened('right', ['A']), url: bases.right },
        page('left', 1, [withSteps(1, 'x', text)]),
        page('right', 1, [withSteps(2, 'x', text)]),
        read('left', 7, 'a'),
        finished(),
      ],
      VERIFY,
    );
  expect(summaryOf(of(urls)).attachments).toMatchObject({
    read: 1,
    unread: [{ side: 'right', error: 'it is on left.example, which is not asked', lost: false }],
  });
  // Of one instance it is the same file, and all of it was read.
  expect(summaryOf(of({ left: urls.left, right: urls.left })).attachments).toMatchObject({
    read: 1,
    unread: [],
  });
});

it('twins with the same relative number on two instances are two files', () => {
  const events = run(
    [
      { ...opened('left', ['A']), url: 'https://left.example' },
      { ...opened('right', ['A']), url: 'https://right.example' },
      page('left', 1, [withSteps(1, 'x', picture(7))]),
      page('right', 1, [withSteps(2, 'x', picture(7))]),
      read('left', 7, 'a'),
      read('right', 7, 'b'),
      finished(),
    ],
    VERIFY,
  );
  expect(differencesOf(events)).toMatchObject([{ kind: 'changed', aspects: ['content'] }]);
});

it('of a case that a recheck shows are waited for, and nothing is said of its suite until then', () => {
  const rechecked = (side: Side, cases: TestCase[] = []): Rechecked => ({
    ...{ type: 'rechecked', side, suiteId: 1, cases },
  });
  const events = run(
    [
      { ...opened('left', ['A']), recheck: true },
      { ...opened('right', ['A']), recheck: true },
      page('left', 1, [aCase(1, 'Here')]),
      page('right', 1, [aCase(11, 'Here')]),
      rechecked('left'),
      rechecked('right', [aCase(12, 'Come', { custom_preconds: picture(5) })]),
      read('right', 5, 'aa'),
      finished(),
    ],
    VERIFY,
  );
  const told = events.flatMap((event) =>
    (event.type === 'suite' || event.type === 'side') && event.side === 'right'
      ? [[event.type, event.cases, event.complete]]
      : [],
  );
  expect(told).toEqual([
    ['suite', 1, true],
    ['side', 2, true],
    ['suite', 2, true],
  ]);
  expect(brief(events)).toContain('onlyRight -:12');
  expect(summaryOf(events)).toMatchObject({ status: 'complete', attachments: { read: 1 } });
});
