import { comparedWith, optionsApart } from '../../src/cli/compared-with.js';
import type { CompareOptions } from '../../src/pipeline/index.js';

/** As the command compares unless it is told otherwise. */
const usual = { sections: true, names: true, normalize: ['whitespace'] } as unknown as CompareOptions;

const apart = (more: Partial<CompareOptions>, then: Partial<CompareOptions> = {}): string[] =>
  optionsApart(comparedWith({ ...usual, ...then }), comparedWith({ ...usual, ...more }));

it('what a run is told beside the comparison makes it no other', () => {
  expect(apart({ timeoutMs: 1, strict: true, recheck: true, deadlineMs: 1_000 })).toEqual([]);
  expect(optionsApart(undefined, comparedWith(usual))).toEqual([]);
});

it.each<[Partial<CompareOptions>, string]>([
  [{ normalize: [] }, '--normalize'],
  [{ fields: ['refs'] }, '--fields'],
  [{ ignoreFields: ['refs'] }, '--ignore-fields'],
  [{ fieldMap: new Map([['custom_a', 'custom_b']]) }, '--field-map'],
  [{ valueMap: new Map([['custom_a', new Map([['1', '2']])]]) }, '--value-map'],
  [{ sections: false }, '--no-sections'],
  [{ names: false }, '--no-names'],
  [{ suiteMap: new Map([['*', 'Master']]) }, '--suite-map'],
  [{ map: new Map([[1, 2]]) }, '--map'],
  [{ verifyAttachments: true }, '--verify-attachments'],
])('what decides in what a pair differs does: %j', (more, option) => {
  expect(apart(more)).toEqual([option]);
  expect(apart(more, more)).toEqual([]);
});

it('a map is the same in whatever order its lines stand', () => {
  const of = (...pairs: [number, number][]): Partial<CompareOptions> => ({ map: new Map(pairs) });
  expect(apart(of([1, 2], [30, 4]), of([30, 4], [1, 2]))).toEqual([]);
  expect(apart(of([1, 2]), of([1, 3]))).toEqual(['--map']);
});
