import { createHash } from 'node:crypto';
import { BaselineCheck, acceptedOf } from '../../src/compare/baseline.js';
import type { CompareEvent } from '../../src/compare/events.js';
import { remarksOf } from '../../src/report/difference-words.js';
import { notes } from '../../src/report/notes.js';
import { compareTwo, differencesOf, summaryOf, withSteps } from '../support/cases.js';

const LEFT = [withSteps(1, 'a', 'one'), withSteps(2, 'b', 'one'), withSteps(3, 'c', 'same')];
const RIGHT = [withSteps(11, 'a', 'two'), withSteps(12, 'b', 'two'), withSteps(13, 'c', 'same')];

const check = (events: readonly CompareEvent[], before = new BaselineCheck({ accepted: [] })) => {
  const taken = events.map((event) => before.take(event));
  return { taken, accepted: before.accepted(), summary: summaryOf(taken) };
};
const again = (events: readonly CompareEvent[], accepted = check(compareTwo(LEFT, RIGHT)).accepted) =>
  check(events, new BaselineCheck({ accepted }));
const marked = (events: readonly CompareEvent[]): number[] =>
  differencesOf(events).flatMap(({ accepted, left }) => (accepted ? [left!.id] : []));

it('accepts the differences of a run, and no identical pair', () => {
  const { accepted, summary, taken } = check(compareTwo(LEFT, RIGHT));
  expect(accepted.map(({ kind, left, right }) => [kind, left, right])).toEqual([
    ['changed', 1, 11],
    ['changed', 2, 12],
  ]);
  expect(marked(taken)).toEqual([]);
  expect(summary.accepted).toMatchObject({ altered: 0, gone: 0, counts: { changed: 0 } });
});

it('the same differences are marked, and counted apart', () => {
  const { taken, summary } = again(compareTwo(LEFT, RIGHT));
  expect(marked(taken)).toEqual([1, 2]);
  expect(summary).toMatchObject({ counts: { changed: 2 }, accepted: { counts: { changed: 2 }, altered: 0 } });
});

it('one that says something else now is news', () => {
  const { taken, summary } = again(compareTwo(LEFT, [withSteps(11, 'a', 'three'), ...RIGHT.slice(1)]));
  expect(marked(taken)).toEqual([2]);
  expect(summary.accepted).toMatchObject({ counts: { changed: 1 }, altered: 1, gone: 0 });
  expect(differencesOf(taken).flatMap((event) => (event.altered ? [event.left!.id] : []))).toEqual([1]);
  expect(remarksOf(differencesOf(taken).find(({ altered }) => altered)!)).toBe(
    '(accepted before, and changed since)',
  );
});

it('one that is gone is said, and no longer accepted afterwards', () => {
  const { summary, accepted } = again(compareTwo(LEFT, [withSteps(11, 'a', 'one'), ...RIGHT.slice(1)]));
  expect(summary.accepted).toMatchObject({
    counts: { changed: 1 },
    gone: 1,
    goneDifferences: [{ kind: 'changed', left: 1, right: 11, title: 'a' }],
  });
  expect(notes(summary)).toContain('accepted before and gone: changed C1 → C11 "a"');
  expect(accepted.map(({ left }) => left)).toEqual([2]);
});

it('a new one is news', () => {
  const { taken } = again(compareTwo([...LEFT, withSteps(4, 'd', 'x')], RIGHT));
  expect(marked(taken)).toEqual([1, 2]);
});

it('keeps what somebody wrote', () => {
  const [first, ...others] = check(compareTwo(LEFT, RIGHT)).accepted;
  const { accepted } = again(compareTwo(LEFT, RIGHT), [{ ...first!, note: 'JIRA-1' }, ...others]);
  expect(accepted[0]!.note).toBe('JIRA-1');
});

it('what is not certain is neither accepted nor, in a run that is not whole, gone', () => {
  const [difference] = differencesOf(compareTwo(LEFT, RIGHT));
  const undetermined = { ...difference!, kind: 'undetermined', likely: 'changed' } as const;
  const before = new BaselineCheck({ accepted: [acceptedOf(difference!)] });
  expect(before.take(undetermined)).toBe(undetermined);
  const summary = { ...summaryOf(compareTwo([], [])), status: 'partial' } as const;
  expect(before.take(summary)).toMatchObject({ accepted: { gone: 0, altered: 0 } });
});

describe('a run that asks for some kinds alone', () => {
  const left = [...LEFT, withSteps(4, 'd', 'gone')];
  const all = () => check(compareTwo(left, RIGHT)).accepted;
  const asking = (kinds: readonly string[], accepted = all()) =>
    new BaselineCheck({ accepted }, { isAskedFor: ({ kind }) => kinds.includes(kind) });
  const idsOf = (accepted: ReturnType<typeof all>) => accepted.map(({ left: id }) => id);

  it('accepts no other', () => {
    expect(idsOf(check(compareTwo(left, RIGHT), asking(['changed'], [])).accepted)).toEqual([1, 2]);
  });

  it('keeps of the others what was accepted before, as it was', () => {
    const before = all();
    const now = compareTwo(left.slice(0, 3), [withSteps(11, 'a', 'three'), ...RIGHT.slice(1)]);
    const { accepted, summary } = check(now, asking(['moved'], before));
    expect(accepted).toEqual(before);
    expect(summary.accepted).toMatchObject({ gone: 0 });
  });
});

describe('what a person calls an id', () => {
  const difference = differencesOf(compareTwo(LEFT, RIGHT)).find(({ kind }) => kind === 'changed');
  const named = {
    ...difference!,
    fields: [{ field: 'priority_id', left: 2, right: 3, leftName: 'Medium', rightName: 'High' }],
  };
  const bare = { ...named, fields: [{ field: 'priority_id', left: 2, right: 3 }] };

  it.each([
    ['was read, and could not be read now', named, bare],
    ['could not be read, and was read now', bare, named],
  ])('%s: it is the same difference', (_, before, now) => {
    const taken = new BaselineCheck({ accepted: [acceptedOf(before)] }).take(now);
    expect(taken).toMatchObject({ accepted: true });
  });

  it('counted in what an earlier version wrote, which is understood', () => {
    const { kind, aspects, title, left, right, fields } = named;
    const of = [kind, [...aspects].sort(), title, left?.title, right?.title, fields];
    const says = createHash('sha256').update(JSON.stringify(of)).digest('base64url').slice(0, 22);
    const check = new BaselineCheck({ accepted: [{ ...acceptedOf(named), says }] });
    const added = { links: [{ left: 1, right: 2 }], stepParts: { left: [], right: [] } };
    const now = { ...named, fields: fields.map((field) => ({ ...field, ...added })) };
    expect(check.take(now)).toMatchObject({ accepted: true });
    expect(check.accepted()[0]!.says).toBe(acceptedOf(bare).says);
  });
});
