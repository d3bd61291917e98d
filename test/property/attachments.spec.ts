import fc from 'fast-check';
import type { Arrival, AttachmentRead, AttachmentUnread } from '../../src/compare/arrivals.js';
import type { AggregateOptions } from '../../src/compare/aggregate.js';
import { SIDES, type CompareEvent, type Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { brief, differencesOf, finished, opened, page, run, summaryOf } from '../support/cases.js';

/** A case: its key, what its text says beside, and which files it refers to. */
interface Drawn {
  title: string;
  text: string;
  files: number[];
}

/** Two suites a side, and what each attachment is; sides share no numbers. */
interface Drawing {
  left: Drawn[][];
  right: Drawn[][];
  /** By side and number: a content, or none that can be read. */
  contents: Record<Side, (string | 'forbidden' | 'lost')[]>;
}

const FILES = 4;
const CONTENTS = ['aa', 'bb', 'cc'];

const drawnArb = fc.record({
  title: fc.constantFrom('x', 'y', 'z'),
  text: fc.constantFrom('', 'a'),
  files: fc.array(fc.nat(FILES - 1), { maxLength: 2 }),
});
const sideArb = fc.array(fc.array(drawnArb, { maxLength: 3 }), { minLength: 2, maxLength: 2 });
const contentsArb = (...others: ('forbidden' | 'lost')[]) =>
  fc.array(fc.constantFrom(...CONTENTS, ...CONTENTS, ...others), { minLength: FILES, maxLength: FILES });
const drawingArb = (...others: ('forbidden' | 'lost')[]): fc.Arbitrary<Drawing> =>
  fc.record({
    left: sideArb,
    right: sideArb,
    contents: fc.record({ left: contentsArb(...others), right: contentsArb(...others) }),
  });

const idOf = (side: Side, file: number): string => String((side === 'left' ? 100 : 200) + file);

function casesOf(drawing: Drawing, side: Side): TestCase[][] {
  let id = side === 'left' ? 1 : 50;
  return drawing[side].map((suite) =>
    suite.map(({ title, text, files }) => ({
      id: id++,
      title,
      custom_steps: [
        text,
        ...files.map((file) => `![](index.php?/attachments/get/${idOf(side, file)})`),
      ].join(' '),
    })),
  );
}

const attachmentsOf = ({ contents }: Drawing): (AttachmentRead | AttachmentUnread)[] =>
  SIDES.flatMap((side) =>
    contents[side].map((content, file) =>
      content === 'forbidden' || content === 'lost'
        ? {
            type: 'attachmentUnread' as const,
            side,
            id: idOf(side, file),
            error: content,
            lost: content === 'lost',
          }
        : { type: 'attachment' as const, side, id: idOf(side, file), bytes: 10, sha256: content },
    ),
  );

const arrivalsOf = (drawing: Drawing): Arrival[] => [
  ...SIDES.flatMap((side) => casesOf(drawing, side).map((cases, n) => page(side, n + 1, cases))),
  ...attachmentsOf(drawing),
];

const compare = (arrivals: Arrival[], options: Partial<AggregateOptions> = {}): CompareEvent[] =>
  run([opened('left', ['A', 'B']), opened('right', ['A', 'B']), ...arrivals, finished()], {
    compareIds: true,
    verifyAttachments: true,
    ...options,
  });

/** What a case says with the files in the place of their numbers. */
function saysOf(drawing: Drawing): Map<number, string> {
  const says = new Map<number, string>();
  for (const side of SIDES) {
    casesOf(drawing, side)
      .flat()
      .forEach(({ id }, n) => {
        const { text, files } = drawing[side].flat()[n]!;
        says.set(id, [text, ...files.map((file) => drawing.contents[side][file])].join(' '));
      });
  }
  return says;
}

const isCounted = (events: readonly CompareEvent[], drawing: Drawing): void => {
  for (const side of SIDES) {
    const told = differencesOf(events).filter((event) => event[side]);
    expect(told.map((event) => event[side]!.id).sort()).toEqual(
      casesOf(drawing, side)
        .flat()
        .map(({ id }) => id)
        .sort(),
    );
  }
};

it('the order in which files and pages arrive changes nothing', () => {
  const anyOrder = drawingArb('forbidden', 'lost').chain((drawing) =>
    fc.tuple(
      fc.constant(drawing),
      fc.shuffledSubarray(arrivalsOf(drawing), { minLength: arrivalsOf(drawing).length }),
    ),
  );
  fc.assert(
    fc.property(anyOrder, ([drawing, shuffled]) => {
      const inOrder = compare(arrivalsOf(drawing));
      const otherwise = compare(shuffled);
      expect(brief(otherwise)).toEqual(brief(inOrder));
      expect(summaryOf(otherwise)).toEqual(summaryOf(inOrder));
      isCounted(inOrder, drawing);
    }),
    { numRuns: 300 },
  );
});

it('with all read, what is said identical is, what is said changed differs, and nobody equal is left over', () => {
  fc.assert(
    fc.property(drawingArb(), (drawing) => {
      const events = compare(arrivalsOf(drawing));
      const says = saysOf(drawing);
      for (const { kind, left, right } of differencesOf(events)) {
        if (left && right) expect(says.get(left.id) === says.get(right.id)).toBe(kind !== 'changed');
        expect(kind).not.toBe('undetermined');
      }
      const alone = differencesOf(events).filter(({ left, right }) => !left || !right);
      for (const one of alone) {
        for (const other of alone) {
          if (one.left && other.right)
            expect([one.title, says.get(one.left.id)]).not.toEqual([other.title, says.get(other.right.id)]);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it('pictures that are all the same change nothing', () => {
  fc.assert(
    fc.property(drawingArb(), (drawing) => {
      const same = { left: Array<string>(FILES).fill('aa'), right: Array<string>(FILES).fill('aa') };
      const events = compare(arrivalsOf({ ...drawing, contents: same }));
      const without = compare(arrivalsOf(drawing), { verifyAttachments: false, normalize: ['attachments'] });
      expect(brief(events)).toEqual(brief(without));
    }),
    { numRuns: 300 },
  );
});

it('what is said for certain holds whatever the lost files are', () => {
  fc.assert(
    fc.property(
      drawingArb('forbidden', 'lost'),
      fc.array(fc.constantFrom(...CONTENTS), { minLength: 2 * FILES, maxLength: 2 * FILES }),
      (drawing, found) => {
        const events = compare(arrivalsOf(drawing));
        const filled = (side: Side, from: number) =>
          drawing.contents[side].map((content, file) => (content === 'lost' ? found[from + file]! : content));
        const world = { ...drawing, contents: { left: filled('left', 0), right: filled('right', FILES) } };
        const inTruth = new Set(brief(compare(arrivalsOf(world))));
        const says = saysOf(world);
        for (const event of differencesOf(events)) {
          const { kind, left, right } = event;
          if (kind === 'undetermined') continue;
          // Another equal case of a lower id may stand in its place.
          if (kind === 'identical' && says.get(left!.id) === says.get(right!.id)) continue;
          expect([...inTruth]).toContain(brief([event])[0]);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
