import type { Aspect, DifferenceEvent, Kind } from '../../src/compare/events.js';
import { Collector, isFailure } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { isListed, isNews, selectionWords, type SelectionOptions } from '../../src/report/selection.js';
import { aDifference, aStart, aSummary, onlyLeft, onlyRight } from '../support/report-events.js';

const pair = (kind: Kind, aspects: Aspect[] = [], over: Partial<DifferenceEvent> = {}): DifferenceEvent =>
  aDifference({ kind, aspects, ...over });

const changed = pair('changed', ['content']);
const changedAndMoved = pair('changed', ['content', 'place']);
const changedAndRenamed = pair('changed', ['content', 'title']);
const renamed = pair('renamed', ['title']);
const moved = pair('moved', ['place']);
const likely = (kind: DifferenceEvent['likely'], event = onlyLeft()): DifferenceEvent => ({
  ...event,
  kind: 'undetermined',
  likely: kind,
});

describe('--kinds', () => {
  it.each<[SelectionOptions['kinds'], DifferenceEvent[], DifferenceEvent[]]>([
    [['changed'], [changed, changedAndMoved, changedAndRenamed], [renamed, moved, onlyLeft(), onlyRight()]],
    [['moved'], [moved, changedAndMoved], [changed, renamed, changedAndRenamed, onlyLeft()]],
    [['renamed'], [renamed, changedAndRenamed], [changed, moved, changedAndMoved, onlyRight()]],
    [['onlyLeft'], [onlyLeft()], [onlyRight(), changed, moved]],
    [
      ['changed', 'onlyRight'],
      [changed, onlyRight()],
      [onlyLeft(), moved],
    ],
  ])('%j', (kinds, chosen, others) => {
    for (const event of chosen)
      expect([isListed(event, { kinds }), isFailure(event, { kinds })]).toEqual([true, true]);
    for (const event of others)
      expect([isListed(event, { kinds }), isFailure(event, { kinds })]).toEqual([false, false]);
  });

  it('an undetermined one is chosen by what it would be, and always where nothing is known', () => {
    const kinds = ['onlyLeft'] as const;
    expect(isListed(likely('onlyLeft'), { kinds })).toBe(true);
    expect(isListed(likely('changed', changed), { kinds })).toBe(false);
    expect(isListed(likely('changed', changedAndMoved), { kinds: ['moved'] })).toBe(true);
    expect(isListed(likely(undefined), { kinds })).toBe(true);
    expect(isListed(likely('changed', changed), { kinds: ['undetermined'] })).toBe(true);
  });
});

it('--one-way: what is only on the right is neither listed nor a failure', () => {
  const oneWay = { oneWay: true };
  for (const event of [onlyRight(), likely('onlyRight', onlyRight()), likely(undefined, onlyRight())])
    expect([isListed(event, oneWay), isFailure(event, oneWay)]).toEqual([false, false]);
  for (const event of [onlyLeft(), changed, moved, likely('onlyLeft')])
    expect([isListed(event, oneWay), isFailure(event, oneWay)]).toEqual([true, true]);
});

it('--summary-only lists nothing, and fails as before', () => {
  expect([isListed(changed, { summaryOnly: true }), isFailure(changed, { summaryOnly: true })]).toEqual([
    false,
    true,
  ]);
});

it('what was accepted is listed, shown on demand, and no failure', () => {
  const accepted = { ...changed, accepted: true } as const;
  expect([isListed(accepted, {}), isNews(accepted, {}), isFailure(accepted, {})]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isNews(accepted, { events: ['accepted'] })).toBe(true);
});

it('identical pairs are listed when asked for, those written differently on their own, and never a failure', () => {
  const same = pair('identical');
  const rewritten = { ...same, formatting: true } as const;
  expect([same, rewritten].map((event) => isListed(event, {}))).toEqual([false, false]);
  expect([same, rewritten].map((event) => isListed(event, { events: ['formatting'] }))).toEqual([
    false,
    true,
  ]);
  expect([same, rewritten].map((event) => isListed(event, { events: ['identical'] }))).toEqual([true, true]);
  expect(isFailure(rewritten, { events: ['identical'] })).toBe(false);
});

it('says what is listed where that is not everything', () => {
  expect(selectionWords({})).toBeUndefined();
  expect(selectionWords({ kinds: ['changed', 'moved'] })).toBe('changed, moved');
  expect(selectionWords({ oneWay: true })).toBe('nothing that is only on the right');
  expect(selectionWords({ kinds: ['changed'], oneWay: true })).toBe(
    'changed, nothing that is only on the right',
  );
  expect(selectionWords({ summaryOnly: true })).toBe('nothing');
  expect(selectionWords({ kinds: ['changed', 'moved'], summaryOnly: true })).toBe(
    'nothing (asked for: changed, moved)',
  );
  expect(selectionWords({ oneWay: true, summaryOnly: true })).toBe(
    'nothing (asked for: all, but nothing that is only on the right)',
  );
});

describe('every sink asks the same', () => {
  const events = [aStart(), changedAndMoved, onlyLeft(), aSummary()];
  const listedBy = (format: 'ndjson' | 'json', options: SelectionOptions): number => {
    const sink = createSink(format, options);
    const text = events.map((event) => sink.write(event)).join('') + sink.end();
    return text.split('"type":"difference"').length - 1;
  };

  it.each(['ndjson', 'json'] as const)('%s', (format) => {
    expect(listedBy(format, {})).toBe(2);
    expect(listedBy(format, { kinds: ['moved'] })).toBe(1);
    expect(listedBy(format, { summaryOnly: true })).toBe(0);
  });

  it('documents that share a collector remember each difference once', () => {
    const collector = new Collector({});
    const sinks = [createSink('json', { collector }), createSink('json', { collector })];
    for (const event of events) for (const sink of sinks) sink.write(event);
    expect(collector.data()?.differences).toHaveLength(2);
    expect(sinks[0]!.end()).toBe(sinks[1]!.end());
  });
});
