/** Of two cases that are nearly the same, what is looked at is what is compared. */
import { Aggregate, type AggregateOptions } from '../../src/compare/aggregate.js';
import type { Catalogue } from '../../src/compare/catalogue.js';
import { loadVisibleText } from '../../src/compare/load-visible-text.js';
import type { TestCase } from '../../src/compare/test-case.js';
import { aCase, brief, finished, opened, page } from '../support/cases.js';

const WORDS = 'Open the till insert the card and wait for the receipt';
const sharing = (...steps: [number, object[]][]): Catalogue => ({
  names: {},
  sharedSteps: new Map(steps),
  missing: [],
});
const SHARED = sharing([5, [{ content: WORDS, expected: '' }]]);

const compare = (left: TestCase, right: TestCase, options: Partial<AggregateOptions> = {}) => {
  const aggregate = new Aggregate({ compareIds: true, ...options });
  return brief(
    [
      { ...opened('left', ['A']), catalogue: SHARED },
      { ...opened('right', ['A']), catalogue: sharing() },
      page('left', 1, [left]),
      page('right', 1, [right]),
      finished(),
    ].flatMap((arrival) => [...aggregate.take(arrival).events]),
  );
};
const stepping = (id: number, title: string, ...steps: object[]) =>
  aCase(id, title, { custom_steps_separated: steps });

it('shared steps count by what they say', () => {
  const left = stepping(1, 'Pay', { shared_step_id: 5 }, { content: 'slowly' });
  const right = stepping(2, 'Pay now', { content: WORDS, expected: '' }, { content: 'fast' });
  expect(compare(left, right, { similarity: 0.7 })).toEqual(['changed 1:2']);
});

it('a renamed case of shared steps alone is found by what they say', () => {
  const left = stepping(1, 'Pay', { shared_step_id: 5 });
  expect(compare(left, stepping(2, 'Pay now', { content: WORDS, expected: '' }))).toEqual(['renamed 1:2']);
});

it('what is not compared makes nobody alike', () => {
  const [left, right] = [1, 2].map((id) => aCase(id, `Title ${id}`, { custom_notes: WORDS, refs: `${id}` }));
  const options = { similarity: 0.7, ignoreFields: ['custom_notes'] };
  expect(compare(left!, right!, options)).toEqual(['onlyLeft 1:-', 'onlyRight -:2']);
  expect(compare(left!, right!, { similarity: 0.7 })).toEqual(['changed 1:2']);
});

it('markup and the numbers of attachments are no words where they do not count', async () => {
  const left = aCase(1, 'One', { custom_steps: `<p>${WORDS}</p><p>![](index.php?/attachments/get/17)</p>` });
  const right = aCase(2, 'Two', { custom_steps: `${WORDS} now\n\n![](index.php?/attachments/get/93)` });
  const visibleText = await loadVisibleText();
  const normalize = ['markup', 'attachments'] as const;
  expect(compare(left, right, { similarity: 0.8, normalize, visibleText })).toEqual(['changed 1:2']);
  expect(compare(left, right, { similarity: 0.8 })).toEqual(['onlyLeft 1:-', 'onlyRight -:2']);
});
